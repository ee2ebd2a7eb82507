"""Calendars as other programs really write them: each event is read, or refused with a reason."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mutua.calendars.actions import book_old
from mutua.calendars.reading import Unreadable, WrongDates, read_event, slots_of
from mutua.calendars.reading.files import NotACalendar
from mutua.calendars.reading.old import old_events
from mutua.calendars.reading.outside import read_outside
from mutua.calendars.views.words import OLD_WORDS, PROBLEM_WORDS
from mutua.config import HERE
from mutua.kernel.transaction import transaction
from mutua.resources.queries import resource_for
from mutua.web.sentences import known
from tests.builders import PARIS, World, at

SAMPLES = Path(os.environ.get("MUTUA_ICS_SAMPLES") or HERE.parent / "shared" / "ics-samples")
FILES = sorted(SAMPLES.glob("*.ics"))
EVENT = re.compile(rb"^BEGIN:VEVENT\r?$.*?^END:VEVENT\r?$\n?", re.DOTALL | re.MULTILINE)
UID = re.compile(rb"^UID:(.*?)\r?$", re.MULTILINE)


def objects(body: bytes) -> Iterator[bytes]:
    """As a program would put them: one file a UID, each with the calendar's own zones."""
    rest = re.sub(rb"^METHOD:.*\n", b"", EVENT.sub(b"", body), flags=re.MULTILINE)
    head, _, tail = rest.rpartition(b"END:VCALENDAR")
    by_uid: dict[bytes, list[bytes]] = {}
    for event in EVENT.findall(body):
        found = UID.search(event)
        by_uid.setdefault(found[1] if found else b"", []).append(event)
    for events in by_uid.values():
        yield head + b"".join(event.rstrip() + b"\r\n" for event in events) + b"END:VCALENDAR" + tail


@pytest.mark.skipif(not FILES, reason="the sample calendars are not here (MUTUA_ICS_SAMPLES)")
def test_every_sample_is_read_or_refused_with_a_reason() -> None:
    read, refused = 0, []
    for path in FILES:
        body = path.read_bytes()
        for one in (body, *objects(body)):
            try:
                slots_of(read_event(one, PARIS), PARIS)
                read += 1
            except (Unreadable, WrongDates) as wrong:
                refused.append((path.name, getattr(wrong, "condition", str(wrong)), str(wrong)))
    assert all(reason and words for _name, reason, words in refused)
    assert read >= 40  # some have no end, some no UID: a booking wants both


@pytest.mark.once
@pytest.mark.skipif(not FILES, reason="the sample calendars are not here (MUTUA_ICS_SAMPLES)")
def test_every_sample_goes_through_both_imports(world: World) -> None:
    """As busy time, then as bookings: each event is taken, or the report says why not; none takes a file with it."""
    taken, told, booked = 0, 0, 0
    for path in FILES:
        body = path.read_bytes()
        try:
            found = read_outside(body, PARIS, at("1990-01-01 00:00"), at("2028-01-01 00:00"))
        except NotACalendar:
            told += 1
            continue
        seen = found.passed + len(found.problems) + len({time.uid for time in found.times})
        assert seen or b"BEGIN:VEVENT" not in body.upper(), path.name
        taken, told = taken + bool(found.times), told + bool(found.problems)
        assert all(problem.code in PROBLEM_WORDS for problem in found.problems), path.name
        with transaction():
            room = resource_for(world.karim, world.room_id)
            assert room is not None
            report = book_old(old_events(body, PARIS), room, member=world.karim, now=at("2014-01-01 08:00"))
            assert all(row["code"] in OLD_WORDS or row["code"] in known() for row in report), path.name
            assert bool(report) == (b"BEGIN:VEVENT" in body.upper()), path.name
            booked += sum(row["code"] == "booked" for row in report)
    assert (taken >= 35, told >= 10, booked >= 2) == (True, True, True), (taken, told, booked)
