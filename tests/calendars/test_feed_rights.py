"""What a feed tells whom, by its options, the resource's setting and the rights of today."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from icalendar.cal import Component
from sqlalchemy import select

from mutua.bookings import actions as bookings
from mutua.bookings import queries as booking_queries
from mutua.calendars.models import FeedToken
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.pole.models import Affiliation, Person
from mutua.resources.models import Audience, Resource, Shown
from tests.builders import NOW, World, book
from tests.calendars.conftest import Reader, feed, get, room_feed, show, some_bookings, told

EXPECTED = Path(__file__).parent.parent / "expected"


def test_a_person_sees_their_own_a_structure_all_of_its_own_a_resource_all_of_it(world: World, read: Reader) -> None:
    some_bookings(world)
    assert [e[0] for e in told(read(feed(world.nadia)))] == ["Salle Garance"]
    assert len(read(feed(world.nadia, "structure"))) == 3
    assert len(read(room_feed(world.nadia, world.room_id))) == 3


@pytest.mark.parametrize(
    ("shown", "seen"),
    [
        (Shown.EVERYTHING, ["Salle Garance", "Couture · La Couture", "Atelier, pain (Salle Garance)"]),
        (Shown.STRUCTURE, ["Salle Garance", "La Couture", "Atelier, pain (Salle Garance)"]),
        (Shown.BUSY, ["Salle Garance", "Occupé", "Atelier, pain (Salle Garance)"]),
    ],
)
def test_others_see_what_the_resource_shows_and_ones_own_in_full(
    world: World, read: Reader, shown: Shown, seen: list[str]
) -> None:
    some_bookings(world)
    show(world.room_id, shown)
    events = read(room_feed(world.karim, world.room_id))
    assert [entry[0] for entry in told(events)] == seen
    foreign = events[1].to_ical().decode()
    assert ("Inès" in foreign) == (shown is Shown.EVERYTHING)
    assert ("La Couture" in foreign) == (shown is not Shown.BUSY)


def test_the_owner_and_the_coordination_see_all_of_a_busy_resource(world: World, read: Reader) -> None:
    some_bookings(world)
    show(world.room_id, Shown.BUSY)
    for member in (world.ines, world.lucie):
        assert [e[0] for e in told(read(room_feed(member, world.room_id)))][2] == "Atelier, pain (Salle Garance)"


def test_a_strangers_structure_sees_no_word_of_a_busy_resource(world: World, client: FlaskClient) -> None:
    some_bookings(world)
    show(world.room_id, Shown.BUSY)
    body = get(client, room_feed(world.prevention, world.room_id)).text
    assert not any(word in body for word in ("Atelier", "Fournil", "Karim", "Couture", "accueil", "/bookings/"))
    assert body.count("SUMMARY:Occupé") == 3


def test_busy_only_says_nothing_even_of_ones_own(world: World, read: Reader) -> None:
    some_bookings(world)
    assert {e[0] for e in told(read(feed(world.karim, busy_only=True)))} == {"Occupé"}


def test_without_the_requests_that_wait(world: World, read: Reader) -> None:
    some_bookings(world)
    number = book(world.karim, world.van_id, "2027-03-09", "09:00-10:00", rrule="FREQ=WEEKLY;COUNT=3")
    with transaction():
        line = booking_queries.booking_for(world.ines, number).occurrences[1].lines[0]
        bookings.approve_line(line, member=world.ines, now=NOW)
    events = read(feed(world.karim, tentative=False))
    assert {status for _, status, _ in told(events)} == {"CONFIRMED"}
    (series,) = (e for e in events if str(e["SUMMARY"]) == "Kangoo")
    assert [d.to_ical() for d in series["EXDATE"]] == [b"20270309T090000", b"20270323T090000"]


def test_date_by_date_for_simple_readers(world: World, read: Reader) -> None:
    some_bookings(world)
    events = read(feed(world.karim, flat=True))
    assert told(events)[1:] == [
        ("Atelier, pain (Salle Garance)", "CONFIRMED", "03-22 09:00"),
        ("Atelier, pain (Salle Garance)", "CONFIRMED", "03-29 09:00"),
        ("Atelier, pain (Salle Garance)", "CONFIRMED", "04-05 09:00"),
    ]
    assert len({str(e["UID"]) for e in events}) == 4
    assert not any("RRULE" in e for e in events)


def test_what_a_resource_shows_changes_its_feed(world: World, client: FlaskClient) -> None:
    some_bookings(world)
    address = room_feed(world.nadia, world.room_id)
    mark = get(client, address).headers["ETag"]
    show(world.room_id, Shown.BUSY)
    assert get(client, address, If_None_Match=mark).status_code == 200


def test_only_the_hash_of_a_token_is_kept(world: World) -> None:
    token = feed(world.karim).split("/")[2].removesuffix(".ics")
    assert len(token) >= 43
    assert token not in repr(db.session.execute(select(*FeedToken.__table__.columns)).all())


def test_who_leaves_the_structure_loses_its_feed(world: World, client: FlaskClient) -> None:
    addresses = [feed(world.nadia, "structure"), feed(world.nadia), room_feed(world.nadia, world.room_id)]
    with transaction():
        db.session.delete(db.session.scalars(select(Affiliation).filter_by(person_id=world.nadia.person_id)).one())
    assert [get(client, address).status_code for address in addresses] == [404, 404, 404]


def test_a_disabled_account_reads_nothing(world: World, client: FlaskClient) -> None:
    address = feed(world.nadia)
    with transaction():
        db.session.get(Person, world.nadia.person_id).disabled_at = NOW
    assert get(client, address).status_code == 404


def test_a_resource_kept_to_its_owner_closes_to_the_others(world: World, client: FlaskClient) -> None:
    hers, his = room_feed(world.ines, world.room_id), room_feed(world.karim, world.room_id)
    with transaction():
        db.session.get(Resource, world.room_id).audience = "owner"
    assert (get(client, hers).status_code, get(client, his).status_code) == (200, 404)


def test_free_and_busy_of_a_person_tells_no_reason(world: World, client: FlaskClient) -> None:
    some_bookings(world)
    answer = get(client, feed(world.karim).replace(".ics", "/freebusy.ics"))
    lines = re.findall(r"FREEBUSY;.*", answer.text.replace("\r\n ", ""))
    assert [line.strip() for line in lines] == [
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20270304T080000Z/20270304T110000Z",
        "FREEBUSY;FBTYPE=BUSY:20270322T080000Z/20270322T090000Z",
        "FREEBUSY;FBTYPE=BUSY:20270329T070000Z/20270329T080000Z",
        "FREEBUSY;FBTYPE=BUSY:20270405T070000Z/20270405T080000Z",
    ]
    assert "Atelier" not in answer.text
    again = get(client, answer.request.path, If_None_Match=answer.headers["ETag"])
    assert again.status_code == 304


def test_three_desks_are_busy_when_all_are_taken(world: World, client: FlaskClient) -> None:
    for hours in ("09:00-12:00", "10:00-14:00", "11:00-11:30"):
        book(world.karim, world.desks_id, "2027-03-02", hours)
    answer = get(client, room_feed(world.nadia, world.desks_id).replace(".ics", "/freebusy.ics"))
    assert re.findall(r"FREEBUSY;(.*)\r", answer.text) == ["FBTYPE=BUSY:20270302T100000Z/20270302T103000Z"]


def test_the_whole_pole_each_resource_telling_what_it_tells(world: World, read: Reader, client: FlaskClient) -> None:
    some_bookings(world)
    address = feed(world.karim, "pole")

    def seen(events: list[Component]) -> set[tuple[str, str]]:
        return {(str(event.get("SUMMARY", "")), str(event.get("LOCATION", ""))) for event in events}

    own = {("Salle Garance", "Salle Garance"), ("Atelier, pain (Salle Garance)", "Salle Garance")}
    for shown, couture in (
        (Shown.EVERYTHING, ("Couture · La Couture", "Salle Garance")),
        (Shown.STRUCTURE, ("La Couture", "Salle Garance")),
        (Shown.BUSY, ("Occupé · Salle Garance", "Salle Garance")),
    ):
        show(world.room_id, shown)
        etag = get(client, address).headers["ETag"]
        found = seen(read(address))
        assert couture in found, found
        assert own & found
        assert len(found) >= 4
    # The coordination reads all of it in full. What a structure keeps to itself is not there; that is a new answer.
    assert ("Couture (Salle Garance)", "Salle Garance") in seen(read(feed(world.lucie, "pole")))
    with transaction():
        db.session.get_one(Resource, world.room_id).audience = Audience.OWNER
    assert get(client, address).headers["ETag"] != etag
    assert couture not in seen(read(address))
    van = db.session.get_one(Resource, world.van_id).name
    assert {name for name, _ in seen(read(feed(world.karim, "pole", busy_only=True)))} == {f"Occupé · {van}"}
    again = get(client, address)
    assert get(client, address, If_None_Match=again.headers["ETag"]).status_code == 304
    book(world.ines, world.van_id, "2027-03-09", "09:00-10:00")
    assert get(client, address, If_None_Match=again.headers["ETag"]).status_code == 200
    assert read(feed(world.stranger, "pole")) == []
    assert client.get(address.replace(".ics", "/freebusy.ics")).status_code == 200
