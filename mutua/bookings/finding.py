"""« N’importe quel mardi après-midi de mars, trois heures » : the first free slots of each resource over many days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from mutua.bookings import availability, board
from mutua.bookings.board import Stretch
from mutua.bookings.queries import Shelf
from mutua.pole.models import Member

MOST_EACH = 6
STEP = 30


@dataclass(frozen=True)
class Range:
    """The days to look at, between which minutes of each, and for how many minutes."""

    days: tuple[date, ...]
    window: Stretch
    wanted: int


class Opportunity(NamedTuple):
    """A day and a start, in minutes of that day; `others`: one free resource of each further kind."""

    day: date
    start: int
    end: int
    others: tuple[Shelf, ...]


@dataclass(frozen=True)
class Find:
    """A resource and its first free slots, the earliest first."""

    shelf: Shelf
    slots: tuple[Opportunity, ...]


def first_free(
    shelves: Sequence[Shelf], also: Sequence[Sequence[Shelf]], asked: Range, member: Member, now: datetime
) -> list[Find]:
    """Resources with a slot in the range, the earliest first. `also`: further kinds, one of each free at that time."""
    every = [*shelves, *(shelf for kind in also for shelf in kind)]
    free = availability.stretches_of(every, asked.days, member, wanted=asked.wanted, now=now)
    found = [Find(shelf, _slots(shelf, also, asked, free)) for shelf in shelves]
    return sorted((entry for entry in found if entry.slots), key=lambda entry: (entry.slots[0][:2], entry.shelf.name))


def _slots(
    shelf: Shelf, also: Sequence[Sequence[Shelf]], asked: Range, free: dict[tuple[int, date], list[Stretch]]
) -> tuple[Opportunity, ...]:
    found: list[Opportunity] = []
    for day in asked.days:
        chosen = _on(shelf, day, also, asked, free)
        found += [chosen] if chosen else []
        if len(found) == MOST_EACH:
            break
    return tuple(found)


def _on(
    shelf: Shelf,
    day: date,
    also: Sequence[Sequence[Shelf]],
    asked: Range,
    free: dict[tuple[int, date], list[Stretch]],
) -> Opportunity | None:
    """The day's first start at which this one and one of each further kind are free."""
    for stretch in free.get((shelf.id, day), ()):
        first = max(stretch[0], -(-asked.window[0] // shelf.granularity) * shelf.granularity)
        last = min(stretch[1], asked.window[1]) - asked.wanted
        for start in range(first, last + 1, max(STEP, shelf.granularity)):
            span = (start, start + asked.wanted)
            others = [next((o for o in kind if _covers(free.get((o.id, day), ()), span)), None) for kind in also]
            if None not in others:
                return Opportunity(day, *span, tuple(other for other in others if other is not None))
    return None


def _covers(stretches: Sequence[Stretch], span: Stretch) -> bool:
    return any(first <= span[0] and span[1] <= last for first, last in stretches)


def said(slot: Opportunity) -> str:
    """14:00 – 17:00."""
    return board.hours(slot.start, slot.end)
