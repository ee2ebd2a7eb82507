"""Drawings of a whole pole, reckoned in SVG units: who gives to whom, and what was given month by month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from mutua.exchanges.queries import Flow
from mutua.exchanges.views.picture import Frame
from mutua.kernel.reading_order import reading_order

MOST = 8  # names a side; the rest stand together


@dataclass(frozen=True)
class Stand:
    """One structure on one bank: its bar and where its two lines of text stand."""

    name: str
    quantity: int
    y: float
    height: float
    text_y: float


@dataclass(frozen=True)
class Ribbon:
    """What one bank's structure gave to one of the other: `look` is given, received or others, seen by the reader."""

    giver: str
    receiver: str
    quantity: int
    look: str
    path: str


@dataclass(frozen=True)
class River:
    """Those who give on the left, those who receive on the right, each by name: no order of merit."""

    width: int
    height: float
    bar: int
    left_x: float
    right_x: float
    givers: list[Stand]
    receivers: list[Stand]
    ribbons: list[Ribbon]


def river(flows: Sequence[Flow], structure_id: int | None, frame: Frame, others: str) -> River | None:
    """None without a gift. `others` names those beyond the largest; the reader's own structure is always named."""
    left = _named(((row.giver_id, row.giver, row.quantity) for row in flows), structure_id, others)
    right = _named(((row.receiver_id, row.receiver, row.quantity) for row in flows), structure_id, others)
    pairs: dict[tuple[int, int], int] = {}
    for row in flows:
        pair = (row.giver_id if row.giver_id in left else 0, row.receiver_id if row.receiver_id in right else 0)
        pairs[pair] = pairs.get(pair, 0) + row.quantity
    if not pairs:
        return None
    sums = [_sums(left, pairs, 0), _sums(right, pairs, 1)]
    scale = frame.tallest / sum(pairs.values())
    tallest = max(_height(side, scale, frame) for side in sums)
    banks = [_bank(names, side, scale, frame, tallest) for names, side in zip((left, right), sums, strict=True)]
    return River(
        width=frame.width,
        height=round(frame.top + tallest + 20, 1),
        bar=frame.bar,
        left_x=frame.left,
        right_x=frame.right,
        givers=list(banks[0].values()),
        receivers=list(banks[1].values()),
        ribbons=_ribbons(pairs, banks, scale, frame, structure_id),
    )


def _named(side: Iterable[tuple[int, str, int]], own: int | None, others: str) -> dict[int, str]:
    """The largest, in the order of their names, the rest as number 0 at the end."""
    totals: dict[int, int] = {}
    names: dict[int, str] = {}
    for number, name, quantity in side:
        names[number], totals[number] = name, totals.get(number, 0) + quantity
    kept = sorted(totals, key=lambda number: (number != own, -totals[number]))[:MOST]
    found = {number: names[number] for number in sorted(kept, key=lambda number: reading_order(names[number]))}
    return found if len(kept) == len(totals) else {**found, 0: others}


def _sums(names: dict[int, str], pairs: dict[tuple[int, int], int], end: int) -> dict[int, int]:
    return {number: sum(size for pair, size in pairs.items() if pair[end] == number) for number in names}


def _height(sums: dict[int, int], scale: float, frame: Frame) -> float:
    return sum(max(size * scale, frame.line) + frame.gap for size in sums.values()) - frame.gap


def _bank(names: dict[int, str], sums: dict[int, int], scale: float, frame: Frame, tallest: float) -> dict[int, Stand]:
    """The shorter bank stands in the middle of the taller one."""
    y, made = frame.top + (tallest - _height(sums, scale, frame)) / 2, {}
    for number, size in sums.items():
        slot, height = max(size * scale, frame.line), size * scale
        top = y + (slot - height) / 2
        made[number] = Stand(names[number], size, round(top, 1), round(height, 1), round(y + slot / 2, 1))
        y += slot + frame.gap
    return made


def _ribbons(
    pairs: dict[tuple[int, int], int], banks: list[dict[int, Stand]], scale: float, frame: Frame, own: int | None
) -> list[Ribbon]:
    order = [list(bank) for bank in banks]
    used = [{number: stand.y for number, stand in bank.items()} for bank in banks]
    made = []
    for pair in sorted(pairs, key=lambda pair: (order[0].index(pair[0]), order[1].index(pair[1]))):
        height, tops = pairs[pair] * scale, [used[end][pair[end]] for end in (0, 1)]
        for end in (0, 1):
            used[end][pair[end]] += height
        look = "given" if own in (None, pair[0]) else "received" if pair[1] == own else "others"
        names = (banks[0][pair[0]].name, banks[1][pair[1]].name)
        made.append(Ribbon(*names, pairs[pair], look, _path(tops[0], tops[1], height, frame)))
    return made


def _path(y0: float, y1: float, height: float, frame: Frame) -> str:
    x0, x1 = frame.left + frame.bar, frame.right
    half = round((x0 + x1) / 2, 1)
    there = f"M{x0} {y0:.1f}C{half} {y0:.1f} {half} {y1:.1f} {x1} {y1:.1f}V{y1 + height:.1f}"
    return f"{there}C{half} {y1 + height:.1f} {half} {y0 + height:.1f} {x0} {y0 + height:.1f}z"


@dataclass(frozen=True)
class Bar:
    """One bar, in SVG units; `middle` is where its words stand."""

    x: float
    y: float
    width: float
    height: float
    middle: float


@dataclass(frozen=True)
class Bars:
    """Bars side by side over one line; every so many have words under them."""

    bars: tuple[Bar, ...]
    width: int
    height: int
    every: int


def bars(quantities: Sequence[int], width: int = 800, height: int = 180, room: int = 62) -> Bars:
    """One a quantity, the largest as tall as the drawing; at most 64 wide, `room` for the words of one."""
    most = max([*quantities, 1])
    pitch = width / max(1, len(quantities))
    wide, tallest = min(64.0, pitch * 0.7), height - 26
    made = tuple(
        Bar(
            round(pitch * place + (pitch - wide) / 2, 1),
            round(height - tallest * quantity / most, 1),
            round(wide, 1),
            round(tallest * quantity / most, 1),
            round(pitch * (place + 0.5), 1),
        )
        for place, quantity in enumerate(quantities)
    )
    return Bars(made, width, height, ceil(room / pitch))


def every_month(found: Sequence[tuple[date, int, int]], since: date | None, today: date) -> list[tuple[date, int]]:
    """Each month from the first day asked for, or the first gift, to this one: nothing given is nothing drawn."""
    sums = {month: quantity for month, quantity, _times in found}
    start = min([*sums, *([since.replace(day=1)] if since else []), today.replace(day=1)])
    count = (today.year - start.year) * 12 + today.month - start.month + 1
    places = [start.year * 12 + start.month - 1 + place for place in range(count)]
    months = [date(place // 12, place % 12 + 1, 1) for place in places]
    return [(month, sums.get(month, 0)) for month in months]
