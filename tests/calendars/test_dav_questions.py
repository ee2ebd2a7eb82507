"""What each program asks on its way in, and the finer questions of its reports."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from mutua.bookings import actions as bookings
from mutua.bookings import queries as booking_queries
from mutua.bookings.models import Booking
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from tests.builders import NOW, World
from tests.calendars.davs import CALDAV, DAV, Program, events, ics, one, password_of, vevent
from tests.calendars.test_dav import QUERY, ask_query

SPACES = {"D": "DAV:", "C": CALDAV[1:-1], "S": "http://calendarserver.org/ns/", "A": "http://apple.com/ns/ical/"}
ALARM = ("BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT10M", "DESCRIPTION:x", "END:VALARM")
# Per program: what it asks of each calendar of the home before it shows it, and what it cannot do without.
ASKED = {
    "Apple": (
        "S:getctag D:displayname C:calendar-description A:calendar-color A:calendar-order D:resourcetype D:sync-token "
        "C:supported-calendar-component-set C:schedule-calendar-transp D:quota-available-bytes C:calendar-timezone "
        "D:current-user-privilege-set S:source S:push-transports S:pushkey S:publish-url D:owner D:resource-id "
        "C:default-alarm-vevent-date S:allowed-sharing-modes D:supported-report-set S:bulk-requests D:add-member",
        "S:getctag D:displayname A:calendar-color D:resourcetype D:sync-token C:supported-calendar-component-set "
        "C:calendar-timezone D:current-user-privilege-set D:owner D:supported-report-set",
    ),
    "Thunderbird": (
        "D:resourcetype D:owner D:current-user-principal D:current-user-privilege-set D:supported-report-set "
        "C:supported-calendar-component-set S:getctag A:calendar-color D:displayname D:sync-token",
        "D:resourcetype D:owner D:current-user-principal D:current-user-privilege-set D:supported-report-set "
        "C:supported-calendar-component-set S:getctag D:displayname D:sync-token",
    ),
    "DAVx5": (
        "D:resourcetype D:displayname D:owner D:current-user-privilege-set S:source C:calendar-description "
        "A:calendar-color C:calendar-timezone C:calendar-timezone-id C:supported-calendar-component-set "
        "D:supported-report-set D:sync-token S:getctag C:max-resource-size",
        "D:resourcetype D:displayname D:owner D:current-user-privilege-set C:supported-calendar-component-set "
        "D:supported-report-set D:sync-token S:getctag C:max-resource-size C:calendar-timezone-id",
    ),
    "GNOME": (
        "D:displayname D:resourcetype D:current-user-privilege-set C:calendar-home-set C:calendar-description "
        "C:supported-calendar-component-set A:calendar-color A:calendar-order C:schedule-inbox-URL",
        "D:displayname D:resourcetype D:current-user-privilege-set C:supported-calendar-component-set A:calendar-color",
    ),
    "Outlook CalDav Synchronizer": (
        "D:resourcetype D:displayname A:calendar-color A:calendar-order C:supported-calendar-component-set D:acl "
        "D:current-user-privilege-set D:supported-report-set",
        "D:resourcetype D:displayname C:supported-calendar-component-set D:current-user-privilege-set "
        "D:supported-report-set",
    ),
}


@pytest.fixture
def karim(client: FlaskClient, world: World) -> Program:
    return Program(client, world.karim, password_of(world.karim))


def tags(names: str) -> list[str]:
    return [f"{{{SPACES[name[0]]}}}{name[2:]}" for name in names.split()]


@pytest.mark.parametrize("program", ASKED)
def test_each_program_learns_what_it_needs_of_every_calendar(karim: Program, world: World, program: str) -> None:
    asked, needed = ASKED[program]
    told = karim.props(karim.home, *tags(asked), depth="1")
    calendars = {path: props for path, props in told.items() if path != karim.home}
    assert {karim.at("mine"), karim.at("structure"), karim.at(world.room_id)} <= calendars.keys()
    for path, props in calendars.items():
        assert not set(tags(needed)) - props.keys(), path
        assert props[f"{DAV}resourcetype"].find(f"{CALDAV}calendar") is not None
        rights = {inner.tag for part in props[f"{DAV}current-user-privilege-set"] for inner in part}
        assert (f"{CALDAV}read-free-busy" in rights, f"{DAV}bind" in rights) == (True, "resource-" in path)


@pytest.mark.parametrize("where", ["/dav/", "/dav", "home", "room", "event"])
def test_what_is_spoken_here_is_told_everywhere_without_a_password(karim: Program, world: World, where: str) -> None:
    """A program that reads no calendar-access at the address it was given goes away."""
    there = {"home": karim.home, "room": karim.at(world.room_id), "event": karim.at(world.room_id, "a.ics")}
    answer = karim.client.open(there.get(where, where), method="OPTIONS")
    assert (answer.status_code, answer.headers.get("DAV")) == (200, "1, 3, calendar-access")
    assert "PROPFIND" in answer.headers["Allow"]


def test_the_reminders_of_new_events_are_kept_on_the_home_for_their_member(karim: Program, world: World) -> None:
    """Apple's programs set them while they set up; a refusal may stop them (sabre-io/dav#935)."""
    body = (
        "<propertyupdate xmlns='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'><set><prop>"
        "<C:default-alarm-vevent-datetime>BEGIN:VALARM</C:default-alarm-vevent-datetime>{}</prop></set></propertyupdate>"
    )
    assert "200 OK" in karim.ask("PROPPATCH", karim.home, body.format("")).text
    name = f"{CALDAV}default-alarm-vevent-datetime"
    assert karim.props(karim.home, name)[karim.home][name].text == "BEGIN:VALARM"
    assert name not in karim.props(karim.at(world.room_id), name)[karim.at(world.room_id)]
    nadia = Program(karim.client, world.nadia, password_of(world.nadia))
    assert name not in nadia.props(nadia.home, name)[nadia.home]
    wrong = karim.ask("PROPPATCH", karim.home, body.format("<displayname>x</displayname>"))
    assert ("403 Forbidden" in wrong.text, "424 Failed Dependency" in wrong.text) == (True, True)


def test_what_needs_approval_changes_for_who_syncs_when_it_is_given(karim: Program, world: World) -> None:
    van, mine = karim.at(world.van_id), karim.at("mine")
    assert karim.put(van + "v.ics", one("v", "20270302T090000", "20270302T100000")).status_code == 201
    assert str(karim.get(van + "v.ics")[0]["STATUS"]) == "TENTATIVE"
    (_, token), (_, own) = karim.sync(van), karim.sync(mine)
    with transaction():
        booking = booking_queries.booking_for(world.ines, db.session.scalars(select(Booking.id)).one())
        bookings.approve_booking(booking, member=world.ines, now=NOW)
    changed, _ = karim.sync(van, token)
    assert list(changed) == ["v.ics"]
    assert len(karim.sync(mine, own)[0]) == 1
    assert str(karim.get(van + "v.ics")[0]["STATUS"]) == "CONFIRMED"


def a_series(karim: Program, room: str) -> None:
    """Five Tuesdays with a reminder, the second moved to eleven o'clock without one; and a single event."""
    weekly = vevent("s", "20270323T090000", "20270323T100000", "RRULE:FREQ=WEEKLY;COUNT=5", *ALARM)
    moved = vevent(
        "s", "20270330T110000", "20270330T120000", "RECURRENCE-ID;TZID=Europe/Paris:20270330T090000", summary="Bis"
    )
    assert karim.put(room + "s.ics", ics(weekly, moved)).status_code == 201
    words = "CATEGORIES;LANGUAGE=fr:Pain"
    assert karim.put(room + "a.ics", one("a", "20270325T090000", "20270325T100000", words)).status_code == 201


def prop(name: str, inner: str = "") -> str:
    return f"<C:prop-filter name='{name}'>{inner}</C:prop-filter>"


ABSENT, SHOWS = "<C:is-not-defined/>", "<C:text-match>DISPLAY</C:text-match>"
THURSDAY = "<C:time-range start='20270325T000000Z' end='20270326T000000Z'/>"


@pytest.mark.parametrize(
    "tests, expected",
    [
        ("<C:comp-filter name='VALARM'/>", ["s"]),
        (f"<C:comp-filter name='VALARM'>{ABSENT}</C:comp-filter>", ["s", "a"]),  # the moved date has none
        (f"<C:comp-filter name='VALARM'>{prop('ACTION', SHOWS)}</C:comp-filter>", ["s"]),
        (f"<C:comp-filter name='VALARM'>{prop('ACTION', SHOWS.replace('DISPLAY', 'AUDIO'))}</C:comp-filter>", []),
        (f"<C:comp-filter name='X-MINE'>{ABSENT}</C:comp-filter>", ["s", "a"]),
        (prop("DTSTART", THURSDAY), ["a"]),
        (prop("DTSTART", "<C:time-range start='20270325T080000Z' end='20270325T080001Z'/>"), ["a"]),  # 9:00 in Paris
        (prop("DTSTAMP", "<C:time-range end='20270101T000000Z'/>"), []),
        (prop("RECURRENCE-ID", "<C:time-range start='20270330T070000Z'/>"), ["s"]),
        (prop("CATEGORIES", "<C:param-filter name='LANGUAGE'><C:text-match>FR</C:text-match></C:param-filter>"), ["a"]),
        (prop("CATEGORIES", f"<C:param-filter name='LANGUAGE'>{ABSENT}</C:param-filter>"), []),
    ],
)
def test_reminders_moments_and_parameters_are_asked_for(
    karim: Program, world: World, tests: str, expected: list[str]
) -> None:
    room = karim.at(world.room_id)
    a_series(karim, room)
    assert [str(events(body.encode())[0]["UID"]) for body in ask_query(karim, room, tests)] == expected


def test_when_a_reminder_rings_is_a_question_that_is_refused_by_name(karim: Program, world: World) -> None:
    asked = f"<C:comp-filter name='VALARM'>{THURSDAY}</C:comp-filter>"
    answer = karim.report(karim.at(world.room_id), QUERY.format(tests=asked, data=""))
    assert (answer.status_code, "supported-filter" in answer.text, "VALARM" in answer.text) == (403, True, True)


def test_only_the_exceptions_of_a_time_are_told_where_a_program_wants_no_more(karim: Program, world: World) -> None:
    room = karim.at(world.room_id)
    a_series(karim, room)

    def told(start: str, end: str) -> list[str]:
        limit = f"<C:limit-recurrence-set start='{start}' end='{end}'/>"
        body = ask_query(karim, room, prop("RRULE"), limit)[0]
        assert "BEGIN:VTIMEZONE" in body
        return [str(event["SUMMARY"]) for event in events(body.encode())]

    assert told("20270322T000000Z", "20270326T000000Z") == ["Réunion"]
    assert told("20270330T093000Z", "20270330T094000Z") == ["Réunion", "Bis"]  # where it is now
    assert told("20270330T071000Z", "20270330T072000Z") == ["Réunion", "Bis"]  # where it was
    wide = QUERY.format(tests="", data="<C:limit-recurrence-set start='20270322T000000Z'/>")
    assert karim.report(room, wide).status_code == 403


def test_a_report_over_all_below_a_calendar_is_one_over_its_events(karim: Program, world: World) -> None:
    room = karim.at(world.room_id)
    a_series(karim, room)
    answer = karim.ask("REPORT", room, QUERY.format(tests="", data=""), Depth="infinity")
    assert (answer.status_code, len(list(fromstring(answer.data)))) == (207, 2)
    assert karim.ask("PROPFIND", room, Depth="infinity").status_code == 403


def test_what_a_program_notes_for_its_own_person_is_not_told_to_colleagues(karim: Program, world: World) -> None:
    """Karim has seen his reminder; the program of Nadia, which reads the same event, must still ring."""
    path = karim.at(world.room_id, "a.ics")
    own = ("X-MOZ-LASTACK:20270302T075000Z", "X-MOZ-SNOOZE-TIME:20270302T075500Z", "COLOR:red", "X-MINE:1", *ALARM)
    karim.put(path, one("a", "20270302T090000", "20270302T100000", *own))
    event = karim.get(path)[0]
    assert (str(event["X-MOZ-LASTACK"]), str(event["COLOR"]), str(event["X-MINE"])) == ("20270302T075000Z", "red", "1")
    text = karim.ask("GET", path).text
    assert text.index("X-MOZ-LASTACK") < text.index("BEGIN:VALARM")
    nadia = Program(karim.client, world.nadia, password_of(world.nadia))
    there = nadia.at(world.room_id, "a.ics")
    theirs = nadia.get(there)[0]
    assert (str(theirs["X-MINE"]), {"X-MOZ-LASTACK", "X-MOZ-SNOOZE-TIME", "COLOR"} & set(theirs)) == ("1", set())
    # What the page changes takes none of it away.
    with transaction():
        booking = booking_queries.booking_for(world.karim, db.session.scalars(select(Booking.id)).one())
        bookings.edit_booking(booking, title="Autre", note="", member=world.karim, now=NOW)
    again = karim.get(path)[0]
    assert (str(again["SUMMARY"]), str(again["COLOR"]), len(again.walk("VALARM"))) == ("Autre", "red", 1)


def test_attendees_are_left_out_and_attachments_kept_as_far_as_they_fit(karim: Program, world: World) -> None:
    """No scheduling is announced: people and rooms named in an event are neither asked nor told to others."""
    path = karim.at(world.room_id, "a.ics")
    people = (
        "ORGANIZER;CN=Karim:mailto:karim@trois-ponts.test",
        'ATTENDEE;CUTYPE=ROOM;SCHEDULE-AGENT=SERVER;CN="Salle Garance":mailto:salle@trois-ponts.test',
        "ATTENDEE;CUTYPE=RESOURCE;CN=Kangoo:urn:uuid:2",
        "ATTENDEE;RSVP=TRUE;PARTSTAT=NEEDS-ACTION:mailto:eve@dehors.test",
    )
    small, large = "ATTACH;FMTTYPE=application/pdf:https://example.org/a.pdf", "ATTACH;VALUE=BINARY:" + "QUJD" * 3000
    body = one("a", "20270302T090000", "20270302T100000", *people, large, small, "LOCATION:Ailleurs")
    assert karim.put(path, body).status_code == 201
    event = karim.get(path)[0]
    assert {"ATTENDEE", "ORGANIZER"} & set(event) == set()
    assert (str(event["ATTACH"]), str(event["LOCATION"])) == ("https://example.org/a.pdf", "Salle Garance")


def test_a_booking_moved_between_resources_keeps_what_its_program_wrote(karim: Program, world: World) -> None:
    room, van = karim.at(world.room_id), karim.at(world.van_id)
    karim.put(room + "a.ics", one("a", "20270325T090000", "20270325T100000", "X-MINE:1", "COLOR:red", *ALARM))
    (_, left), (_, taken) = karim.sync(room), karim.sync(van)
    tag = karim.ask("GET", room + "a.ics").headers["ETag"]
    assert karim.ask("MOVE", room + "a.ics", Destination=van + "b.ics", If_Match='"old"').status_code == 412
    moved = karim.ask("MOVE", room + "a.ics", Destination=van + "b%20c.ics", If_Match=tag)
    assert (moved.status_code, moved.headers["Location"].endswith(van + "b%20c.ics")) == (201, True)
    event = karim.get(van + "b c.ics")[0]
    assert (str(event["X-MINE"]), str(event["COLOR"]), len(event.walk("VALARM"))) == ("1", "red", 1)
    assert (str(event["LOCATION"]), str(event["STATUS"])) == ("Kangoo", "TENTATIVE")  # there it needs an approval
    assert karim.sync(room, left)[0] == {"a.ics": "HTTP/1.1 404 Not Found"}
    assert list(karim.sync(van, taken)[0]) == ["b%20c.ics"]


def test_changes_told_in_parts_are_all_told_whatever_happens_between(karim: Program, world: World) -> None:
    room = karim.at(world.room_id)

    def put(number: int, day: int = 2) -> None:
        times = f"2027030{day}T{number + 8:02}0000", f"2027030{day}T{number + 9:02}0000"
        assert karim.put(f"{room}{number}.ics", one(f"e{number}", *times)).status_code in (201, 204)

    for number in range(7):
        put(number)
    known, token, answers = set[str](), "", 0
    while True:
        asked = (
            f"<sync-collection xmlns='DAV:'><sync-token>{token}</sync-token><sync-level>1</sync-level>"
            "<limit><nresults>2</nresults></limit><prop><getetag/></prop></sync-collection>"
        )
        root, answers = fromstring(karim.report(room, asked).data), answers + 1
        told = {
            str(row.findtext(f"{DAV}href")): str(row.findtext(f"{DAV}status")) for row in root.iter(f"{DAV}response")
        }
        more = "507" in told.pop(room, "")
        assert len(told) <= 2
        known = (known | told.keys()) - {path for path, status in told.items() if "404" in status}
        token = str(root.findtext(f"{DAV}sync-token"))
        if answers == 2:  # one that was told is gone, one that was not is changed, one is new
            assert karim.ask("DELETE", room + "0.ics").status_code == 204
            put(6, day=3)
            put(7)
        if not more:
            break
    assert known == {f"{room}{number}.ics" for number in range(1, 8)}
    assert karim.sync(room, token) == ({}, token)
