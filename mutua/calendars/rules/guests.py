"""Who may be asked from outside, who may still answer, and what makes a letter worth sending."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from mutua.bookings.models import Booking, Occurrence, State
from mutua.bookings.rules import No as Booked
from mutua.calendars.models import GuestInvitation
from mutua.calendars.rules import No
from mutua.kernel.timespan import wall
from mutua.pole.models import Member

MOST_GUESTS = 50
KEPT = timedelta(days=90)  # our convention: an outside person's address goes three months after the last date


def coming(booking: Booking, now: datetime) -> list[Occurrence]:
    """The dates that still stand before us, in order."""
    dates = (date for date in booking.occurrences if date.is_live and date.ends_at > now)
    return sorted(dates, key=lambda date: date.starts_at)


def why_not_see_guests(booking: Booking, member: Member) -> Booked | None:
    """Names and addresses are the business of the structure that asked alone."""
    return Booked.NOT_YOUR_BOOKING if booking.structure_id != member.structure_id else None


def why_not_ask_guest(
    booking: Booking, asked: Sequence[GuestInvitation], email: str, member: Member, *, now: datetime
) -> Booked | No | None:
    """`asked`: those of the booking, the withdrawn ones too."""
    stranger = why_not_see_guests(booking, member)
    if stranger is not None:
        return stranger
    if not coming(booking, now):
        return No.GUEST_NOTHING_LEFT
    live = [row for row in asked if row.withdrawn_at is None]
    if any(row.email == email for row in live):
        return No.GUEST_TWICE
    return No.TOO_MANY_GUESTS if len(live) >= MOST_GUESTS else None


def why_not_answer(invitation: GuestInvitation, booking: Booking, *, now: datetime) -> No | None:
    if invitation.withdrawn_at is not None:
        return No.GUEST_WITHDRAWN
    return None if coming(booking, now) else No.GUEST_NOTHING_LEFT


def stands_for(booking: Booking, start: date | datetime | None) -> bool:
    """Whether an answer is to the dates as they are: `start` is that of the event, or of the date, it was given to.

    Of a series, where its rule places them: a single date that moved is still the same one.
    """
    if start is None:
        return True  # a program that does not say
    if not isinstance(start, datetime):
        return start in {row.original_start.date() for row in booking.occurrences}
    at = start if start.tzinfo is None else wall(start, booking.zone)
    if booking.rrule is not None or len(booking.occurrences) > 1:
        return at in {row.original_start for row in booking.occurrences}
    return at in {row.local_start for row in booking.occurrences}


def told_mark(booking: Booking) -> str:
    """The same as long as a guest would read the same."""
    waits = [row.original_start for row in booking.occurrences if row.state is State.REQUESTED]
    places = sorted({line.resource_id for date in booking.occurrences for line in date.lines})
    return _sha256((booking.title, places, sorted(waits), dates_mark(booking)))


def dates_mark(booking: Booking) -> str:
    """The same as long as the dates are."""
    live = [date for date in booking.occurrences if date.is_live]
    return _sha256(sorted((date.original_start, date.local_start, date.local_end) for date in live))


def _sha256(facts: object) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()
