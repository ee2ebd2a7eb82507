"""What a date would cross: whoever is there without booking counts, the building too, hours and headcounts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy.orm import selectinload

from mutua.bookings.models import Profile
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.pole.models import Structure
from mutua.resources import queries as resource_queries
from mutua.resources.models import Kind, OpeningHours, Place, PlaceKind, Resource
from mutua.safety import actions, queries
from mutua.safety.models import PlaceSafety
from mutua.safety.queries import worked
from tests.builders import World, add_resource, at, book, on
from tests.safety.scene import LATER, Scene, scene

TODAY = date(2027, 5, 3)
DAY = "2027-05-11"  # a Tuesday


@pytest.fixture
def pole(world: World) -> Iterator[Scene]:
    with clock.frozen(LATER):
        yield scene(world)


def asked(pole: Scene, resource_id: int, hours: str, people: int = 1, profile: str = "office") -> dict[str, tuple]:
    """By code and place, for Karim who would come."""
    w = pole.world
    resources = resource_queries.resources_for(w.karim, ids=[resource_id])
    found = queries.warnings_of_wish(resources, [on(DAY, hours)], structure_id=w.fournil_id, headcount=people,
                                     profile=profile, today=TODAY)  # fmt: skip
    return {f"{row.code} {row.place}": row.numbers for row in found}


def described(resource_id: int, **facts: object) -> None:
    with transaction():
        room = db.session.get(Resource, resource_id)
        room.capacity = 200
        known = {"exits": 1, "exit_width_cm": 300, "volume_m3": 3000, "changed_at": LATER, **facts}
        db.session.add(PlaceSafety(place_id=room.place_id, **known))


def tenant(pole: Scene, resource_id: int, people: int) -> None:
    """La Couture is in the room every Tuesday without booking it."""
    with transaction():
        document = queries.document_of(pole.world.pole_id)
        owner = db.session.get(Structure, pole.world.couture_id)
        place = queries.place_in(pole.world.pole_id, db.session.get(Resource, resource_id).place_id)
        actions.add_occupation(
            document, owner, place, profile=Profile.OFFICE, headcount=people, weekdays=[1], opens=8 * 60,
            closes=23 * 60, from_on=TODAY, until_on=None, member=pole.world.prevention, now=LATER,
        )  # fmt: skip


def test_whoever_is_there_without_booking_counts(pole: Scene) -> None:
    room = pole.world.room_id
    described(room)
    assert asked(pole, room, "09:00-11:00", 8) == {}
    assert asked(pole, room, "21:00-23:00") == {"lone Salle Garance": ()}
    tenant(pole, room, 45)
    assert asked(pole, room, "09:00-11:00", 8) == {"alarm Salle Garance": (53,)}
    assert asked(pole, room, "06:00-08:00", 8) == {}  # before they come
    assert asked(pole, room, "21:00-23:00") == {}  # no longer alone


def test_a_building_is_told_by_the_booking_that_changes_its_answer(pole: Scene) -> None:
    w = pole.world
    described(w.room_id)
    with transaction():
        house = db.session.get(Place, pole.building_id)
        db.session.add(PlaceSafety(place_id=house.id, exits=2, exit_width_cm=300, toilets=4, changed_at=LATER))
        attic = Place(pole_id=w.pole_id, kind=PlaceKind.ROOM, name="Grenier", parent_id=house.id)
        db.session.add(attic)
        db.session.flush()
        db.session.get(Resource, w.desks_id).place_id = attic.id
        db.session.add(PlaceSafety(place_id=attic.id, exits=1, exit_width_cm=300, volume_m3=3000, changed_at=LATER))
    book(w.ines, w.room_id, DAY, "09:00-12:00", now=LATER, headcount=38)
    assert asked(pole, w.desks_id, "10:00-11:00", 2) == {}
    assert asked(pole, w.desks_id, "10:00-11:00", 13) == {
        "alarm Maison du canal": (51,), "toilets Maison du canal": (51, 6, 4),
    }  # fmt: skip
    assert asked(pole, w.desks_id, "13:00-14:00", 13) == {}
    book(w.karim, w.room_id, DAY, "13:00-18:00", now=LATER, headcount=60)
    assert asked(pole, w.desks_id, "14:00-15:00", 1) == {}  # the crowd was told of before


def test_hours_of_works_for_a_host_are_added_up_over_twelve_months(pole: Scene) -> None:
    w = pole.world
    with transaction():
        db.session.get(Resource, w.room_id).capacity = 200
    for day in ("2027-05-12", "2027-05-13"):
        book(w.karim, w.room_id, day, "08:00-18:00", now=LATER, headcount=15, profile=Profile.WORKS)
    assert asked(pole, w.room_id, "08:00-10:00", 9, "works") == {}  # they come after it
    with transaction():
        resources = resource_queries.resources_for(w.karim, ids=[w.room_id])
    spans = [on("2027-05-14", "08:00-10:00")]
    found = [
        [(row.code, row.place, row.numbers)
         for row in queries.warnings_of_wish(resources, spans, structure_id=w.fournil_id, headcount=people,
                                             profile=profile, today=TODAY) if row.code.startswith("hours")]
        for people, profile in ((9, "works"), (10, "works"), (50, "works"), (50, "office"))
    ]  # fmt: skip
    assert found == [[], [("hours_near", "La Couture", (320, 400))], [("hours_written", "La Couture", (400, 400))], []]


def test_staff_lent_for_a_year_may_take_its_host_over_eleven(pole: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    w = pole.world
    with transaction():
        structure = db.session.get(Structure, w.fournil_id)
        structure.headcount = 10
        pole_row, owner = queries.pole(w.pole_id), db.session.get(Structure, w.couture_id)
        staff = add_resource(pole_row, owner, "Comptabilité", Kind.STAFF, now=LATER)
        db.session.flush()
        staff_id = staff.id
    monkeypatch.setattr(worked.draft, "arrangements_of", lambda pole_id: ["a loan"])
    monkeypatch.setattr(worked, "lent_for_a_year", lambda loans, day: {w.fournil_id: 1.0} if day > TODAY else {})
    assert asked(pole, staff_id, "09:00-12:00") == {"headcount Le Fournil": (11.0, 11)}
    assert asked(pole, w.room_id, "09:00-12:00") == {}


def hours_of(pole: Scene, resource_id: int, *slots: tuple[int, int, int], owner: int | None = None) -> None:
    with transaction():
        row = db.session.get(Resource, resource_id, options=[selectinload(Resource.hours)], populate_existing=True)
        row.hours = [OpeningHours(weekday=day, opens=opens, closes=closes) for day, opens, closes in slots]
        row.structure_id = owner or row.structure_id


WEEK = [(day, 9 * 60, 18 * 60) for day in range(5)]


def test_alone_while_the_host_is_closed(pole: Scene) -> None:
    """The room may be booked at any hour; its host is there while what it keeps in the house is open."""
    w = pole.world
    hours_of(pole, w.room_id)
    hours_of(pole, w.desks_id)
    assert asked(pole, w.room_id, "18:30-20:00") == {}  # no hours are written: nothing is known
    hours_of(pole, w.desks_id, *WEEK, owner=w.couture_id)
    name = db.session.get(Resource, w.room_id).name
    assert asked(pole, w.room_id, "18:30-20:00") == {f"lone_closed {name}": ()}
    assert asked(pole, w.room_id, "10:00-18:00") == {}
    assert asked(pole, w.room_id, "18:30-20:00", people=2) == {}
    assert asked(pole, w.room_id, "17:30-18:15") == {}  # less than an hour: somebody closes the door
    assert asked(pole, w.room_id, "20:00-23:00") == {f"lone {name}": ()}  # by night, said once
    with transaction():
        house = db.session.get(Place, pole.building_id)
        house.host_structure_id = w.radio_id  # keeps nothing with hours here
    assert asked(pole, w.room_id, "18:30-20:00") == {}


def test_the_document_counts_who_was_alone_while_the_host_was_closed(pole: Scene) -> None:
    w = pole.world
    hours_of(pole, w.room_id)
    hours_of(pole, w.desks_id, *WEEK)
    book(w.ines, w.room_id, "2027-03-10", "18:30-20:00", now=at("2027-03-01 09:00"), headcount=1)
    room = db.session.get(Resource, w.room_id).place_id
    document = queries.document_of(w.pole_id)
    row = next(row for row in queries.places(queries.measured(document, TODAY), TODAY) if row["id"] == room)
    assert (row["lone"], row["lone_closed"]) == (0, 1)
    assert [gap["answer"] for gap in row["gaps"] if gap["what"] == "lone_closed"] == ["check"]


def test_a_driver_alone_by_night_is_told_too(pole: Scene) -> None:
    w = pole.world
    name = db.session.get(Resource, w.van_id).name
    assert asked(pole, w.van_id, "21:00-23:00", profile="driving") == {f"lone {name}": ()}
    assert asked(pole, w.van_id, "21:00-23:00", people=2, profile="driving") == {}
    assert asked(pole, w.van_id, "09:00-12:00", profile="driving") == {}
