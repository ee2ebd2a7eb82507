"""Which of the holds in a picture belong to dates that this member may move, and whether they have one at all."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from mutua.bookings.models import Booking, Line, Occurrence, State
from mutua.kernel.db import db
from mutua.pole.models import Member


def movable_dates(claim_ids: Collection[int], member: Member, now: datetime) -> dict[int, tuple[int, int]]:
    """(booking, date) by claim, for the member's structure's dates that have not begun."""
    if not claim_ids or member.structure_id is None:
        return {}
    query = (
        select(Line.claim_id, Booking.id, Occurrence.id)
        .join(Occurrence, Occurrence.id == Line.occurrence_id)
        .join(Booking, Booking.id == Occurrence.booking_id)
        .where(Line.claim_id.in_(claim_ids), Booking.structure_id == member.structure_id)
        .where(Occurrence.state.in_((State.REQUESTED, State.CONFIRMED)), Occurrence.starts_at > now)
    )
    return {claim: (booking, date) for claim, booking, date in db.session.execute(query) if claim is not None}


def has_confirmed(member: Member, resource_id: int, now: datetime) -> bool:
    """Whether the member's structure has a confirmed date on a resource that is not over."""
    if member.structure_id is None:
        return False
    query = (
        select(Line.id)
        .join(Occurrence, Occurrence.id == Line.occurrence_id)
        .join(Booking, Booking.id == Occurrence.booking_id)
        .where(Line.resource_id == resource_id, Booking.structure_id == member.structure_id)
        .where(Occurrence.state == State.CONFIRMED, Occurrence.ends_at > now)
    )
    return db.session.scalar(query.limit(1)) is not None


def movable_between(start: datetime, end: datetime, member: Member, now: datetime) -> dict[tuple[int, datetime], int]:
    """The date's id by (booking, wall-clock start), for the structure's dates in a time that have not begun."""
    if member.structure_id is None:
        return {}
    query = (
        select(Booking.id, Occurrence.local_start, Occurrence.id)
        .join(Occurrence, Occurrence.booking_id == Booking.id)
        .where(Booking.structure_id == member.structure_id, Booking.pole_id == member.pole_id)
        .where(Occurrence.starts_at < end, Occurrence.starts_at >= start, Occurrence.starts_at > now)
        .where(Occurrence.state.in_((State.REQUESTED, State.CONFIRMED)))
    )
    return {(booking, local): date for booking, local, date in db.session.execute(query)}
