"""T2, T3, T8, T9 (average): civil weeks, and every window of twelve of them."""

from datetime import date, timedelta

import pytest

from mutua.staffing.working_time import Derogation, Person
from tests.staffing.working_time_cases import case, days, found

MONDAY = date(2027, 3, 1)
FOUR_FOUR = ("08:00-12:00", "13:00-17:00")


def week(monday, *, extra="", hours=FOUR_FOUR, count=6):
    """Six days of eight hours (48 h), and one more entry on the Saturday."""
    entries = [entry for each in hours for entry in days(monday.isoformat(), count, each)]
    return [*entries, f"{monday + timedelta(days=5)} {extra}"] if extra else entries


def weeks(count, *, hours=("08:00-12:00", "13:00-16:20"), extra=""):
    """Weeks of 6 × 7 h 20 = 44 h."""
    return [
        entry
        for number in range(count)
        for entry in week(MONDAY + timedelta(weeks=number), hours=hours, extra=extra if number == 0 else "")
    ]


def test_a_civil_week_has_forty_eight_hours():
    assert found(case(*week(MONDAY))) == []
    assert found(case(*week(MONDAY, extra="18:00-18:01"))) == [("T2", "breach", "2027-03-01", 2881, 2880)]


def test_the_week_ends_at_midnight_of_sunday():
    full = week(MONDAY)
    assert found(case(*full, "2027-03-08 00:00-00:30"), "T2") == []
    assert found(case(*full, "2027-03-07 23:59-00:30"), "T2") == [("T2", "breach", "2027-03-01", 2881, 2880)]


@pytest.mark.parametrize(
    ("start", "until", "limit", "breach"),
    [
        (MONDAY, date(2027, 3, 6), 3000, None),
        (MONDAY, date(2027, 3, 5), 3000, 2880),  # Saturday is worked and not covered
        (date(2027, 3, 2), date(2027, 3, 7), 3000, 2880),
        (MONDAY, date(2027, 3, 7), 2940, 2940),
    ],
)
def test_a_derogation_of_the_week_covers_each_worked_day(start, until, limit, breach):
    asked = case(*week(MONDAY, extra="18:00-20:00"), derogations=(Derogation("T2", limit, start, until, True),))
    assert found(asked, "T2") == ([] if breach is None else [("T2", "breach", "2027-03-01", 3000, breach)])


def test_no_derogation_goes_beyond_sixty_hours():
    asked = case(
        *week(MONDAY, hours=("08:00-12:00", "13:00-19:01")),
        derogations=(Derogation("T2", 4000, MONDAY, MONDAY + timedelta(days=6), True),),
    )
    assert found(asked, "T2") == [("T2", "breach", "2027-03-01", 3606, 3600)]


def test_twelve_weeks_have_528_hours():
    last = (MONDAY + timedelta(weeks=11)).isoformat()
    assert found(case(*weeks(12)), "T1", "T2", "T3") == []
    assert found(case(*weeks(12, extra="17:00-17:01")), "T3") == [("T3", "breach", last, 31681, 31680)]


def test_the_window_slides_and_free_weeks_count_in_it():
    later = [entry for entry in weeks(13, hours=FOUR_FOUR) if entry >= (MONDAY + timedelta(weeks=2)).isoformat()]
    assert found(case(*weeks(1), *later), "T3") == []  # 44 h, a free week, then 11 × 48 h = 528 h
    longer = [*later, f"{MONDAY + timedelta(weeks=13)} 08:00-08:01"]
    assert found(case(*weeks(1), *longer), "T3") == [
        ("T3", "breach", (MONDAY + timedelta(weeks=13)).isoformat(), 31681, 31680)
    ]


def test_every_window_with_work_is_looked_at_also_when_its_last_week_is_free():
    sixty = ("06:00-12:00", "13:00-17:00")
    asked = case(*weeks(10, hours=sixty))
    ends = [(MONDAY + timedelta(weeks=number)).isoformat() for number in range(8, 13)]
    assert [(each[2], each[3]) for each in found(asked, "T3")] == [
        (ends[0], 9 * 3600),
        (ends[1], 10 * 3600),
        (ends[2], 10 * 3600),
        (ends[3], 10 * 3600),
        (ends[4], 9 * 3600),
    ]


@pytest.mark.parametrize(("limit", "breach"), [(33120, None), (40000, None), (32000, 32000)])
def test_the_limit_of_a_t3_derogation_is_the_total_of_twelve_weeks(limit, breach):
    last = MONDAY + timedelta(weeks=11)
    forty_six = ("08:00-12:00", "13:00-16:40")  # 6 × 7 h 40 = 46 h
    derogation = Derogation("T3", limit, MONDAY, last + timedelta(days=6), True)
    expected = [] if breach is None else [("T3", "breach", last.isoformat(), 33120, breach)]
    assert found(case(*weeks(12, hours=forty_six), derogations=(derogation,)), "T3") == expected


def test_no_agreement_goes_beyond_552_hours_nor_beyond_its_end():
    forty_six = ("08:00-12:00", "13:00-16:40")
    last = MONDAY + timedelta(weeks=11)
    open_to = Derogation("T3", 40000, MONDAY, last + timedelta(days=6), True)
    asked = case(*weeks(12, hours=forty_six, extra="17:00-17:01"), derogations=(open_to,))
    assert found(asked, "T3") == [("T3", "breach", last.isoformat(), 33121, 33120)]
    ended = Derogation("T3", 40000, MONDAY, last - timedelta(days=1), True)
    asked = case(*weeks(12, hours=forty_six), derogations=(ended,))
    assert found(asked, "T3") == [("T3", "breach", last.isoformat(), 33120, 31680)]


def test_an_agreement_has_to_cover_the_worked_days_of_the_last_week():
    forty_six = ("08:00-12:00", "13:00-16:40")
    last = MONDAY + timedelta(weeks=11)
    to_friday = Derogation("T3", 33120, MONDAY, last + timedelta(days=4), True)
    asked = case(*weeks(12, hours=forty_six), derogations=(to_friday,))
    assert found(asked, "T3") == [("T3", "breach", last.isoformat(), 33120, 31680)]


def test_a_contract_counted_in_days_is_free_of_t1_t2_and_t3_and_keeps_its_rests():
    person = Person(forfait_jours=True)
    asked = case(*weeks(12, hours=("07:00-12:00", "13:00-21:00")), person=person)
    assert {each[0] for each in found(asked)} == {"T4", "T5"}
    assert {each[0] for each in found(case(*weeks(12, hours=("07:00-12:00", "13:00-21:00"))))} >= {"T1", "T2", "T3"}


@pytest.mark.parametrize(
    ("entries", "minutes"),
    [
        (["2027-03-01 21:00-00:00", "2027-03-03 21:00-00:00"], 360),
        (["2027-03-01 21:00-00:00", "2027-03-03 21:01-00:00"], None),
        (["2027-03-01 03:00-06:00", "2027-03-04 21:00-00:00"], 360),
        (["2027-03-01 22:00-06:00"], None),  # 2 h on one date, 6 h on the next: one date only
        (["2027-03-07 21:00-00:00", "2027-03-08 21:00-00:00"], None),  # two weeks
        (["2027-03-01 01:00-02:30", "2027-03-01 21:00-22:30", "2027-03-03 20:00-00:00"], 360),
        (["2027-03-27 00:00-04:00", "2027-03-28 00:00-04:00"], 420),  # 240 and, over the change, 180
        (["2027-03-27 00:00-04:00", "2027-03-28 00:00-03:59"], None),
    ],
)
def test_two_dates_of_three_night_hours_in_a_week_warn(entries, minutes):
    monday = "2027-03-22" if "03-27" in entries[0] else "2027-03-01"
    expected = [] if minutes is None else [("T8", "warning", monday, minutes, 360)]
    assert found(case(*entries), "T8") == expected
    assert found(case(*entries, person=Person(night_worker=True)), "T8") == []


def test_night_workers_average_forty_hours_over_twelve_weeks():
    night = Person(night_worker=True)
    forty = ("08:00-12:00", "13:00-15:40")  # 6 × 6 h 40
    last = (MONDAY + timedelta(weeks=11)).isoformat()
    assert found(case(*weeks(12, hours=forty), person=night)) == []
    more = weeks(12, hours=forty, extra="17:00-17:01")
    assert found(case(*more, person=night)) == [("T9", "breach", last, 28801, 28800)]
    assert found(case(*more)) == []
    agreed = Derogation("T9", 31680, MONDAY, MONDAY + timedelta(weeks=12), True)
    assert found(case(*more, person=night, derogations=(agreed,))) == []
