"""What counts in a quota."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import or_, select

from mutua.bookings.models import LIVE, Booking, LateCancellation, Line, Occurrence
from mutua.kernel.db import db
from mutua.kernel.timespan import TimeSpan
from mutua.resources.rules import Use


def uses_of(
    resource_id: int, reach: TimeSpan, *, structure_id: int, person_id: int, without: Collection[int]
) -> list[Use]:
    """Dates of a structure or a person on a resource that begin within a span: live, or cancelled too late.

    `without`: occurrences that move do not stand in their own way.
    """
    late = select(LateCancellation.occurrence_id).where(LateCancellation.occurrence_id == Occurrence.id).exists()
    query = (
        select(Occurrence.starts_at, Occurrence.ends_at, Booking.structure_id, Booking.person_id)
        .join(Line, Line.occurrence_id == Occurrence.id)
        .join(Booking, Booking.id == Occurrence.booking_id)
        .where(Line.resource_id == resource_id, Occurrence.starts_at >= reach.start, Occurrence.starts_at < reach.end)
        .where(or_(Booking.structure_id == structure_id, Booking.person_id == person_id))
        .where(or_(Occurrence.state.in_(LIVE), late))
    )
    if without:
        query = query.where(Occurrence.id.not_in(without))
    return [Use(TimeSpan(start, end), structure, person) for start, end, structure, person in db.session.execute(query)]


def is_late(occurrence_id: int) -> bool:
    query = select(LateCancellation.occurrence_id).where(LateCancellation.occurrence_id == occurrence_id)
    return db.session.scalar(query) is not None
