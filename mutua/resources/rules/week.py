"""The opening hours of a week, as people say them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from mutua.resources.models import OpeningHours


class Days(NamedTuple):
    """Days in a row, first to last, that open at the same hours."""

    first: int
    last: int
    slots: list[tuple[int, int]]


def days_alike(hours: Iterable[OpeningHours]) -> list[Days]:
    """Monday to Friday alike is one line; a day that is closed, or other hours, begin another."""
    week: dict[int, list[tuple[int, int]]] = {}
    for slot in sorted(hours, key=lambda slot: (slot.weekday, slot.opens)):
        week.setdefault(slot.weekday, []).append((slot.opens, slot.closes))
    rows: list[Days] = []
    for day, slots in week.items():
        if rows and rows[-1].last == day - 1 and rows[-1].slots == slots:
            rows[-1] = Days(rows[-1].first, day, slots)
        else:
            rows.append(Days(day, day, slots))
    return rows
