"""Is the document up to date for an employer, and why not: triggers of R4121-2, each with its day (law/safety 5.6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from mutua.safety import thresholds


class Why(StrEnum):
    """A trigger; the number of R4121-2 it falls under is in NUMBER."""

    NEVER_PUBLISHED = "never_published"
    YEAR_OVER = "year_over"
    NEW_UNIT = "new_unit"
    UNIT_GONE = "unit_gone"
    PLACE_CHANGED = "place_changed"
    CAPACITY = "capacity"
    ANSWERS = "answers"
    NEW_EMPLOYER = "new_employer"
    NEW_ARRANGEMENT = "new_arrangement"
    NEW_PAIR = "new_pair"
    NEW_ACTIVITY = "new_activity"
    MORE_OFTEN = "more_often"
    THRESHOLD = "threshold"
    HOURS = "hours"
    HEADCOUNT = "headcount"
    INCIDENT = "incident"
    TO_REVIEW = "to_review"
    CHECK_LATE = "check_late"
    DRILL_LATE = "drill_late"
    DRILL_MISSING = "drill_missing"
    LAW_CHANGED = "law_changed"
    HEAT = "heat"


NUMBER = {
    Why.NEVER_PUBLISHED: 1, Why.YEAR_OVER: 1, Why.NEW_UNIT: 2, Why.UNIT_GONE: 2, Why.PLACE_CHANGED: 2,
    Why.CAPACITY: 2, Why.ANSWERS: 2,
    Why.NEW_EMPLOYER: 2, Why.NEW_ARRANGEMENT: 2,
}  # fmt: skip


@dataclass(frozen=True)
class Reason:
    """`on` the day it arose; `employers`: whom it concerns, None for all; `what` names the thing, in no language.

    `thing`: what a reason without a day of its own is about, whatever its figures become; it is found true today, and
    dates from the day it was first seen to be. Empty where the day is known.
    """

    why: Why
    on: date
    what: str = ""
    employers: frozenset[int] | None = None
    thing: str = ""

    @property
    def key(self) -> str:
        """The same from one day to the next; empty when nothing has to be kept."""
        return f"{self.why}:{self.thing}" if self.thing else ""

    @property
    def number(self) -> int:
        """1 a year, 2 an important change of fitting-out or conditions, 3 new information on a risk."""
        return NUMBER.get(self.why, 3)


@dataclass(frozen=True)
class Standing:
    """What an employer is told in one sentence: `reasons` empty means up to date."""

    employer: int
    published_on: date | None
    due_on: date | None
    signed: bool
    reasons: tuple[Reason, ...]

    @property
    def up_to_date(self) -> bool:
        return self.published_on is not None and not self.reasons


def standing_of(
    employer: int,
    *,
    yearly: bool,
    published_on: date | None,
    included: bool,
    signed: bool,
    reasons: Iterable[Reason],
    today: date,
) -> Standing:
    """`published_on`: of the last version; `included`: whether this employer was in it. The year is each employer's.

    `yearly`: it has the eleven staff of R4121-2 1°, those lent to it for a year or more counted (L1111-2).
    """
    if published_on is None or not included:
        return Standing(employer, None, None, False, (Reason(Why.NEVER_PUBLISHED, today),))
    due_on = published_on + relativedelta(years=1) if yearly else None
    found = [row for row in reasons if row.employers is None or employer in row.employers]
    if due_on is not None and due_on <= today:
        found.append(Reason(Why.YEAR_OVER, due_on))
    return Standing(employer, published_on, due_on, signed, tuple(sorted(found, key=lambda row: (row.on, row.why))))


def heat_reason(published_on: date, today: date) -> Reason | None:
    """The season of heat that has begun since the version, of this year (R4463-1 to -8)."""
    season = thresholds.heat_season(today)
    if season is None or not published_on < season[0] <= today <= season[1]:
        return None
    return Reason(Why.HEAT, season[0])


def dated(reasons: Iterable[Reason], first_seen: Mapping[str, date]) -> list[Reason]:
    """Each from the day it was first seen."""
    return [replace(row, on=min(first_seen.get(row.key, row.on), row.on)) if row.key else row for row in reasons]
