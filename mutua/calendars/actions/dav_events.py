"""A booking as its own structure's calendar programs read and write it, written in the booking's own transaction."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from mutua.bookings.mails.letters import slug_for
from mutua.bookings.models import Booking, is_on, usual_resources
from mutua.calendars import feed, queries
from mutua.calendars.actions.facts import (
    Words,
    event_facts,
    expected_dates,
    rule_of,
    told_dates,
    usual_dates,
    words_of,
    words_on,
)
from mutua.calendars.feed import EventFacts, OccurrenceFacts
from mutua.calendars.feed.lines import content, stamp, utc
from mutua.calendars.models import DavEntry, DavObject, Detail
from mutua.kernel.db import db
from mutua.kernel.timespan import moment
from mutua.resources.models import Resource

_END = b"END:VEVENT\r\n"
_RECURRENCE = re.compile(rb"\r\nRECURRENCE-ID(?:;[^:\r\n]+)?:(\d{8})(T\d{6})?")


@dataclass(frozen=True)
class Arrival:
    """What a program calls the event that it makes, and the lines of it that we keep without knowing them."""

    name: str
    uid: str
    extras: dict[str, Any]


_arriving: ContextVar[Arrival | None] = ContextVar("arriving", default=None)


@contextmanager
def arriving(arrival: Arrival) -> Iterator[None]:
    """The booking made meanwhile is written under that name and UID at once: it would be written twice otherwise."""
    token = _arriving.set(arrival)
    try:
        yield
    finally:
        _arriving.reset(token)


def write_dav(booking: Booking, *, new: bool = False, counters: Mapping[int, int] | None = None) -> None:
    """After any change: the bytes, and a new place among the changes of each of its resources.

    `counters`: those this change has moved already.
    """
    kept, name = None if new else queries.dav_object(booking.id), ""
    if kept is None:
        arrival = (_arriving.get() if new else None) or Arrival(f"{booking.uid}.ics", booking.uid, {})
        kept, name = DavObject(booking_id=booking.id, uid=arrival.uid, extras=arrival.extras), arrival.name
        db.session.add(kept)
    kept.ics = dav_bytes(booking, kept.uid, kept.extras)
    _enter(kept, booking, new=new, name=name or f"{kept.uid}.ics", counters=counters or {})


def _enter(kept: DavObject, booking: Booking, *, new: bool, name: str, counters: Mapping[int, int]) -> None:
    """Stand in the calendar of each of its resources, under this name where it is new; in those it has left, stay as
    gone, so that programs hear it."""
    there = {} if new else {entry.resource_id: entry for entry in queries.dav_entries(booking.id)}
    wanted = {line.resource_id for date in booking.occurrences for line in date.lines if date.is_live}
    wanted = wanted or {line.resource_id for date in booking.occurrences for line in date.lines}
    moving = wanted | {number for number, entry in there.items() if not entry.is_gone}
    counts = {**counters, **queries.count_up(moving - counters.keys())}
    for resource_id in wanted - there.keys():
        there[resource_id] = DavEntry(booking_id=booking.id, resource_id=resource_id, uid=kept.uid, name=name)
        db.session.add(there[resource_id])
    for resource_id, entry in there.items():
        if resource_id in wanted:
            entry.is_gone, entry.modseq = False, counts[resource_id]
            entry.ics = _apart(booking, resource_id, kept)
        elif not entry.is_gone:
            entry.is_gone, entry.modseq, entry.ics = True, counts[resource_id], None


def _apart(booking: Booking, resource_id: int, kept: DavObject) -> bytes | None:
    """The dates on this resource alone, where others of the booking are elsewhere: a program writes what it sees."""
    live = [date for date in booking.occurrences if date.is_live]
    here = [date for date in live if is_on(date, resource_id)]
    if len(here) == len(live):
        return None
    words = dav_words(booking, usual_resources(here))
    return series_bytes(booking, words, kept.uid, kept.extras, on=resource_id)


def dav_bytes(booking: Booking, uid: str, extras: Mapping[str, Any]) -> bytes:
    """The VEVENTs: dates that are live alone, since a cancelled one is gone from a calendar that can write.

    A series is told by its rule as far as it fits: what the rule gives too much is an EXDATE, too little an RDATE.
    """
    if not any(date.is_live for date in booking.occurrences):
        return b""
    return series_bytes(booking, dav_words(booking), uid, extras)


def series_bytes(
    booking: Booking, words: Words, uid: str, extras: Mapping[str, Any], *, on: int | None = None
) -> bytes:
    """The live dates of a booking that has some, in these words; `on`: those on this resource alone."""
    mine = [date for date in booking.occurrences if on is None or is_on(date, on)]
    dates = sorted((date for date in mine if date.is_live), key=lambda date: date.original_start)
    told = told_dates(booking, dates, words, usual_resources(mine), everything=True)
    if booking.rrule is None and len(booking.occurrences) == 1:
        whole = replace(event_facts(booking, words, told[0]), uid=uid)
        return with_lines(feed.event(whole), extras, {}, ())
    whole, more = _series(booking, words, [_with_words(date, extras, words) for date in told])
    return with_lines(feed.event(replace(whole, uid=uid)), extras, {}, _rdates(more, whole))


def dav_words(booking: Booking, usual: Sequence[Resource] | None = None) -> Words:
    """What its own people typed, so that it comes back as it went; the place is the resource's (or the `usual` one)."""
    slug = slug_for(booking.person, booking, booking.occurrences[0].lines[0].resource)
    whole = words_of(booking, Detail.OWN, slug, usual)
    return replace(whole, summary=booking.title or booking.structure.name, description=booking.note)


def _with_words(date: OccurrenceFacts, extras: Mapping[str, Any], words: Words) -> OccurrenceFacts:
    own = extras.get(date.was.isoformat(), {}).get("summary")
    return replace(date, summary=own) if own and own != words.summary else date


def _series(booking: Booking, words: Words, told: Sequence[OccurrenceFacts]) -> tuple[EventFacts, list[datetime]]:
    """The series and the dates its rule does not give."""
    first = min(date.original_start for date in booking.occurrences)
    expected = expected_dates(booking, first)
    kept = {date.was for date in told}
    rule = rule_of(booking.rrule or "") if expected else "FREQ=DAILY;COUNT=1"
    expected = expected or {first}
    base = usual_dates(booking, first, told)
    whole = replace(event_facts(booking, words, base, rrule=rule), exdates=tuple(sorted(expected - kept)))
    return replace(whole, overrides=feed.overrides_of(whole, told)), sorted(kept - expected)


def _rdates(dates: Iterable[datetime], facts: EventFacts) -> tuple[str, ...]:
    if facts.all_day:
        return tuple(f"RDATE;VALUE=DATE:{stamp(date.date())}" for date in dates)
    return tuple(f"RDATE;TZID={facts.zone}:{stamp(date)}" for date in dates)


def with_lines(
    events: bytes,
    extras: Mapping[str, Any],
    alarms: Mapping[str, Sequence[str]],
    more: Sequence[str],
    *,
    every: bool = False,
) -> bytes:
    """Further lines before the end of each VEVENT: the series' own, then those of each date.

    `more` goes to the first, or to `every` one.
    """
    if not (extras or alarms or more):
        return events
    written = []
    for number, piece in enumerate(events.split(_END)[:-1]):
        found = _RECURRENCE.search(piece)
        key = datetime.fromisoformat((found[1] + (found[2] or b"T000000")).decode()).isoformat() if found else ""
        lines = [*(more if every or number == 0 else ()), *extras.get(key, {}).get("lines", ()), *alarms.get(key, ())]
        written.append(piece + content(lines) + _END)
    return b"".join(written)


def expanded(
    booking: Booking, uid: str, detail: Detail | None, start: datetime, end: datetime, *, on: int | None = None
) -> bytes:
    """Each live date in [start, end) as an event of its own, in UTC, without a rule (RFC 4791, 9.6.5).

    `detail` None: as its own structure writes it. The calendar of a resource tells the dates `on` it alone.
    """
    slug = booking.occurrences[0].lines[0].resource.pole.slug
    mine = [date for date in booking.occurrences if on is None or is_on(date, on)]
    usual, knows = usual_resources(mine or booking.occurrences), detail in (None, Detail.OWN)
    words = dav_words(booking, usual) if detail is None else words_of(booking, detail, slug, usual)
    several = booking.rrule is not None or len(booking.occurrences) > 1
    dates = [date for date in mine if date.is_live and date.starts_at < end and date.ends_at > start]
    written = []
    for date in told_dates(booking, dates, words, usual, everything=knows):
        facts = replace(event_facts(booking, words_on(words, date), date), uid=uid, zone="UTC")
        was = f";VALUE=DATE:{stamp(date.was.date())}" if facts.all_day else f":{utc(moment(date.was, booking.zone))}"
        written.append(with_lines(feed.event(facts), {}, {}, [f"RECURRENCE-ID{was}"] if several else []))
    return b"".join(written)
