"""A whole calendar file in its pieces, so that one broken event does not take the others with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

LARGEST_FILE = 5 * 1024 * 1024
MOST_EVENTS = 20_000
DAY = re.compile(r"\d{8}")
REPEATS = ("RRULE", "RDATE", "RECURRENCE-ID")


class NotACalendar(ValueError):
    """Nothing in it is a calendar."""


@dataclass(frozen=True)
class Block:
    """One component with its lines unfolded; `line` is where it begins, from 1."""

    kind: str
    line: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\r\n".join(self.lines) + "\r\n"

    def value(self, name: str) -> str:
        """The value of the first property of that name at the component's own level, without parameters."""
        depth = 0
        for line in self.lines[1:]:
            depth += line.upper().startswith("BEGIN:") - line.upper().startswith("END:")
            head, _, value = line.partition(":")
            if depth == 0 and head.partition(";")[0].upper() == name:
                return value.strip()
        return ""

    def is_over(self, day: str) -> bool:
        """A single date that ended before that day (`yyyymmdd`): the calendar of many years is mostly past."""
        if any(line.upper().startswith(REPEATS) for line in self.lines):
            return False
        last = DAY.match(self.value("DTEND") or ("" if self.value("DURATION") else self.value("DTSTART")))
        return last is not None and last[0] < day


@dataclass
class Pieces:
    """The calendar's own lines (`NAME: value`, upper-case names), its zones, its events and its busy times.

    `unfinished`: lines where a component begins that never ends. `others`: components that are no events.
    """

    head: dict[str, str] = field(default_factory=dict)
    zones: list[Block] = field(default_factory=list)
    events: list[Block] = field(default_factory=list)
    busy: list[Block] = field(default_factory=list)
    unfinished: list[int] = field(default_factory=list)
    others: int = 0
    is_cut: bool = False


def decoded(body: bytes) -> str:
    """UTF-8; what is not is read as Western European text, which old programs wrote."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1252", "replace")
    return text.replace("\x00", "")


def pieces(body: bytes) -> Pieces:
    """Raises NotACalendar."""
    text = decoded(body)
    if "BEGIN:VCALENDAR" not in text.upper():
        raise NotACalendar
    found = Pieces()
    open_at, kind, inside = 0, "", list[str]()
    for number, line in _unfolded(text):
        name = line.strip().upper()
        if kind:
            if name in ("BEGIN:" + kind, "END:VCALENDAR"):  # the one before was never ended
                found.unfinished.append(open_at)
                kind = ""
            else:
                inside.append(line)
                if name == "END:" + kind:
                    _put(found, Block(kind, open_at, tuple(inside)))
                    kind = ""
                continue
        if name.startswith("BEGIN:") and name != "BEGIN:VCALENDAR":
            open_at, kind, inside = number, name[6:].strip(), [line.strip()]
        elif ":" in line and not name.startswith(("BEGIN:", "END:")):
            head, _, value = line.partition(":")
            found.head.setdefault(head.partition(";")[0].strip().upper(), value.strip())
    if kind:
        found.unfinished.append(open_at)
    return found


def _put(found: Pieces, block: Block) -> None:
    if block.kind == "VTIMEZONE":
        found.zones.append(block)
    elif block.kind == "VFREEBUSY":
        found.busy.append(block)
    elif block.kind != "VEVENT":
        found.others += 1
    elif len(found.events) < MOST_EVENTS:
        found.events.append(block)
    else:
        found.is_cut = True


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """(number of its first line, content line)."""
    number, held, held_at = 0, "", 0
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        number += 1
        if line[:1] in (" ", "\t") and held:
            held += line[1:]
            continue
        if held.strip():
            yield held_at, held
        held, held_at = line, number
    if held.strip():
        yield held_at, held
