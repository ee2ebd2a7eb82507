"""What pages of a day or a week draw: tuples, not objects, and a number of statements that no size changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ScalarSelect, String, bindparam, cast, func, or_, select
from sqlalchemy.orm import aliased

from mutua.bookings.models import Booking, Line, LineState, Occurrence, State
from mutua.kernel.db import UtcInstant, db
from mutua.kernel.reading_order import by_name
from mutua.kernel.timespan import TimeSpan
from mutua.pole.models import Member, Person, Pole, Structure
from mutua.resources.models import (
    Approval,
    Audience,
    Claim,
    ClaimKind,
    Draw,
    Drawing,
    Hold,
    HouseRules,
    Kind,
    Opening,
    OpeningHours,
    Place,
    Regime,
    Resource,
    Shown,
    Unit,
    house,
)
from mutua.resources.queries import holding, position, reached


class Shelf(NamedTuple):
    """A resource as lists of many show it; times in minutes, `modseq` and `version` say whether anything moved."""

    id: int
    kind: Kind
    name: str
    subtitle: str
    capacity: int | None
    place: str | None
    building: str | None
    place_zone: str | None
    pole_zone: str
    structure_id: int
    structure: str
    features: list[str]
    draw: Draw
    units_needed: int
    approval: Approval
    audience: Audience
    regime: Regime | None
    granularity: int
    turnaround: int
    notice: int
    longest: int | None
    horizon: int
    modseq: int
    version: int
    rules: dict[str, Any] | None
    written_hours: str | None
    written_units: str | None
    pole_id: int
    pole: str
    photo: str | None
    photo_alt: str
    latitude: int | None
    longitude: int | None

    @property
    def zone(self) -> str:
        return self.place_zone or self.pole_zone

    @property
    def position(self) -> tuple[int, int] | None:
        """Millionths of a degree, of its place or of the building around it."""
        return None if self.latitude is None or self.longitude is None else (self.latitude, self.longitude)

    @property
    def hours(self) -> list[tuple[int, int, int]]:
        """(weekday, opens, closes); none at all means always open."""
        slots = (slot.split("-") for slot in (self.written_hours or "").split(",") if slot)
        return [(int(weekday), int(opens), int(closes)) for weekday, opens, closes in slots]

    @property
    def house(self) -> HouseRules:
        return house.read(self.rules)

    @property
    def opening(self) -> Opening:
        return Opening(tuple(self.hours), self.house)

    @property
    def units(self) -> tuple[int, ...]:
        """The live units it draws on, by id."""
        return tuple(sorted(int(unit_id) for unit_id in (self.written_units or "").split(",") if unit_id))

    @property
    def spare_units(self) -> int:
        """How many of its units may be taken while it is still free; negative when it has none."""
        units = len(self.units)
        return units - (max(1, units) if self.draw is Draw.ALL else self.units_needed)


class Used(NamedTuple):
    """A hold on a unit that `resource_id` draws on; `booked_id`, `shown`, `owner_id` are of the resource booked.

    `pole_ids`: the home of that resource, and that of its booking.
    """

    resource_id: int
    unit_id: int
    starts_at: datetime
    ends_at: datetime
    used_until: datetime
    kind: ClaimKind
    claim_id: int
    structure_id: int | None
    person_id: int | None
    reason: str
    booked_id: int
    shown: Shown
    owner_id: int
    booking_id: int | None
    state: State | None
    line_state: LineState | None
    title: str | None
    structure: str | None
    person: str | None
    pole_ids: tuple[int | None, ...]

    def meets(self, span: TimeSpan) -> bool:
        return self.starts_at < span.end and self.ends_at > span.start


def shelf(
    member: Member,
    *,
    kind: Kind | None = None,
    ids: Iterable[int] | None = None,
    people: int = 0,
    abroad: bool = False,
) -> list[Shelf]:
    """Live resources the member may know of, by name; `people`: only those with room for as many.

    `abroad`: those that other poles opened to this one too, after its own.
    """
    query = _shelf(kind is not None, ids is not None, people > 1, abroad)
    facts = {"pole": member.pole_id, "structure": member.structure_id, "kind": kind, "ids": list(ids or ())}
    found = [Shelf._make(row) for row in db.session.execute(query, {**facts, "people": people})]
    return sorted(found, key=lambda row: (row.pole_id != member.pole_id, row.pole)) if abroad else found


@cache
def _shelf(one_kind: bool, some: bool, room: bool, abroad: bool) -> Any:
    """Built once for each of its shapes, since every page of resources asks it."""
    query = _sheets().where(reached(abroad), Resource.retired_at.is_(None))
    if one_kind:
        query = query.where(Resource.kind == bindparam("kind"))
    if some:
        query = query.where(Resource.id.in_(bindparam("ids", expanding=True)))
    if room:
        query = query.where(or_(Resource.capacity.is_(None), Resource.capacity >= bindparam("people")))
    return query.order_by(by_name(Resource.name), Resource.id)


def _sheets() -> Any:  # 33 columns: more than SQLAlchemy's types spell out
    building = aliased(Place)
    columns = (
        *(Resource.id, Resource.kind, Resource.name, Resource.subtitle, Resource.capacity, Place.name, building.name),
        *(Place.zone, Pole.zone, Resource.structure_id, Structure.name, Resource.features),
        *(Resource.draw, Resource.units_needed, Resource.approval, Resource.audience, Resource.regime),
        *(Resource.granularity_minutes, Resource.turnaround_minutes, Resource.notice_minutes, Resource.longest_minutes),
        *(Resource.horizon_days, Resource.modseq, Resource.version, Resource.rules),
        *(_written_hours(), _written_units(), Resource.pole_id, Pole.name),
        *(Resource.photo, Resource.photo_alt, *position(Place, building)),
    )
    return (
        select(*columns)
        .join(Structure, Structure.id == Resource.structure_id)
        .join(Pole, Pole.id == Resource.pole_id)
        .outerjoin(Place, Place.id == Resource.place_id)
        .outerjoin(building, building.id == Place.parent_id)
    )


def _written_hours() -> ScalarSelect[str]:
    """Opening hours as text in the resource's own row: one statement less on every page."""
    parts = (cast(part, String) for part in (OpeningHours.weekday, OpeningHours.opens, OpeningHours.closes))
    weekday, opens, closes = parts
    slot = weekday + "-" + opens + "-" + closes
    query = select(func.aggregate_strings(slot, ",")).where(OpeningHours.resource_id == Resource.id)
    return query.correlate(Resource).scalar_subquery()


def _written_units() -> ScalarSelect[str]:
    query = (
        select(func.aggregate_strings(cast(Drawing.unit_id, String), ","))
        .join(Unit, Unit.id == Drawing.unit_id)
        .where(Drawing.resource_id == Resource.id, Unit.retired_at.is_(None))
    )
    return query.correlate(Resource).scalar_subquery()


def used_during(resource_ids: Sequence[int], span: TimeSpan, now: datetime) -> list[Used]:
    """Everything that takes units of these resources during a span, by start, with what pages may say of it."""
    facts = {"resources": list(resource_ids), "start": span.start, "end": span.end, "now": now}
    return [Used._make((*row[:-2], (row[-2], row[-1]))) for row in db.session.execute(_using(), facts)]


@cache
def _using() -> Any:  # 21 columns; built once, since every day and every refusal asks it
    booked = aliased(Resource)
    columns = (
        *(Drawing.resource_id, Drawing.unit_id, Hold.starts_at, Hold.ends_at, Claim.used_until, Claim.kind, Claim.id),
        *(Claim.structure_id, Claim.person_id, Claim.reason, booked.id, booked.shown, booked.structure_id),
        *(Booking.id, Occurrence.state, Line.state, Booking.title, Structure.name, Person.name),
        *(booked.pole_id, Booking.pole_id),
    )
    start, end = bindparam("start", type_=UtcInstant), bindparam("end", type_=UtcInstant)
    return (
        select(*columns)
        .select_from(Drawing)
        .join(Hold, holding(Drawing.unit_id, start, end))
        .join(Claim, Claim.id == Hold.claim_id)
        .join(booked, booked.id == Claim.resource_id)
        .outerjoin(Line, Line.claim_id == Claim.id)
        .outerjoin(Occurrence, Occurrence.id == Line.occurrence_id)
        .outerjoin(Booking, Booking.id == Occurrence.booking_id)
        .outerjoin(Structure, Structure.id == Claim.structure_id)
        .outerjoin(Person, Person.id == Booking.person_id)
        .where(Drawing.resource_id.in_(bindparam("resources", expanding=True)))
        .where(or_(Claim.expires_at.is_(None), Claim.expires_at > bindparam("now")))
        .order_by(Hold.starts_at, Hold.id)
    )
