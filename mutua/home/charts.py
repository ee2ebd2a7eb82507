"""Pictures as numbers: bars of the months, shades of a matrix, how full premises are. Pure; SVG units or minutes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

DAY = 24 * 60
SLOT = 120
USUAL_SLOTS = (8 * 60, 20 * 60)
# Lowest share of each shade of `.mu-matrix`, 4 down to 1.
SHADES = (0.75, 0.5, 0.3, 0.0)
TOP, BOTTOM, LEFT, GAP = 10.0, 232.0, 46.0, 1.5
# As wide as the short name of a month is written.
NAME = 40.0
# Phones have a drawing of their own: a smaller one of these would take its 12.5 text under 11 px.
WIDTH, PHONE = 800.0, 340.0


@dataclass(frozen=True)
class Bar:
    """One piece of a stacked bar."""

    kind: str
    month: date
    minutes: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Bars:
    """A picture of months: pieces, grid lines as (y, hours), and where each month's name stands."""

    bars: tuple[Bar, ...]
    grid: tuple[tuple[float, int], ...]
    names: tuple[tuple[float, date], ...]
    width: float = WIDTH
    left: float = LEFT


def stacked(
    months: Sequence[date], kinds: Sequence[str], minutes: Mapping[tuple[date, str], int], *, across: float = WIDTH
) -> Bars:
    """Hours of each month, kind upon kind; where months are narrow, every other one is named, the last among them."""
    totals = [sum(minutes.get((month, kind), 0) for kind in kinds) for month in months]
    steps = scale(max(totals, default=0) / 60)
    pitch = (across - LEFT) / max(1, len(months))
    width = min(pitch * 0.56, 64.0)
    per_minute = (BOTTOM - TOP) / (steps[-1] * 60)
    pieces: list[Bar] = []
    for index, month in enumerate(months):
        x, y = LEFT + pitch * index + (pitch - width) / 2, BOTTOM
        for kind in kinds:
            height = minutes.get((month, kind), 0) * per_minute
            if height > 0:
                shown = max(0.8, height - GAP)
                pieces.append(
                    Bar(
                        kind,
                        month,
                        minutes[month, kind],
                        round(x, 1),
                        round(y - shown, 1),
                        round(width, 1),
                        round(shown, 1),
                    )
                )
                y -= height
    every = 1 if pitch >= NAME else 2
    names = tuple(
        (round(LEFT + pitch * (index + 0.5), 1), month)
        for index, month in enumerate(months)
        if (len(months) - 1 - index) % every == 0
    )
    return Bars(
        tuple(pieces), tuple((round(BOTTOM - step * 60 * per_minute, 1), step) for step in steps), names, across
    )


def scale(most: float) -> tuple[int, ...]:
    """Round figures for a grid from 0 to at least `most`: at most four steps of 1, 2, 2.5 or 5 times a power of ten."""
    size = 1.0
    while True:
        for factor in (1, 2, 2.5, 5):
            step = size * factor
            if step * 4 >= most and step == int(step):
                count = max(1, -(-int(most * 1000) // int(step * 1000)))
                return tuple(int(step * index) for index in range(count + 1))
        size *= 10


def shade(value: float, most: float) -> int:
    """0 for nothing, else 1 to 4 by the share of the most."""
    if value <= 0 or most <= 0:
        return 0
    share = value / most
    return next(4 - index for index, least in enumerate(SHADES) if share > least or not least)


@dataclass(frozen=True)
class Heat:
    """Shares of time taken: one row a weekday (Monday 0), one cell a slot; None where nothing is open."""

    slots: tuple[tuple[int, int], ...]
    rows: tuple[tuple[int, tuple[float | None, ...]], ...]


def heat(
    stays: Iterable[tuple[int, int, int, int]],
    premises: Iterable[tuple[int, date, Sequence[tuple[int, int, int]]]],
    start: date,
    end: date,
) -> Heat:
    """How full premises are in each slot of two hours.

    stays: (weekday with Sunday 0, start minute, length, times); premises: (parties at a time, since, opening hours as
    (weekday with Monday 0, opens, closes)); days from `start` to `end`, excluded.
    """
    used = _minutes_used(stays)
    offered = _minutes_offered(premises, start, end)
    slots = _slots(used)
    rows = []
    for weekday in range(7):
        cells = tuple(_share(used, offered, weekday, slot) for slot in slots)
        if weekday < 5 or any(cells):
            rows.append((weekday, cells))
    return Heat(slots, tuple(rows))


Grid = dict[tuple[int, int], int]


def _minutes_used(stays: Iterable[tuple[int, int, int, int]]) -> Grid:
    """Minutes by (weekday, slot's start): a stay is cut at each slot's edge, over midnight too."""
    found: Grid = {}
    for sunday_based, start, length, times in stays:
        at, end = start, start + length
        while at < end:
            edge = min(end, at // SLOT * SLOT + SLOT)
            key = ((sunday_based - 1 + at // DAY) % 7, at % DAY // SLOT * SLOT)
            found[key] = found.get(key, 0) + (edge - at) * times
            at = edge
    return found


def _minutes_offered(
    premises: Iterable[tuple[int, date, Sequence[tuple[int, int, int]]]], start: date, end: date
) -> Grid:
    found: Grid = {}
    for parties, since, hours in premises:
        days = _weekdays(max(start, since), end)
        for weekday, opens, closes in hours or [(weekday, *USUAL_SLOTS) for weekday in range(7)]:
            for slot in range(opens // SLOT * SLOT, closes, SLOT):
                minutes = min(closes, slot + SLOT) - max(opens, slot)
                found[weekday, slot] = found.get((weekday, slot), 0) + minutes * days[weekday] * parties
    return found


def _weekdays(start: date, end: date) -> list[int]:
    """How often each weekday (Monday 0) comes in [start, end)."""
    days = max(0, (end - start).days)
    weeks, rest = divmod(days, 7)
    found = [weeks] * 7
    for index in range(rest):
        found[(start + timedelta(days=index)).weekday()] += 1
    return found


def _slots(used: Grid) -> tuple[tuple[int, int], ...]:
    """8 to 20 h, and earlier or later where something was booked."""
    starts = [slot for _, slot in used]
    first = min([USUAL_SLOTS[0], *starts])
    last = max([USUAL_SLOTS[1], *(slot + SLOT for slot in starts)])
    return tuple((slot, slot + SLOT) for slot in range(first, last, SLOT))


def _share(used: Grid, offered: Grid, weekday: int, slot: tuple[int, int]) -> float | None:
    taken, room = used.get((weekday, slot[0]), 0), offered.get((weekday, slot[0]), 0)
    if not room:
        return 1.0 if taken else None
    return min(1.0, taken / room)
