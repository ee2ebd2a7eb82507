"""Quantities as people write them, to whole quanta; never a float."""

from __future__ import annotations

import re
from decimal import Decimal

from mutua.exchanges.models import UnitCode

NEGATIVE = re.compile(r"[-−–]\d.*", re.ASCII)
HUGE = re.compile(r"\d{8,}.*", re.ASCII)
CLOCK = re.compile(r"(\d{1,6})(?:h|:)(\d{2})(?:min)?", re.ASCII)  # 3h30, 3:30
HOURS = re.compile(r"(\d{1,6}(?:[.,]\d{1,4})?)(?:h|heures?)?", re.ASCII)  # 3, 3,5, 3 h
MINUTES = re.compile(r"(\d{1,7})(?:mn|min|minutes?)", re.ASCII)  # 45 min
WHOLE = re.compile(r"(\d{1,7}(?:[.,]\d{1,4})?)[a-zà-ü·’' -]*", re.ASCII | re.IGNORECASE)


class Unreadable(ValueError):
    """Not a quantity."""


class Negative(Unreadable):
    """Less than nothing."""


class TooLarge(Unreadable):
    """More digits than any exchange has."""


class NotWhole(ValueError):
    """A quantity that is not a whole number of quanta."""


def quanta(text: str, unit: UnitCode) -> int:
    """`3 h 30` in hours is 210 (minutes); `2` half-days is 2. Raises Unreadable or NotWhole."""
    bare = "".join(text.split()).lower()
    if NEGATIVE.fullmatch(bare):
        raise Negative(text)
    if HUGE.fullmatch(bare):
        raise TooLarge(text)
    if unit is not UnitCode.HOUR:
        found = WHOLE.fullmatch(bare)
        if found is None:
            raise Unreadable(text)
        return _whole(found[1], 1)
    if clock := CLOCK.fullmatch(bare):
        if int(clock[2]) > 59:
            raise Unreadable(text)
        return int(clock[1]) * 60 + int(clock[2])
    if minutes := MINUTES.fullmatch(bare):
        return int(minutes[1])
    if hours := HOURS.fullmatch(bare):
        return _whole(hours[1], 60)
    raise Unreadable(text)


def _whole(number: str, times: int) -> int:
    exact = Decimal(number.replace(",", ".")) * times
    if exact != exact.to_integral_value():
        raise NotWhole(number)
    return int(exact)


def written(quantity: int, unit: UnitCode) -> str:
    """What `quanta` reads back: 3 h 30, 45 min, 12."""
    if unit is not UnitCode.HOUR:
        return str(quantity)
    hours, minutes = divmod(quantity, 60)
    if minutes and not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes:02d}" if minutes else f"{hours} h"
