"""Quotas: how many dates or hours a structure or a person may have in a day, a week, a month, a year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from mutua.kernel.timespan import TimeSpan, moment, wall
from mutua.resources.models import HouseRules, Measure, Per, Period, Purpose, Quota
from mutua.resources.rules.gates import touches
from mutua.resources.rules.refusals import No


class Use(NamedTuple):
    """A date that counts: live, or cancelled too late."""

    span: TimeSpan
    structure_id: int
    person_id: int


class Excess(NamedTuple):
    """The quota that would be passed, by which date, and how much of it is used already (dates or minutes)."""

    quota: Quota
    span: TimeSpan
    used: int

    @property
    def reason(self) -> No:
        return No.QUOTA_OF_PERSON if self.quota.per is Per.PERSON else No.QUOTA_OF_STRUCTURE

    @property
    def left(self) -> int:
        """Dates or minutes that may still be booked."""
        return limit(self.quota) - self.used

    @property
    def too_large(self) -> bool:
        """Even with nothing used: no other period will do."""
        return _size(self.quota, self.span) > limit(self.quota)


def reach(house: HouseRules, spans: Sequence[TimeSpan], zone: str) -> TimeSpan:
    """From the first to the last moment of all periods that these spans fall in."""
    periods = [bounds(quota.period, wall(span.start, zone).date(), zone) for quota in house.quotas for span in spans]
    return TimeSpan(min(span.start for span in periods), max(span.end for span in periods))


def bounds(period: Period, day: date, zone: str) -> TimeSpan:
    """The day, week from Monday, month or year of a local day, from midnight to midnight."""
    if period is Period.DAY:
        first, last = day, day + timedelta(days=1)
    elif period is Period.WEEK:
        first = day - timedelta(days=day.weekday())
        last = first + timedelta(days=7)
    elif period is Period.MONTH:
        first = day.replace(day=1)
        last = (first + timedelta(days=32)).replace(day=1)
    else:
        first, last = date(day.year, 1, 1), date(day.year + 1, 1, 1)
    return TimeSpan(_midnight(first, zone), _midnight(last, zone))


def _midnight(day: date, zone: str) -> datetime:
    return moment(datetime.combine(day, datetime.min.time()), zone)


def excess(
    house: HouseRules, wanted: Sequence[TimeSpan], used: Sequence[Use], *, structure_id: int, person_id: int, zone: str
) -> Excess | None:
    """The first date of a wish that passes a quota, those before it counted."""
    for quota in house.quotas:
        mine = [use.span for use in used if _counts(quota, use, structure_id, person_id)]
        found = _excess(quota, house, sorted(wanted), mine, zone)
        if found is not None:
            return found
    return None


def _counts(quota: Quota, use: Use, structure_id: int, person_id: int) -> bool:
    return use.person_id == person_id if quota.per is Per.PERSON else use.structure_id == structure_id


def _excess(
    quota: Quota, house: HouseRules, wanted: Sequence[TimeSpan], used: list[TimeSpan], zone: str
) -> Excess | None:
    counted = [span for span in used if _measured(quota, house, span, zone)]
    for span in wanted:
        if not _measured(quota, house, span, zone):
            continue
        within = bounds(quota.period, wall(span.start, zone).date(), zone)
        already = sum(_size(quota, other) for other in counted if within.start <= other.start < within.end)
        if already + _size(quota, span) > limit(quota):
            return Excess(quota, span, already)
        counted.append(span)
    return None


def _measured(quota: Quota, house: HouseRules, span: TimeSpan, zone: str) -> bool:
    return not quota.peak or touches(house.windows_for(Purpose.PEAK), span, zone)


def _size(quota: Quota, span: TimeSpan) -> int:
    return 1 if quota.measure is Measure.DATES else span.minutes


def limit(quota: Quota) -> int:
    """In dates, or in minutes."""
    return quota.most if quota.measure is Measure.DATES else quota.most * 60
