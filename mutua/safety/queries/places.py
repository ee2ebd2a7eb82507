"""The safety of places: what is known, checks with their register, papers, safety sheets and who read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from mutua.bookings.models import Booking, Line, Occurrence, State
from mutua.kernel.db import db
from mutua.pole.models import Member, Person, Pole
from mutua.resources.models import Place, Resource
from mutua.safety.models import (
    CheckRecord,
    PeriodicCheck,
    PlacePaper,
    PlaceSafety,
    SafetyDocument,
    SafetyReminder,
    SheetReading,
    WorkUnit,
)
from mutua.safety.queries.place_told import places_by_id, rules_at, told_at
from mutua.safety.queries.presence import upwards
from mutua.safety.queries.unit_of import standing_ids
from mutua.safety.rules.sheet import Sheet, sheet_of


def place_safety(place_id: int) -> PlaceSafety | None:
    return db.session.scalar(select(PlaceSafety).where(PlaceSafety.place_id == place_id))


def safety_of_places(pole_id: int, place_ids: Sequence[int] | None = None) -> dict[int, PlaceSafety]:
    """Of every place of the pole, or of some."""
    query = select(PlaceSafety).join(Place, Place.id == PlaceSafety.place_id).where(Place.pole_id == pole_id)
    query = query if place_ids is None else query.where(PlaceSafety.place_id.in_(place_ids))
    return {row.place_id: row for row in db.session.scalars(query)}


def checks_of(pole_id: int, place_id: int | None = None) -> list[PeriodicCheck]:
    """Live checks with their register, the soonest first."""
    query = (
        select(PeriodicCheck)
        .join(PeriodicCheck.place)
        .options(joinedload(PeriodicCheck.place), selectinload(PeriodicCheck.records))
        .where(Place.pole_id == pole_id, PeriodicCheck.ended_at.is_(None))
    )
    if place_id is not None:
        query = query.where(PeriodicCheck.place_id == place_id)
    found = list(db.session.scalars(query.order_by(PeriodicCheck.id)))
    return sorted(found, key=lambda row: (row.due_on or date.max, row.id))


def check_for(member: Member, check_id: int) -> PeriodicCheck | None:
    query = select(PeriodicCheck).join(PeriodicCheck.place).options(joinedload(PeriodicCheck.place))
    return db.session.scalar(query.where(PeriodicCheck.id == check_id, Place.pole_id == member.pole_id))


def papers_of(place_ids: Iterable[int]) -> list[PlacePaper]:
    query = select(PlacePaper).options(joinedload(PlacePaper.file)).where(PlacePaper.place_id.in_(list(place_ids)))
    return list(db.session.scalars(query.where(PlacePaper.removed_at.is_(None)).order_by(PlacePaper.id)))


def paper_for(member: Member, paper_id: int) -> PlacePaper | None:
    query = select(PlacePaper).join(Place, Place.id == PlacePaper.place_id)
    live = (PlacePaper.id == paper_id, PlacePaper.removed_at.is_(None))
    return db.session.scalar(query.where(*live, Place.pole_id == member.pole_id))


def is_place_file(pole_id: int, file_id: int) -> bool:
    """A plan, a paper or a proof of a check of this pole: what everybody who works there may read."""
    plans = select(PlaceSafety.plan_id).join(Place, Place.id == PlaceSafety.place_id).where(Place.pole_id == pole_id)
    papers = select(PlacePaper.file_id).join(Place, Place.id == PlacePaper.place_id).where(Place.pole_id == pole_id)
    checks = (
        select(CheckRecord.file_id)
        .join(PeriodicCheck, PeriodicCheck.id == CheckRecord.check_id)
        .join(PeriodicCheck.place)
        .where(Place.pole_id == pole_id)
    )
    return any(file_id in set(db.session.scalars(query)) for query in (plans, papers, checks))


def heads_of(places: Iterable[Place]) -> dict[int, Person]:
    ids = {place.head_id for place in places if place.head_id}
    return {row.id: row for row in db.session.scalars(select(Person).where(Person.id.in_(ids)))}


def shared_resource(member: Member, resource_id: int) -> Resource | None:
    """A live resource of the pole, with its place."""
    query = select(Resource).options(joinedload(Resource.place).joinedload(Place.parent))
    same = (Resource.id == resource_id, Resource.pole_id == member.pole_id, Resource.retired_at.is_(None))
    return db.session.scalar(query.where(*same))


def safety_sheet(resource: Resource) -> Sheet:
    """What somebody who uses this resource must know, from the draft as it is now."""
    place = resource.place
    chain = upwards(place, places_by_id(resource.pole_id)) if place else []
    return sheet_of(resource, told_at(chain), _risks(resource.id), rules_at(resource.pole_id, chain))


def _risks(resource_id: int) -> list[tuple[str, str, int]]:
    """(family, what is in place, residual level) of each rated risk of the resource's unit."""
    query = select(WorkUnit).options(selectinload(WorkUnit.risks))
    unit = db.session.scalar(query.where(WorkUnit.id.in_(standing_ids(resource_id))))
    rows = unit.risks if unit else []
    return [(row.family, row.existing, row.residual) for row in rows if row.rated_at and row.removed_at is None]


def reading_of(person_id: int, resource_id: int, sheet_sha256: str) -> SheetReading | None:
    same = (
        SheetReading.person_id == person_id,
        SheetReading.resource_id == resource_id,
        SheetReading.sheet_sha256 == sheet_sha256,
    )
    return db.session.scalar(select(SheetReading).where(*same))


def readings_of_sheet(resource_id: int) -> list[tuple[SheetReading, str]]:
    """Who read the sheet, newest first, with their names."""
    query = select(SheetReading, Person.name).join(Person, Person.id == SheetReading.person_id)
    query = query.where(SheetReading.resource_id == resource_id).order_by(SheetReading.id.desc())
    return [(row, name) for row, name in db.session.execute(query)]


def reminded(keys: Iterable[str]) -> set[str]:
    return set(db.session.scalars(select(SafetyReminder.key).where(SafetyReminder.key.in_(list(keys)))))


def checks_due(before: date) -> list[tuple[PeriodicCheck, Pole]]:
    """Live checks of every pole that has a document, due until this day."""
    query = (
        select(PeriodicCheck, Pole)
        .join(PeriodicCheck.place)
        .join(Pole, Pole.id == Place.pole_id)
        .join(SafetyDocument, SafetyDocument.pole_id == Pole.id)
        .options(joinedload(PeriodicCheck.place))
        .where(PeriodicCheck.ended_at.is_(None), PeriodicCheck.due_on <= before)
    )
    return [(check, pole) for check, pole in db.session.execute(query.order_by(PeriodicCheck.id))]


def first_uses(start: datetime, end: datetime) -> list[tuple[Resource, Person, datetime]]:
    """Confirmed dates that begin in [start, end), where the pole has a document: resource, who booked, when."""
    query = (
        select(Resource, Person, Occurrence.starts_at)
        .join(Line, Line.resource_id == Resource.id)
        .join(Occurrence, Occurrence.id == Line.occurrence_id)
        .join(Booking, Booking.id == Occurrence.booking_id)
        .join(Person, Person.id == Booking.person_id)
        .join(SafetyDocument, SafetyDocument.pole_id == Resource.pole_id)
        .options(joinedload(Resource.place).joinedload(Place.parent), joinedload(Resource.pole))
        .where(Occurrence.state == State.CONFIRMED, Occurrence.starts_at >= start, Occurrence.starts_at < end)
        .order_by(Occurrence.starts_at, Resource.id)
    )
    return [(resource, person, at) for resource, person, at in db.session.execute(query)]
