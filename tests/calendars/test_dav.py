"""CalDAV as calendar programs speak it: discover, read, write under the page's rules, be refused with words."""

from __future__ import annotations

import re
from datetime import timedelta
from xml.etree.ElementTree import fromstring

import pytest
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy import select

from mutua.bookings.models import Booking, LateCancellation, Occurrence, State
from mutua.calendars.actions import write_event
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.transaction import transaction
from mutua.pole.models import Person
from mutua.resources.models import LateCancel, Shown
from mutua.resources.rules import No
from mutua.web.sentences import sentence
from tests.bookings.test_gates import rule
from tests.builders import NOW, World, book, sign_in
from tests.calendars.conftest import feed, show
from tests.calendars.davs import CALDAV, DAV, MUTUA, Program, basic, events, ics, one, password_of, vevent

ETAG = f"{DAV}getetag"


@pytest.fixture
def karim(client: FlaskClient, world: World) -> Program:
    return Program(client, world.karim, password_of(world.karim))


@pytest.fixture
def ines(client: FlaskClient, world: World) -> Program:
    return Program(client, world.ines, password_of(world.ines))


def states() -> list[tuple[str, str]]:
    db.session.rollback()
    rows = db.session.scalars(select(Occurrence).order_by(Occurrence.starts_at, Occurrence.id))
    return [(f"{row.local_start:%m-%d %H:%M}", row.state.value) for row in rows]


def test_a_program_finds_its_way_from_the_host_name_alone(karim: Program, world: World) -> None:
    for method in ("GET", "PROPFIND", "OPTIONS", "PUT"):
        found = karim.client.open("/.well-known/caldav", method=method)
        assert (found.status_code, found.location) == (301, "/dav/")
    bare = karim.client.open("/dav/", method="PROPFIND")
    assert (bare.status_code, bare.headers["WWW-Authenticate"]) == (401, 'Basic realm="Mutua", charset="UTF-8"')
    assert "Set-Cookie" not in bare.headers
    me = karim.props("/dav/", f"{DAV}current-user-principal")["/dav/"][f"{DAV}current-user-principal"]
    assert me.findtext(f"{DAV}href") == karim.home
    home = karim.props(karim.home, f"{CALDAV}calendar-home-set", f"{CALDAV}calendar-user-address-set")[karim.home]
    assert home[f"{CALDAV}calendar-home-set"].findtext(f"{DAV}href") == karim.home
    assert f"mailto:{world.karim.email}" in [part.text for part in home[f"{CALDAV}calendar-user-address-set"]]
    listed = karim.props(karim.home, f"{DAV}displayname", f"{DAV}current-user-privilege-set", depth="1")
    names = {path: props[f"{DAV}displayname"].text for path, props in listed.items()}
    assert names[karim.at("mine")] == "Mes réservations"
    assert names[karim.at("structure")] == "Le Fournil"
    assert names[karim.at(world.room_id)] == "Salle Garance"
    rights = {
        path: {inner.tag for part in props[f"{DAV}current-user-privilege-set"] for inner in part}
        for path, props in listed.items()
    }
    assert f"{DAV}write-content" in rights[karim.at(world.room_id)]
    assert f"{DAV}write-content" not in rights[karim.at("mine")]
    options = karim.client.open(karim.at(world.room_id), method="OPTIONS")
    assert "calendar-access" in options.headers["DAV"]
    assert "PUT" in options.headers["Allow"]
    assert karim.ask("PROPFIND", karim.home, Depth="infinity").status_code == 403


def test_only_the_password_of_this_home_opens_it(karim: Program, ines: Program, world: World) -> None:
    assert karim.ask("PROPFIND", ines.home).status_code == 404
    crossed = basic(world.ines.email, karim.password)
    assert karim.ask("PROPFIND", karim.home, Authorization=crossed).status_code == 401
    wrong = basic(world.karim.email, "x")
    codes = [karim.ask("PROPFIND", karim.home, Authorization=wrong).status_code for _ in range(9)]
    assert codes == [401] * 8 + [429]
    assert karim.ask("PROPFIND", karim.home).status_code == 207  # the right one always works


def test_an_event_put_is_a_booking_read_back_as_it_was_sent(karim: Program, world: World) -> None:
    path = karim.at(world.room_id, "weird name é.ics")
    more = ("DESCRIPTION:Clé à l’accueil\\, merci", "X-MINE;A=b:kept", "CATEGORIES:Pain", "ATTENDEE:mailto:x@y.test",
            "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT10M", "DESCRIPTION:x", "END:VALARM")  # fmt: skip
    made = karim.put(path, one("u-1", "20270302T090000", "20270302T100000", *more), If_None_Match="*")
    assert (made.status_code, "ETag" in made.headers) == (201, False)
    assert states() == [("03-02 09:00", "confirmed")]
    event = karim.get(path)[0]
    kept = {name: str(event[name]) for name in ("UID", "SUMMARY", "DESCRIPTION", "STATUS", "X-MINE")}
    assert kept == {"UID": "u-1", "SUMMARY": "Réunion", "DESCRIPTION": "Clé à l’accueil, merci", "STATUS": "CONFIRMED",
                    "X-MINE": "kept"}  # fmt: skip
    assert "ATTENDEE" not in event
    assert [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")] == [timedelta(minutes=-10)]
    nadia = Program(karim.client, world.nadia, password_of(world.nadia))
    theirs = nadia.get(nadia.at(world.room_id, "weird name é.ics"))[0]
    assert (str(theirs["X-MINE"]), theirs.walk("VALARM")) == ("kept", [])  # the structure's words, not the alarms
    booking = db.session.scalars(select(Booking)).one()
    assert (booking.uid, booking.title, booking.source.value) == ("u-1", "Réunion", "dav")
    assert karim.put(path, one("u-1", "20270302T090000", "20270302T100000"), If_None_Match="*").status_code == 412


def test_a_304_costs_no_event_and_a_stale_tag_no_booking(karim: Program, world: World) -> None:
    path = karim.at(world.room_id, "a.ics")
    karim.put(path, one("a", "20270302T090000", "20270302T100000"))
    tag = karim.ask("GET", path).headers["ETag"]
    assert karim.ask("GET", path, If_None_Match=tag).status_code == 304
    assert karim.ask("HEAD", path).headers["ETag"] == tag
    assert karim.put(path, one("a", "20270302T100000", "20270302T110000"), If_Match='"old"').status_code == 412
    assert karim.put(path, one("a", "20270302T100000", "20270302T110000"), If_Match=tag).status_code == 204
    assert states() == [("03-02 10:00", "confirmed")]
    assert karim.ask("DELETE", path, If_Match=tag).status_code == 412
    assert karim.ask("DELETE", path).status_code == 204
    assert states() == [("03-02 10:00", "cancelled")]
    assert karim.ask("GET", path).status_code == 404
    again = karim.put(path, one("a", "20270302T100000", "20270302T110000"), If_None_Match="*")
    assert again.status_code == 201
    assert karim.put(path, one("b", "20270303T100000", "20270303T110000")).status_code == 409  # another UID


def test_what_needs_approval_is_tentative_until_it_is_given(karim: Program, ines: Program, world: World) -> None:
    path = karim.at(world.van_id, "van.ics")
    assert karim.put(path, one("v", "20270302T090000", "20270302T100000")).status_code == 201
    assert str(karim.get(path)[0]["STATUS"]) == "TENTATIVE"
    seen = ines.get(ines.at(world.van_id, "van.ics"))[0]
    assert str(seen["STATUS"]) == "TENTATIVE"
    assert ines.put(ines.at(world.van_id, "van.ics"), one("v", "20270303T090000", "20270303T100000")).status_code == 403
    assert ines.ask("DELETE", ines.at(world.van_id, "van.ics")).status_code == 403


def test_a_refusal_says_why_is_kept_and_mailed_once(karim: Program, world: World) -> None:
    book(world.ines, world.room_id, "2027-03-02", "09:00-10:00", title="Couture")
    path, body = karim.at(world.room_id, "x.ics"), one("x", "20270302T093000", "20270302T103000")
    refused = karim.put(path, body)
    assert refused.status_code == 409
    error = fromstring(refused.data)
    assert error.find(f"{MUTUA}booking-refused").get("reason") == "slot-taken"  # type: ignore[union-attr]
    words = error.findtext(f"{DAV}responsedescription") or ""
    assert "Salle Garance" in words
    assert "La Couture" in words
    assert karim.put(path, body.replace("T080000Z", "T090000Z")).status_code == 409  # a phone tries all night
    letters = [
        mail for mail in db.session.scalars(select(Mail).order_by(Mail.id)) if mail.template == "calendars/refused"
    ]
    assert [(mail.recipient, bool(mail.facts["nearest"])) for mail in letters] == [(world.karim.email, True)]
    assert karim.put(path, one("x", "20270302T103000", "20270302T113000")).status_code == 201
    assert "calendars/came_true" in [mail.template for mail in db.session.scalars(select(Mail))]
    closed = karim.put(karim.at(world.room_id, "n.ics"), one("n", "20270302T030000", "20270302T040000"))
    assert (closed.status_code, "fermée" in closed.text) == (409, True)


@pytest.mark.once
def test_a_refusal_says_until_when_who_can_lift_it_and_what_is_near(karim: Program, world: World) -> None:
    """What page and API say, in words and for programs that read it."""
    far = karim.put(karim.at(world.room_id, "far.ics"), one("far", "20290305T100000", "20290305T110000"))
    error = fromstring(far.data)
    condition = error.find(f"{MUTUA}booking-refused")
    assert far.status_code == 409
    assert condition is not None
    assert (condition.get("reason"), condition.get("lifted-by")) == ("too-far", "La Couture")
    assert (condition.get("until") or "").startswith("2028-03-0")
    words = (error.findtext(f"{DAV}responsedescription") or "").replace("\u00a0", " ")
    assert "se réserve à partir du" in words
    assert "La Couture partage cette ressource et peut en changer les règles." in words
    (letter,) = [mail for mail in db.session.scalars(select(Mail)) if mail.template == "calendars/refused"]
    assert "La Couture partage" in letter.facts["reason"]
    assert f"/resources/{world.room_id}/bookings/new?day=2029-03-05&from=10%3A00" in letter.facts["ask"]
    late = karim.put(karim.at(world.room_id, "n.ics"), one("n", "20270302T180000", "20270302T200000"))
    condition = fromstring(late.data).find(f"{MUTUA}booking-refused")
    assert condition is not None
    near = [(entry.get("way"), entry.get("starts"), entry.get("ends")) for entry in condition]
    assert ("time", "2027-03-02T17:00:00", "2027-03-02T19:00:00") in near


def test_a_refused_change_gets_a_new_tag_so_that_programs_fetch_the_truth(karim: Program, world: World) -> None:
    book(world.ines, world.room_id, "2027-03-02", "14:00-15:00")
    path = karim.at(world.room_id, "a.ics")
    karim.put(path, one("a", "20270302T090000", "20270302T100000"))
    tag, (_rows, token) = karim.ask("GET", path).headers["ETag"], karim.sync(karim.at(world.room_id))
    assert karim.put(path, one("a", "20270302T140000", "20270302T150000"), If_Match=tag).status_code == 409
    assert karim.ask("GET", path).headers["ETag"] != tag
    assert list(karim.sync(karim.at(world.room_id), token)[0]) == ["a.ics"]
    assert f"{karim.get(path)[0]['DTSTART'].dt:%H:%M}" == "09:00"


def test_a_series_with_exceptions_moves_date_by_date_and_as_a_whole(karim: Program, world: World) -> None:
    path = karim.at(world.room_id, "s.ics")
    master = vevent("s", "20270323T090000", "20270323T100000", "RRULE:FREQ=WEEKLY;COUNT=4",
                    "EXDATE;TZID=Europe/Paris:20270406T090000")  # fmt: skip
    later = vevent("s", "20270330T110000", "20270330T120000", "RECURRENCE-ID;TZID=Europe/Paris:20270330T090000",
                   summary="Bilan")  # fmt: skip
    assert karim.put(path, ics(master, later)).status_code == 201
    assert states() == [("03-23 09:00", "confirmed"), ("03-30 11:00", "confirmed"), ("04-13 09:00", "confirmed")]
    first, other = karim.get(path)
    assert (str(first["RRULE"].to_ical().decode()), first["EXDATE"].dts[0].dt.day) == ("FREQ=WEEKLY;COUNT=4", 6)
    assert (str(other["SUMMARY"]), other["DTSTART"].dt.hour, other["RECURRENCE-ID"].dt.hour) == ("Bilan", 11, 9)
    assert karim.put(path, karim.ask("GET", path).data).status_code == 204  # its own words change nothing
    assert db.session.scalars(select(Booking)).one().sequence == 0
    moved = vevent("s", "20270323T140000", "20270323T153000", "RRULE:FREQ=WEEKLY;COUNT=3")
    assert karim.put(path, ics(moved)).status_code == 204
    kept = [row for row in states() if row[1] == "confirmed"]
    assert [row[0] for row in kept] == ["03-23 14:00", "03-30 14:00", "04-06 14:00"]
    assert [event["DTSTART"].dt.hour for event in karim.get(path)] == [14]
    book(world.ines, world.room_id, "2027-04-06", "08:00-09:00")
    taken = vevent("s", "20270323T080000", "20270323T090000", "RRULE:FREQ=WEEKLY;COUNT=3")
    assert karim.put(path, ics(taken)).status_code == 409
    assert [row for row in states() if row[1] == "confirmed" and row[0].endswith("14:00")] == kept
    for every in ("FREQ=WEEKLY", "FREQ=DAILY;COUNT=500", "FREQ=SECONDLY;COUNT=3", "FREQ=YEARLY;COUNT=9"):
        body = one("t", "20270324T090000", "20270324T100000", f"RRULE:{every}")
        assert karim.put(karim.at(world.room_id, "t.ics"), body).status_code == 409, every


def test_a_series_of_another_clock_is_refused_where_it_would_drift(karim: Program, world: World) -> None:
    body = one("z", "20270323T090000", "20270323T100000", "RRULE:FREQ=WEEKLY;COUNT=3", zone="America/Martinique")
    refused = karim.put(karim.at(world.room_id, "z.ics"), body)
    assert (refused.status_code, "series-other-zone" in refused.text) == (409, True)
    same = one("z", "20270323T090000", "20270323T100000", "RRULE:FREQ=WEEKLY;COUNT=3", zone="Europe/Madrid")
    assert karim.put(karim.at(world.room_id, "z.ics"), same).status_code == 201
    single = one("y", "20270323T050000", "20270323T060000", zone="America/Martinique")
    assert karim.put(karim.at(world.room_id, "y.ics"), single).status_code == 201
    assert ("03-23 10:00", "confirmed") in states()  # five o’clock there


def test_move_takes_the_booking_to_another_resource_under_its_rules(karim: Program, world: World) -> None:
    here, there = karim.at(world.room_id, "m.ics"), karim.at(world.van_id, "m2.ics")
    karim.put(here, one("m", "20270302T090000", "20270302T100000"))
    _rows, token = karim.sync(karim.at(world.room_id))
    assert karim.ask("MOVE", here, Destination=f"http://mutua.test{there}").status_code == 201
    assert str(karim.get(there)[0]["STATUS"]) == "TENTATIVE"  # the van asks its owner
    assert karim.ask("GET", here).status_code == 404
    assert karim.sync(karim.at(world.room_id), token)[0] == {"m.ics": "HTTP/1.1 404 Not Found"}
    book(world.ines, world.room_id, "2027-03-02", "09:00-10:00")
    assert karim.ask("MOVE", there, Destination=here).status_code == 409
    assert karim.ask("MOVE", there, Destination="/dav/other/resource-1/a.ics").status_code == 403
    assert karim.ask("MOVE", there, Destination=karim.at("mine", "a.ics")).status_code == 403


def test_a_change_or_cancellation_that_comes_too_late_says_until_when(karim: Program, world: World) -> None:
    here, there = karim.at(world.room_id, "m.ics"), karim.at(world.van_id, "m.ics")
    karim.put(here, one("m", "20270302T090000", "20270302T100000"))
    month = 30 * 24 * 60
    rule(world.room_id, change_notice_minutes=month, cancel_notice_minutes=month, late_cancel=LateCancel.REFUSED)
    later = one("m", "20270302T110000", "20270302T120000")
    tried = (karim.ask("DELETE", here), karim.ask("MOVE", here, Destination=f"http://mutua.test{there}"))
    for answer in (*tried, karim.put(here, later)):
        assert answer.status_code == 409
        assert "C’était possible jusqu’au dimanche 31 janvier" in answer.text.replace("\u00a0", " "), answer.text


def test_a_date_left_out_too_late_is_refused_and_every_date_stays(karim: Program, world: World) -> None:
    """A rule that is shorter, or skips a date, gives that date up: the page's notice for cancelling holds for it."""
    here = karim.at(world.room_id, "d.ics")
    start, end, weekly = "20270302T090000", "20270302T100000", "RRULE:FREQ=WEEKLY;COUNT=3"
    assert karim.put(here, one("d", start, end, weekly)).status_code == 201
    kept, tag = states(), karim.ask("GET", here).headers["ETag"]
    rule(world.room_id, cancel_notice_minutes=30 * 24 * 60, late_cancel=LateCancel.REFUSED)
    shorter = one("d", start, end, "RRULE:FREQ=WEEKLY;COUNT=2")
    skipping = one("d", start, end, weekly, "EXDATE;TZID=Europe/Paris:20270302T090000")
    for body in (shorter, skipping):
        answer = karim.put(here, body)
        assert answer.status_code == 409
        assert "C’était possible jusqu’au" in answer.text.replace("\u00a0", " "), answer.text
        assert states() == kept
    assert karim.ask("GET", here).headers["ETag"] != tag  # programs fetch what stands
    rule(world.room_id, cancel_notice_minutes=30 * 24 * 60, late_cancel=LateCancel.COUNTS)
    assert karim.put(here, shorter).status_code == 204
    assert states() == [*kept[:2], ("03-16 09:00", "cancelled")]
    last = db.session.scalars(select(Occurrence.id).order_by(Occurrence.starts_at.desc())).first()
    assert db.session.scalars(select(LateCancellation.occurrence_id)).all() == [last]


def test_sync_tells_what_changed_and_refuses_a_token_that_is_not_ours(karim: Program, world: World) -> None:
    room = karim.at(world.room_id)
    number = book(world.ines, world.room_id, "2027-03-02", "09:00-10:00")
    karim.put(room + "a.ics", one("a", "20270303T090000", "20270303T100000"))
    rows, token = karim.sync(room)
    assert (len(rows), "a.ics" in rows) == (2, True)
    assert karim.sync(room, token) == ({}, token)
    karim.put(room + "b.ics", one("b", "20270304T090000", "20270304T100000"))
    karim.ask("DELETE", room + "a.ics")
    rows, later = karim.sync(room, token)
    assert (rows["a.ics"], list(rows), later != token) == ("HTTP/1.1 404 Not Found", ["b.ics", "a.ics"], True)
    for wrong in (
        "x",
        token + "9",
        "urn:mutua:sync:resource-1:99999999-x",
        later.replace("sync:resource", "sync:mine"),
    ):
        asked = f"<sync-collection xmlns='DAV:'><sync-token>{wrong}</sync-token><prop/></sync-collection>"
        answer = karim.report(room, asked)
        assert (answer.status_code, "valid-sync-token" in answer.text) == (403, True), wrong
    few = karim.report(room, "<sync-collection xmlns='DAV:'><sync-token/><limit><nresults>1</nresults></limit>"
                             "<prop><getetag/></prop></sync-collection>")  # fmt: skip
    root = fromstring(few.data)
    assert "507" in few.text
    rest, _ = karim.sync(room, str(root.findtext(f"{DAV}sync-token")))
    assert "b.ics" in rest
    show(world.room_id, Shown.BUSY)  # what the member may see changes: everything is read again
    answer = karim.report(
        room, f"<sync-collection xmlns='DAV:'><sync-token>{later}</sync-token><prop/></sync-collection>"
    )
    assert answer.status_code == 403
    seen = karim.get(room + f"{db.session.get(Booking, number).uid}.ics")[0]
    assert str(seen["SUMMARY"]) == "Occupé"


def test_sync_of_calendars_that_are_only_read(karim: Program, world: World) -> None:
    """No counter there: a token tells the state, and one that cannot be told apart is refused, never answered short."""
    mine, room = karim.at("mine"), karim.at(world.room_id)
    karim.put(room + "a.ics", one("a", "20270303T090000", "20270303T100000"))
    number = book(world.karim, world.room_id, "2027-03-05", "09:00-10:00")
    rows, token = karim.sync(mine)
    assert (len(rows), karim.sync(mine, token)) == (2, ({}, token))
    karim.put(room + "b.ics", one("b", "20270304T090000", "20270304T100000"))
    karim.ask("DELETE", room + "a.ics")
    found, later = karim.sync(mine, token)
    assert (later != token, "HTTP/1.1 404 Not Found" in found.values()) == (True, True)
    assert {name for name, told in found.items() if "404" not in told} > set()
    assert karim.sync(mine, later) == ({}, later)
    now, _ = karim.sync(mine)
    assert len(now) == 2
    # A booking passed on to a colleague has left this calendar without a trace of its own: all is read again.
    with transaction():
        db.session.get_one(Booking, number).person_id = world.nadia.person_id
        write_event(db.session.get_one(Booking, number))
    for wrong in (later, "x", later + "9", later.replace("sync:mine", "sync:structure")):
        asked = f"<sync-collection xmlns='DAV:'><sync-token>{wrong}</sync-token><prop/></sync-collection>"
        answer = karim.report(mine, asked)
        assert (answer.status_code, "valid-sync-token" in answer.text) == (403, True), wrong
    assert len(karim.sync(karim.at("structure"))[0]) == 2
    few = "<sync-collection xmlns='DAV:'><sync-token/><limit><nresults>1</nresults></limit><prop/></sync-collection>"
    assert karim.report(karim.at("structure"), few).status_code == 507


QUERY = (
    "<C:calendar-query xmlns='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'><prop><getetag/><C:calendar-data>{data}"
    "</C:calendar-data></prop><C:filter><C:comp-filter name='VCALENDAR'><C:comp-filter name='VEVENT'>{tests}"
    "</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"
)


def ask_query(program: Program, path: str, tests: str, data: str = "") -> list[str]:
    answer = program.report(path, QUERY.format(tests=tests, data=data))
    assert answer.status_code == 207, answer.text
    # XML parsers make one line feed of every CRLF (RFC 4791, 9.6)
    return [(node.text or "").replace("\n", "\r\n") for node in fromstring(answer.data).iter(f"{CALDAV}calendar-data")]


def test_queries_by_time_by_words_and_expanded(karim: Program, world: World) -> None:
    room = karim.at(world.room_id)
    karim.put(
        room + "s.ics", one("s", "20270323T090000", "20270323T100000", "RRULE:FREQ=WEEKLY;COUNT=3", summary="Pain")
    )
    karim.put(room + "a.ics", one("a", "20270325T090000", "20270325T100000", summary="ÉTÉ, fête"))
    week = "<C:time-range start='20270328T000000Z' end='20270404T000000Z'/>"
    assert [str(events(body.encode())[0]["UID"]) for body in ask_query(karim, room, week)] == ["s"]
    between = "<C:time-range start='20270324T000000Z' end='20270325T000000Z'/>"
    assert ask_query(karim, room, between) == []  # the series spans it, no date of it does
    words = "<C:prop-filter name='SUMMARY'><C:text-match{}>{}</C:text-match></C:prop-filter>"
    assert len(ask_query(karim, room, words.format("", "FÊTE"))) == 0  # ascii-casemap leaves accents alone
    assert len(ask_query(karim, room, words.format(" collation='i;unicode-casemap'", "été, FÊTE"))) == 1
    assert len(ask_query(karim, room, words.format(" negate-condition='yes'", "pain"))) == 1
    assert len(ask_query(karim, room, "<C:prop-filter name='RRULE'><C:is-not-defined/></C:prop-filter>")) == 1
    expanded = ask_query(karim, room, week, "<C:expand start='20270322T000000Z' end='20270404T000000Z'/>")
    dates = [(event["DTSTART"].to_ical(), event["RECURRENCE-ID"].to_ical()) for event in events(expanded[0].encode())]
    assert dates == [(b"20270323T080000Z",) * 2, (b"20270330T070000Z",) * 2]  # the clock changed between them
    for wrong, condition in ((words.format(" collation='x'", "a"), "supported-collation"),
                             ("<C:time-range start='1'/>", "valid-filter"),
                             ("<C:comp-filter name='VALARM'><C:time-range/></C:comp-filter>",
                              "supported-filter")):  # fmt: skip
        answer = karim.report(room, QUERY.format(tests=wrong, data=""))
        assert (answer.status_code, condition in answer.text) == (403, True), condition
    some = "".join(f"<href>{room}{name}</href>" for name in ("s.ics", "gone.ics")) + "<href>/elsewhere</href>"
    answer = karim.report(room, "<C:calendar-multiget xmlns='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'><prop>"
                                f"<getetag/><C:calendar-data/></prop>{some}</C:calendar-multiget>")  # fmt: skip
    assert (answer.text.count("404 Not Found"), answer.text.count("BEGIN:VEVENT")) == (2, 1)
    span = "<C:time-range start='20270322T000000Z' end='20270329T000000Z'/>"
    asked = f"<C:free-busy-query xmlns:C='urn:ietf:params:xml:ns:caldav'>{span}</C:free-busy-query>"
    busy = karim.report(room, asked)
    assert busy.text.count("FREEBUSY;FBTYPE=BUSY:") == 2


def test_colour_order_and_name_are_the_members_own(karim: Program, ines: Program, world: World) -> None:
    room = karim.at(world.room_id)
    body = (
        "<propertyupdate xmlns='DAV:' xmlns:A='http://apple.com/ns/ical/'><set><prop>"
        "<displayname>La salle</displayname><A:calendar-color>#112233FF</A:calendar-color>{}"
        "</prop></set></propertyupdate>"
    )
    assert "200 OK" in karim.ask("PROPPATCH", room, body.format("")).text
    color = "{http://apple.com/ns/ical/}calendar-color"
    seen = karim.props(room, f"{DAV}displayname", color)[room]
    assert [part.text for part in seen.values()] == ["La salle", "#112233FF"]
    theirs = ines.props(ines.at(world.room_id), f"{DAV}displayname")[ines.at(world.room_id)]
    assert theirs[f"{DAV}displayname"].text == "Salle Garance"
    wrong = karim.ask("PROPPATCH", room, body.format("<getetag>x</getetag>").replace("La salle", "Autre"))
    assert ("403 Forbidden" in wrong.text, "424 Failed Dependency" in wrong.text) == (True, True)
    assert karim.props(room, f"{DAV}displayname")[room][f"{DAV}displayname"].text == "La salle"


def test_one_s_own_bookings_are_read_and_not_written(karim: Program, ines: Program, world: World) -> None:
    book(world.karim, world.room_id, "2027-03-02", "09:00-10:00", title="Pain")
    book(world.nadia, world.van_id, "2027-03-03", "09:00-10:00")
    mine, structure = karim.at("mine"), karim.at("structure")
    assert len(karim.props(mine, ETAG, depth="1")) - 1 == 1
    assert len(karim.props(structure, ETAG, depth="1")) - 1 == 2
    assert len(ines.props(ines.at("structure"), ETAG, depth="1")) - 1 == 0
    (body,) = ask_query(karim, mine, "")
    assert str(events(body.encode())[0]["SUMMARY"]) == "Pain (Salle Garance)"
    assert karim.put(mine + "a.ics", one("a", "20270304T090000", "20270304T100000")).status_code == 403
    name = next(path for path in karim.props(mine, ETAG, depth="1") if path != mine)
    assert karim.ask("DELETE", name).status_code == 403
    assert karim.ask("DELETE", karim.at(world.room_id)).status_code == 403


def test_an_event_copied_to_two_resources_keeps_its_uid_in_both(karim: Program, world: World) -> None:
    body = one("same", "20270302T090000", "20270302T100000")
    assert karim.put(karim.at(world.room_id, "a.ics"), body).status_code == 201
    conflict = karim.put(karim.at(world.room_id, "b.ics"), body)
    assert (conflict.status_code, f"no-uid-conflict><D:href>{karim.at(world.room_id, 'a.ics')}" in conflict.text) == (
        409,
        True,
    )
    assert karim.put(karim.at(world.van_id, "a.ics"), body).status_code == 201
    assert str(karim.get(karim.at(world.van_id, "a.ics"))[0]["UID"]) == "same"
    assert len(set(db.session.scalars(select(Booking.uid)))) == 2


def test_past_dates_of_a_series_stay_and_cannot_be_taken_back(karim: Program, world: World) -> None:
    path = karim.at(world.room_id, "s.ics")
    karim.put(path, one("s", "20270302T090000", "20270302T100000", "RRULE:FREQ=WEEKLY;COUNT=3"))
    karim.now = NOW + timedelta(days=4)
    moved = one("s", "20270302T140000", "20270302T150000", "RRULE:FREQ=WEEKLY;COUNT=3")
    assert karim.put(path, moved).status_code in (204, 409)
    assert states()[0] == ("03-02 09:00", "confirmed")
    assert karim.ask("DELETE", path).status_code == 204
    assert {state for _day, state in states()[1:]} == {State.CANCELLED.value}
    assert karim.ask("DELETE", path).status_code == 409  # what is over is over
    assert "RRULE" not in karim.get(path)[0] or len(karim.get(path)) == 1


@pytest.mark.parametrize(
    "body, condition",
    [
        (b"", "valid-calendar-object-resource"),
        (b"\xff\xfe", "valid-calendar-data"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR", "valid-calendar-object-resource"),
        (ics("BEGIN:VTODO", "UID:t", "END:VTODO").encode(), "supported-calendar-component"),
        (one("a", "20270302T090000", "x").encode(), "valid-calendar-data"),
        (one("", "20270302T090000", "20270302T100000").encode(), "valid-calendar-object-resource"),
        (one("a", "20270302T090000", "20270302T100000").replace("VERSION", "METHOD:REQUEST\r\nVERSION").encode(),
         "valid-calendar-object-resource"),
        (ics(vevent("a", "20270302T090000", "20270302T100000"), vevent("b", "20270302T090000", "20270302T100000"))
         .encode(), "valid-calendar-object-resource"),
        (one("a", "19600302T090000", "19600302T100000").encode(), "min-date-time"),
        (one("a", "23000302T090000", "23000302T100000").encode(), "max-date-time"),
        (one("a", "20270302T090000", "20270302T100000", "X-BIG:" + "x" * (1024 * 1024)).encode(), "max-resource-size"),
    ],
)  # fmt: skip
def test_bytes_that_are_no_event_are_named(karim: Program, world: World, body: bytes, condition: str) -> None:
    answer = karim.put(karim.at(world.room_id, "a.ics"), body)
    assert (answer.status_code, condition in answer.text) == (403, True), answer.text
    words = fromstring(answer.data).findtext(f"{DAV}responsedescription") or ""
    assert words.startswith(("Cet événement est", "Un envoi porte", "Seuls des")), words
    assert states() == []


@pytest.mark.once
def test_the_limits_that_are_announced_are_the_ones_that_are_kept(karim: Program, world: World) -> None:
    room, names = karim.at(world.room_id), ("max-instances", "max-resource-size", "min-date-time", "max-date-time")
    told = karim.props(room, *(CALDAV + name for name in names))[room]
    assert [told[CALDAV + name].text for name in names] == ["400", "1048576", "19700101T000000Z", "22001231T235959Z"]
    for every in ("FREQ=DAILY;COUNT=401", "FREQ=DAILY"):
        many = karim.put(room + "a.ics", one("a", "20270302T090000", "20270302T100000", f"RRULE:{every}"))
        error = fromstring(many.data)
        assert many.status_code == 409  # it can be sent again, shorter
        assert error.find(f"{CALDAV}max-instances") is not None
        assert error.find(f"{MUTUA}booking-refused") is not None


@pytest.mark.once
def test_a_refusal_speaks_the_members_language(karim: Program, world: World) -> None:
    book(world.ines, world.room_id, "2027-03-02", "09:00-10:00")
    with transaction():
        db.session.get(Person, world.karim.person_id).locale = "en"  # type: ignore[union-attr]
    taken = karim.put(karim.at(world.room_id, "x.ics"), one("x", "20270302T093000", "20270302T103000"))
    with force_locale("en"):
        said = sentence(No.SLOT_TAKEN)
    assert (taken.status_code, said in taken.text, "déjà pris" in taken.text) == (409, True, False)
    (letter,) = [mail for mail in db.session.scalars(select(Mail)) if mail.template == "calendars/refused"]
    assert (letter.locale, said in letter.facts["reason"]) == ("en", True)


def test_an_event_without_structure_or_with_entities_finds_no_way_in(karim: Program, world: World) -> None:
    bomb = "<!DOCTYPE x [<!ENTITY a 'aaaa'>]><propfind xmlns='DAV:'><prop>&a;</prop></propfind>"
    assert karim.ask("PROPFIND", karim.home, bomb).status_code == 400
    assert karim.ask("PROPFIND", karim.home, "<not-xml").status_code == 400
    assert karim.ask("REPORT", karim.home, "<x/>").status_code == 403
    assert karim.ask("GET", karim.at(10**14, "a.ics")).status_code == 404
    assert karim.ask("PROPFIND", karim.at("resource-x")).status_code == 404
    with clock.frozen(NOW):
        assert karim.client.post("/login", data={}).status_code == 422


@pytest.mark.once
def test_what_a_program_cannot_do_is_told_in_a_line_and_never_as_a_page(karim: Program, world: World) -> None:
    for method, path in (
        ("MKCALENDAR", karim.at("new")),
        ("LOCK", karim.at(world.room_id, "a.ics")),
        ("COPY", karim.at(world.room_id, "a.ics")),
        ("PROPFIND", "/calendars/x.ics"),
        ("OPTIONS", "/calendars/x.ics"),
    ):
        answer = karim.ask(method, path)
        assert (answer.status_code, answer.mimetype, answer.text.count("\n")) == (405, "text/plain", 1), path
        assert answer.headers["Allow"]
    assert (karim.ask("GET", "/dav/a/b/c/d").status_code, karim.ask("GET", "/dav/a/b/c/d").mimetype) == (
        404,
        "text/plain",
    )
    seen = karim.client.get("/dav/")  # the address opened in a browser says what it is for
    assert (seen.status_code, seen.location) == (303, "/help#clients")


PASSWORDS = "/account/calendar-passwords"


@pytest.mark.once
def test_a_password_is_made_shown_once_used_and_taken_back_on_the_account_page(
    client: FlaskClient, world: World
) -> None:
    """With what the programs could not have, for those that say nothing."""
    karim, other = world.karim, client.application.test_client()
    with clock.frozen(NOW):
        sign_in(client, karim)
        assert client.post(PASSWORDS, data={"label": " ", "acting": "x"}).status_code == 422
        acting = f"{karim.pole_id}:{karim.structure_id}"
        made = client.post(PASSWORDS, data={"label": "Mon téléphone", "acting": acting})
        (secret,) = re.findall(r"<code[^>]*>((?:[a-z2-9]{6}-){4}[a-z2-9]{2})</code>", made.text)
        assert (made.status_code, made.headers["Cache-Control"]) == (201, "no-store")
        page = client.get(PASSWORDS).text
        assert (secret in page, "jamais utilisé" in page, "Refusé" in page) == (False, True, False)
    program = Program(other, karim, secret)
    book(world.ines, world.room_id, "2027-03-02", "09:00-10:00")
    taken = one("x", "20270302T093000", "20270302T103000")
    assert program.put(program.at(world.room_id, "x.ics"), taken).status_code == 409
    with clock.frozen(NOW):
        page = client.get(PASSWORDS).text
        assert all(words in page for words in ("utilisé le", "Salle Garance", "Ce créneau est déjà pris"))
        assert "Réservé depuis" not in page
    assert (
        program.put(program.at(world.room_id, "x.ics"), taken.replace("T09", "T11").replace("T103", "T123")).status_code
        == 201
    )
    with clock.frozen(NOW):
        assert "Réservé depuis" in client.get(PASSWORDS).text
        (number,) = re.findall(rf"{PASSWORDS}/(\d+)/revoke", page)
        theirs = client.application.test_client()
        assert sign_in(theirs, world.ines).post(f"{PASSWORDS}/{number}/revoke").status_code == 404
        assert client.post(f"{PASSWORDS}/{number}/revoke").status_code == 303
    assert program.ask("PROPFIND", program.home).status_code == 401
    with clock.frozen(NOW + timedelta(days=31)):
        sign_in(client, karim)
        assert "Réservé depuis" not in client.get(PASSWORDS).text


def _days(uid: str, first: str, last: str, *lines: str) -> str:
    return one(uid, first, last, *lines).replace(";TZID=Europe/Paris:2", ";VALUE=DATE:2")


def test_whole_days_stay_whole_days(karim: Program, world: World, client: FlaskClient) -> None:
    """As phones write them; in feeds and expanded too, over the change of the clock."""
    path = karim.at(world.desks_id, "j.ics")
    lines = ("RRULE:FREQ=WEEKLY;UNTIL=20270412", "EXDATE;VALUE=DATE:20270405")
    assert karim.put(path, _days("j", "20270322", "20270324", *lines)).status_code == 201
    assert [row[0] for row in states()] == ["03-22 00:00", "03-29 00:00", "04-12 00:00"]
    sent = karim.ask("GET", path).text
    assert "DTSTART;VALUE=DATE:20270322\r\nDTEND;VALUE=DATE:20270324\r\nRRULE:FREQ=WEEKLY;UNTIL=20270412\r\n" in sent
    assert "EXDATE;VALUE=DATE:20270405\r\n" in sent
    assert karim.put(path, sent).status_code == 204  # its own words change nothing
    assert db.session.scalars(select(Booking)).one().sequence == 0
    moved = _days("j", "20270330", "20270401", "RECURRENCE-ID;VALUE=DATE:20270329", "X-A:b")
    moved = moved[moved.index("BEGIN:VEVENT") : moved.index("END:VCALENDAR")]
    assert karim.put(path, sent.replace("END:VCALENDAR", moved + "END:VCALENDAR")).status_code == 204
    own = karim.get(path)[1]
    told = [str(own[name].dt) for name in ("RECURRENCE-ID", "DTSTART", "DTEND")]
    assert (told, str(own["X-A"])) == (["2027-03-29", "2027-03-30", "2027-04-01"], "b")
    data = "<C:expand start='20270301T000000Z' end='20270501T000000Z'/>"
    (body,) = ask_query(karim, karim.at(world.desks_id), "", data)
    assert [str(event["DTSTART"].dt) for event in events(body.encode())] == ["2027-03-22", "2027-03-30", "2027-04-12"]
    assert {str(event["RECURRENCE-ID"].dt) for event in events(body.encode())} >= {"2027-03-29"}
    with clock.frozen(NOW):
        text = client.get(feed(karim.member)).text
    assert "DTSTART;VALUE=DATE:20270322" in text
    assert "TZID" not in text.partition("BEGIN:VEVENT")[2]
    hours = one("j", "20270322T090000", "20270322T100000", *lines).replace("20270405", "20270405T090000")
    assert karim.put(path, hours.replace("EXDATE;VALUE=DATE", "EXDATE;TZID=Europe/Paris")).status_code == 204
    assert "DTSTART;TZID=Europe/Paris:20270322T090000" in karim.ask("GET", path).text


def test_an_hour_of_a_zone_that_nobody_knows_is_not_guessed(karim: Program, world: World) -> None:
    body = one("z", "20270302T090000", "20270302T100000", zone="Nulle part")
    refused = karim.put(karim.at(world.room_id, "z.ics"), body)
    assert (refused.status_code, "valid-calendar-data" in refused.text, "Nulle part" in refused.text) == (
        403,
        True,
        True,
    )
    zone = ("BEGIN:VTIMEZONE", "TZID:Nulle part", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0300",
            "TZOFFSETTO:+0300", "END:STANDARD", "END:VTIMEZONE", "BEGIN:VEVENT")  # fmt: skip
    known = body.replace("BEGIN:VEVENT", "\r\n".join(zone))
    known = known.replace("T09", "T12").replace("T10", "T13")
    assert karim.put(karim.at(world.room_id, "z.ics"), known).status_code == 201
    assert states() == [("03-02 10:00", "confirmed")]
