"""Who is told that a booking ends because its structure leaves the pole."""

from __future__ import annotations

from datetime import datetime

from mutua.bookings.mails.letters import send
from mutua.bookings.models import Booking, Occurrence
from mutua.pole.models import Member


def structure_left(booking: Booking, date: Occurrence, actor: Member, *, now: datetime) -> None:
    send("bookings/structure_left", booking.person, booking, date, now, by=actor)
