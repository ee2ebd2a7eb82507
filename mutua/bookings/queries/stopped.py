"""Which dates a stop would cancel, and which stand on what goes away."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from mutua.bookings.models import Booking, Line, Occurrence, State
from mutua.kernel.db import db
from mutua.kernel.timespan import TimeSpan
from mutua.resources.models import Claim, ClaimKind, Drawing, Hold, Resource, Unit
from mutua.resources.queries import holding, loaded


def dates_on(unit_ids: Sequence[int], span: TimeSpan) -> list[Occurrence]:
    """Dates asked or confirmed whose units are among these and whose time meets the span, by start."""
    held = (
        select(Line.occurrence_id)
        .select_from(Unit)
        .join(Hold, holding(Unit.id, span.start, span.end))
        .join(Line, Line.claim_id == Hold.claim_id)
        .where(Unit.id.in_(list(unit_ids)))
    )
    return _live_dates(held, Occurrence.starts_at < span.end, Occurrence.ends_at > span.start)


def dates_ahead_on(unit_id: int, after: datetime) -> list[Occurrence]:
    """Dates asked or confirmed that hold a unit and have not begun, by start."""
    held = select(Line.occurrence_id).join(Hold, Hold.claim_id == Line.claim_id)
    held = held.where(Hold.unit_id == unit_id, Hold.ends_at > after)
    return _live_dates(held, Occurrence.starts_at > after)


def dates_ahead_of(resource_id: int, after: datetime) -> list[Occurrence]:
    """Dates asked or confirmed of a resource that have not begun, by start."""
    lines = select(Line.occurrence_id).where(Line.resource_id == resource_id, Line.claim_id.is_not(None))
    return _live_dates(lines, Occurrence.starts_at > after)


def shared_in(pole_id: int) -> list[Resource]:
    """What is shared in a pole today, with what retiring it needs."""
    query = loaded().where(Resource.pole_id == pole_id, Resource.retired_at.is_(None))
    return list(db.session.scalars(query.order_by(Resource.id)))


def promised_ahead(resource_ids: Collection[int], structure_id: int, after: datetime) -> list[tuple[Occurrence, Line]]:
    """Dates to come on these resources of other structures than this one, with the line that says on what."""
    lines = select(Line.occurrence_id).where(Line.resource_id.in_(sorted(resource_ids)), Line.claim_id.is_not(None))
    dates = _live_dates(lines, Occurrence.starts_at > after)
    others = [date for date in dates if date.booking.structure_id != structure_id]
    return [(date, next(line for line in date.lines if line.resource_id in resource_ids)) for date in others]


def count_ahead_on(unit_ids: Sequence[int], after: datetime) -> dict[int, int]:
    """How many dates to come hold each of these units."""
    query = (
        select(Hold.unit_id, func.count(func.distinct(Line.occurrence_id)))
        .join(Line, Line.claim_id == Hold.claim_id)
        .where(Hold.unit_id.in_(list(unit_ids)), Hold.starts_at > after)
        .group_by(Hold.unit_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def closed_ahead(resource_id: int, after: datetime) -> bool:
    """Whether a closure of this resource is not over."""
    query = select(Hold.id).join(Claim, Claim.id == Hold.claim_id)
    same = (Claim.resource_id == resource_id, Claim.kind == ClaimKind.BLOCK, Hold.ends_at > after)
    return db.session.scalar(query.where(*same).limit(1)) is not None


def _live_dates(ids: Select[int], *when: ColumnElement[bool]) -> list[Occurrence]:
    live = Occurrence.state.in_((State.REQUESTED, State.CONFIRMED))
    query = (
        select(Occurrence)
        .join(Occurrence.booking)
        .options(
            contains_eager(Occurrence.booking).options(
                joinedload(Booking.structure), joinedload(Booking.person), selectinload(Booking.occurrences)
            ),
            selectinload(Occurrence.lines)
            .joinedload(Line.resource)
            .options(
                joinedload(Resource.structure),
                joinedload(Resource.place),
                joinedload(Resource.pole),
                selectinload(Resource.hours),
                selectinload(Resource.draws).joinedload(Drawing.unit),
            ),
        )
        .where(Occurrence.id.in_(ids), live, *when)
    )
    return list(db.session.scalars(query.order_by(Occurrence.starts_at, Occurrence.id)))
