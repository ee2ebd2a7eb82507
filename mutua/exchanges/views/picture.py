"""The picture of reciprocity, reckoned in SVG units: who gave to us on the left, to whom we gave on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mutua.exchanges.queries import Flow
from mutua.kernel.reading_order import reading_order

MOST = 7  # names a side; the rest are one band


@dataclass(frozen=True)
class Band:
    """One structure: its bar, the flow to the middle, and where its two lines of text stand."""

    name: str
    quantity: int
    y: float
    height: float
    text_y: float
    path: str


@dataclass(frozen=True)
class Picture:
    """Both sides, and the block in the middle."""

    width: int
    height: float
    bar: int
    left_x: float
    right_x: float
    block_x: float
    block_y: float
    block_height: float
    received: list[Band]
    given: list[Band]


@dataclass(frozen=True)
class Frame:
    """The measures of one drawing."""

    width: int
    left: float
    right: float
    middle: float
    bar: int
    tallest: float
    top: float = 34
    gap: float = 14
    line: float = 32


WIDE = Frame(880, 200, 668, 434, 12, 294)
NARROW = Frame(320, 96, 215, 155.5, 9, 200, gap=12)


def picture(flows: Sequence[Flow], structure_id: int, frame: Frame, others: str) -> Picture | None:
    """None when the structure neither gave nor received. `others` names the band of the rest."""
    received = _largest([(flow.giver, flow.quantity) for flow in flows if flow.receiver_id == structure_id], others)
    given = _largest([(flow.receiver, flow.quantity) for flow in flows if flow.giver_id == structure_id], others)
    sums = [sum(quantity for _, quantity in side) for side in (received, given)]
    if not any(sums):
        return None
    scale = frame.tallest / max(sums)
    heights = [_side_height(side, scale, frame) for side in (received, given)]
    tallest = max(*heights, max(sums) * scale)
    start = frame.top + (tallest - max(sums) * scale) / 2
    return Picture(
        width=frame.width,
        height=round(frame.top + tallest + 20, 1),
        bar=frame.bar,
        left_x=frame.left,
        right_x=frame.right,
        block_x=frame.middle,
        block_y=round(start, 1),
        block_height=round(max(sums) * scale, 1),
        received=_bands(received, scale, start, frame, from_left=True),
        given=_bands(given, scale, start, frame, from_left=False),
    )


def _largest(side: list[tuple[str, int]], others: str) -> list[tuple[str, int]]:
    side = sorted(side, key=lambda pair: -pair[1])
    rest = sum(quantity for _, quantity in side[MOST:])
    return side[:MOST] + ([(others, rest)] if rest else [])


def _slot(quantity: int, scale: float, frame: Frame) -> float:
    """A band's own room: never less than its two lines of text."""
    return max(quantity * scale, frame.line)


def _side_height(side: list[tuple[str, int]], scale: float, frame: Frame) -> float:
    return sum(_slot(quantity, scale, frame) + frame.gap for _, quantity in side) - frame.gap if side else 0


def _bands(side: list[tuple[str, int]], scale: float, start: float, frame: Frame, *, from_left: bool) -> list[Band]:
    bands, y, inner = [], frame.top, start
    for name, quantity in side:
        slot, height = _slot(quantity, scale, frame), quantity * scale
        outer = y + (slot - height) / 2
        path = _flow(outer, inner, height, frame, from_left=from_left)
        bands.append(Band(name, quantity, round(outer, 1), round(height, 1), round(y + slot / 2, 1), path))
        y, inner = y + slot + frame.gap, inner + height
    return bands


def _flow(outer: float, inner: float, height: float, frame: Frame, *, from_left: bool) -> str:
    """A ribbon between a bar and the middle block."""
    x0, x1 = (frame.left + frame.bar, frame.middle) if from_left else (frame.right, frame.middle + frame.bar)
    half = round((x0 + x1) / 2, 1)
    top = f"M{x0} {outer:.1f}C{half} {outer:.1f} {half} {inner:.1f} {x1} {inner:.1f}"
    back = f"C{half} {inner + height:.1f} {half} {outer + height:.1f} {x0} {outer + height:.1f}z"
    return f"{top}V{inner + height:.1f}{back}"


def shade(quantity: int, largest: int) -> int:
    """1 to 4 by share of the largest, 0 for nothing."""
    if not quantity or not largest:
        return 0
    return next((step for step, limit in ((1, 0.2), (2, 0.45), (3, 0.75)) if quantity <= largest * limit), 4)


@dataclass(frozen=True)
class Matrix:
    """Giver × receiver: names by id in order, quantities by (giver, receiver), and how many names were left out."""

    names: list[tuple[int, str]]
    cells: dict[tuple[int, int], int]
    largest: int
    left_out: int


def matrix(flows: Sequence[Flow], structure_id: int | None, most: int = 10) -> Matrix:
    """The structures with the largest flows, the reader's own first."""
    totals: dict[int, int] = {}
    names: dict[int, str] = {}
    for flow in flows:
        for number, name in ((flow.giver_id, flow.giver), (flow.receiver_id, flow.receiver)):
            names[number] = name
            totals[number] = totals.get(number, 0) + flow.quantity
    order = sorted(totals, key=lambda number: (number != structure_id, -totals[number], reading_order(names[number])))
    cells = {(flow.giver_id, flow.receiver_id): flow.quantity for flow in flows}
    shown = [(number, names[number]) for number in order[:most]]
    return Matrix(shown, cells, max(cells.values(), default=0), max(0, len(order) - most))
