"""The forty poles that signed the charter in 2014, by their names, with invented structures and bookings alone.

No carrier structure, no exchange, dispute, signature or safety data stands under a real name.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from mutua.bookings import actions as bookings
from mutua.bookings import series
from mutua.bookings.models import Source, Wish
from mutua.demo import queries, source
from mutua.demo.cast import PASSWORD
from mutua.demo.plan import DAYS, is_holiday, monday, span
from mutua.demo.resources import HOURS
from mutua.kernel.db import db
from mutua.kernel.secret import hash_password
from mutua.kernel.timespan import moment
from mutua.kernel.transaction import transaction
from mutua.pole import actions
from mutua.pole import queries as pole_queries
from mutua.pole.models import LegalForm, Member, Person, Pole, PoleRole, Structure, StructureRole
from mutua.resources.models import Approval, Draw, Drawing, Kind, OpeningHours, Place, PlaceKind, Resource, Unit

ZONE = "Europe/Paris"
SINCE = timedelta(days=500)


def load(today: date, now: datetime) -> None:
    """A transaction a pole: those that are there stay as they are."""
    facts = source.toml("national")
    kept = hash_password(PASSWORD)
    for row in source.signatories():
        with transaction():
            if pole_queries.pole_by_slug(slug_of(row)) is None:
                _pole(row, facts, kept, today, now)


def slug_of(row: dict[str, str]) -> str:
    """`charte-07-ardaines`: the number keeps them apart and out of the way of real poles."""
    return source.ascii_slug(f"charte {int(row['number']):02d} {row['pole']}")


def _pole(row: dict[str, str], facts: dict[str, Any], kept: str, today: date, now: datetime) -> None:
    midnight = moment(datetime.combine(today, time(0)), ZONE)
    since, chance = midnight - SINCE, Random(f"national {row['number']}")
    territory = f"{row['departments']}, {row['region']}"
    pole = actions.create_pole(row["pole"], slug_of(row), territory=territory, now=since)
    pole.is_demonstration = True
    structures = {entry["key"]: _structure(pole, entry, since) for entry in facts["structure"]}
    managers = _people(pole, structures, facts, kept, chance, since)
    owned = {entry["name"]: _resource(pole, entry, structures[entry["owner"]], since) for entry in facts["resource"]}
    queries.start_afresh()
    for number, entry in enumerate(facts["booking"]):
        _book(entry, managers[entry["by"]], owned[entry["on"]], number, chance, today)
    bookings.finish_past(midnight)
    queries.letters_were_read(pole.id, now)


def _structure(pole: Pole, row: dict[str, Any], since: datetime) -> int:
    made = Structure(
        name=row["name"],
        legal_form=LegalForm(row["form"]),
        headcount=row["headcount"],
        activity=row["activity"],
        address=pole.territory,
    )
    return actions.add_structure(pole, made, now=since).id


def _people(
    pole: Pole, structures: dict[str, int], facts: dict[str, Any], kept: str, chance: Random, since: datetime
) -> dict[str, Member]:
    """A coordinator, and for each structure a manager and perhaps a member; the managers as they act."""
    names = [
        f"{first} {last}"
        for first, last in zip(
            chance.sample(facts["first_names"], 7), chance.sample(facts["last_names"], 7), strict=True
        )
    ]
    coordinator = _person(pole, names.pop(), kept, since)
    actions.give_office(pole.id, coordinator, PoleRole.COORDINATOR, now=since, actor=None)
    found = {}
    for key, structure_id in structures.items():
        manager = _person(pole, names.pop(), kept, since)
        _affiliate(pole, manager, structure_id, StructureRole.MANAGER, since)
        db.session.flush()
        found[key] = pole_queries.member_for(manager, pole, structure_id)
    for name, structure_id in zip(names, structures.values(), strict=False):
        _affiliate(pole, _person(pole, name, kept, since), structure_id, StructureRole.MEMBER, since)
    _affiliate(pole, coordinator, structures["maison"], StructureRole.MEMBER, since)
    return {key: member for key, member in found.items() if member is not None}


def _person(pole: Pole, name: str, kept: str, since: datetime) -> Person:
    person = actions.add_person(name, f"{source.ascii_slug(name)}@{pole.slug}.example", password=None, now=since)
    person.password_hash = kept
    return person


def _affiliate(pole: Pole, person: Person, structure_id: int, role: StructureRole, since: datetime) -> None:
    actions.affiliate(person, structure_id, role, now=since, actor=None, pole_id=pole.id)


def _resource(pole: Pole, row: dict[str, Any], structure_id: int, since: datetime) -> int:
    count = row.get("count", 1)
    days, opens, closes = HOURS[row["hours"]] if "hours" in row else (range(0), 0, 0)
    in_place = Kind(row["kind"]) in (Kind.PREMISES, Kind.DESK)
    resource = Resource(
        pole_id=pole.id,
        structure_id=structure_id,
        place=Place(pole_id=pole.id, kind=PlaceKind.ROOM, name=row["name"]) if in_place else None,
        kind=Kind(row["kind"]),
        name=row["name"],
        capacity=row.get("capacity"),
        photo=f"demo/{row['photo']}.svg",
        photo_alt=row["alt"],
        draw=Draw.ANY if count > 1 else Draw.ALL,
        approval=Approval(row.get("approval", Approval.AUTOMATIC)),
        created_at=since,
        changed_at=since,
        hours=[OpeningHours(weekday=day, opens=opens, closes=closes) for day in days],
        draws=[
            Drawing(position=place, unit=Unit(pole_id=pole.id, name=f"{row['name']} {place + 1}"))
            for place in range(count)
        ],
    )
    db.session.add(resource)
    db.session.flush()
    return resource.id


def _book(row: dict[str, Any], member: Member, resource_id: int, number: int, chance: Random, today: date) -> None:
    """A short weekly series around this week, or one day of the next three weeks, each resource on a day of its own."""
    weekday = number if row["weeks"] > 1 else chance.randrange(5)
    week = -4 if row["weeks"] > 1 else chance.randrange(1, 4)
    day = monday(today) + timedelta(weeks=week, days=weekday % 5)
    start, end = span(day + timedelta(days=7) if is_holiday(day) else day, row["at"])
    rrule = f"FREQ=WEEKLY;BYDAY={DAYS[start.weekday()]};COUNT={row['weeks']}" if row["weeks"] > 1 else None
    asked = min(start - timedelta(days=9), datetime.combine(today - timedelta(days=1), time(10)))
    wish = Wish(
        resource_ids=(resource_id,),
        structure_id=member.structure_id or 0,
        slots=series.slots(start, end, ZONE, rrule),
        zone=ZONE,
        title=row["title"],
        headcount=row["people"],
        rrule=rrule,
        source=Source.DEMO,
    )
    bookings.request_booking(wish, member=member, now=moment(asked, ZONE))
