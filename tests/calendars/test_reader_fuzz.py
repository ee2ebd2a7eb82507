"""Whatever an outside calendar or a program sends, reading it ends: with times and a report, or with one refusal.

Samples of real programs (where they are) and events of our own, put together wrongly, cut, doubled and changed octet by
octet. Nothing here needs a database: what is read goes no further than this.
"""

from __future__ import annotations

import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mutua.calendars.reading import Unreadable, WrongDates, read_event, slots_of
from mutua.calendars.reading.events import LARGEST
from mutua.calendars.reading.files import LARGEST_FILE, NotACalendar
from mutua.calendars.reading.old import old_events
from mutua.calendars.reading.outside import MOST_PROBLEMS, MOST_TIMES, PROBLEMS, read_outside
from tests.builders import PARIS, at
from tests.calendars.davs import ics, vevent
from tests.calendars.test_dav_fuzz import PIECES
from tests.calendars.test_samples import FILES

WINDOW = (at("2026-01-01 00:00"), at("2028-01-01 00:00"))
OWN = ics(
    vevent("a", "20270302T090000", "20270302T100000", "RRULE:FREQ=WEEKLY;COUNT=9", "EXDATE:20270309T080000Z"),
    vevent("a", "20270316T110000", "20270316T120000", "RECURRENCE-ID;TZID=Europe/Paris:20270316T090000"),
    "BEGIN:VFREEBUSY\r\nUID:f\r\nFREEBUSY:20270302T090000Z/PT1H,20270303T090000Z/20270303T100000Z\r\nEND:VFREEBUSY",
    "BEGIN:VTIMEZONE\r\nTZID:Là-bas\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0200\r\n"
    "TZOFFSETTO:+0200\r\nEND:STANDARD\r\nEND:VTIMEZONE",
).encode()
BODIES = [OWN, *(path.read_bytes()[:20_000] for path in FILES)]
lines = st.lists(st.sampled_from(PIECES) | st.text(max_size=60), max_size=6)


@st.composite
def hostile(draw: st.DrawFn) -> bytes:
    """A calendar with lines put in, parts cut out or doubled, and octets changed."""
    body = bytearray(draw(st.sampled_from(BODIES)))
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(body)))
        until = min(len(body), place + draw(st.integers(0, 400)))
        piece = {
            "line": "\r\n".join(["", *draw(lines), ""]).encode("utf-8", "surrogatepass"),
            "octets": draw(st.binary(max_size=8)),
            "double": bytes(body[place:until]) * draw(st.integers(1, 3)),
            "cut": b"",
        }[draw(st.sampled_from(("line", "octets", "double", "cut")))]
        body[place:until] = piece
    return bytes(body)


def read_all_ways(body: bytes) -> None:
    """As busy time, as an old system's bookings, and as one event of a program."""
    try:
        found = read_outside(body, PARIS, *WINDOW)
        assert len(found.times) <= MOST_TIMES
        assert len(found.problems) <= MOST_PROBLEMS
        assert all(problem.code in PROBLEMS for problem in found.problems)
        assert all(time.starts_at < time.ends_at for time in found.times)
        keys = [(time.uid, time.was) for time in found.times]
        assert len(keys) == len(set(keys))
        old_events(body, PARIS)
    except NotACalendar:
        pass
    with suppress(Unreadable, WrongDates):
        slots_of(read_event(body, PARIS), PARIS)


CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


@pytest.mark.once
@settings(max_examples=25, deadline=None, suppress_health_check=CHECKS)
@given(hostile())
def test_reading_ends_whatever_is_sent(body: bytes) -> None:
    read_all_ways(body)


@pytest.mark.deep
@settings(max_examples=4000, deadline=None, suppress_health_check=CHECKS)
@given(hostile())
def test_reading_ends_whatever_is_sent_for_long(body: bytes) -> None:
    read_all_ways(body)


@pytest.mark.once
def test_what_is_long_past_costs_nothing_and_hides_nothing() -> None:
    """Ten thousand events that are over, then what still counts: a coming date, a series, one that lasts."""
    past = "".join(vevent(f"p{n}", "20190302T090000", "20190302T100000") + "\r\n" for n in range(10_000))
    counts = (
        vevent("coming", "20270302T090000", "20270302T100000"),
        vevent("series", "20190107T090000", "20190107T100000", "RRULE:FREQ=WEEKLY"),
        "BEGIN:VEVENT\r\nUID:lasting\r\nDTSTART:20251230T090000Z\r\nDURATION:P5D\r\nEND:VEVENT",
    )
    found = read_outside(ics(past.rstrip(), *counts).encode(), PARIS, *WINDOW)
    assert {time.uid for time in found.times} == {"coming", "series", "lasting"}
    assert found.problems == []


def full_of(line: str) -> bytes:
    """As large as a file may be."""
    head, tail = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", b"END:VCALENDAR\r\n"
    return head + (line.encode() * (LARGEST_FILE // len(line.encode()))) + tail


EVENT = "BEGIN:VEVENT\r\nUID:{}\r\nDTSTART:20270302T090000Z\r\nDTEND:20270302T100000Z\r\n{}END:VEVENT\r\n"
LARGE = {
    "events": EVENT.format("same", ""),
    "series without end": EVENT.format("same", "RRULE:FREQ=DAILY\r\n"),
    "folds": " a\r\n",
    "begins": "BEGIN:VEVENT\r\n",
    "one long line": "X" * 1000,
    "exceptions": "EXDATE:20270302T090000Z\r\n",
    "zones": "BEGIN:VTIMEZONE\r\nTZID:x\r\nEND:VTIMEZONE\r\n",
}


@pytest.mark.deep
@pytest.mark.timeout(900)  # a hang guard: what counts memory slows everything down
@pytest.mark.parametrize("kind", LARGE)
def test_the_largest_file_takes_a_bounded_memory(kind: str) -> None:
    body = full_of(LARGE[kind])
    if kind in ("exceptions", "folds"):
        body = body.replace(b"VERSION:2.0\r\n", EVENT.format("one", "X-A:b\r\n").encode()[: -len("END:VEVENT\r\n")])
    tracemalloc.start()
    try:
        with suppress(NotACalendar):
            read_outside(body, PARIS, *WINDOW)
        with suppress(Unreadable, WrongDates):
            slots_of(read_event(body[:LARGEST], PARIS), PARIS)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 400 * 1024 * 1024, f"{peak / 1e6:.0f} MB"
