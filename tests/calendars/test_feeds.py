"""Secret addresses as a calendar program sees them."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select

from mutua.bookings import actions as bookings
from mutua.bookings import queries as booking_queries
from mutua.bookings.models import Scope
from mutua.calendars import queries
from mutua.calendars.actions import renew_feed, revoke_feed
from mutua.calendars.models import FeedToken
from mutua.calendars.views import feeds as doors
from mutua.calendars.views.kept import Pace
from mutua.kernel import clock
from mutua.kernel.audit import AuditRow
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.pole.models import Affiliation, Person
from mutua.resources.models import Resource, Shown
from tests.builders import NOW, World, at, book
from tests.calendars.conftest import Reader, feed, parsed, room_feed, told

EXPECTED = Path(__file__).parent.parent / "expected"
LATER = NOW + timedelta(hours=2)


def get(client: FlaskClient, address: str, now=LATER, **headers: str):
    with clock.frozen(now):
        return client.get(address, headers={name.replace("_", "-"): value for name, value in headers.items()})


def show(resource_id: int, shown: Shown) -> None:
    with transaction():
        db.session.get(Resource, resource_id).shown = shown


def some_bookings(world: World) -> None:
    book(world.karim, world.room_id, "2027-03-22", "09:00-10:00", rrule="FREQ=WEEKLY;COUNT=3", title="Atelier, pain")
    book(world.nadia, world.room_id, "2027-03-02", "18:00-19:00", note="Clé : à l’accueil")
    book(world.ines, world.room_id, "2027-03-03", "09:00-12:00", title="Couture")
    book(world.karim, world.van_id, "2027-03-04", "09:00-12:00")


def test_the_whole_feed_is_what_it_was(world: World, client: FlaskClient) -> None:
    some_bookings(world)
    body = get(client, feed(world.karim, "structure")).data
    parsed(body)
    uids = {uid: f"UID:b{number}".encode() for number, uid in enumerate(dict.fromkeys(re.findall(rb"UID:\w+", body)))}
    for uid, plain in uids.items():
        body = body.replace(uid, plain)
    assert body == (EXPECTED / "structure_feed.ics").read_bytes()


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


def test_a_reader_that_has_it_all_gets_304_before_any_event_is_read(
    world: World, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    some_bookings(world)
    for address in (feed(world.karim), feed(world.karim, "structure"), room_feed(world.karim, world.room_id)):
        first = get(client, address)
        with monkeypatch.context() as patched:
            patched.setattr(queries, "events_in", None)
            again = get(client, address, If_None_Match=first.headers["ETag"])
            dated = get(client, address, If_Modified_Since=first.headers["Last-Modified"])
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
        assert dated.status_code == 304
        book(
            world.karim,
            world.room_id,
            "2027-05-03",
            f"{8 + len(db.session.scalars(select(FeedToken)).all()):02}:00-12:00",
        )
        changed = get(client, address, If_None_Match=first.headers["ETag"])
        assert (changed.status_code, changed.headers["ETag"] != first.headers["ETag"]) == (200, True)
        with transaction():
            date = booking_queries.bookings_of(world.karim)[0].occurrences[0]
            bookings.cancel_occurrences(date, scope=Scope.THIS, member=world.karim, now=NOW)


def test_two_changes_in_one_second_are_not_lost_on_a_reader_that_knows_only_times(
    world: World, client: FlaskClient
) -> None:
    book(world.karim, world.room_id, "2027-03-02", "09:00-10:00")
    address = feed(world.karim)
    first = get(client, address, NOW)
    book(world.karim, world.room_id, "2027-03-02", "10:00-11:00")
    second = get(client, address, LATER, If_Modified_Since=first.headers["Last-Modified"])
    assert (second.status_code, second.text.count("BEGIN:VEVENT")) == (200, 2)


def test_what_a_resource_shows_changes_its_feed(world: World, client: FlaskClient) -> None:
    some_bookings(world)
    address = room_feed(world.nadia, world.room_id)
    mark = get(client, address).headers["ETag"]
    show(world.room_id, Shown.BUSY)
    assert get(client, address, If_None_Match=mark).status_code == 200


def test_compressed_when_asked_for_by_name(world: World, client: FlaskClient) -> None:
    some_bookings(world)
    address = feed(world.karim)
    plain = get(client, address)
    small = get(client, address, Accept_Encoding="gzip, deflate")
    assert "Content-Encoding" not in plain.headers
    assert (small.headers["Content-Encoding"], gzip.decompress(small.data)) == ("gzip", plain.data)
    assert get(client, address, Accept_Encoding="gzip").data == small.data
    assert get(client, address, Accept_Encoding="gzip", If_None_Match=small.headers["ETag"]).status_code == 304
    assert "Content-Encoding" not in get(client, address, Accept_Encoding="gzip;q=0").headers
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_head_says_what_get_would(world: World, client: FlaskClient) -> None:
    some_bookings(world)
    address = feed(world.karim)
    with clock.frozen(LATER):
        head, whole = client.head(address), client.get(address)
    assert (head.status_code, head.data) == (200, b"")
    for name in ("ETag", "Last-Modified", "Content-Type", "Content-Length", "Cache-Control"):
        assert head.headers[name] == whole.headers[name]
    assert whole.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert whole.headers["Cache-Control"].startswith("private")
    assert whole.headers["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize("method", ["OPTIONS", "PROPFIND", "POST", "PUT", "DELETE"])
def test_nothing_but_reading(world: World, client: FlaskClient, method: str) -> None:
    assert client.open(feed(world.karim), method=method).status_code == 405


def test_a_password_sent_along_is_ignored(world: World, client: FlaskClient) -> None:
    address = feed(world.karim)
    assert get(client, address, Authorization="Basic eDp5").status_code == 200


def test_unknown_and_revoked_addresses_answer_alike(world: World, client: FlaskClient) -> None:
    address = feed(world.karim)
    assert get(client, address).status_code == 200
    with transaction():
        revoke_feed(queries.feeds_of(world.karim)[0], member=world.karim, now=NOW)
    revoked, unknown = get(client, address), get(client, "/calendars/" + "x" * 43 + ".ics")
    assert (revoked.status_code, revoked.data, revoked.mimetype) == (404, unknown.data, "text/plain")
    assert unknown.status_code == 404
    assert dict(revoked.headers) == dict(unknown.headers)
    assert get(client, address.replace(".ics", "/freebusy.ics")).status_code == 404


def test_renewing_kills_the_old_address_and_keeps_the_options(world: World, client: FlaskClient) -> None:
    old = room_feed(world.karim, world.room_id, busy_only=True, flat=True)
    with transaction():
        token = renew_feed(queries.feeds_of(world.karim)[0], member=world.karim, now=NOW)
    (made,) = queries.feeds_of(world.karim)
    assert (made.resource_id, made.busy_only, made.flat) == (world.room_id, True, True)
    assert (get(client, old).status_code, get(client, f"/calendars/{token}.ics").status_code) == (404, 200)
    verbs = db.session.scalars(select(AuditRow.verb).where(AuditRow.subject == "feed")).all()
    assert verbs == ["feed.made", "feed.revoked", "feed.renewed"]


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


def test_the_window_is_three_months_back_and_eighteen_ahead(world: World, read: Reader) -> None:
    book(world.karim, world.room_id, "2027-03-02", "09:00-10:00")
    address = feed(world.karim)
    assert len(read(address, now=at("2027-06-30 12:00"))) == 1
    assert len(read(address, now=at("2027-07-01 12:00"))) == 0
    assert len(read(address + "?from=2027-03-01&to=2027-03-02", now=at("2027-07-01 12:00"))) == 1
    assert len(read(address + "?from=2027-03-03&to=2027-03-31")) == 0


@pytest.mark.parametrize("query", ["from=hier", "from=2027-03-05&to=2027-03-01", "from=1900-01-01", "to=9999-12-31"])
def test_a_window_that_is_none_is_refused_in_words(world: World, client: FlaskClient, query: str) -> None:
    answer = get(client, f"{feed(world.karim)}?{query}")
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")


def test_a_cancelled_booking_stays_for_a_month_then_goes(world: World, read: Reader) -> None:
    number = book(world.karim, world.room_id, "2027-04-20", "09:00-10:00")
    with transaction():
        date = booking_queries.booking_for(world.karim, number).occurrences[0]
        bookings.cancel_occurrences(date, scope=Scope.THIS, member=world.karim, now=at("2027-03-05 10:00"))
    address = feed(world.karim)
    assert [status for _, status, _ in told(read(address, now=at("2027-04-01 12:00")))] == ["CANCELLED"]
    assert read(address, now=at("2027-05-10 12:00")) == []


def test_too_many_readings_wait_and_unchanged_ones_do_not_count(
    world: World, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "pace", Pace(2))
    address = feed(world.karim)
    mark = get(client, address).headers["ETag"]
    assert [get(client, address, If_None_Match=mark).status_code for _ in range(5)] == [304] * 5
    codes = [get(client, address) for _ in range(2)]
    assert [answer.status_code for answer in codes] == [200, 429]
    assert (codes[1].mimetype, 0 < int(codes[1].headers["Retry-After"]) <= 60) == ("text/plain", True)
    assert get(client, address, LATER + timedelta(minutes=1)).status_code == 200


def test_the_day_of_the_last_reading_is_kept(world: World, client: FlaskClient) -> None:
    address = feed(world.karim)
    get(client, address)
    assert db.session.scalars(select(FeedToken.used_on)).one().isoformat() == "2027-03-01"


def test_as_many_statements_for_300_events_as_for_one(world: World, client: FlaskClient) -> None:
    addresses = [feed(world.karim), feed(world.karim, "structure"), room_feed(world.karim, world.desks_id)]
    book(world.karim, world.desks_id, "2027-04-01", "09:00-09:30")
    before = [statements(client, address) for address in addresses]
    for number in range(299):
        hour = f"{number % 24:02}"
        book(world.karim, world.desks_id, f"2027-05-{1 + number // 24:02}", f"{hour}:00-{hour}:30")
    assert [statements(client, address) for address in addresses] == before
    assert max(before) <= 6


def statements(client: FlaskClient, address: str) -> int:
    """How many SQL statements one whole answer takes, the first of its day apart."""
    get(client, address)
    seen: list[str] = []

    def note(*args: object) -> None:
        if args[2] != "BEGIN":
            seen.append(str(args[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    assert get(client, address).status_code == 200
    event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


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
