"""The rules of a resource, without a database: hours that bend, windows, quotas, rights."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mutua.kernel.timespan import TimeSpan, wall
from mutua.resources import rules
from mutua.resources.models import (
    DayException,
    Entitlement,
    HolidayEffect,
    HouseRules,
    Measure,
    Opening,
    Per,
    Period,
    Purpose,
    Quota,
    Region,
    Resource,
    Right,
    SchoolEffect,
    SchoolZone,
    Window,
    almanac,
    house,
)
from mutua.resources.models.house import Crowd, LateCancel
from mutua.resources.rules import No, Use
from tests.builders import PARIS, at, on

WEEK = tuple((day, 480, 1140) for day in range(5))
EVERYTHING = HouseRules(
    exceptions=(DayException(date(2027, 12, 24), date(2027, 12, 24), ((480, 720),), "Réveillon"),),
    windows=(Window(Purpose.PEAK, (0, 1), 1020, 1200), Window(Purpose.PRIORITY, (2,), 480, 720, 7)),
    quotas=(Quota(Per.PERSON, Measure.HOURS, Period.WEEK, 6, peak=True),),
    shortest_minutes=30,
    change_notice_minutes=60,
    cancel_notice_minutes=1440,
    late_cancel=LateCancel.REFUSED,
    peak_longest_minutes=120,
    holidays=HolidayEffect.SUNDAY,
    region=Region.REUNION,
    school=SchoolEffect.CLOSED,
    school_zone=SchoolZone.B,
    crowd=Crowd.MANAGERS,
    structures=(3, 4),
    trusted=(4,),
    requires=("licence_b",),
)


def test_rules_are_kept_and_read_again() -> None:
    assert house.read(EVERYTHING.to_json()) == EVERYTHING
    assert HouseRules().to_json() is None
    assert house.read(None) == house.read({"of_a_later_version": 1}) == HouseRules()


@pytest.mark.parametrize(
    "day, slots",
    [
        ("2027-03-02", [(480, 1140)]),
        ("2027-03-06", []),
        ("2027-05-06", []),  # Ascension
        ("2027-12-24", [(480, 720)]),  # what was written for the day wins
        ("2027-02-15", []),  # winter holidays of zone A
        ("2027-02-22", []),
        ("2027-03-26", [(480, 1140)]),  # Good Friday: Alsace and Moselle alone
    ],
)
def test_a_day_has_its_own_hours(day: str, slots: list[tuple[int, int]]) -> None:
    bent = HouseRules(
        exceptions=EVERYTHING.exceptions,
        holidays=HolidayEffect.CLOSED,
        school=SchoolEffect.CLOSED,
        school_zone=SchoolZone.A,
    )
    assert list(Opening(WEEK, bent).on(date.fromisoformat(day))) == slots


def test_holidays_follow_the_region() -> None:
    good_friday, abolition = date(2027, 3, 26), date(2027, 12, 20)
    kept = {region for region in Region if almanac.public_holiday(good_friday, region)}
    assert Region.ALSACE_MOSELLE in kept
    assert Region.METROPOLE not in kept
    assert almanac.public_holiday(abolition, Region.REUNION)
    assert not almanac.public_holiday(abolition, Region.METROPOLE)
    assert almanac.region_of("Indian/Reunion") is Region.REUNION
    assert almanac.region_of("Europe/Paris") is Region.METROPOLE
    sunday = Opening((*WEEK, (6, 600, 720)), HouseRules(holidays=HolidayEffect.SUNDAY))
    assert list(sunday.on(date(2027, 5, 6))) == [(600, 720)]
    assert list(Opening((), HouseRules(holidays=HolidayEffect.CLOSED)).on(date(2027, 5, 6))) == []
    assert list(Opening((), HouseRules(holidays=HolidayEffect.CLOSED)).on(date(2027, 5, 7))) == [(0, 1440)]


def test_school_holidays_nobody_has_published_are_none() -> None:
    assert almanac.school_holiday(date(2090, 7, 14), SchoolZone.C) is None
    assert almanac.school_holiday(date(2027, 2, 15), None) is None


@pytest.mark.parametrize(
    "hours, answer",
    [("18:00-18:15", No.TOO_SHORT), ("18:00-20:00", None), ("18:00-20:30", No.PEAK_TOO_LONG), ("09:00-17:00", None)],
)
def test_stays_have_a_shortest_length_and_a_longest_at_peak_times(hours: str, answer: No | None) -> None:
    assert rules.why_not_last(EVERYTHING, on("2027-03-01", hours), PARIS) == answer


def test_priority_hours_open_to_others_at_local_midnight() -> None:
    wednesday = on("2027-03-31", "09:00-10:00")  # after the clock change of the 28th
    assert rules.opens_to_others(EVERYTHING, wednesday, PARIS) == at("2027-03-24 00:00")
    assert rules.opens_to_others(EVERYTHING, on("2027-03-31", "12:00-13:00"), PARIS) is None
    day = date(2027, 3, 31)
    assert rules.hours_of_others(EVERYTHING, day, PARIS, now=at("2027-03-23 23:59")) == [(480, 720)]
    assert rules.hours_of_others(EVERYTHING, day, PARIS, now=at("2027-03-24 00:00")) == []


def test_a_cancellation_is_late_from_its_notice_on() -> None:
    start = at("2027-03-05 09:00")
    assert not rules.is_late(EVERYTHING, start, now=at("2027-03-04 09:00"))
    assert rules.is_late(EVERYTHING, start, now=at("2027-03-04 09:01"))
    assert not rules.is_late(HouseRules(), start, now=start)


@pytest.mark.parametrize(
    "period, first, last",
    [
        (Period.DAY, "2027-03-28 00:00", "2027-03-29 00:00"),
        (Period.WEEK, "2027-03-22 00:00", "2027-03-29 00:00"),
        (Period.MONTH, "2027-03-01 00:00", "2027-04-01 00:00"),
        (Period.YEAR, "2027-01-01 00:00", "2028-01-01 00:00"),
    ],
)
def test_periods_begin_at_local_midnight(period: Period, first: str, last: str) -> None:
    assert rules.bounds(period, date(2027, 3, 28), PARIS) == TimeSpan(at(first), at(last))


def test_a_quota_counts_dates_or_hours_of_one_structure_or_person() -> None:
    used = [Use(on("2027-03-02", "09:00-11:00"), 1, 7), Use(on("2027-03-03", "09:00-10:00"), 1, 8)]

    def ask(quota: Quota, *hours: str, day: str = "2027-03-04") -> tuple[No, int] | None:
        wanted = [on(day, entry) for entry in hours]
        bound = HouseRules(quotas=(quota,), windows=EVERYTHING.windows)
        found = rules.excess(bound, wanted, used, structure_id=1, person_id=7, zone=PARIS)
        return (found.reason, found.used) if found else None

    dates = Quota(Per.STRUCTURE, Measure.DATES, Period.WEEK, 3)
    assert ask(dates, "09:00-10:00") is None
    assert ask(dates, "09:00-10:00", "14:00-15:00") == (No.QUOTA_OF_STRUCTURE, 3)
    assert ask(dates, "09:00-10:00", "14:00-15:00", day="2027-03-08") is None
    hours = Quota(Per.PERSON, Measure.HOURS, Period.MONTH, 3)
    assert ask(hours, "09:00-10:00") is None
    assert ask(hours, "09:00-10:15") == (No.QUOTA_OF_PERSON, 120)
    peak = Quota(Per.STRUCTURE, Measure.DATES, Period.WEEK, 1, peak=True)
    assert ask(peak, "09:00-10:00", "14:00-15:00") is None


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 92), st.integers(1, 8)), max_size=12),
    st.sampled_from(list(Period)),
    st.sampled_from(list(Measure)),
    st.integers(1, 6),
)
def test_a_quota_agrees_with_counting_by_hand(
    wanted: list[tuple[int, int, int]], period: Period, measure: Measure, most: int
) -> None:
    """Add date after date; the first refusal is where the plain sum of its period passes the limit."""
    start = datetime(2027, 3, 1)
    spans = sorted(
        TimeSpan(begin, begin + timedelta(minutes=15 * length))
        for day, quarter, length in wanted
        for begin in [at((start + timedelta(days=day, minutes=15 * quarter)).strftime("%Y-%m-%d %H:%M"))]
    )
    quota = Quota(Per.STRUCTURE, measure, period, most)
    names = {Period.DAY: "%Y-%m-%d", Period.WEEK: "%G-%V", Period.MONTH: "%Y-%m", Period.YEAR: "%Y"}
    sums: dict[str, int] = {}
    expected = None
    for span in spans:
        name = wall(span.start, PARIS).strftime(names[period])
        sums[name] = sums.get(name, 0) + (60 if measure is Measure.DATES else span.minutes)
        if sums[name] > most * 60:
            expected = span
            break
    found = rules.excess(HouseRules(quotas=(quota,)), spans, [], structure_id=1, person_id=1, zone=PARIS)
    assert (found.span if found else None) == expected


def test_a_right_must_hold_to_the_last_day() -> None:
    resource = Resource(id=5, rules=HouseRules(requires=("licence_b", "induction")).to_json())
    licence = Entitlement(code=Right.LICENCE_B, until_on=date(2027, 6, 30))
    elsewhere = Entitlement(code=Right.INDUCTION, resource_id=6)
    here = Entitlement(code=Right.INDUCTION, resource_id=5)
    assert rules.lacks(resource, date(2027, 6, 30), [licence, here]) == []
    assert [(lack.right, lack.reason) for lack in rules.lacks(resource, date(2027, 7, 1), [licence, elsewhere])] == [
        (Right.LICENCE_B, No.ENTITLED_TOO_SHORT),
        (Right.INDUCTION, No.NOT_ENTITLED),
    ]
