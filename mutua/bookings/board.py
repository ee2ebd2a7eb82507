"""The day as a picture: from opening hours and holds to free and taken blocks. Pure; minutes after local midnight.

What is drawn and what may be booked differ: a rival's hold is drawn as long as it is used, but bars the turnaround on
both sides of it. What is open and neither drawn nor bookable is SHORT.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

DAY = 24 * 60
STEP = 15
HOUR = 60
USUAL_WINDOW = (8 * HOUR, 19 * HOUR)
NBSP = "\u00a0"

Stretch = tuple[int, int]


class Look(StrEnum):
    """How a block looks."""

    FREE = "free"
    SHORT = "short"
    TAKEN = "taken"
    CLOSED = "closed"
    MINE = "mine"
    WAITING = "waiting"


class Held(NamedTuple):
    """A hold of one unit: used during [start, end), kept until `until` (turnaround included)."""

    unit_id: int
    start: int
    end: int
    until: int
    look: Look
    own: bool
    label: str = ""
    detail: str = ""
    booking_id: int | None = None


@dataclass(frozen=True)
class Terms:
    """What a resource asks of a day: units and how many of them, opening hours, from when to when one may book."""

    units: tuple[int, ...]
    needed: int
    open: tuple[Stretch, ...]
    turnaround: int = 0
    grid: int = STEP
    bookable: Stretch = (0, DAY)


class Block(NamedTuple):
    """A piece of the day; `booking_id` only where the reader may open the booking."""

    start: int
    end: int
    look: Look
    label: str = ""
    detail: str = ""
    booking_id: int | None = None


class Cell(NamedTuple):
    """A block in its place: `at` and `length` in steps of 15 minutes from the window's start, `hours` as read."""

    at: int
    length: int
    block: Block
    hours: str


def day_blocks(terms: Terms, held: Sequence[Held], wanted: int) -> list[Block]:
    """The day's blocks by start: disjoint, and together covering the open hours. Free ones last `wanted` or more."""
    drawn = _disjoint(_shown(terms, held))
    taken = [(block.start, block.end) for block in drawn]
    free = free_stretches(terms, held)
    usable = [stretch for stretch in without(free, taken) if stretch[1] - stretch[0] >= wanted]
    rest = without(without(_merged(terms.open), taken), usable)
    blocks = [*drawn, *(Block(*stretch, Look.FREE) for stretch in usable)]
    return sorted([*blocks, *(Block(*stretch, Look.SHORT) for stretch in rest)])


def free_stretches(terms: Terms, held: Sequence[Held]) -> list[Stretch]:
    """Where a booking may lie: open, not barred, within what may be booked, on the grid."""
    first, last = terms.bookable
    open_hours = [(max(start, first), min(end, last)) for start, end in _merged(terms.open)]
    free = without([stretch for stretch in open_hours if stretch[0] < stretch[1]], _barred(terms, held))
    rounded = ((-(-start // terms.grid) * terms.grid, end // terms.grid * terms.grid) for start, end in free)
    return [stretch for stretch in rounded if stretch[0] < stretch[1]]


def starts(free: Iterable[Stretch], wanted: int, *, after: int = 0, most: int = 6) -> list[int]:
    """Starts to offer: each hour of a free stretch, then its last possible one; none before `after`."""
    found: list[int] = []
    for start, end in free:
        first, last = max(start, after), end - wanted
        if last < first:
            continue
        hourly = list(range(first, last + 1, HOUR))[:4]
        found.extend(hourly if last in hourly or len(hourly) == 4 else [*hourly, last])
    return found[:most]


def start_within(block: Block, wanted: int, asked: int) -> int:
    """The searched hour when it lies inside the block, else the block's start."""
    return asked if block.start <= asked <= block.end - wanted else block.start


def nearest_starts(free: Iterable[Stretch], wanted: int, asked: int, grid: int = STEP) -> list[int]:
    """The start of each free stretch that lies nearest to what was asked, the nearest first."""
    found = []
    for start, end in free:
        last = (end - wanted) // grid * grid
        if last >= start:
            found.append(min(max(asked, start), last))
    return sorted(found, key=lambda start: (abs(start - asked), start))


def window(rows: Iterable[tuple[Terms, Sequence[Block]]], *, asked: Stretch) -> Stretch:
    """Whole hours to draw: all limited opening hours and all that is taken; the usual day where nothing limits it."""
    edges: list[Stretch] = [asked]
    for terms, blocks in rows:
        edges.extend(stretch for stretch in terms.open if stretch != (0, DAY))
        edges.extend(
            (block.start, block.end) for block in blocks if block.look not in (Look.FREE, Look.SHORT, Look.CLOSED)
        )
    if len(edges) == 1:
        edges.append(USUAL_WINDOW)
    first, last = min(edge[0] for edge in edges), max(edge[1] for edge in edges)
    return max(0, first // HOUR * HOUR), min(DAY, -(-last // HOUR) * HOUR)


def cells(blocks: Iterable[Block], drawn: Stretch) -> list[Cell]:
    """Blocks in steps, clipped to the window; a block that is shorter than a step keeps one if there is room."""
    placed: list[Cell] = []
    reached = 0
    steps = (drawn[1] - drawn[0]) // STEP
    for block in blocks:
        at = max(reached, (max(block.start, drawn[0]) - drawn[0]) // STEP)
        end = min(steps, -(-(min(block.end, drawn[1]) - drawn[0]) // STEP))
        if at < end:
            placed.append(Cell(at, end - at, block, hours(block.start, block.end)))
            reached = end
    return placed


@lru_cache(maxsize=4096)
def hours(start: int, end: int) -> str:
    """14:00 – 16:00."""
    return f"{clock(start)}{NBSP}– {clock(end)}"


def clock(minute: int) -> str:
    """9:00; the day's end is 24:00."""
    return f"{minute // 60}:{minute % 60:02d}"


def _shown(terms: Terms, held: Sequence[Held]) -> list[Block]:
    if terms.needed >= len(terms.units):
        return sorted({Block(h.start, h.end, h.look, h.label, h.detail, h.booking_id) for h in held}, key=_by_place)
    return [_crowd(stretch, held) for stretch in _scarce(terms, ((h.unit_id, (h.start, h.end)) for h in held))]


def _by_place(block: Block) -> tuple[int, int, str]:
    return block.start, block.end, block.label


def _crowd(stretch: Stretch, held: Sequence[Held]) -> Block:
    """Where too few of many units are left: ours if one of them is, named when one party alone has them."""
    inside = [h for h in held if h.start < stretch[1] and stretch[0] < h.end]
    own = next((h for h in inside if h.look in (Look.MINE, Look.WAITING)), None)
    labels = {h.label for h in inside}
    if own:
        return Block(*stretch, own.look, own.label, own.detail, own.booking_id)
    look = Look.CLOSED if all(h.look is Look.CLOSED for h in inside) else Look.TAKEN
    return Block(*stretch, look, labels.pop() if len(labels) == 1 else "")


def _barred(terms: Terms, held: Sequence[Held]) -> list[Stretch]:
    return _scarce(terms, ((h.unit_id, _bar(h, terms.turnaround)) for h in held))


def _bar(hold: Held, turnaround: int) -> Stretch:
    """Which starts and ends a hold forbids: no turnaround beside a closure or one's own."""
    if hold.own:
        return hold.start, hold.end
    if hold.look is Look.CLOSED:
        return hold.start, hold.until
    return hold.start - turnaround, hold.until


def _scarce(terms: Terms, barred: Iterable[tuple[int, Stretch]]) -> list[Stretch]:
    """Where fewer units are left than the resource needs."""
    by_unit: dict[int, list[Stretch]] = defaultdict(list)
    for unit_id, stretch in barred:
        by_unit[unit_id].append(stretch)
    spare = len(terms.units) - terms.needed
    if spare <= 0:
        return _merged(stretch for stretches in by_unit.values() for stretch in stretches)
    edges: dict[int, int] = defaultdict(int)
    for stretches in by_unit.values():
        for start, end in _merged(stretches):
            edges[start] += 1
            edges[end] -= 1
    return _above(edges, spare)


def _above(edges: dict[int, int], spare: int) -> list[Stretch]:
    found: list[Stretch] = []
    count, since = 0, None
    for minute in sorted(edges):
        count += edges[minute]
        if count > spare and since is None:
            since = minute
        elif count <= spare and since is not None:
            found.append((since, minute))
            since = None
    return found


def _disjoint(blocks: Iterable[Block]) -> list[Block]:
    """Within the day, each from where the one before ends (October’s doubled hour may fold two onto each other)."""
    kept: list[Block] = []
    reached = 0
    for block in blocks:
        start, end = max(block.start, reached), min(block.end, DAY)
        if start < end:
            kept.append(block._replace(start=start, end=end))
            reached = end
    return kept


def _merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    joined: list[Stretch] = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def both(ours: Sequence[Stretch], theirs: Sequence[Stretch]) -> list[Stretch]:
    """What lies in both."""
    met = [(max(start, first), min(end, last)) for start, end in ours for first, last in theirs]
    return sorted(stretch for stretch in met if stretch[0] < stretch[1])


def without(stretches: Iterable[Stretch], gone: Iterable[Stretch]) -> list[Stretch]:
    """What is left of the stretches once `gone` is cut out; both may come in any order."""
    left: list[Stretch] = []
    holes = sorted(gone)
    for start, end in stretches:
        at = start
        for first, last in holes:
            if last <= at or first >= end:
                continue
            if first > at:
                left.append((at, first))
            at = max(at, last)
        if at < end:
            left.append((at, end))
    return left
