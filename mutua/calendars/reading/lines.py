"""Content lines as they came, unfolded: what we do not understand is given back letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mutua.calendars.feed.lines import clean

_FOLD = re.compile(r"\r?\n[ \t]")
_NAME = re.compile(r"[A-Za-z0-9-]+")
MOST_KEPT = 8 * 1024
# What the booking says itself, or what only a scheduling server may say.
OURS = frozenset(
    (
        "UID",
        "DTSTAMP",
        "LAST-MODIFIED",
        "CREATED",
        "SEQUENCE",
        "STATUS",
        "TRANSP",
        "DTSTART",
        "DTEND",
        "DURATION",
        "RRULE",
        "RDATE",
        "EXDATE",
        "EXRULE",
        "RECURRENCE-ID",
        "SUMMARY",
        "DESCRIPTION",
        "LOCATION",
        "URL",
        "ORGANIZER",
        "ATTENDEE",
        "REQUEST-STATUS",
        "METHOD",
        "BEGIN",
        "END",
    )
)


# What only one person's program says to itself: reminders seen or put off (Thunderbird), the colour of an event.
# A colleague's program that read them would keep silent in turn.
PERSONAL = ("X-MOZ-LASTACK", "X-MOZ-SNOOZE-TIME", "COLOR")


@dataclass
class RawEvent:
    """The lines of one VEVENT: those to give back, those for their own person alone, and its alarms whole."""

    kept: list[str] = field(default_factory=list)
    personal: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)

    @property
    def own(self) -> tuple[str, ...]:
        """What stays with the person; properties come before components (RFC 5545, 3.6)."""
        return (*self.personal, *self.alarms)


def raw_events(text: str) -> list[RawEvent]:
    """The VEVENTs in their order."""
    found: list[RawEvent] = []
    inside: list[str] = []
    for line in _unfolded(text):
        name = line.upper()
        if name.startswith("BEGIN:"):
            inside.append(name[6:].strip())
            if inside[-1] == "VEVENT":
                found.append(RawEvent())
        if found and "VEVENT" in inside:
            _sort(found[-1], line, inside)
        if name.startswith("END:") and inside:
            inside.pop()
    return found


def _sort(event: RawEvent, line: str, inside: list[str]) -> None:
    if "VALARM" in inside:
        event.alarms.append(line)
        return
    name = _NAME.match(line)
    if inside[-1] == "VEVENT" and name and name[0].upper() not in OURS:
        (event.personal if name[0].upper().startswith(PERSONAL) else event.kept).append(line)


def _unfolded(text: str) -> Iterator[str]:
    for line in _FOLD.sub("", text).replace("\r\n", "\n").split("\n"):
        if ":" in line:
            yield clean(line).replace("\n", " ")


def limited(lines: list[str]) -> list[str]:
    """Whole lines up to what we keep for others; one that is too long takes no other with it."""
    kept, room = [], MOST_KEPT
    for line in lines:
        size = len(line.encode("utf-8", "replace")) + 2
        if size <= room:
            kept.append(line)
            room -= size
    return kept
