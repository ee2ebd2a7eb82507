"""When a resource is open on the wall clock: weekly hours, what differs on some days, holidays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mutua.resources.models import almanac
from mutua.resources.models.house import HolidayEffect, HouseRules, SchoolEffect

DAY = 24 * 60
SUNDAY = 6
Slots = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Opening:
    """`weekly`: (weekday, opens, closes) in minutes after midnight; none at all means open day and night."""

    weekly: tuple[tuple[int, int, int], ...]
    house: HouseRules

    @property
    def always(self) -> bool:
        return not self.weekly and not self.house.bends_hours

    def on(self, day: date) -> Slots:
        """The slots of one local day: what was written for that day, then holidays, then its weekday."""
        for exception in self.house.exceptions:
            if exception.first_on <= day <= exception.last_on:
                return exception.slots
        if self.house.school is SchoolEffect.CLOSED and almanac.school_holiday(day, self.house.school_zone):
            return ()
        if self.house.holidays is not HolidayEffect.OPEN and almanac.public_holiday(day, self.house.region):
            return self._weekday(SUNDAY) if self.house.holidays is HolidayEffect.SUNDAY else ()
        return self._weekday(day.weekday())

    def why(self, day: date) -> str:
        """What makes this day differ: the words of its exception, the name of a holiday; empty otherwise."""
        for exception in self.house.exceptions:
            if exception.first_on <= day <= exception.last_on:
                return exception.label
        school = almanac.school_holiday(day, self.house.school_zone)
        if school and self.house.school is SchoolEffect.CLOSED:
            return school
        holiday = self.house.holidays is not HolidayEffect.OPEN and almanac.public_holiday(day, self.house.region)
        return holiday or ""

    def notes(self, day: date) -> list[str]:
        """What to say of a day whatever its effect: its exception, public holiday, school holidays."""
        labels = [entry.label for entry in self.house.exceptions if entry.first_on <= day <= entry.last_on][:1]
        public = almanac.public_holiday(day, self.house.region) if self.house.holidays is not HolidayEffect.OPEN else ""
        school = almanac.school_holiday(day, self.house.school_zone)
        return [*filter(None, labels), *([public] if public else []), *([school] if school else [])]

    def _weekday(self, weekday: int) -> Slots:
        if not self.weekly:
            return ((0, DAY),)
        return sorted((opens, closes) for on, opens, closes in self.weekly if on == weekday)


def covered_by(slots_on: Callable[[date], Slots], start: datetime, end: datetime) -> bool:
    """Whether the slots of each day cover [start, end) on the wall clock; touching slots join, over midnight too."""
    day = start.replace(hour=0, minute=0, second=0, microsecond=0)
    while day < end:
        first = max(0, int((start - day).total_seconds() // 60))
        last = min(DAY, -int((day - end).total_seconds() // 60))
        if not _covers_day(slots_on(day.date()), first, last):
            return False
        day += timedelta(days=1)
    return True


def _covers_day(slots: Slots, first: int, last: int) -> bool:
    reached = first
    for opens, closes in sorted(slots):
        if opens <= reached < closes:
            reached = closes
    return reached >= last
