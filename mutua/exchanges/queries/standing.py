"""SELECTs about standing arrangements and group sessions."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from mutua.exchanges.models import Exchange, StandingExchange
from mutua.exchanges.queries.exchange import detailed
from mutua.kernel.db import db
from mutua.pole.models import Member


def standing_of(member: Member) -> list[StandingExchange]:
    """What comes back between this structure and others, the next date first."""
    row = StandingExchange
    query = select(row).options(joinedload(row.giver), joinedload(row.receiver))
    own = or_(row.giver_id == member.structure_id, row.receiver_id == member.structure_id)
    query = query.where(row.pole_id == member.pole_id, own, row.stopped_at.is_(None), row.next_on.is_not(None))
    return list(db.session.scalars(query.order_by(row.next_on, row.id)))


def standing_for(member: Member, standing_id: int) -> StandingExchange | None:
    """One of the member's structure."""
    row = StandingExchange
    own = or_(row.giver_id == member.structure_id, row.receiver_id == member.structure_id)
    query = select(row).options(joinedload(row.giver), joinedload(row.receiver))
    query = query.where(row.id == standing_id, row.pole_id == member.pole_id, own)
    return db.session.scalar(query.with_for_update(of=row))


def due_standing(until: date, *, at_most: int = 100) -> list[StandingExchange]:
    """Those whose next day is not after `until`, locked: a second worker waits, then finds them moved on."""
    row = StandingExchange
    query = select(row).options(joinedload(row.giver), joinedload(row.receiver))
    query = query.where(row.stopped_at.is_(None), row.next_on <= until).order_by(row.id).limit(at_most)
    return list(db.session.scalars(query.with_for_update(of=row)))


def of_standing(standing_id: int) -> list[Exchange]:
    """What an arrangement has proposed, in order."""
    query = detailed().where(Exchange.habit_id == standing_id)
    return list(db.session.scalars(query.order_by(Exchange.id)))


def of_session(session_id: int, pole_id: int) -> list[Exchange]:
    query = detailed().where(Exchange.session_id == session_id, Exchange.pole_id == pole_id)
    return list(db.session.scalars(query.order_by(Exchange.id)))
