"""An outside calendar as the times at which somebody is busy, event by event, and what was not understood of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Any

from icalendar import Event

from mutua.calendars.feed.lines import clean
from mutua.calendars.reading.clocks import Clocks
from mutua.calendars.reading.files import Block, Pieces, pieces
from mutua.calendars.reading.free import busy_spans
from mutua.calendars.reading.repeats import WrongRule, readable, repeated

MOST_TIMES = 5_000
MOST_PROBLEMS = 200
MOST_READ = 5_000
LONGEST_TIME = timedelta(days=731)

# The library's components: what a property holds is known only once it is there.
Component = Any


@dataclass(frozen=True)
class BusyTime:
    """A date of an event: `was` tells the dates of one UID apart. Aware, in UTC."""

    uid: str
    was: str
    title: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Problem:
    """What was not understood (`code`: a word of PROBLEMS), in which event, at which line of the file."""

    code: str
    line: int = 0
    title: str = ""
    when: str = ""


PROBLEMS = (
    *("unreadable", "no_start", "no_length", "order", "too_long", "bad_rule", "bad_dates", "range", "unknown_zone"),
    *("unfinished", "too_many", "too_often", "out_of_reach"),
)


@dataclass
class Reading:
    """`passed`: events that take no time (free, cancelled, tasks)."""

    name: str = ""
    times: list[BusyTime] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    passed: int = 0


@dataclass(frozen=True)
class Part:
    """One VEVENT, read."""

    block: Block
    event: Component
    uid: str

    @property
    def rank(self) -> tuple[int, str]:
        """Of two that are the same, the later revision counts."""
        try:
            sequence = int(self.event.get("SEQUENCE", 0))
        except (TypeError, ValueError):
            sequence = 0
        return sequence, self.block.value("DTSTAMP")

    def problem(self, code: str) -> Problem:
        return Problem(code, self.block.line, clean(self.block.value("SUMMARY"))[:120], _shown(self.block))


def _shown(block: Block) -> str:
    return clean(block.value("DTSTART"))[:40]


class Odd(ValueError):
    """This event takes no part; the code says why."""


def read_outside(body: bytes, zone: str, start: datetime, end: datetime) -> Reading:
    """Busy times that touch [start, end). Raises files.NotACalendar; anything less is told in `problems`."""
    found = pieces(body)
    clocks = Clocks(found.zones, found.head, zone)
    reading = Reading(name=clean(found.head.get("X-WR-CALNAME") or found.head.get("NAME") or "")[:120])
    reading.problems += [Problem("unfinished", line) for line in found.unfinished]
    reading.passed, window = found.others, (start, end)
    for parts in _by_uid(_parts(found, clocks, reading, start)):
        for when in _dates(parts, clocks, zone, window, reading):
            reading.times.append(when)
            if len(reading.times) >= MOST_TIMES:
                reading.problems.append(parts[0].problem("too_many"))
                return _finished(reading, found, clocks)
    _free_busy(found, reading, window)
    return _finished(reading, found, clocks)


def _finished(reading: Reading, found: Pieces, clocks: Clocks) -> Reading:
    reading.times = list({(when.uid, when.was): when for when in reading.times}.values())  # free/busy may say it twice
    reading.problems += [Problem("unknown_zone", title=clean(name)[:120]) for name in sorted(clocks.unknown)]
    if found.is_cut:
        reading.problems.append(Problem("too_many"))
    reading.problems = list(dict.fromkeys(reading.problems))[:MOST_PROBLEMS]  # two readers may stumble over one line
    return reading


def _parts(found: Pieces, clocks: Clocks, reading: Reading, start: datetime) -> Iterator[Part]:
    """Each event that is not surely over, read by the library (1 ms and more each)."""
    over = (start - timedelta(days=3)).strftime("%Y%m%d")  # whatever the zone
    still = (block for block in found.events if not block.is_over(over))
    for block in islice(still, MOST_READ):
        uid = _uid(block)
        try:
            yield Part(block, Event.from_ical("\r\n".join(map(clocks.renamed, block.lines)) + "\r\n"), uid)
        except Exception:
            reading.problems.append(Part(block, {}, uid).problem("unreadable"))

    found.is_cut = found.is_cut or next(still, None) is not None


def _uid(block: Block) -> str:
    """Its own; one made of its lines when it has none, or one too long to keep."""
    uid = clean(block.value("UID"))
    if uid and len(uid) <= 255:
        return uid
    return hashlib.sha256((uid or block.text).encode("utf-8", "replace")).hexdigest()


def _by_uid(parts: Iterable[Part]) -> list[list[Part]]:
    found: dict[str, list[Part]] = {}
    for part in parts:
        found.setdefault(part.uid, []).append(part)
    return list(found.values())


def _dates(
    parts: list[Part], clocks: Clocks, zone: str, window: tuple[datetime, datetime], reading: Reading
) -> Iterator[BusyTime]:
    """The dates of one UID: its rule, with exceptions in their places; an exception alone is an event of its own."""
    exceptions = sorted((part for part in parts if "RECURRENCE-ID" in part.event), key=lambda part: part.rank)
    masters = (part for part in parts if "RECURRENCE-ID" not in part.event)
    master = max(masters, key=lambda part: part.rank, default=None)
    moved = {}
    for part in exceptions:
        key = _moment_key(part.event["RECURRENCE-ID"], clocks, zone)
        if key is None:
            reading.problems.append(part.problem("bad_dates"))
            continue
        if part.event["RECURRENCE-ID"].params.get("RANGE"):
            reading.problems.append(part.problem("range"))
        moved[key] = part
    if master is not None:
        yield from _told(master, clocks, zone, window, reading, frozenset(moved))
    for key, part in moved.items():
        for when in _told(part, clocks, zone, window, reading, frozenset()):
            yield BusyTime(when.uid, key, when.title, when.starts_at, when.ends_at)


def _told(
    part: Part,
    clocks: Clocks,
    zone: str,
    window: tuple[datetime, datetime],
    reading: Reading,
    moved: frozenset[str],
) -> Iterator[BusyTime]:
    """The times of one VEVENT, or none and the reason."""
    if not _takes_time(part):
        reading.passed += 1
        return
    title = clean(str(part.event.get("SUMMARY", ""))).strip()[:160]
    try:
        for start, end in _times(part, clocks, zone, window, reading):
            key = _key(start)
            if key not in moved and end > window[0] and start < window[1]:
                yield BusyTime(part.uid, key, title, start, end)
    except Odd as odd:
        reading.problems.append(part.problem(str(odd)))
    except Exception:
        reading.problems.append(part.problem("unreadable"))


def _takes_time(part: Part) -> bool:
    """Free and cancelled events block nothing."""
    block = part.block
    free = block.value("TRANSP").upper() == "TRANSPARENT" or block.value("X-MICROSOFT-CDO-BUSYSTATUS").upper() == "FREE"
    return not free and block.value("STATUS").upper() != "CANCELLED"


def _one(event: Component, name: str) -> Component | None:
    """The property, the first of several; None when there is none that could be read."""
    value = event.get(name)
    value = value[0] if isinstance(value, list) and value else value
    return value if readable(value, "dt") else None


def _key(start: datetime) -> str:
    return start.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _moment_key(prop: Component, clocks: Clocks, zone: str) -> str | None:
    try:
        return _key(_aware(prop, clocks, zone))
    except Exception:
        return None


def _aware(prop: Component, clocks: Clocks, zone: str) -> datetime:
    """The moment of a property on its own clock; a day is its midnight where the resource stands."""
    value = prop.dt
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), Clocks((), {}, zone).usual)
    return clocks.of(value.replace(microsecond=0), prop.params.get("TZID"))


def _times(
    part: Part, clocks: Clocks, zone: str, window: tuple[datetime, datetime], reading: Reading
) -> Iterator[tuple[datetime, datetime]]:
    """(start, end) of each date. Raises Odd."""
    event, given = part.event, _one(part.event, "DTSTART")
    if given is None:
        raise Odd("no_start")
    start = _aware(given, clocks, zone)
    is_day = not isinstance(given.dt, datetime)
    length, exact = _length(event, start, clocks, zone, is_day=is_day)
    if not 1900 <= start.year <= 2200:
        raise Odd("out_of_reach")
    broken = {str(name).upper() for name, _why in getattr(event, "errors", ())}
    if broken & {"RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"}:
        reading.problems.append(part.problem("bad_rule" if "RRULE" in broken else "bad_dates"))
    here = start.tzinfo or UTC
    try:
        walls = repeated(event, start.replace(tzinfo=None), here, window, lambda prop: _listed(prop, clocks, here))
    except WrongRule as wrong:
        reading.problems.append(part.problem(wrong.code))
        walls = [start.replace(tzinfo=None)]
    for wall in walls:
        begin = wall.replace(tzinfo=here)
        ends = begin.astimezone(UTC) + length if exact else (wall + length).replace(tzinfo=here).astimezone(UTC)
        yield begin.astimezone(UTC), ends


def _length(event: Component, start: datetime, clocks: Clocks, zone: str, *, is_day: bool) -> tuple[timedelta, bool]:
    """How long, and whether that is elapsed time (another zone's end) or on the clock. Raises Odd."""
    exact, end_given, lasts = False, _one(event, "DTEND"), _one(event, "DURATION")
    if end_given is not None:
        end = _aware(end_given, clocks, zone)
        exact = end.tzinfo != start.tzinfo
        length = end - start if exact else end.replace(tzinfo=None) - start.replace(tzinfo=None)
    else:
        length = lasts.dt if lasts is not None else timedelta()
    if not length:
        if not is_day:
            raise Odd("no_length")
        return timedelta(days=1), False  # also for a day that ends on itself: many programs write it so
    if length < timedelta():
        raise Odd("order")
    if length > LONGEST_TIME:
        raise Odd("too_long")
    return length, exact


def _listed(prop: Component, clocks: Clocks, here: tzinfo) -> list[tuple[datetime, bool]]:
    """The walls of an RDATE or EXDATE on the event's clock, and whether each is a whole day."""
    found = []
    for entry in prop.dts:
        value = entry.dt[0] if isinstance(entry.dt, tuple) else entry.dt
        if isinstance(value, datetime):
            moment = clocks.of(value, prop.params.get("TZID")).astimezone(here)
            found.append((moment.replace(tzinfo=None), False))
        elif isinstance(value, date):
            found.append((datetime.combine(value, time()), True))
    return found


def _free_busy(found: Pieces, reading: Reading, window: tuple[datetime, datetime]) -> None:
    """Busy time without its reasons: what free/busy addresses answer."""
    for block in found.busy:
        try:
            spans = busy_spans(block)
        except Exception:
            reading.problems.append(Problem("unreadable", block.line))
            continue
        for start, end in spans:
            if window[0] < end and start < window[1] and start < end and len(reading.times) < MOST_TIMES:
                reading.times.append(BusyTime(_uid(block), f"{_key(start)}-{_key(end)}", "", start, end))
