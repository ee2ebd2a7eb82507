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
from mutua.bookings.models import Booking, Scope
from mutua.calendars import queries
from mutua.calendars.actions import renew_feed, revoke_feed, write_event
from mutua.calendars.models import FeedToken
from mutua.calendars.views import feeds as doors
from mutua.calendars.views.kept import Pace
from mutua.kernel import clock
from mutua.kernel.audit import AuditRow
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from tests.builders import NOW, World, at, book
from tests.calendars.conftest import LATER, Reader, feed, get, parsed, room_feed, some_bookings, told

EXPECTED = Path(__file__).parent.parent / "expected"


def test_the_whole_feed_is_what_it_was(world: World, client: FlaskClient) -> None:
    some_bookings(world)
    body = get(client, feed(world.karim, "structure")).data
    parsed(body)
    for found, plain in ((rb"UID:(\w+)", b"UID:b%d"), (rb"/bookings/(\d+)", b"/bookings/%d")):  # numbers of the day
        known = list(dict.fromkeys(re.findall(found, body)))
        body = re.sub(found, lambda match: plain % known.index(match[1]), body)  # noqa: B023 -- used at once
    assert body == (EXPECTED / "structure_feed.ics").read_bytes()


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


def test_a_time_told_before_the_last_change_left_the_feed_is_no_proof_of_having_it(
    world: World, client: FlaskClient
) -> None:
    """The booking changed last is passed on to a colleague: the feed's own time goes back, its events are others."""
    book(world.karim, world.room_id, "2027-03-02", "09:00-10:00", now=NOW - timedelta(hours=1))
    number = book(world.karim, world.room_id, "2027-03-03", "09:00-10:00")
    address = feed(world.karim, now=NOW - timedelta(hours=2))
    first = get(client, address)
    assert first.text.count("BEGIN:VEVENT") == 2
    with transaction():
        db.session.get_one(Booking, number).person_id = world.nadia.person_id
        write_event(db.session.get_one(Booking, number))
    again = get(client, address, If_Modified_Since=first.headers["Last-Modified"])
    assert (again.status_code, again.text.count("BEGIN:VEVENT")) == (200, 1)
    assert get(client, address, If_Modified_Since=again.headers["Last-Modified"]).status_code == 304


def test_compressed_when_asked_for_by_name(world: World, client: FlaskClient) -> None:
    some_bookings(world)
    address = feed(world.karim)
    plain = get(client, address)
    small = get(client, address, Accept_Encoding="gzip, deflate")
    assert "Content-Encoding" not in plain.headers
    assert (small.headers["Content-Encoding"], gzip.decompress(small.data)) == ("gzip", plain.data)
    assert get(client, address, Accept_Encoding="gzip").data == small.data
    assert get(client, address, Accept_Encoding="gzip", If_None_Match=small.headers["ETag"]).status_code == 304
    for named in ("GZIP", "identity;q=0, gzip;q=0.1", "deflate, gzip;q=1.0, *;q=0.5"):
        assert get(client, address, Accept_Encoding=named).data == small.data, named
    for other in ("gzip;q=0", "gzip;q=0, *", "*", "br", "x-gzip", "identity"):
        assert "Content-Encoding" not in get(client, address, Accept_Encoding=other).headers, other
    tag = plain.headers["ETag"]
    for known in (f"W/{tag}", f'"x", {tag}', tag.strip('"'), small.headers["ETag"]):
        assert get(client, address, If_None_Match=known).status_code == 304, known
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
    verbs = db.session.scalars(select(AuditRow.verb).where(AuditRow.subject == "feed").order_by(AuditRow.id)).all()
    assert verbs == ["feed.made", "feed.revoked", "feed.renewed"]


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


@pytest.mark.once
def test_as_many_statements_for_80_events_as_for_one(world: World, client: FlaskClient) -> None:
    addresses = [feed(world.karim), feed(world.karim, "structure"), room_feed(world.karim, world.desks_id)]
    book(world.karim, world.desks_id, "2027-04-01", "09:00-09:30")
    before = [statements(client, address) for address in addresses]
    for number in range(79):
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
