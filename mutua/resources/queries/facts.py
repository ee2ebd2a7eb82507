"""Resources as plain facts: for lists that would pay dearly for whole objects."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, case, func, select
from sqlalchemy.orm import aliased

from mutua.kernel.db import UtcInstant, db
from mutua.kernel.reading_order import by_name
from mutua.kernel.timespan import TimeSpan, wall
from mutua.pole.models import Member, Pole, Structure
from mutua.resources.models import (
    Approval,
    Draw,
    Drawing,
    Hold,
    Kind,
    Opening,
    OpeningHours,
    Place,
    Resource,
    Unit,
    covered_by,
    house,
)
from mutua.resources.queries.sheets import reached
from mutua.resources.queries.taken import holding


class ResourceFacts(NamedTuple):
    """A resource in a list; `opening_hours`: (weekday, opens, closes) in minutes; position in 1e-6 degrees."""

    id: int
    kind: Kind
    name: str
    structure_id: int
    structure: str
    capacity: int | None
    features: list[str]
    place: str | None
    zone: str
    approval: Approval
    granularity_minutes: int
    turnaround_minutes: int
    subtitle: str
    description: str
    notice_minutes: int
    longest_minutes: int | None
    horizon_days: int
    value_per_hour: int | None
    value_per_use: int | None
    details: dict[str, Any] | None
    attributes: dict[str, Any]
    photo: str | None
    photo_alt: str
    latitude: int | None
    longitude: int | None
    pole: str
    opening_hours: list[tuple[int, int, int]]


BUILDING = aliased(Place)
SHEET = (
    *(Resource.subtitle, Resource.description, Resource.notice_minutes, Resource.longest_minutes),
    *(Resource.horizon_days, Resource.value_per_hour, Resource.value_per_use, Resource.details, Resource.attributes),
    *(Resource.photo, Resource.photo_alt),
)


def position(room: Any = Place, building: Any = BUILDING) -> tuple[Any, Any]:
    """Latitude and longitude of a place, else of the one it lies in."""
    return func.coalesce(room.latitude, building.latitude), func.coalesce(room.longitude, building.longitude)


def facts_of(
    member: Member,
    *,
    resource_id: int | None = None,
    kind: Kind | None = None,
    capacity: int | None = None,
    free: TimeSpan | None = None,
    abroad: bool = False,
) -> list[ResourceFacts]:
    """Live resources the member may see, by kind and name; with `free`, those open and with room all that time.

    `abroad`: those that other poles opened to this one too.
    """
    facts: dict[str, object] = {"pole": member.pole_id, "structure": member.structure_id, "id": resource_id}
    facts |= {"kind": kind, "capacity": capacity, "start": free and free.start, "end": free and free.end}
    asked = _asked(resource_id is not None, kind is not None, capacity is not None, free is not None, abroad)
    rows = db.session.execute(asked, facts).all()
    hours = _hours([row[0] for row in rows])
    found = [ResourceFacts._make((*row[:-1], hours[row[0]])) for row in rows]
    rules = {row[0]: row[-1] for row in rows}
    return [row for row in found if free is None or _is_open(row, rules[row.id], free)]


@cache
def _asked(one: bool, one_kind: bool, seats: bool, free: bool, abroad: bool) -> Select[*tuple[Any, ...]]:
    """Built once for each of its shapes: building it costs more than running it."""
    columns = (Resource.id, Resource.kind, Resource.name, Resource.structure_id, Structure.name, Resource.capacity)
    query = (
        select(*columns, Resource.features, Place.name, func.coalesce(Place.zone, Pole.zone))
        .add_columns(Resource.approval, Resource.granularity_minutes, Resource.turnaround_minutes, *SHEET)
        .add_columns(*position(), Pole.slug, Resource.rules)
        .join(Structure, Structure.id == Resource.structure_id)
        .join(Pole, Pole.id == Resource.pole_id)
        .outerjoin(Place, Place.id == Resource.place_id)
        .outerjoin(BUILDING, BUILDING.id == Place.parent_id)
        .where(reached(abroad), Resource.retired_at.is_(None))
        .order_by(Resource.kind, by_name(Resource.name), Resource.id)
    )
    if one:
        query = query.where(Resource.id == bindparam("id"))
    if one_kind:
        query = query.where(Resource.kind == bindparam("kind"))
    if seats:
        query = query.where(Resource.capacity >= bindparam("capacity"))
    return query.where(Resource.id.in_(_with_room())) if free else query


def _with_room() -> Select[int]:
    """Ids of the resources whose units leave room: all of them free, or the n asked of any."""
    start, end = bindparam("start", type_=UtcInstant()), bindparam("end", type_=UtcInstant())
    # Probed unit by unit: joined, the planner of PostgreSQL reads every hold there is.
    held = select(Hold.id).where(holding(Unit.id, start, end)).correlate(Unit).limit(1).scalar_subquery()
    taken, units = func.count(case((held.is_not(None), Unit.id))), func.count(Unit.id)
    needed = case((Resource.draw == Draw.ALL, units), else_=Resource.units_needed)
    return (
        select(Resource.id)
        .join(Drawing, Drawing.resource_id == Resource.id)
        .join(Unit, Unit.id == Drawing.unit_id)
        .where(Unit.retired_at.is_(None))
        .group_by(Resource.id, Resource.draw, Resource.units_needed)
        .having(units - taken >= needed)
    )


def _hours(resource_ids: list[int]) -> dict[int, list[tuple[int, int, int]]]:
    hours: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for number, *slot in db.session.execute(_slots(), {"ids": resource_ids}) if resource_ids else ():
        hours[number].append((slot[0], slot[1], slot[2]))
    return hours


@cache
def _slots() -> Select[int, int, int, int]:
    columns = (OpeningHours.resource_id, OpeningHours.weekday, OpeningHours.opens, OpeningHours.closes)
    query = select(*columns).where(OpeningHours.resource_id.in_(bindparam("ids", expanding=True)))
    return query.order_by(OpeningHours.id)


def _is_open(row: ResourceFacts, rules: dict[str, Any] | None, span: TimeSpan) -> bool:
    opening = Opening(tuple(row.opening_hours), house.read(rules))
    return opening.always or covered_by(opening.on, wall(span.start, row.zone), wall(span.end, row.zone))
