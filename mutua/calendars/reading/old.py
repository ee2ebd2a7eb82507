"""A file of an old system, event by event, as programs would put them: one calendar object a UID."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import vRecur

from mutua.bookings import series
from mutua.bookings.models import Slot
from mutua.calendars.feed.lines import clean
from mutua.calendars.reading.clocks import Clocks
from mutua.calendars.reading.events import Given, Unreadable, read_event
from mutua.calendars.reading.files import Block, pieces
from mutua.calendars.reading.repeats import WrongRule, ruled
from mutua.calendars.reading.slots import is_ended, placed

Component = Any
MOST_OLD = 300
AHEAD = timedelta(days=366)  # how much of a series without end is taken


@dataclass(frozen=True)
class Old:
    """One event. `given` None: it could not be read, and `line` says where it stands.

    `doubt`: a word of outside.PROBLEMS for what was taken another way than it may have been meant.
    """

    title: str
    when: str
    line: int
    given: Given | None
    doubt: str = ""


def old_events(body: bytes, zone: str) -> list[Old]:
    """Every event of the file. Raises files.NotACalendar."""
    found = pieces(body)
    clocks = Clocks(found.zones, found.head, zone)
    zones = [block for block in found.zones if not _known(clocks, block)]
    return [_read(blocks, zones, clocks, zone) for blocks in _by_uid(found.events)]


def _known(clocks: Clocks, block: Block) -> bool:
    return isinstance(clocks.zone(block.value("TZID")), ZoneInfo)


def _by_uid(events: list[Block]) -> Iterator[list[Block]]:
    """The master first; of two masters the later revision; without any, each date is an event of its own."""
    found: dict[str, list[Block]] = {}
    for number, block in enumerate(events):
        found.setdefault(block.value("UID") or f"\0{number}", []).append(block)
    for blocks in found.values():
        masters = [block for block in blocks if not block.value("RECURRENCE-ID")]
        if masters:
            best = max(masters, key=lambda block: (block.value("SEQUENCE").zfill(9), block.value("DTSTAMP")))
            yield [best, *(block for block in blocks if block.value("RECURRENCE-ID"))]
        else:
            yield from ([block] for block in blocks)


def _read(blocks: list[Block], zones: list[Block], clocks: Clocks, zone: str) -> Old:
    first = blocks[0]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//old//", *(line for block in zones for line in block.lines)]
    alone = bool(first.value("RECURRENCE-ID"))
    for block in blocks:
        lines += [clocks.renamed(line) for line in block.lines[:-1] if not (alone and _names(line, "RECURRENCE-ID"))]
        if not block.value("UID"):
            lines.append(f"UID:{hashlib.sha256(block.text.encode('utf-8', 'replace')).hexdigest()[:40]}")
        lines.append(block.lines[-1])
    text = "\r\n".join((*lines, "END:VCALENDAR", ""))
    title, when = clean(first.value("SUMMARY"))[:120], clean(first.value("DTSTART"))[:40]
    try:
        given = read_event(text.encode("utf-8", "replace"), zone)
    except Unreadable:
        return Old(title, when, first.line, None)
    if alone:
        given = replace(given, uid=f"{given.uid[:80]}-{given.start:%Y%m%dT%H%M%S}")
    doubt = "" if all(clocks.knows(line) for block in blocks for line in block.lines) else "unknown_zone"
    return Old(given.summary, f"{given.start:%Y-%m-%dT%H:%M}", first.line, given, doubt)


def _names(line: str, name: str) -> bool:
    return line.partition(":")[0].partition(";")[0].upper() == name


def coming(given: Given, zone: str, now: datetime) -> tuple[list[Slot], str | None]:
    """The dates after `now` (wall clock), at most a year of them, and the rule that gives exactly these, if one does.

    Raises WrongRule, or ValueError for an end that does not follow its start.
    """
    plain = _starts(given, zone, now + AHEAD)
    wanted = placed(given, plain)
    kept = sorted((was, span) for was, span in wanted.items() if span[0] > now)[: series.MOST_DATES]
    slots = [replace(series.slot(*span, zone), by_rule=was) for was, span in kept]
    starts = [was for was in plain if was > now and not is_ended(given, was)][: series.MOST_DATES]
    return slots, series.refitted(given.rrule, starts, zone) if given.rrule else None


def _starts(given: Given, zone: str, limit: datetime) -> list[datetime]:
    found = {given.start, *given.rdates}
    if given.rrule:
        found.update(ruled(_rule(given.rrule), given.start, ZoneInfo(zone), limit))
    return sorted(start for start in found if start <= limit)


def _rule(text: str) -> Component:
    try:
        return vRecur.from_ical(text)
    except ValueError:
        raise WrongRule("bad_rule") from None


__all__ = ["MOST_OLD", "Old", "WrongRule", "coming", "old_events"]
