"""What the demonstration's people will ask and what becomes of it: pure, the same for the same day, no database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any

from holidays import country_holidays

from mutua.demo import resources, source

SEED = "trois-ponts"
WEEKS_BACK, WEEKS_AHEAD = 13, 38
WEEKS_A_MONTH = 4.345
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# Quiet resources are free from the thirtieth day on; two days of margin for a demonstration loaded the day before.
QUIET_AFTER = timedelta(days=27)


@dataclass(frozen=True)
class Fate:
    """What becomes of a request: who answers and when; whether it is given up; whether anybody comes."""

    answered_after: timedelta | None = timedelta(hours=20)
    declined_because: str | None = None
    cancelled_after: timedelta | None = None
    cancelled_because: str = ""
    nobody_comes: bool = False


@dataclass(frozen=True)
class Plan:
    """A request to come: wall-clock times, keys of the data files; `booked` is on the wall clock too."""

    booked: datetime
    person: str
    structure: str
    resources: tuple[str, ...]
    title: str
    start: datetime
    end: datetime
    people: int
    profile: str | None = None
    rrule: str | None = None
    skip: bool = False
    fate: Fate = Fate()
    date_fates: tuple[tuple[date, Fate], ...] = ()


def plans(today: date) -> list[Plan]:
    """Every request of the year, by the moment it is made. Requests that would be made from `today` on are left out."""
    chance = Random(SEED)
    found = [*_series(today, chance), *_moments(today), *_activities(today, chance)]
    return sorted(found, key=lambda plan: plan.booked)


def monday(today: date) -> date:
    return today - timedelta(days=today.weekday())


@cache
def public_holidays(year: int) -> frozenset[date]:
    return frozenset(country_holidays("FR", years=year))


def is_holiday(day: date) -> bool:
    return day in public_holidays(day.year)


def working_day(day: date) -> date:
    """The day itself, or the next that is neither weekend nor public holiday."""
    while day.weekday() >= 5 or is_holiday(day):
        day += timedelta(days=1)
    return day


def span(day: date, text: str) -> tuple[datetime, datetime]:
    """`09:00-11:00` of a day; `17:00-20:00+2` ends two days later."""
    opens, _, rest = text.partition("-")
    closes, _, nights = rest.partition("+")
    end = day + timedelta(days=int(nights or 0))
    return datetime.combine(day, time.fromisoformat(opens)), datetime.combine(end, time.fromisoformat(closes))


def _series(today: date, chance: Random) -> Iterator[Plan]:
    words = source.toml("moments")["words"]
    quiet = resources.quiet_keys()
    for row in source.toml("series")["series"]:
        dates = _dates(row, today, quiet)
        start, end = span(dates[0], row["at"])
        person, _, structure = row["who"].partition("@")
        yield Plan(
            booked=_office_hour(dates[0] - timedelta(days=row.get("early", 7)), chance),
            person=person,
            structure=structure,
            resources=tuple(row["on"]),
            title=row["title"],
            start=start,
            end=end,
            people=row["people"],
            profile=row["profile"],
            rrule=_rule(row, len(dates)),
            skip=row.get("skip", False),
            date_fates=tuple(_date_fates(dates, words, chance)),
        )


def _dates(row: dict[str, Any], today: date, quiet: set[str]) -> list[date]:
    first = monday(today) + timedelta(weeks=row["from"])
    weeks = range(0, row["weeks"], row.get("every", 1))
    days = [DAYS.index(day) for day in row["days"].split(",")]
    dates = [first + timedelta(weeks=week, days=day) for week in weeks for day in days]
    if quiet.intersection(row["on"]):
        dates = [day for day in dates if day < today + QUIET_AFTER]
    return dates


def _rule(row: dict[str, Any], count: int) -> str:
    every = f"INTERVAL={row['every']};" if "every" in row else ""
    return f"FREQ=WEEKLY;{every}BYDAY={row['days']};COUNT={count}"


def _date_fates(dates: list[date], words: dict[str, Any], chance: Random) -> Iterator[tuple[date, Fate]]:
    """Single dates of a series that are given up (public holidays among them), or to which nobody comes."""
    for day in dates:
        luck = chance.random()
        reason = chance.choice(words["cancelled"])
        if is_holiday(day):
            yield day, Fate(cancelled_after=timedelta(hours=2), cancelled_because=words["holiday"])
        elif luck < 0.02:
            yield day, Fate(cancelled_after=timedelta(days=3), cancelled_because=reason)
        elif luck > 0.993:
            yield day, Fate(nobody_comes=True)


def _moments(today: date) -> Iterator[Plan]:
    for row in source.toml("moments")["moment"]:
        start, end = span(_moment_day(row, today), row["at"])
        person, _, structure = row["who"].partition("@")
        declined = row.get("answer")
        yield Plan(
            booked=datetime.combine(today + timedelta(days=row["booked"]), time(9, 20)),
            person=person,
            structure=structure,
            resources=tuple(row["on"]),
            title=row["title"],
            start=start,
            end=end,
            people=row["people"],
            fate=Fate(timedelta(hours=22) if declined else None, declined),
        )


def _moment_day(row: dict[str, Any], today: date) -> date:
    """The working day it falls on; `weekday` moves it to the next such day of the week."""
    day = today + timedelta(days=row["day"])
    if "weekday" in row:
        day += timedelta(days=(DAYS.index(row["weekday"]) - day.weekday()) % 7)
    return working_day(day)


def _activities(today: date, chance: Random) -> Iterator[Plan]:
    words = source.toml("moments")["words"]
    known = {row["key"]: row for row in resources.rows()}
    for row in source.toml("activities")["activity"]:
        for week in range(-WEEKS_BACK, WEEKS_AHEAD):
            wanted = row["per_month"] / WEEKS_A_MONTH * _eagerness(week)
            for _ in range(int(wanted) + (chance.random() < wanted % 1)):
                plan = _activity(row, monday(today) + timedelta(weeks=week), known, words, today, chance)
                if plan:
                    yield plan


def _eagerness(week: int) -> float:
    """Most people ask a few weeks ahead, some in spring for autumn."""
    if week < 3:
        return 0.8
    return 0.4 if week < 9 else 0.12


def _activity(
    row: dict[str, Any],
    week: date,
    known: dict[str, dict[str, Any]],
    words: dict[str, Any],
    today: date,
    chance: Random,
) -> Plan | None:
    """One booking in that week; None when chance falls on a public holiday or beyond what a quiet room takes."""
    day = week + timedelta(days=DAYS.index(chance.choice(row["days"].split(","))))
    on, slot, person = chance.choice(row["on"]), chance.choice(row["at"]), chance.choice(row["who"])
    title, people = chance.choice(row["titles"]), chance.randint(*row["people"])
    notice = max(known[key].get("notice_days", 0) for key in on)
    booked = _booked(day, today, notice, chance)
    fate = _fate(words, chance)
    quiet = any(known[key].get("quiet") for key in on)
    if is_holiday(day) or (quiet and day >= today + QUIET_AFTER):
        return None
    start, end = span(day, slot)
    name, _, structure = person.partition("@")
    return Plan(booked, name, structure, tuple(on), title, start, end, people, row.get("profile"), fate=fate)


def _booked(day: date, today: date, notice: int, chance: Random) -> datetime:
    """When it was asked: some days before, and before today."""
    asked = day - timedelta(days=notice + chance.choice((2, 3, 4, 6, 8, 11, 15, 20)))
    latest = today - timedelta(days=chance.choice((1, 1, 2, 3, 5, 8, 12, 18)))
    return _office_hour(min(asked, latest), chance)


def _fate(words: dict[str, Any], chance: Random) -> Fate:
    luck, hours = chance.random(), chance.randint(2, 60)
    declined, given_up = chance.choice(words["declined"]), chance.choice(words["cancelled"])
    return Fate(
        answered_after=timedelta(hours=hours) if luck > 0.015 else None,
        declined_because=declined if luck < 0.08 else None,
        cancelled_after=timedelta(hours=hours + 3) if luck > 0.95 else None,
        cancelled_because=given_up,
        nobody_comes=0.92 < luck < 0.95,
    )


def _office_hour(day: date, chance: Random) -> datetime:
    return datetime.combine(day, time(chance.randint(8, 17), chance.randint(0, 59)))
