"""Which clock a time of an outside calendar follows: every name programs write, and what to do with unknown ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from icalendar import Timezone
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from mutua.calendars.reading.files import Block

_OFFSET = re.compile(r"\((?:UTC|GMT)[^)]*\)\s*(.+)")
# Outlook's words for its own zones, where they name no city.
AMERICAN = {
    "eastern time (us & canada)": "America/New_York",
    "central time (us & canada)": "America/Chicago",
    "mountain time (us & canada)": "America/Denver",
    "pacific time (us & canada)": "America/Los_Angeles",
}
_TZID = re.compile(r";TZID=(\"[^\"]*\"|[^:;,]*)", re.IGNORECASE)


@cache
def _names() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


@cache
def _cities() -> dict[str, str]:
    """`paris`: Europe/Paris. Old aliases give way to the name with a continent."""
    found: dict[str, str] = {}
    for name in sorted(available_timezones()):
        if "/" in name and not name.startswith(("Etc/", "posix/", "right/")):
            found.setdefault(name.rpartition("/")[2].replace("_", " ").casefold(), name)
    return found


@cache
def _windows() -> dict[str, str]:
    return {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}


def iana(tzid: str) -> str | None:
    """The IANA name that a TZID means: itself, a Windows name, a path that ends in one, or a list of cities."""
    name = tzid.strip().strip('"').strip()
    key = name.casefold()
    found = _names().get(key) or _windows().get(key)
    if found or not name:
        return found
    parts = name.split("/")
    for first in range(1, len(parts) - 1):  # /freeassociation.sourceforge.net/Tzfile/Europe/Paris
        tail = "/".join(parts[first:]).casefold()
        if tail in _names():
            return _names()[tail]
    listed = _OFFSET.fullmatch(name)
    wide = listed[1].casefold().replace(" and ", " & ") if listed else ""
    if wide in AMERICAN:
        return AMERICAN[wide]
    cities = listed[1].split(",") if listed else []
    return next((_cities()[city.strip().casefold()] for city in cities if city.strip().casefold() in _cities()), None)


class Clocks:
    """The zones of one calendar. `usual`: for times without zone and for zones nobody knows."""

    def __init__(self, blocks: Iterable[Block], head: Mapping[str, str], zone: str) -> None:
        self.usual: tzinfo = ZoneInfo(iana(head.get("X-WR-TIMEZONE", "")) or zone)
        self.unknown: set[str] = set()
        self._own = {block.value("TZID").strip('"'): block for block in blocks}
        self._found: dict[str, tzinfo] = {}

    def of(self, moment: datetime, tzid: str | None) -> datetime:
        """The moment on its own clock."""
        if moment.tzinfo is not None and not tzid:
            return moment.astimezone(UTC)
        if not tzid:
            return moment.replace(tzinfo=self.usual)
        return moment.replace(tzinfo=self.zone(tzid), fold=0)

    def zone(self, tzid: str) -> tzinfo:
        if tzid not in self._found:
            self._found[tzid] = self._resolved(tzid)
        return self._found[tzid]

    def _resolved(self, tzid: str) -> tzinfo:
        name = iana(tzid)
        if name:
            return ZoneInfo(name)
        block = self._own.get(tzid.strip('"'))
        if block is not None:
            place = iana(block.value("X-LIC-LOCATION"))
            if place:
                return ZoneInfo(place)
            try:
                parsed: Any = Timezone.from_ical(block.text)
                made = parsed.to_tz()
                datetime(2026, 7, 1, tzinfo=made).utcoffset()
            except Exception:
                made = None
            if isinstance(made, tzinfo):
                return made
        self.unknown.add(tzid)
        return self.usual

    def knows(self, line: str) -> bool:
        """Whether the zone that a content line names, if any, is one that somebody knows."""
        found = _TZID.search(line if '"' in line.partition(":")[0] else line.partition(":")[0])
        if found is None:
            return True
        self.zone(found[1].strip('"'))
        return found[1].strip('"') not in self.unknown

    def renamed(self, line: str) -> str:
        """A content line with its TZID by the name everybody knows, where there is one."""

        def named(found: re.Match[str]) -> str:
            zone = self.zone(found[1].strip('"'))
            return f";TZID={zone.key}" if isinstance(zone, ZoneInfo) else found[0]

        head, colon, value = line.partition(":")
        if '"' in head:  # a quoted TZID may hold a colon
            return _TZID.sub(named, line, count=1)
        return _TZID.sub(named, head) + colon + value
