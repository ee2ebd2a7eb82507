"""When a resource can be booked at all, as VAVAILABILITY (RFC 7953): weekly hours, less the days that differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from mutua.calendars.feed.lines import content, stamp, text, utc
from mutua.calendars.feed.zones import is_utc

FEW = 4  # hours that so few days of a window have are told day by day
WEEK = timedelta(weeks=1)
# The hours of one local day: (opens, closes) in minutes after midnight.
Hours = Callable[[date], Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningFacts:
    """From `first` to `last`, both included; beyond, nothing is said."""

    uid: str
    zone: str
    changed_at: datetime
    first: date
    last: date


def availability(facts: OpeningFacts, hours: Hours) -> bytes:
    """The VAVAILABILITY: closed but where an AVAILABLE says otherwise."""
    return content(_lines(facts, hours))


def _lines(facts: OpeningFacts, hours: Hours) -> Iterator[str]:
    yield "BEGIN:VAVAILABILITY"
    yield from _name(facts, "")
    yield "BUSYTYPE:BUSY-UNAVAILABLE"
    yield _wall("DTSTART", facts, facts.first, 0)
    yield _wall("DTEND", facts, facts.last, 24 * 60)
    for number, (days, slot) in enumerate(_alike(facts, hours)):
        yield "BEGIN:AVAILABLE"
        yield from _name(facts, f"-{number}")
        yield _wall("DTSTART", facts, days[0], slot[0])
        yield _wall("DTEND", facts, days[0], slot[1])
        if len(days) > 1:
            weeks = (days[-1] - days[0]) // WEEK + 1
            yield f"RRULE:FREQ=WEEKLY;COUNT={weeks}"
            for day in sorted({days[0] + week * WEEK for week in range(weeks)} - set(days)):
                yield _wall("EXDATE", facts, day, slot[0])
        yield "END:AVAILABLE"
    yield "END:VAVAILABILITY"


def _name(facts: OpeningFacts, part: str) -> Iterator[str]:
    yield f"UID:{text(facts.uid + part)}"
    yield f"DTSTAMP:{utc(facts.changed_at)}"


def _alike(facts: OpeningFacts, hours: Hours) -> Iterator[tuple[list[date], tuple[int, int]]]:
    """Days of one weekday with the same hours, together; a day or two that open otherwise, each alone."""
    found: defaultdict[tuple[int, tuple[int, int]], list[date]] = defaultdict(list)
    for number in range((facts.last - facts.first).days + 1):
        day = facts.first + timedelta(days=number)
        for opens, closes in hours(day):
            found[day.weekday(), (opens, closes)].append(day)
    for (_weekday, slot), days in sorted(found.items()):
        if len(days) > FEW:
            yield days, slot
        else:
            yield from (([day], slot) for day in days)


def _wall(name: str, facts: OpeningFacts, day: date, minutes: int) -> str:
    at = stamp(datetime.combine(day, time()) + timedelta(minutes=minutes))
    return f"{name}:{at}Z" if is_utc(facts.zone) else f"{name};TZID={facts.zone}:{at}"
