"""Which months a report covers: whole months of the pole's local calendar. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

RECENT = "12"
QUARTER = "3"
NEXT = "next"
OLDEST_YEAR = 2000


@dataclass(frozen=True)
class Period:
    """[start, end): first days of months; `code` is what the address carries."""

    code: str
    start: date
    end: date

    @property
    def months(self) -> list[date]:
        """The first day of each month."""
        return list(_months(self.start, self.end))

    @property
    def last(self) -> date:
        """The first day of its last month."""
        return add_months(self.end, -1)


def add_months(first: date, months: int) -> date:
    """The first day of the month `months` later."""
    years, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(years, month + 1, 1)


def period(code: str | None, today: date) -> Period:
    """`12` and `3`: months up to this one; `next`: this month and the eleven after it; a year. Else the last twelve."""
    after = add_months(today.replace(day=1), 1)
    if code == QUARTER:
        return Period(QUARTER, add_months(after, -3), after)
    if code == NEXT:
        return Period(NEXT, add_months(after, -1), add_months(after, 11))
    if code and code.isascii() and code.isdigit() and OLDEST_YEAR <= int(code) <= today.year + 1:
        return Period(code, date(int(code), 1, 1), date(int(code) + 1, 1, 1))
    return Period(RECENT, add_months(after, -12), after)


def years(today: date, since: date) -> list[int]:
    """Years one may choose, the newest first: from the pole's first to this one, at most six."""
    return list(range(today.year, max(since.year, today.year - 5) - 1, -1))


def _months(start: date, end: date) -> Iterator[date]:
    while start < end:
        yield start
        start = add_months(start, 1)
