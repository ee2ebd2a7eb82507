"""Whatever a program sends, CalDAV answers with a reason: never a 5xx, never half a booking."""

from __future__ import annotations

import random

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from mutua.bookings.models import Booking
from mutua.kernel.db import db
from tests.builders import World
from tests.calendars.davs import Program, ics, one, password_of, vevent

# Pieces that have broken readers: zones, rules, durations, folds, characters.
WORDS = (
    "RRULE:FREQ=DAILY;COUNT=99999999999 RRULE:FREQ=WEEKLY;UNTIL=99999999T000000Z RRULE:BYDAY=54MO;FREQ=YEARLY;COUNT=2 "
    "RRULE:FREQ=DAILY;INTERVAL=0;COUNT=3 RRULE:FREQ=MONTHLY;BYSETPOS=400;BYDAY=MO;COUNT=3 RRULE: RRULE:FREQ EXDATE:x "
    "EXDATE;VALUE=DATE:20270302 RDATE;VALUE=PERIOD:20270302T090000Z/PT1H RDATE:20990101T000000Z DURATION:PT1H "
    "DURATION:-PT1H DURATION:P99999999999D DTEND:00000000T000000 DTSTART:99991231T235959Z BEGIN:VTIMEZONE GEO:x;y "
    "DTSTART;TZID=Not/There:20270302T090000 DTSTART:20270230T090000 BEGIN:VALARM END:VEVENT BEGIN:VEVENT UID:other "
    "END:VCALENDAR RECURRENCE-ID:20270302T090000Z RECURRENCE-ID;RANGE=THISANDFUTURE:20270302T090000Z SEQUENCE:x "
    "STATUS:CANCELLED ATTACH;ENCODING=BASE64;VALUE=BINARY:!! : ; X \x00"
)
PIECES = (
    *WORDS.split(" "), 'DTSTART;TZID="(UTC+01:00) Paris":20270302T090000', "SUMMARY:" + "é" * 5000, "SUMMARY:😀",
    "DESCRIPTION:\x07\x0b", 'X-A;B="c:d";E=f:\\n\\N\\;', " folded", "\tfolded",
)  # fmt: skip
ROUNDS = [60, pytest.param(3000, marks=pytest.mark.deep)]


@pytest.mark.parametrize("rounds", ROUNDS)
def test_no_body_breaks_a_put(client: FlaskClient, world: World, rounds: int) -> None:
    karim = Program(client, world.karim, password_of(world.karim))
    draw = random.Random(rounds)
    for number in range(rounds):
        answer = karim.put(karim.at(world.room_id, f"{number}.ics"), hostile(draw, number))
        assert answer.status_code < 500, answer.text
        db.session.rollback()
    for path in karim.props(karim.at(world.room_id), "{DAV:}getetag", depth="1"):
        if path.endswith(".ics"):
            assert karim.get(path)
    assert db.session.scalar(select(func.count()).select_from(Booking)) <= rounds


def hostile(draw: random.Random, number: int) -> bytes:
    """An event with pieces put in, lines taken out, or octets changed."""
    lines = draw.sample(PIECES, draw.randint(1, 3))
    body = one(f"u{number}", "20270302T090000", "20270302T100000", *lines)
    if draw.random() < 0.3:
        body = ics(vevent(f"u{number}", "20270302T090000", "20270302T100000"), *lines)
    octets = bytearray(body.encode("utf-8", "surrogatepass"))
    for _ in range(draw.choice((0, 0, 1, 5))):
        octets[draw.randrange(len(octets))] = draw.randrange(256)
    return bytes(octets)


XML = (
    "<propfind xmlns='DAV:'/>", "<propfind xmlns='DAV:'><prop/></propfind>", "<a xmlns='b'/>", "<propfind/>",
    "<sync-collection xmlns='DAV:'><sync-level>infinite</sync-level><prop/></sync-collection>",
    "<sync-collection xmlns='DAV:'><sync-token>urn:mutua:sync:resource-1:-</sync-token></sync-collection>",
    "<calendar-query xmlns='urn:ietf:params:xml:ns:caldav'/>",
    "<calendar-query xmlns='urn:ietf:params:xml:ns:caldav'><filter><comp-filter/></filter></calendar-query>",
    "<calendar-multiget xmlns='urn:ietf:params:xml:ns:caldav' xmlns:D='DAV:'><D:href>%ff</D:href><D:href>//[</D:href>"
    "<D:href>%00</D:href></calendar-multiget>",
    "<free-busy-query xmlns='urn:ietf:params:xml:ns:caldav'/>",
    "<propertyupdate xmlns='DAV:'><set><prop><displayname>&#1;</displayname></prop></set></propertyupdate>",
    "<propertyupdate xmlns='DAV:'><remove><prop><displayname/></prop></remove></propertyupdate>",
)  # fmt: skip


def test_no_question_breaks_a_calendar(client: FlaskClient, world: World) -> None:
    karim = Program(client, world.karim, password_of(world.karim))
    places = (karim.home, karim.at(world.room_id), karim.at("mine"), karim.at(world.room_id, "a.ics"))
    for method in ("PROPFIND", "REPORT", "PROPPATCH", "MOVE", "DELETE", "GET"):
        for path in places:
            for body in (*XML, "", "\x00", "<" * 2000):
                answer = karim.ask(
                    method, path, body, Depth="1", If_Match='"', Destination="http://[::1", Content_Type="x"
                )
                assert answer.status_code < 500, (method, path, body, answer.text)
