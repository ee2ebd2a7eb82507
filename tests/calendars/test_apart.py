"""A series of which one date changed places: each calendar tells the dates of its own resource, and where."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import recurring_ical_events
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select, update

from mutua.bookings import actions as bookings
from mutua.bookings import queries, series
from mutua.bookings.actions.swapping import accept_swap, propose_swap
from mutua.bookings.models import Scope
from mutua.bookings.queries import swap as swaps
from mutua.calendars.actions import write_apart
from mutua.calendars.models import CalendarEntry, CalendarObject, DavEntry
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from tests.builders import NOW, PARIS, World, book, sign_in, wish
from tests.calendars.conftest import feed, room_feed
from tests.calendars.davs import CALDAV, Program, found, ics, password_of, vevent

WEEKS = [f"2027-03-{day:02}" for day in (2, 9, 16)]


@pytest.fixture
def mixed(world: World) -> int:
    """Three Tuesdays in the room, of which the second went to the desks that afternoon."""
    number = book(world.karim, world.room_id, WEEKS[0], "09:00-10:00", rrule="FREQ=WEEKLY;COUNT=3", title="Atelier")
    other = book(world.ines, world.desks_id, WEEKS[1], "14:00-15:00", title="Paie")
    with transaction():
        given = queries.booking_for(world.karim, number).occurrences[1]
        wanted = swaps.date_in(world.karim, queries.booking_for(world.ines, other).occurrences[0].id)
        asked = propose_swap(given, wanted, member=world.karim, now=NOW).id
    with transaction():
        accept_swap(swaps.swap_for(world.ines, asked), member=world.ines, now=NOW)
    return number


def dates(body: bytes) -> list[tuple[str, str, str]]:
    """When, what and where, as another program expands it."""
    found = recurring_ical_events.of(Calendar.from_ical(body)).between((2027, 3, 1), (2027, 4, 1))
    rows = [(f"{row['DTSTART'].dt:%d %H}", str(row.get("SUMMARY", "")), str(row.get("LOCATION", ""))) for row in found]
    return sorted(rows)


def read(client: FlaskClient, address: str) -> list[tuple[str, str, str]]:
    with clock.frozen(NOW):
        return dates(client.get(address).data)


def test_ones_own_calendar_says_where_each_date_is(world: World, mixed: int, client: FlaskClient) -> None:
    for options in ({}, {"flat": True}):
        assert [(when, what) for when, what, _ in read(client, feed(world.karim, **options))] == [
            ("02 09", "Atelier (Salle Garance)"),
            ("09 14", "Atelier (Postes du plateau)"),
            ("16 09", "Atelier (Salle Garance)"),
        ]


def test_the_calendar_of_a_resource_tells_no_date_of_another(world: World, mixed: int, client: FlaskClient) -> None:
    for options in ({}, {"flat": True}):
        there = read(client, room_feed(world.ines, world.desks_id, **options))
        assert [(when, what) for when, what, _ in there] == [("09 14", "Atelier (Postes du plateau)")]
        here = read(client, room_feed(world.karim, world.room_id, **options))
        assert [when for when, *_ in here] == ["02 09", "09 09", "16 09"]
        assert "Atelier" not in here[1][1]
    with transaction():
        query = select(CalendarEntry.ics_everything, CalendarEntry.ics_structure, CalendarEntry.ics_busy)
        query = query.join(CalendarObject).where(CalendarObject.booking_id == mixed)
        bodies = db.session.execute(query.where(CalendarEntry.resource_id == world.desks_id)).one()
    told = [dates(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:t\r\n" + body + b"END:VCALENDAR\r\n") for body in bodies]
    assert [[when for when, *_ in rows] for rows in told] == [["09 14"]] * 3
    assert not any(place or "Salle" in what for rows in told for _, what, place in rows)


@pytest.mark.parametrize(
    ("data", "hour"),
    [
        ("<C:calendar-data/>", "09 14"),
        ('<C:calendar-data><C:expand start="20270301T000000Z" end="20270401T000000Z"/></C:calendar-data>', "09 13"),
    ],
)
def test_calendar_programs_read_the_same(world: World, mixed: int, client: FlaskClient, data: str, hour: str) -> None:
    """The owner of the desks, in local time or expanded in UTC."""
    owner = Program(client, world.ines, password_of(world.ines))
    answer = owner.report(
        owner.at(world.desks_id),
        f'<C:calendar-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop>{data}</prop>'
        '<C:filter><C:comp-filter name="VCALENDAR"/></C:filter></C:calendar-query>',
    )
    bodies = [there[f"{CALDAV}calendar-data"].text for there in found(answer).values()]
    assert [row[:2] for body in bodies for row in dates(body.encode())] == [(hour, "Atelier (Postes du plateau)")]


def _programs(world: World, client: FlaskClient, mixed: int) -> tuple[Program, str, str]:
    """Karim's, with the addresses of the series in the calendars of the room and of the desks."""
    karim = Program(client, world.karim, password_of(world.karim))
    with transaction():
        name = f"{queries.booking_for(world.karim, mixed).uid}.ics"
    return karim, karim.at(world.room_id, name), karim.at(world.desks_id, name)


def _of(karim: Program, path: str) -> list[tuple[str, str, str]]:
    return dates(karim.ask("GET", path).data)


def _standing(world: World, number: int) -> list[tuple[str, int]]:
    with transaction():
        found = queries.booking_for(world.karim, number).occurrences
        return sorted((f"{date.local_start:%d %H}", date.lines[0].resource_id) for date in found if date.is_live)


def test_ones_own_program_finds_each_date_in_the_calendar_of_its_resource(
    world: World, mixed: int, client: FlaskClient
) -> None:
    karim, room, desks = _programs(world, client, mixed)
    assert [when for when, *_ in _of(karim, room)] == ["02 09", "16 09"]
    assert [row[:2] for row in _of(karim, desks)] == [("09 14", "Atelier")]
    assert [when for when, *_ in _of(karim, karim.at("mine", room.rsplit("/", 1)[1]))] == ["02 09", "09 14", "16 09"]


def test_a_week_is_asked_for_in_the_calendar_that_has_its_date(world: World, mixed: int, client: FlaskClient) -> None:
    karim, room, desks = _programs(world, client, mixed)

    def week(path: str, first: int) -> list[str]:
        span = f'<C:time-range start="202703{first:02}T000000Z" end="202703{first + 6:02}T000000Z"/>'
        asked = f'<C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">{span}</C:comp-filter></C:comp-filter>'
        names = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'
        body = f"<C:calendar-query {names}><prop><getetag/></prop><C:filter>{asked}</C:filter></C:calendar-query>"
        return [href for href in found(karim.report(path.rsplit("/", 1)[0] + "/", body)) if href == path]

    assert [week(room, day) for day in (1, 8, 15)] == [[room], [], [room]]
    assert [week(desks, day) for day in (1, 8, 15)] == [[], [desks], []]


def test_what_a_program_writes_in_one_calendar_leaves_the_dates_of_the_other(
    world: World, mixed: int, client: FlaskClient
) -> None:
    """Later hours for what it sees, one date less, one more; even where the program forgets what was left out."""
    karim, room, desks = _programs(world, client, mixed)
    there = (("09 14", world.desks_id),)
    sent = karim.ask("GET", room).text
    assert karim.put(room, sent).status_code == 204  # as it came
    assert _standing(world, mixed) == [("02 09", world.room_id), *there, ("16 09", world.room_id)]
    assert karim.put(room, sent.replace("T090000", "T110000").replace("T100000", "T120000")).status_code == 204
    assert _standing(world, mixed) == [("02 11", world.room_id), *there, ("16 11", world.room_id)]
    uid = room.rsplit("/", 1)[1].removesuffix(".ics")
    first = ("20270302T110000", "20270302T120000")
    rows = ["RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE;TZID=Europe/Paris:20270316T110000"]
    assert karim.put(room, ics(vevent(uid, *first, *rows, summary="Atelier"))).status_code == 204
    found = [("02 11", world.room_id), ("09 11", world.room_id), *there, ("23 11", world.room_id)]
    assert _standing(world, mixed) == found
    assert [when for when, *_ in _of(karim, desks)] == ["09 14"]
    moved = karim.ask("GET", desks).text.replace("T150000", "T170000").replace("T140000", "T160000")
    assert karim.put(desks, moved).status_code == 204
    assert _standing(world, mixed) == [*found[:2], ("09 16", world.desks_id), found[3]]


def test_a_date_that_left_is_not_made_again_in_its_old_place(world: World, mixed: int, client: FlaskClient) -> None:
    karim, room, _desks = _programs(world, client, mixed)
    sent = karim.ask("GET", room).text
    bare = "\r\n".join(line for line in sent.split("\r\n") if not line.startswith("EXDATE"))
    assert karim.put(room, bare).status_code == 204
    assert _standing(world, mixed) == [("02 09", world.room_id), ("09 14", world.desks_id), ("16 09", world.room_id)]
    assert [when for when, *_ in _of(karim, room)] == ["02 09", "16 09"]


def test_deleting_and_moving_in_one_calendar_touch_its_own_dates(world: World, mixed: int, client: FlaskClient) -> None:
    karim, room, desks = _programs(world, client, mixed)
    van = karim.at(world.van_id, "a.ics")
    assert karim.ask("MOVE", room, Destination=f"http://mutua.test{desks}").status_code in (403, 409)  # it is there
    assert karim.ask("MOVE", room, Destination=f"http://mutua.test{van}").status_code == 201
    assert _standing(world, mixed) == [("02 09", world.van_id), ("09 14", world.desks_id), ("16 09", world.van_id)]
    assert karim.ask("GET", room).status_code == 404
    assert karim.ask("DELETE", desks).status_code == 204
    assert karim.ask("GET", desks).status_code == 404
    assert _standing(world, mixed) == [("02 09", world.van_id), ("16 09", world.van_id)]
    assert [when for when, *_ in _of(karim, van)] == ["02 09", "16 09"]


def test_the_page_of_the_booking_says_where_the_date_is(world: World, mixed: int, client: FlaskClient) -> None:
    with clock.frozen(NOW):
        sign_in(client, world.karim)
        page = client.get(f"/p/trois-ponts/bookings/{mixed}").text
    dates = page[page.index('class="mu-list mu-dates"') :]
    assert [dates.count(f"<span>{name}</span>") for name in ("Postes du plateau", "Salle Garance")] == [1, 0]
    assert "Salle Garance, Postes du plateau" in page


def test_other_times_for_the_series_keep_each_date_to_the_rules_of_where_it_is(world: World, mixed: int) -> None:
    """The room opens at eight: what the desks allow is not allowed there."""

    def to(hour: int) -> None:
        with transaction():
            date = queries.booking_for(world.karim, mixed).occurrences[1]
            start = datetime.combine(date.local_start.date(), datetime.min.time()) + timedelta(hours=hour)
            slot = series.slot(start, start + timedelta(hours=1), PARIS)
            bookings.move_dates(date, slot, scope=Scope.ALL, member=world.karim, now=NOW)

    with pytest.raises(Refused, match="closed"):
        to(5)
    to(11)
    with transaction():
        found = queries.booking_for(world.karim, mixed).occurrences
        rows = [(date.local_start.hour, date.lines[0].resource_id) for date in found]
    assert rows == [(11, world.room_id), (11, world.desks_id), (11, world.room_id)]


def test_a_program_that_writes_other_times_moves_each_date_where_it_is(world: World, mixed: int) -> None:
    slots = series.slots(datetime(2027, 3, 2, 15), datetime(2027, 3, 2, 16), PARIS, "FREQ=WEEKLY;COUNT=4")
    with transaction():
        booking = queries.booking_for(world.karim, mixed)
        bookings.reschedule_booking(booking, slots, rrule="FREQ=WEEKLY;COUNT=4", member=world.karim, now=NOW)
    with transaction():
        found = queries.booking_for(world.karim, mixed).occurrences
        rows = [(date.local_start.day, date.local_start.hour, date.lines[0].resource_id) for date in found]
    room, desks = world.room_id, world.desks_id
    assert rows == [(2, 15, room), (9, 15, desks), (16, 15, room), (23, 15, room)]


def test_the_worker_tells_apart_what_an_older_version_left_whole(world: World, mixed: int, client: FlaskClient) -> None:
    """Each of two upgrades left such series whole; one in a single place, or all of it in two, is let be."""
    karim, room, desks = _programs(world, client, mixed)
    book(world.karim, world.room_id, "2027-03-03", "09:00-10:00", rrule="FREQ=WEEKLY;COUNT=3")
    both = wish(world.karim, world.room_id, "2027-03-04", "09:00-10:00", rrule="FREQ=WEEKLY;COUNT=2")
    with transaction():
        bookings.request_booking(replace(both, resource_ids=(world.room_id, world.van_id)), member=world.karim, now=NOW)
    feeds = [room_feed(world.karim, world.room_id), room_feed(world.ines, world.desks_id)]
    told = [read(client, address) for address in feeds]
    for column in (DavEntry, CalendarEntry):
        with transaction():
            emptied = [found.name for found in column.__table__.columns if found.name.startswith("ics")]
            db.session.execute(update(column).values(dict.fromkeys(emptied)))
        if column is DavEntry:
            assert len(_of(karim, room)) == len(_of(karim, desks)) == 3
        else:
            assert [read(client, address) for address in feeds] != told
        counts = [_once() for _ in range(3)]
        assert counts == [1, 0, 0]
    assert [read(client, address) for address in feeds] == told
    assert ([when for when, *_ in _of(karim, room)], len(_of(karim, desks))) == (["02 09", "16 09"], 1)


def _once() -> int:
    with transaction():
        return write_apart(NOW)
