"""What exists: resources with all that their rules and pages touch, places, hours."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, or_, select, update
from sqlalchemy.orm import joinedload, selectinload

from mutua.kernel.db import db
from mutua.kernel.reading_order import by_name
from mutua.pole.models import Member, Pole
from mutua.resources.models import (
    Audience,
    Claim,
    ClaimKind,
    Drawing,
    Hold,
    Kind,
    Place,
    PoleShare,
    Resource,
)


def loaded() -> Select[Resource]:
    """Resources with all that their rules and pages touch."""
    return select(Resource).options(
        joinedload(Resource.structure),
        joinedload(Resource.pole),
        joinedload(Resource.place).joinedload(Place.parent),
        selectinload(Resource.hours),
        selectinload(Resource.draws).joinedload(Drawing.unit),
    )


def visible_to(member: Member, *, abroad: bool = False) -> ColumnElement[bool]:
    """Resources of the member's pole, without those a structure keeps to itself.

    `abroad`: also what other poles opened to this one. Only doors that show or book a resource ask for it; whatever
    sets, counts or judges stays within one pole.
    """
    shared = or_(Resource.audience == Audience.POLE, Resource.structure_id == member.structure_id)
    home = and_(Resource.pole_id == member.pole_id, shared)
    return or_(home, opened_to(member.pole_id)) if abroad else home


def opened_to(pole_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """Resources of other poles that this one may use; never somebody's working time, whose rules are of one pole."""
    named = or_(PoleShare.pole_id.is_(None), PoleShare.pole_id == pole_id)
    share = select(PoleShare.id).where(PoleShare.resource_id == Resource.id, named).exists()
    shareable = and_(Resource.audience == Audience.POLE, Resource.kind != Kind.STAFF)
    return and_(Resource.pole_id != pole_id, shareable, share)


def is_opened_to(resource_id: int, pole_id: int) -> bool:
    return db.session.scalar(select(Resource.id).where(Resource.id == resource_id, opened_to(pole_id))) is not None


def shares_of(resource_id: int) -> list[PoleShare]:
    return list(db.session.scalars(select(PoleShare).where(PoleShare.resource_id == resource_id)))


def resource_for(member: Member, resource_id: int, *, abroad: bool = False) -> Resource | None:
    """The resource if this member may know of it; a stranger's answer is None, which becomes 404."""
    facts = {"pole": member.pole_id, "structure": member.structure_id, "id": resource_id}
    return db.session.scalar(_one(abroad), facts)


@cache
def _one(abroad: bool) -> Select[Resource]:
    return loaded().where(Resource.id == bindparam("id"), reached(abroad))


def reached(abroad: bool) -> ColumnElement[bool]:
    """`visible_to` for statements built once, whose member comes with each question as `pole` and `structure`."""
    shared = or_(Resource.audience == Audience.POLE, Resource.structure_id == bindparam("structure"))
    home = and_(Resource.pole_id == bindparam("pole"), shared)
    return or_(home, opened_to(bindparam("pole"))) if abroad else home


def resources_for(
    member: Member, *, ids: Iterable[int] | None = None, kind: Kind | None = None, abroad: bool = False
) -> list[Resource]:
    """Live resources, by kind and name."""
    facts = {"pole": member.pole_id, "structure": member.structure_id, "ids": list(ids or ()), "kind": kind}
    return list(db.session.scalars(_live(ids is not None, kind is not None, abroad), facts))


def named(member: Member, ids: Iterable[int]) -> list[Resource]:
    """Those that a member of the pole may know of, with whose and where they are but neither hours nor units."""
    return list(
        db.session.scalars(_named(), {"pole": member.pole_id, "structure": member.structure_id, "ids": list(ids)})
    )


@cache
def _named() -> Select[Resource]:
    whose = (joinedload(Resource.structure), joinedload(Resource.pole), joinedload(Resource.place))
    query = select(Resource).options(*whose).where(reached(abroad=False))
    query = query.where(Resource.retired_at.is_(None), Resource.id.in_(bindparam("ids", expanding=True)))
    return query.order_by(Resource.kind, by_name(Resource.name), Resource.id)


@cache
def _live(some: bool, one_kind: bool, abroad: bool) -> Select[Resource]:
    """Live resources a member may know of; built once, since every booking asks it."""
    query = loaded().where(reached(abroad), Resource.retired_at.is_(None))
    if some:
        query = query.where(Resource.id.in_(bindparam("ids", expanding=True)))
    if one_kind:
        query = query.where(Resource.kind == bindparam("kind"))
    return query.order_by(Resource.kind, by_name(Resource.name), Resource.id)


def resources_of(structure_id: int, pole_id: int) -> list[Resource]:
    query = loaded().where(Resource.structure_id == structure_id, Resource.pole_id == pole_id)
    return list(db.session.scalars(query.order_by(Resource.retired_at, Resource.kind, by_name(Resource.name))))


def places_of(pole_id: int) -> list[Place]:
    query = select(Place).options(joinedload(Place.parent)).where(Place.pole_id == pole_id)
    return list(db.session.scalars(query.order_by(by_name(Place.name))))


def place(pole_id: int, place_id: int) -> Place | None:
    query = select(Place).options(joinedload(Place.parent))
    return db.session.scalar(query.where(Place.pole_id == pole_id, Place.id == place_id))


def place_named(pole_id: int, name: str) -> Place | None:
    return db.session.scalar(select(Place).where(Place.pole_id == pole_id, Place.name == name))


def zone_of(resource_id: int, member: Member) -> str:
    """The zone of a resource's place, else the pole's; the pole's too for a resource the member may not know of."""
    return db.session.scalar(_zone(), {"resource": resource_id, "pole": member.pole_id}) or member.pole_zone


@cache
def _zone() -> Select[str | None]:
    query = select(func.coalesce(Place.zone, Pole.zone)).select_from(Resource)
    query = query.join(Pole, Pole.id == Resource.pole_id).outerjoin(Place, Place.id == Resource.place_id)
    known = or_(Resource.pole_id == bindparam("pole"), opened_to(bindparam("pole")))
    return query.where(Resource.id == bindparam("resource"), known)


_CLOSING = (Claim.kind == ClaimKind.BLOCK, Claim.structure_id.is_(None))


def closures_of(resource_id: int, after: datetime) -> list[tuple[int, str, datetime, datetime]]:
    """(claim id, reason, start, end) of closures that are not over, by start.

    Outside calendars are blocks of a structure: those end where they were made.
    """
    query = (
        select(Claim.id, Claim.reason, func.min(Hold.starts_at), func.max(Hold.ends_at))
        .join(Hold, Hold.claim_id == Claim.id)
        .where(Claim.resource_id == resource_id, *_CLOSING, Hold.ends_at > after)
        .group_by(Claim.id, Claim.reason)
        .order_by(func.min(Hold.starts_at), Claim.id)
    )
    return [(number, reason, start, end) for number, reason, start, end in db.session.execute(query)]


def closure(resource_id: int, claim_id: int) -> Claim | None:
    same = (Claim.id == claim_id, Claim.resource_id == resource_id, *_CLOSING)
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
    return list(db.session.scalars(query.where(Resource.retired_at.is_not(None)).order_by(by_name(Resource.name))))


def is_shared(name: str, kind: Kind, structure_id: int, pole_id: int) -> bool:
    """Whether the structure shares something live of that kind and name."""
    same = (Resource.pole_id == pole_id, Resource.structure_id == structure_id, Resource.kind == kind)
    query = select(Resource.id).where(*same, Resource.name == name, Resource.retired_at.is_(None))
    return db.session.scalar(query.limit(1)) is not None
