"""Who waits for what, in the order they came."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from itertools import takewhile
from typing import NamedTuple

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from mutua.bookings.models.desk import DeskRule
from mutua.bookings.models.waitlist import OPEN_WAITING, Waiting, WaitingState
from mutua.kernel.db import db
from mutua.kernel.timespan import TimeSpan
from mutua.pole.models import Member
from mutua.resources.models import Drawing, Place, Resource

# A form left open or an outside calendar frees time without moving the counter.
LOOK_AGAIN = timedelta(minutes=5)
AT_ONCE = 50


def _entries() -> Select[Waiting]:
    return (
        select(Waiting)
        .join(Waiting.resource)
        .options(
            contains_eager(Waiting.resource).options(
                joinedload(Resource.structure),
                joinedload(Resource.pole),
                joinedload(Resource.place).joinedload(Place.parent),
                selectinload(Resource.hours),
                selectinload(Resource.draws).joinedload(Drawing.unit),
            ),
            joinedload(Waiting.structure),
            joinedload(Waiting.person),
        )
        .order_by(Waiting.created_at, Waiting.id)
    )


def line_for(resource_ids: Iterable[int], now: datetime) -> list[Waiting]:
    """Who waits for these resources or for others that share a unit with them; locked, first come first."""
    units = select(Drawing.unit_id).where(Drawing.resource_id.in_(list(resource_ids)))
    sharing = select(Drawing.resource_id).where(Drawing.unit_id.in_(units))
    query = _entries().where(
        Waiting.state == WaitingState.WAITING, Waiting.starts_at > now, Waiting.resource_id.in_(sharing)
    )
    return list(db.session.scalars(query.limit(AT_ONCE).with_for_update(skip_locked=True, of=Waiting)))


def moved_line(now: datetime) -> list[Waiting]:
    """Who waits for a resource of which something moved since it was last looked at; locked."""
    moved = or_(Waiting.seen_modseq != Resource.modseq, Waiting.seen_at < now - LOOK_AGAIN)
    query = _entries().where(Waiting.state == WaitingState.WAITING, Waiting.starts_at > now, moved)
    return list(db.session.scalars(query.limit(AT_ONCE).with_for_update(skip_locked=True, of=Waiting)))


def ended_waits(now: datetime) -> list[Waiting]:
    """Offers nobody took in time, and waits whose time has come; locked."""
    unanswered = and_(Waiting.state == WaitingState.OFFERED, Waiting.offer_until_at <= now)
    too_late = and_(Waiting.state.in_(OPEN_WAITING), Waiting.starts_at <= now)
    query = _entries().where(or_(unanswered, too_late))
    return list(db.session.scalars(query.limit(AT_ONCE).with_for_update(skip_locked=True, of=Waiting)))


def waiting_of(member: Member, now: datetime) -> list[Waiting]:
    """What the member's structure waits for, by start."""
    query = _entries().order_by(None).where(Waiting.pole_id == member.pole_id)
    query = query.where(Waiting.structure_id == member.structure_id, Waiting.state.in_(OPEN_WAITING))
    return list(db.session.scalars(query.where(Waiting.starts_at > now).order_by(Waiting.starts_at, Waiting.id)))


def waiting_for(member: Member, waiting_id: int) -> Waiting | None:
    """One entry of the member's own structure, locked."""
    same = (Waiting.id == waiting_id, Waiting.pole_id == member.pole_id, Waiting.structure_id == member.structure_id)
    return db.session.scalar(_entries().where(*same).with_for_update(of=Waiting))


def open_spans(resource_id: int, structure_id: int | None) -> set[tuple[datetime, datetime]]:
    """Starts and ends that a structure waits for already on one resource."""
    query = select(Waiting.starts_at, Waiting.ends_at).where(Waiting.state.in_(OPEN_WAITING))
    query = query.where(Waiting.resource_id == resource_id, Waiting.structure_id == structure_id)
    return {(start, end) for start, end in db.session.execute(query)}


def open_of(structure_id: int, pole_id: int | None, person_id: int | None) -> list[Waiting]:
    """Open entries of a structure, or of one of its people; in one pole, or in all."""
    query = select(Waiting).where(Waiting.structure_id == structure_id, Waiting.state.in_(OPEN_WAITING))
    if pole_id is not None:
        query = query.where(Waiting.pole_id == pole_id)
    return list(db.session.scalars(query if person_id is None else query.where(Waiting.person_id == person_id)))


def open_for(resource_ids: Iterable[int]) -> list[Waiting]:
    """Open entries for these resources, locked."""
    same = (Waiting.resource_id.in_(list(resource_ids)), Waiting.state.in_(OPEN_WAITING))
    return list(db.session.scalars(_entries().where(*same).with_for_update(of=Waiting)))


class Queued(NamedTuple):
    """One open entry: whose, on which resource, when."""

    id: int
    resource_id: int
    starts_at: datetime
    ends_at: datetime

    def touches(self, resource_id: int, span: TimeSpan) -> bool:
        return self.resource_id == resource_id and self.starts_at < span.end and self.ends_at > span.start


def queued_for(resource_ids: Iterable[int]) -> list[Queued]:
    """Open entries for these resources, first come first."""
    query = select(Waiting.id, Waiting.resource_id, Waiting.starts_at, Waiting.ends_at)
    query = query.where(Waiting.resource_id.in_(list(resource_ids)), Waiting.state.in_(OPEN_WAITING))
    return [Queued._make(row) for row in db.session.execute(query.order_by(Waiting.created_at, Waiting.id))]


def place_in_line(entry: Waiting, line: Iterable[Queued]) -> int:
    """1 for the next: those before who wait for a time that touches this one."""
    before = takewhile(lambda queued: queued.id != entry.id, line)
    return 1 + sum(queued.touches(entry.resource_id, entry.slot.span) for queued in before)


def desk_rules(resource_ids: Collection[int]) -> dict[int, DeskRule]:
    """What owners wish beyond the usual, by resource."""
    query = select(DeskRule).where(DeskRule.resource_id.in_(list(resource_ids)))
    return {rule.resource_id: rule for rule in db.session.scalars(query)}
