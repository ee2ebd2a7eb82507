"""Accounting years that begin in any month, and those that lead from one rhythm to another.

A structure may move its closing day: the year that leads there is then shorter or longer than twelve months, up to 23
(Code de commerce L123-12 asks for twelve; the exception is usage, as experts-comptables write it). What was settled
before stays where it was.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mutua.exchanges.models import AccountingYear
from mutua.exchanges.rules.refusals import No
from mutua.pole.models import Member

FIRST, LAST = 1999, 2101  # calendar years in which an accounting year may begin
LONGEST_YEAR = 23  # months


@dataclass(frozen=True)
class Fiscal:
    """An accounting year, both ends included; `part` tells apart two that begin in one calendar year."""

    start: date
    end: date
    part: int = 1

    @property
    def year(self) -> int:
        return self.start.year

    @property
    def key(self) -> str:
        """As addresses and forms name it: 2027, or 2027-2 for the second that begins in 2027."""
        return str(self.year) if self.part == 1 else f"{self.year}-{self.part}"

    @property
    def months(self) -> int:
        after = self.end + timedelta(days=1)
        return (after.year - self.start.year) * 12 + after.month - self.start.month

    @property
    def label(self) -> str:
        """2027, or 2027-2028 when it lies in two calendar years; its months when they are not twelve."""
        if self.months != 12:
            return f"{self.start:%m.%Y}-{self.end:%m.%Y}"
        return str(self.year) if self.start.month == 1 else f"{self.year}-{self.year + 1}"


class Years:
    """A structure's accounting years, from what it said of them, the oldest first; nothing said: calendar years."""

    def __init__(self, said: Sequence[AccountingYear]) -> None:
        starts = _every(date(FIRST, 1, 1))
        for row in said:
            if row.transition_on is None or row.begins_on is None:
                starts = _every(date(FIRST, row.month, 1))
            else:
                kept = row.transition_on
                starts = [day for day in starts if day <= kept] + _every(row.begins_on)
        self._starts = starts

    def holding(self, day: date) -> Fiscal:
        """The accounting year in which a day lies."""
        return self._at(bisect_right(self._starts, day) - 1)

    def before(self, year: Fiscal) -> Fiscal:
        return self.holding(year.start - timedelta(days=1))

    def named(self, key: str) -> Fiscal | None:
        """By the name of addresses and forms; None when there is no such year."""
        return next((each for each in map(self._at, range(len(self._starts) - 1)) if each.key == key), None)

    def starting(self, first: date, last: date) -> list[Fiscal]:
        """Those that begin in [first, last], in order."""
        return [self.holding(day) for day in self._starts[:-1] if first <= day <= last]

    def _at(self, place: int) -> Fiscal:
        place = max(0, min(place, len(self._starts) - 2))
        start, after = self._starts[place], self._starts[place + 1]
        part = sum(1 for day in self._starts[max(0, place - 12) : place + 1] if day.year == start.year)
        return Fiscal(start, after - timedelta(days=1), part)


def _every(first: date) -> list[date]:
    """Its day of each year from then on."""
    return [first.replace(year=year) for year in range(first.year, LAST + 2)]


def months_after(day: date, months: int) -> date:
    """The first of a month, so many months after the first of another."""
    place = day.year * 12 + day.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def why_not_set_month(month: int, member: Member, *, settled: bool) -> No | None:
    """The structure's managers say it, until a year was settled: from then on years only change from one on."""
    if member.structure_id is None or not member.manages(member.structure_id):
        return No.NOT_OUR_MANAGER
    if not 1 <= month <= 12:
        return No.WRONG_MONTH
    return No.YEARS_SETTLED if settled else None


def why_not_lead_over(
    transition_on: date, months: int, years: Years, member: Member, *, settled_until: date | None
) -> No | None:
    """A year of another length leads to the new rhythm: one that begins where years begin, after what was settled."""
    if member.structure_id is None or not member.manages(member.structure_id):
        return No.NOT_OUR_MANAGER
    if not 1 <= months <= LONGEST_YEAR or months == 12:
        return No.WRONG_LENGTH
    if years.holding(transition_on).start != transition_on or not FIRST < transition_on.year < LAST - 2:
        return No.WRONG_TRANSITION
    return No.WRONG_TRANSITION if settled_until is not None and transition_on <= settled_until else None
