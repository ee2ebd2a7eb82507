"""Who is told about requests that wait too long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from mutua.bookings.mails.letters import send
from mutua.bookings.models import Occurrence
from mutua.pole.models import Member, Person


def reminded(dates: Sequence[Occurrence], people: Iterable[Person], by: Member, *, now: datetime) -> None:
    """About the dates of a booking that still wait."""
    for person in people:
        send("bookings/reminded", person, dates[0].booking, dates[0], now, by=by, count=len(dates))


def expired(dates: Sequence[Occurrence], *, now: datetime) -> None:
    """One letter for the dates of a booking that are given back together."""
    send("bookings/expired", dates[0].booking.person, dates[0].booking, dates[0], now, count=len(dates))
