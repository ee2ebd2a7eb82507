"""A whole calendar: a header, the zones used, and event bytes as they were stored (RFC 5545, RFC 7986)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from mutua.calendars.feed.colors import nearest_name
from mutua.calendars.feed.lines import content, duration, text, uri, utc
from mutua.calendars.feed.zones import is_utc, vtimezone, zone_info

PRODID = "-//Mutua//Mutua//FR"
# At a line's beginning only: a continuation begins with a blank, so no text can name a zone.
_TZID = re.compile(rb"\n(?:DTSTART|DTEND|EXDATE|RECURRENCE-ID);TZID=([^:\r\n]+):")


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFacts:
    """What the header says. `color`: #rrggbb; `zone`: the one the calendar is read in; an empty text has no line.

    `method` is PUBLISH for feeds and files, an iTIP method in mails, None in CalDAV (RFC 4791, 4.1).
    """

    name: str
    zone: str
    color: str = ""
    description: str = ""
    url: str = ""
    method: str | None = "PUBLISH"
    refresh: timedelta | None = timedelta(hours=1)
    changed_at: datetime | None = None


def calendar(facts: CalendarFacts, events: Iterable[bytes], zones: Iterable[str] | None = None) -> bytes:
    """The calendar as sent. `zones`: the zones the events name, if known; else they are looked for in the bytes."""
    body = b"".join(events)
    used = zones_in(body) if zones is None else {zone for zone in zones if not is_utc(zone)}
    blocks = map(vtimezone, sorted(used))
    return b"".join((content(_header(facts)), *blocks, body, b"END:VCALENDAR\r\n"))


def bare(components: Iterable[bytes], method: str | None = None) -> bytes:
    """A calendar object without words of its own: what CalDAV stores and mails carry, zones included."""
    body = b"".join(components)
    blocks = map(vtimezone, sorted(zones_in(body)))
    return b"".join((content(_opening(method)), *blocks, body, b"END:VCALENDAR\r\n"))


def zones_in(events: bytes) -> set[str]:
    """The zones these event bytes name."""
    return {name.decode() for name in set(_TZID.findall(events))}


def _opening(method: str | None) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield f"PRODID:{PRODID}"
    yield "CALSCALE:GREGORIAN"
    if method:
        yield f"METHOD:{text(method)}"


def _header(facts: CalendarFacts) -> Iterator[str]:
    """The X- lines say again what RFC 7986 says, for readers older than it."""
    yield from _opening(facts.method)
    name = text(facts.name)
    yield f"NAME:{name}"
    yield f"X-WR-CALNAME:{name}"
    if facts.description:
        yield f"DESCRIPTION:{text(facts.description)}"
        yield f"X-WR-CALDESC:{text(facts.description)}"
    yield f"X-WR-TIMEZONE:{zone_info(facts.zone).key}"
    if facts.url:
        yield f"URL:{uri(facts.url)}"
    if facts.changed_at is not None:
        yield f"LAST-MODIFIED:{utc(facts.changed_at)}"
    if facts.color:
        yield f"COLOR:{nearest_name(facts.color)}"
        yield f"X-APPLE-CALENDAR-COLOR:{facts.color.upper()}"
    if facts.refresh is not None:
        yield f"REFRESH-INTERVAL;VALUE=DURATION:{duration(facts.refresh)}"
        yield f"X-PUBLISHED-TTL:{duration(facts.refresh)}"
