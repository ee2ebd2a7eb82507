"""Every SELECT about what exists and what is taken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, func, literal, or_, select, update
from sqlalchemy.orm import aliased, joinedload, selectinload

from mutua.kernel.db import UtcInstant, db
from mutua.kernel.timespan import TimeSpan
from mutua.pole.models import Member
from mutua.resources.models import (
    Audience,
    Claim,
    ClaimKind,
    Draw,
    Drawing,
    Hold,
    Kind,
    OpeningHours,
    Place,
    Resource,
    Unit,
)


class Taken(NamedTuple):
    """A hold with what its owner allows: row of the diary of one unit."""

    hold_id: int | None
    unit_id: int
    starts_at: datetime
    ends_at: datetime
    used_until: datetime
    kind: ClaimKind
    resource_id: int
    structure_id: int | None


def from_predecessor(unit_id: SQLColumnExpression[int], start: datetime) -> ColumnElement[datetime]:
    """The start of the last hold of a unit that began at or before `start`, else `start`.

    A unit's holds are disjoint, so whatever overlaps [start, …) begins there or later: the index is read from that row
    on, never the unit's whole past.
    """
    before = aliased(Hold)
    earlier = select(func.max(before.starts_at)).where(before.unit_id == unit_id, before.starts_at <= start)
    return func.coalesce(earlier.scalar_subquery(), literal(start, UtcInstant))


def holding(unit_id: SQLColumnExpression[int], start: datetime, end: datetime) -> ColumnElement[bool]:
    """The join condition: holds of `unit_id` that overlap [start, end)."""
    return and_(
        Hold.unit_id == unit_id,
        Hold.starts_at < end,
        Hold.starts_at >= from_predecessor(unit_id, start),
        Hold.ends_at > start,
    )


def lock_units(unit_ids: Sequence[int]) -> None:
    """Row locks in id order (on SQLite the transaction holds the write lock already)."""
    locking = select(Unit.id).where(Unit.id.in_(unit_ids)).order_by(Unit.id).with_for_update(key_share=True)
    db.session.execute(locking).all()


def taken_during(unit_ids: Sequence[int], reach: tuple[datetime, datetime]) -> list[Taken]:
    """Holds of the units that overlap the reach, by start."""
    columns = (Hold.id, Hold.unit_id, Hold.starts_at, Hold.ends_at, Claim.used_until, Claim.kind)
    query = (
        select(*columns, Claim.resource_id, Claim.structure_id)
        .select_from(Unit)
        .join(Hold, holding(Unit.id, *reach))
        .join(Claim, Claim.id == Hold.claim_id)
        .where(Unit.id.in_(unit_ids))
        .order_by(Hold.starts_at)
    )
    return [Taken._make(row) for row in db.session.execute(query)]


def expired_claims(unit_ids: Sequence[int], now: datetime) -> list[int]:
    """Tentative claims on these units whose ten minutes are over."""
    query = (
        select(Claim.id)
        .join(Hold, Hold.claim_id == Claim.id)
        .where(Claim.kind == ClaimKind.TENTATIVE, Claim.expires_at <= now, Hold.unit_id.in_(unit_ids))
    )
    return list(db.session.scalars(query.distinct()))


def loaded() -> Select[Resource]:
    """Resources with all that their rules and pages touch."""
    return select(Resource).options(
        joinedload(Resource.structure),
        joinedload(Resource.pole),
        joinedload(Resource.place).joinedload(Place.parent),
        selectinload(Resource.hours),
        selectinload(Resource.draws).joinedload(Drawing.unit),
    )


def visible_to(member: Member) -> ColumnElement[bool]:
    """Resources of the member's pole, without those a structure keeps to itself."""
    shared = or_(Resource.audience == Audience.POLE, Resource.structure_id == member.structure_id)
    return and_(Resource.pole_id == member.pole_id, shared)


def resource_for(member: Member, resource_id: int) -> Resource | None:
    """The resource if this member may know of it; a stranger's answer is None, which becomes 404."""
    return db.session.scalar(loaded().where(Resource.id == resource_id, visible_to(member)))


def resources_for(member: Member, *, ids: Iterable[int] | None = None, kind: Kind | None = None) -> list[Resource]:
    """Live resources, by kind and name."""
    query = loaded().where(visible_to(member), Resource.retired_at.is_(None))
    if ids is not None:
        query = query.where(Resource.id.in_(list(ids)))
    if kind is not None:
        query = query.where(Resource.kind == kind)
    return list(db.session.scalars(query.order_by(Resource.kind, Resource.name, Resource.id)))


def resources_of(structure_id: int, pole_id: int) -> list[Resource]:
    query = loaded().where(Resource.structure_id == structure_id, Resource.pole_id == pole_id)
    return list(db.session.scalars(query.order_by(Resource.retired_at, Resource.kind, Resource.name)))


def places_of(pole_id: int) -> list[Place]:
    query = select(Place).options(joinedload(Place.parent)).where(Place.pole_id == pole_id)
    return list(db.session.scalars(query.order_by(Place.name)))


def place_named(pole_id: int, name: str) -> Place | None:
    return db.session.scalar(select(Place).where(Place.pole_id == pole_id, Place.name == name))


def hours_of(resource_ids: Iterable[int]) -> list[OpeningHours]:
    return list(db.session.scalars(select(OpeningHours).where(OpeningHours.resource_id.in_(list(resource_ids)))))


def overlapping_holds() -> list[tuple[int, int, int]]:
    """(hold, hold, unit) for every pair of neighbours that overlap: what the constraint makes impossible."""
    after = func.lead(Hold.starts_at).over(partition_by=Hold.unit_id, order_by=(Hold.starts_at, Hold.id))
    next_id = func.lead(Hold.id).over(partition_by=Hold.unit_id, order_by=(Hold.starts_at, Hold.id))
    rows = select(Hold.id, next_id.label("next_id"), Hold.unit_id, Hold.ends_at, after.label("after")).subquery()
    query = select(rows.c.id, rows.c.next_id, rows.c.unit_id).where(rows.c.after < rows.c.ends_at)
    return [(first, second, unit) for first, second, unit in db.session.execute(query)]


def busy_units(span: TimeSpan) -> set[int]:
    """Ids of the units that anything holds during the span: one look in the index a unit."""
    query = select(Unit.id).join(Hold, holding(Unit.id, span.start, span.end))
    return set(db.session.scalars(query))


def has_room(resource: Resource, busy: set[int]) -> bool:
    """Whether enough of its units are free: all of them, or the n it asks of any."""
    live = [draw.unit_id for draw in resource.draws if draw.unit.retired_at is None]
    free = sum(1 for unit in live if unit not in busy)
    return bool(live) and free >= (len(live) if resource.draw is Draw.ALL else resource.units_needed)


def zone_of(resource_id: int, member: Member) -> str:
    """The zone of a resource's place, else the pole's; the pole's too for a resource the member may not know of."""
    query = select(Place.zone).join(Resource, Resource.place_id == Place.id).where(Resource.id == resource_id)
    return db.session.scalar(query.where(Resource.pole_id == member.pole_id)) or member.pole_zone


def held_units(unit_ids: Iterable[int], after: datetime) -> set[int]:
    """Which of these units something holds at or after a moment."""
    query = select(Hold.unit_id).where(Hold.unit_id.in_(list(unit_ids)), Hold.ends_at > after)
    return set(db.session.scalars(query.distinct()))


def closures_of(resource_id: int, after: datetime) -> list[tuple[int, str, datetime, datetime]]:
    """(claim id, reason, start, end) of closures that are not over, by start."""
    query = (
        select(Claim.id, Claim.reason, func.min(Hold.starts_at), func.max(Hold.ends_at))
        .join(Hold, Hold.claim_id == Claim.id)
        .where(Claim.resource_id == resource_id, Claim.kind == ClaimKind.BLOCK, Hold.ends_at > after)
        .group_by(Claim.id, Claim.reason)
        .order_by(func.min(Hold.starts_at), Claim.id)
    )
    return [(number, reason, start, end) for number, reason, start, end in db.session.execute(query)]


def closure(resource_id: int, claim_id: int) -> Claim | None:
    same = (Claim.id == claim_id, Claim.resource_id == resource_id, Claim.kind == ClaimKind.BLOCK)
    return db.session.scalar(select(Claim).where(*same))


def touch(resource_id: int) -> None:
    """Move the counter of a resource and of those that share a unit with it."""
    units = select(Drawing.unit_id).where(Drawing.resource_id == resource_id)
    sharing = select(Drawing.resource_id).where(Drawing.unit_id.in_(units))
    moved = or_(Resource.id == resource_id, Resource.id.in_(sharing))
    change = update(Resource).where(moved).values(modseq=Resource.modseq + 1)
    db.session.execute(change.execution_options(synchronize_session=False))


def retired_of(member: Member) -> list[Resource]:
    """What the member's structure no longer shares."""
    query = loaded().where(Resource.pole_id == member.pole_id, Resource.structure_id == member.structure_id)
    return list(db.session.scalars(query.where(Resource.retired_at.is_not(None)).order_by(Resource.name)))
