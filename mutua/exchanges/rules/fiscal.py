"""Accounting years that begin in any month: which one a day lies in, its two ends, its name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from mutua.exchanges.rules.refusals import No
from mutua.pole.models import Member


@dataclass(frozen=True)
class Fiscal:
    """Twelve months from the first of `month` of `year` on; both ends included."""

    year: int
    month: int

    @property
    def start(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def end(self) -> date:
        return date(self.year + 1, self.month, 1) - timedelta(days=1)

    @property
    def label(self) -> str:
        """2027, or 2027-2028 when it lies in two calendar years."""
        return str(self.year) if self.month == 1 else f"{self.year}-{self.year + 1}"


def year_with(day: date, month: int) -> Fiscal:
    """The accounting year of a structure whose years begin in `month` that holds this day."""
    return Fiscal(day.year if day.month >= month else day.year - 1, month)


def why_not_set_month(month: int, member: Member, *, settled: bool) -> No | None:
    """The structure's managers say it, until a year was settled: its neighbours would overlap it or leave a gap."""
    if member.structure_id is None or not member.manages(member.structure_id):
        return No.NOT_OUR_MANAGER
    if not 1 <= month <= 12:
        return No.WRONG_MONTH
    return No.YEARS_SETTLED if settled else None
