"""SELECTs about bookings that propose exchanges."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from mutua.bookings.models import Booking, Line, LineState, Occurrence
from mutua.bookings.models import State as DateState
from mutua.exchanges.models import Exchange, PoleRules
from mutua.kernel.audit import AuditRow
from mutua.kernel.db import db
from mutua.pole.models import Membership, MembershipState
from mutua.resources.models import Kind, Regime, Resource


def unproposed_lines(
    pole_id: int, since: datetime, now: datetime, *, decided: PoleRules | None = None, at_most: int = 200
) -> list[Line]:
    """Finished lines that may propose an exchange and have not: approved, another structure's, no loan of staff.

    The same lines as `bookings.queries.finished_lines_of`, less those that the ledger knows, so that a worker that
    asks every few seconds reads nothing when there is nothing to do. With what the pole decided, also the dates that
    were not honoured, and those that who booked them cancelled too late.
    """
    states = [DateState.DONE, *([DateState.NO_SHOW] if decided is not None and decided.no_show else [])]
    done = _open_lines(pole_id, since, now).where(Occurrence.state.in_(states))
    found = list(db.session.scalars(done.order_by(Occurrence.ends_at, Line.id).limit(at_most)))
    late = decided.late_hours if decided is not None else None
    return found if late is None else [*found, *_cancelled_late(_open_lines(pole_id, since, now), late)]


def _open_lines(pole_id: int, since: datetime, now: datetime) -> Select[Line]:
    return (
        select(Line)
        .join(Line.occurrence)
        .join(Line.resource)
        .join(Occurrence.booking)
        .options(
            contains_eager(Line.occurrence)
            .contains_eager(Occurrence.booking)
            .options(joinedload(Booking.structure), joinedload(Booking.person)),
            contains_eager(Line.resource).options(
                joinedload(Resource.structure), joinedload(Resource.pole), joinedload(Resource.place)
            ),
        )
        .where(Booking.pole_id == pole_id, Resource.pole_id == pole_id)
        .where(Resource.structure_id != Booking.structure_id, Line.state == LineState.APPROVED)
        .where(Occurrence.ends_at >= since, Occurrence.ends_at <= now)
        .where(or_(Resource.kind != Kind.STAFF, Resource.regime == Regime.SERVICE))
        .where(~exists().where(Exchange.source_line_id == Line.id))
        .where(_was_member(pole_id, Resource.structure_id), _was_member(pole_id, Booking.structure_id))
    )


def _cancelled_late(lines: Select[Line], late_hours: int) -> list[Line]:
    """Confirmed dates that the structure which booked them cancelled less than so many hours before they began."""
    row = aliased(AuditRow)
    gone = and_(
        row.subject == "occurrence",
        row.subject_id == Occurrence.id,
        row.verb == "booking.cancelled",
        row.before == DateState.CONFIRMED.value,
        row.structure_id == Booking.structure_id,
    )
    query = lines.add_columns(row.at).join(row, gone).where(Occurrence.state == DateState.CANCELLED).order_by(row.id)
    last = {line.id: (line, at) for line, at in db.session.execute(query)}
    before = timedelta(hours=late_hours)
    return [line for line, at in last.values() if line.occurrence.starts_at - before < at]


def _was_member(pole_id: int, structure_id: object) -> ColumnElement[bool]:
    row = aliased(Membership)
    return exists().where(
        row.pole_id == pole_id,
        row.structure_id == structure_id,
        row.state == MembershipState.ACTIVE,
        row.joined_on <= Occurrence.on_date,
    )


def booking_of(exchange: Exchange) -> int | None:
    """The booking it came from, while that is kept."""
    line = select(Occurrence.booking_id).join(Line, Line.occurrence_id == Occurrence.id)
    return db.session.scalar(line.where(Line.id == exchange.source_line_id)) if exchange.source_line_id else None
