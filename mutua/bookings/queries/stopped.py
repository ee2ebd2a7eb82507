"""Which dates a stop would cancel."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from mutua.bookings.models import Booking, Line, Occurrence, State
from mutua.kernel.db import db
from mutua.kernel.timespan import TimeSpan
from mutua.resources.models import Hold, Resource, Unit
from mutua.resources.queries import holding


def dates_on(unit_ids: Sequence[int], span: TimeSpan) -> list[Occurrence]:
    """Dates asked or confirmed whose units are among these and whose time meets the span, by start."""
    held = (
        select(Line.occurrence_id)
        .select_from(Unit)
        .join(Hold, holding(Unit.id, span.start, span.end))
        .join(Line, Line.claim_id == Hold.claim_id)
        .where(Unit.id.in_(list(unit_ids)))
    )
    live = Occurrence.state.in_((State.REQUESTED, State.CONFIRMED))
    meets = (Occurrence.starts_at < span.end, Occurrence.ends_at > span.start)
    query = (
        select(Occurrence)
        .join(Occurrence.booking)
        .options(
            contains_eager(Occurrence.booking).options(joinedload(Booking.structure), joinedload(Booking.person)),
            selectinload(Occurrence.lines)
            .joinedload(Line.resource)
            .options(joinedload(Resource.structure), joinedload(Resource.place), joinedload(Resource.pole)),
        )
        .where(Occurrence.id.in_(held), live, *meets)
    )
    return list(db.session.scalars(query.order_by(Occurrence.starts_at, Occurrence.id)))
