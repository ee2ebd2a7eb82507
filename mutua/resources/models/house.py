"""The rules of one resource: kept beside it as one JSON value, so that booking reads them with its row, for nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from mutua.resources.models.almanac import Region, SchoolZone


class HolidayEffect(StrEnum):
    """What a public holiday does: nothing, closed, or the hours of a Sunday."""

    OPEN = "open"
    CLOSED = "closed"
    SUNDAY = "sunday"


class SchoolEffect(StrEnum):
    """What school holidays do: they are shown, or they close."""

    OPEN = "open"
    CLOSED = "closed"


class Purpose(StrEnum):
    """Peak: shorter stays and quotas of its own. Priority: the owner alone, until some days before."""

    PEAK = "peak"
    PRIORITY = "priority"


class Per(StrEnum):
    STRUCTURE = "structure"
    PERSON = "person"


class Measure(StrEnum):
    DATES = "dates"
    HOURS = "hours"


class Period(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class LateCancel(StrEnum):
    """After the limit a cancellation still counts in the quotas, or is refused."""

    COUNTS = "counts"
    REFUSED = "refused"


class Crowd(StrEnum):
    """Whose roles may book: every member, or the managers of structures."""

    MEMBERS = "members"
    MANAGERS = "managers"


@dataclass(frozen=True)
class DayException:
    """Other hours from one day to another, both included; no slots: closed."""

    first_on: date
    last_on: date
    slots: tuple[tuple[int, int], ...] = ()
    label: str = ""


@dataclass(frozen=True)
class Window:
    """A part of the week; `release_days` before a date, a priority window opens to everybody."""

    purpose: Purpose
    weekdays: tuple[int, ...]
    opens: int
    closes: int
    release_days: int = 0


@dataclass(frozen=True)
class Quota:
    """At most `most` dates or hours in a day, week (Monday), month or year; `peak`: only what touches peak times."""

    per: Per
    measure: Measure
    period: Period
    most: int
    peak: bool = False


@dataclass(frozen=True)
class HouseRules:
    """Everything beyond opening hours, notice, longest stay, horizon and grid, which have columns of their own.

    `structures`: who alone may book, none for all; `trusted`: whose requests need no approval; `requires`: what the
    person who books must hold; notices are minutes before the start.
    """

    exceptions: tuple[DayException, ...] = ()
    windows: tuple[Window, ...] = ()
    quotas: tuple[Quota, ...] = ()
    shortest_minutes: int = 0
    change_notice_minutes: int = 0
    cancel_notice_minutes: int = 0
    late_cancel: LateCancel = LateCancel.COUNTS
    peak_longest_minutes: int = 0
    holidays: HolidayEffect = HolidayEffect.OPEN
    region: Region = Region.METROPOLE
    school: SchoolEffect = SchoolEffect.OPEN
    school_zone: SchoolZone | None = None
    crowd: Crowd = Crowd.MEMBERS
    structures: tuple[int, ...] = ()
    trusted: tuple[int, ...] = ()
    requires: tuple[str, ...] = ()

    @property
    def bends_hours(self) -> bool:
        """Whether some day may differ from its weekday."""
        holidays = self.holidays is not HolidayEffect.OPEN or self.school is not SchoolEffect.OPEN
        return bool(self.exceptions) or holidays

    def windows_for(self, purpose: Purpose) -> list[Window]:
        return [window for window in self.windows if window.purpose is purpose]

    def to_json(self) -> dict[str, Any] | None:
        """What differs from the usual; None when nothing does."""
        kept = {
            field.name: _plain(getattr(self, field.name))
            for field in fields(self)
            if getattr(self, field.name) != field.default
        }
        return kept or None


USUAL = HouseRules()


def read(kept: Mapping[str, Any] | None) -> HouseRules:
    """The rules of a row. Unknown names, of a later version, are left aside."""
    if not kept:
        return USUAL
    return HouseRules(**{name: make(kept[name]) for name, make in READERS.items() if name in kept})


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, (DayException, Window, Quota)):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _exception(row: Mapping[str, Any]) -> DayException:
    slots = tuple((int(opens), int(closes)) for opens, closes in row["slots"])
    return DayException(date.fromisoformat(row["first_on"]), date.fromisoformat(row["last_on"]), slots, row["label"])


def _window(row: Mapping[str, Any]) -> Window:
    return Window(Purpose(row["purpose"]), tuple(row["weekdays"]), row["opens"], row["closes"], row["release_days"])


def _quota(row: Mapping[str, Any]) -> Quota:
    return Quota(Per(row["per"]), Measure(row["measure"]), Period(row["period"]), row["most"], row["peak"])


READERS: dict[str, Any] = {
    "exceptions": lambda rows: tuple(map(_exception, rows)),
    "windows": lambda rows: tuple(map(_window, rows)),
    "quotas": lambda rows: tuple(map(_quota, rows)),
    "shortest_minutes": int,
    "change_notice_minutes": int,
    "cancel_notice_minutes": int,
    "late_cancel": LateCancel,
    "peak_longest_minutes": int,
    "holidays": HolidayEffect,
    "region": Region,
    "school": SchoolEffect,
    "school_zone": SchoolZone,
    "crowd": Crowd,
    "structures": tuple,
    "trusted": tuple,
    "requires": tuple,
}
