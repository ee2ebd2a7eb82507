"""The cast of the tests and what they own, made by the product's own actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask.testing import FlaskClient

from mutua.bookings import actions as bookings
from mutua.bookings import series
from mutua.bookings.models import Booking, Wish
from mutua.kernel.db import db
from mutua.kernel.timespan import TimeSpan
from mutua.kernel.transaction import transaction
from mutua.pole import actions as poles
from mutua.pole import queries as pole_queries
from mutua.pole.models import LegalForm, Member, Person, Pole, PoleRole, Structure, StructureRole
from mutua.resources.models import (
    Approval,
    Drawing,
    Kind,
    OpeningHours,
    Place,
    PlaceKind,
    Resource,
    Unit,
)

PARIS = "Europe/Paris"
PASSWORD = "trois-ponts-2027"
# A Monday, half past eight in Paris.
NOW = datetime(2027, 3, 1, 7, 30, tzinfo=UTC)


def at(text: str, zone: str = PARIS) -> datetime:
    """`at("2027-03-02 09:00")`: the moment of that wall-clock time."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def on(day: str, hours: str, zone: str = PARIS) -> TimeSpan:
    """`on("2027-03-02", "09:00-10:00")`."""
    start, end = hours.split("-")
    return TimeSpan(at(f"{day} {start}", zone), at(f"{day} {end}", zone))


@dataclass(frozen=True)
class World:
    """Ids, not rows: each transaction lets go of what was read before it."""

    pole_id: int
    other_pole_id: int
    couture_id: int
    fournil_id: int
    radio_id: int
    room_id: int
    van_id: int
    desks_id: int
    ines: Member
    karim: Member
    lucie: Member
    prevention: Member
    nadia: Member
    stranger: Member


def build_world(now: datetime = NOW) -> World:
    """Two poles; Inès manages La Couture (shares a room, a van, desks); Karim manages, Nadia works at Le Fournil."""
    with transaction():
        pole = poles.create_pole("Pôle des Trois-Ponts", "trois-ponts", territory="Val-Doucet", now=now)
        other = poles.create_pole("Pôle d’à côté", "a-cote", now=now)
        couture = add_structure(pole, "La Couture", now=now)
        fournil = add_structure(pole, "Le Fournil", legal_form=LegalForm.SCOP, now=now)
        radio = add_structure(other, "Radio d’à côté", now=now)
        ines = add_person("Inès Martin", couture, StructureRole.MANAGER, pole, now=now)
        karim = add_person("Karim Benali", fournil, StructureRole.MANAGER, pole, now=now)
        nadia = add_person("Nadia Roux", fournil, StructureRole.MEMBER, pole, now=now)
        stranger = add_person("Yann Le Goff", radio, StructureRole.MANAGER, other, now=now)
        lucie = poles.add_person("Lucie Perrin", "lucie@trois-ponts.test", password=PASSWORD, now=now)
        poles.give_office(pole.id, lucie, PoleRole.COORDINATOR, now=now, actor=None)
        prevention = poles.add_person("Paul Garnier", "paul@trois-ponts.test", password=PASSWORD, now=now)
        poles.give_office(pole.id, prevention, PoleRole.SAFETY_OFFICER, now=now, actor=None)
        db.session.flush()
        room = add_resource(pole, couture, "Salle Garance", Kind.PREMISES, now=now, capacity=12, hours=True)
        van = add_resource(pole, couture, "Kangoo", Kind.VEHICLE, now=now, approval=Approval.OWNER, turnaround=30)
        desks = add_resource(pole, couture, "Postes du plateau", Kind.DESK, now=now, units=3)
        db.session.flush()
        return World(
            pole_id=pole.id,
            other_pole_id=other.id,
            couture_id=couture.id,
            fournil_id=fournil.id,
            radio_id=radio.id,
            room_id=room.id,
            van_id=van.id,
            desks_id=desks.id,
            **{
                name: member(person, home)
                for name, person, home in (
                    ("ines", ines, pole),
                    ("karim", karim, pole),
                    ("nadia", nadia, pole),
                    ("lucie", lucie, pole),
                    ("prevention", prevention, pole),
                    ("stranger", stranger, other),
                )
            },
        )


def member(person: Person, pole: Pole) -> Member:
    found = pole_queries.member_for(person, pole, None)
    assert found is not None
    return found


def add_structure(
    pole: Pole, name: str, *, legal_form: LegalForm = LegalForm.ASSOCIATION, headcount: int = 8, now: datetime = NOW
) -> Structure:
    return poles.add_structure(pole, Structure(name=name, legal_form=legal_form, headcount=headcount), now=now)


def add_person(name: str, structure: Structure, role: StructureRole, pole: Pole, *, now: datetime = NOW) -> Person:
    """Password: PASSWORD; address: first name at the pole's."""
    first = name.split(maxsplit=1)[0].lower().replace("è", "e")
    person = poles.add_person(name, f"{first}@{pole.slug}.test", password=PASSWORD, now=now)
    poles.affiliate(person, structure.id, role, now=now, actor=None, pole_id=pole.id)
    return person


def add_resource(
    pole: Pole,
    structure: Structure,
    name: str,
    kind: Kind,
    *,
    now: datetime = NOW,
    approval: Approval = Approval.AUTOMATIC,
    capacity: int | None = None,
    units: int = 1,
    turnaround: int = 0,
    hours: bool = False,
    **more: object,
) -> Resource:
    """A resource with units of its own; `hours`: weekdays from 8:00 to 19:00; several units are any one of them."""
    place = Place(pole_id=pole.id, kind=PlaceKind.ROOM, name=name)
    resource = Resource(
        pole_id=pole.id,
        structure_id=structure.id,
        kind=kind,
        name=name,
        place=place,
        approval=approval,
        capacity=capacity,
        turnaround_minutes=turnaround,
        draw="all" if units == 1 else "any",
        created_at=now,
        changed_at=now,
        hours=[OpeningHours(weekday=day, opens=480, closes=1140) for day in range(5)] if hours else [],
        draws=[
            Drawing(position=number, unit=Unit(pole_id=pole.id, name=f"{name} {number + 1}")) for number in range(units)
        ],
        **more,
    )
    db.session.add(resource)
    return resource


def wish(member: Member, resource_id: int, day: str, hours: str, *, rrule: str | None = None, **more: object) -> Wish:
    """`wish(karim, room, "2027-03-02", "09:00-10:00")`."""
    start, end = hours.split("-")
    first, last = datetime.fromisoformat(f"{day} {start}"), datetime.fromisoformat(f"{day} {end}")
    assert member.structure_id is not None
    return Wish(
        resource_ids=(resource_id,),
        structure_id=member.structure_id,
        slots=series.slots(first, last, PARIS, rrule),
        zone=PARIS,
        rrule=rrule,
        **more,
    )


def book(member: Member, resource_id: int, day: str, hours: str, *, now: datetime = NOW, **more: object) -> int:
    """A committed booking; its id."""
    with transaction():
        made: Booking = bookings.request_booking(wish(member, resource_id, day, hours, **more), member=member, now=now)
        return made.id


def sign_in(client: FlaskClient, member: Member) -> FlaskClient:
    answer = client.post("/login", data={"email": member.email, "password": PASSWORD})
    assert answer.status_code == 303, answer.status_code
    return client
