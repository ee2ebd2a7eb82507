"""« N’importe quel mardi après-midi de mars, trois heures » : the first free slots of each resource over many days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from mutua.bookings import availability, board
from mutua.bookings.availability import Row
from mutua.bookings.board import Stretch
from mutua.bookings.queries import Shelf
from mutua.kernel.reading_order import reading_order
from mutua.pole.models import Member
from mutua.resources.rules.features import Filter, has

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
    """A resource and its first free slots, the earliest first, each with its whole day."""

    shelf: Shelf
    slots: tuple[Opportunity, ...]
    days: tuple[Row, ...]


@dataclass(frozen=True)
class Companion:
    """Something wanted beside: any of these; `met_by`: resources that have it in themselves already."""

    shelves: tuple[Shelf, ...]
    met_by: frozenset[int] = frozenset()


def companion(words: str, every: Sequence[Shelf], known: Sequence[Filter]) -> Companion:
    """What people call a thing: a name or equipment that has these words, « projecteur », « fourgon ».

    `known`: the pole's features, whose words mean one another.
    """
    wanted = next((entry for entry in known if has(Filter(words), [entry.name, *entry.words])), Filter(words))
    named = tuple(
        shelf for shelf in every if has(wanted, [shelf.name, shelf.subtitle]) or has(Filter(words), [shelf.name])
    )
    equipped = frozenset(shelf.id for shelf in every if has(wanted, shelf.features))
    return Companion(named, equipped | {shelf.id for shelf in named})


def first_free(
    shelves: Sequence[Shelf], also: Sequence[Companion], asked: Range, member: Member, now: datetime
) -> list[Find]:
    """Resources with a slot in the range, the earliest first. `also`: further things, one of each free at that time."""
    every = {shelf.id: shelf for shelf in (*shelves, *(shelf for wanted in also for shelf in wanted.shelves))}
    rows = availability.rows_of(list(every.values()), asked.days, member, wanted=asked.wanted, now=now)
    free = {key: row.free for key, row in rows.items()}
    slots = {shelf.id: _slots(shelf, also, asked, free) for shelf in shelves}
    found = [
        Find(shelf, slots[shelf.id], tuple(rows[shelf.id, slot.day] for slot in slots[shelf.id])) for shelf in shelves
    ]
    return sorted(
        (entry for entry in found if entry.slots),
        key=lambda entry: (entry.slots[0][:2], reading_order(entry.shelf.name)),
    )


def _slots(
    shelf: Shelf, also: Sequence[Companion], asked: Range, free: dict[tuple[int, date], list[Stretch]]
) -> tuple[Opportunity, ...]:
    wanted = [companion.shelves for companion in also if shelf.id not in companion.met_by]
    found: list[Opportunity] = []
    for day in asked.days:
        chosen = _on(shelf, day, wanted, asked, free)
        found += [chosen] if chosen else []
        if len(found) == MOST_EACH:
            break
    return tuple(found)


def _on(
    shelf: Shelf,
    day: date,
    wanted: Sequence[Sequence[Shelf]],
    asked: Range,
    free: dict[tuple[int, date], list[Stretch]],
) -> Opportunity | None:
    """The day's first start at which this one and one of each further thing are free."""
    for stretch in free.get((shelf.id, day), ()):
        first = max(stretch[0], -(-asked.window[0] // shelf.granularity) * shelf.granularity)
        last = min(stretch[1], asked.window[1]) - asked.wanted
        for start in range(first, last + 1, max(STEP, shelf.granularity)):
            span = (start, start + asked.wanted)
            others = _together(shelf, wanted, span, day, free)
            if others is not None:
                return Opportunity(day, *span, others)
    return None


def _together(
    shelf: Shelf,
    wanted: Sequence[Sequence[Shelf]],
    span: Stretch,
    day: date,
    free: dict[tuple[int, date], list[Stretch]],
) -> tuple[Shelf, ...] | None:
    """One of each, none twice, none made of what another takes; None when one is missing."""
    chosen, units = [shelf], set(shelf.units)
    for kind in wanted:
        apart = (other for other in kind if units.isdisjoint(other.units))
        found = next((other for other in apart if _covers(free.get((other.id, day), ()), span)), None)
        if found is None:
            return None
        chosen.append(found)
        units |= set(found.units)
    return tuple(chosen[1:])


def _covers(stretches: Sequence[Stretch], span: Stretch) -> bool:
    return any(first <= span[0] and span[1] <= last for first, last in stretches)


def said(slot: Opportunity) -> str:
    """14:00 – 17:00."""
    return board.hours(slot.start, slot.end)
