"""Who is told about requests that wait too long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from mutua.bookings.mails.letters import send
from mutua.bookings.models import Booking, Occurrence
from mutua.pole.models import Member, Person


def reminded(booking: Booking, occurrence: Occurrence, people: Iterable[Person], by: Member, *, now: datetime) -> None:
    for person in people:
        send("bookings/reminded", person, booking, occurrence, now, by=by)


def expired(occurrence: Occurrence, *, now: datetime) -> None:
    send("bookings/expired", occurrence.booking.person, occurrence.booking, occurrence, now)
