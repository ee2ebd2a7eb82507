"""T1, T6, T7, T9 (8 hours), T10, T12: at the limit, and one minute beyond."""

from datetime import date

import pytest

from mutua.staffing.working_time import Derogation, Person
from tests.staffing.working_time_cases import case, days, found

MARCH = (date(2027, 3, 1), date(2027, 3, 31))


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (["08:00-13:00", "14:00-19:00"], []),
        (["08:00-13:00", "14:00-19:01"], [("T1", "breach", "2027-03-01", 601, 600)]),
        (["19:00-07:00"], []),  # five hours on one date, seven on the next
        (["13:59-00:00"], [("T1", "breach", "2027-03-01", 601, 600)]),
        (["14:00-00:00"], []),
    ],
)
def test_a_civil_date_has_ten_hours_of_work(hours, expected):
    assert found(case(*(f"2027-03-01 {each}" for each in hours)), "T1") == expected


@pytest.mark.parametrize(
    ("entry", "minutes"),
    [
        ("2027-03-27 21:00-09:00", None),  # spring: 27 March has 3 h, 28 March 00:00 to 09:00 is 8 h long
        ("2027-03-28 00:00-11:00", None),  # 10 hours pass
        ("2027-03-28 00:00-11:01", 601),
        ("2026-10-25 00:00-09:00", None),  # autumn: 10 hours pass
        ("2026-10-25 00:00-09:01", 601),
    ],
)
def test_hours_are_those_that_pass_in_the_night_of_the_clock_change(entry, minutes):
    expected = [] if minutes is None else [("T1", "breach", entry[:10], minutes, 600)]
    assert found(case(entry), "T1") == expected


def test_seconds_beyond_the_limit_read_as_a_started_minute():
    assert found(case("2027-03-01 08:00-18:00:01"), "T1") == [("T1", "breach", "2027-03-01", 601, 600)]


@pytest.mark.parametrize(
    ("day", "hours", "start", "until", "limit", "document", "breach"),
    [
        ("2027-03-01", "08:00-20:00", *MARCH, 720, True, None),  # the first day is included
        ("2027-03-31", "08:00-20:00", *MARCH, 720, True, None),  # so is the last
        ("2027-03-31", "08:00-20:01", *MARCH, 720, True, (721, 720)),
        ("2027-02-28", "08:00-20:00", *MARCH, 720, True, (720, 600)),
        ("2027-04-01", "08:00-20:00", *MARCH, 720, True, (720, 600)),
        ("2027-03-01", "08:00-20:00", *MARCH, 720, False, (720, 600)),  # without document
        ("2027-03-01", "08:00-20:00", MARCH[0], None, 720, True, (720, 600)),  # without end
        ("2027-03-01", "08:00-21:00", *MARCH, 900, True, (780, 720)),  # the law stops at 12 hours
        ("2027-03-01", "08:00-18:00", *MARCH, 480, True, None),  # never stricter than the law
        ("2027-03-01", "08:00-19:00", *MARCH, 640, True, (660, 640)),
    ],
)
def test_a_derogation_counts_with_its_document_between_its_dates_and_up_to_twelve_hours(
    day, hours, start, until, limit, document, breach
):
    asked = case(f"{day} {hours}", derogations=(Derogation("T1", limit, start, until, document),))
    expected = [] if breach is None else [("T1", "breach", day, *breach)]
    assert found(asked, "T1") == expected


def test_a_derogation_to_another_rule_changes_nothing():
    asked = case("2027-03-01 08:00-20:00", derogations=(Derogation("T2", 3600, *MARCH, True),))
    assert [each[0] for each in found(asked)] == ["T1", "T7"]


@pytest.mark.parametrize(
    ("hours", "longest"),
    [
        (["08:00-13:59"], None),
        (["08:00-14:00"], 0),  # exactly six hours need the break
        (["08:00-10:00", "10:20-14:20"], None),
        (["08:00-10:00", "10:19-14:19"], 19),
        (["08:00-14:00", "14:20-14:30"], None),  # taken when six hours are reached
        (["08:00-14:01", "14:21-15:00"], 0),  # one minute too late
        (["08:00-10:00", "10:10-12:00", "12:10-15:00"], 10),  # two short breaks make no long one
        (["08:00-09:00", "09:20-18:00"], None),  # one such break a date suffices
        (["22:00-07:00"], 0),  # 2 h on the first date, 7 h on the second
        (["18:30-00:30"], None),  # 5 h 30 and 30 min: neither date reaches six hours
    ],
)
def test_a_date_of_six_hours_needs_twenty_minutes_of_break_by_then(hours, longest):
    day = "2027-03-02" if hours == ["22:00-07:00"] else "2027-03-01"
    expected = [] if longest is None else [("T7", "breach", day, longest, 20)]
    assert found(case(*(f"2027-03-01 {each}" for each in hours)), "T7") == expected


def test_sunday_work_warns_by_its_local_date_unless_a_derogation_is_on_file():
    saturday_night = case("2027-03-06 22:00-02:00")
    assert found(saturday_night, "T6") == [("T6", "warning", "2027-03-07", 120, 0)]
    lifted = case("2027-03-07 09:00-12:00", derogations=(Derogation("T6", None, *MARCH, True),))
    assert found(lifted) == []
    undocumented = case("2027-03-07 09:00-12:00", derogations=(Derogation("T6", None, *MARCH, False),))
    assert found(undocumented) == [("T6", "warning", "2027-03-07", 180, 0)]


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (Person(night_worker=True), [("T9", "breach", "2027-03-01", 481, 480)]),
        (Person(), []),
    ],
)
def test_eight_hours_bind_only_night_workers(person, expected):
    assert found(case("2027-03-01 08:00-12:00", "2027-03-01 13:00-17:01", person=person)) == expected
    assert found(case("2027-03-01 08:00-12:00", "2027-03-01 13:00-17:00", person=person)) == []


def test_a_derogation_of_t9_up_to_a_day_is_about_the_day():
    night = Person(night_worker=True)
    asked = case("2027-03-01 08:00-18:00", person=night, derogations=(Derogation("T9", 600, *MARCH, True),))
    assert found(asked, "T9") == []
    asked = case("2027-03-01 08:00-18:00", person=night, derogations=(Derogation("T9", 31680, *MARCH, True),))
    assert found(asked, "T9") == [("T9", "breach", "2027-03-01", 600, 480)]


@pytest.mark.parametrize(("minutes", "total"), [(25, 645), (40, 660), (90, 660), (0, 620)])
def test_travel_is_work_and_counts_at_most_the_gap(minutes, total):
    asked = case(
        "2027-03-01 08:00-12:00 site 1", "2027-03-01 12:40-19:00 site 2", travel_minutes={"site 2|site 1": minutes}
    )
    assert found(asked, "T1", "T10") == [("T1", "breach", "2027-03-01", total, 600)]


def test_travel_longer_than_the_gap_does_not_reach_behind_the_work_before_it():
    asked = case(
        "2027-03-01 08:00-08:10 site 1",
        "2027-03-01 08:15-18:00 site 2",
        travel_minutes={"site 1|site 2": 60},
    )
    assert found(asked, "T1") == []


def test_the_place_left_last_is_the_place_one_travels_from():
    doubled = ["2027-03-01 08:00-12:00 site 2", "2027-03-01 09:00-11:00 site 1"]
    assert found(case(*doubled, "2027-03-01 13:00-14:00 site 2"), "T10") == []
    assert found(case(*doubled, "2027-03-01 13:00-14:00 site 1"), "T10") == [
        ("T10", "not_verifiable", "2027-03-01", None, None)
    ]


def test_places_that_touch_without_known_travel_cannot_be_verified():
    asked = case("2027-03-01 08:00-10:00 site 1", "2027-03-01 10:00-12:00 site 2")
    assert found(asked) == [("T10", "not_verifiable", "2027-03-01", None, None)]


def test_travel_shortens_the_break():
    entries = ["2027-03-01 08:00-11:00 site 1", "2027-03-01 11:45-15:00 site 2"]
    assert found(case(*entries, travel_minutes={"site 1|site 2": 25})) == []
    assert found(case(*entries, travel_minutes={"site 1|site 2": 26})) == [("T7", "breach", "2027-03-01", 19, 20)]


def test_a_missing_pair_of_places_of_one_day_cannot_be_verified():
    two = ["2027-03-01 08:00-10:00 site 1", "2027-03-01 11:00-12:00 site 2"]
    assert found(case(*two)) == [("T10", "not_verifiable", "2027-03-01", None, None)]
    assert found(case(two[0], "2027-03-02 11:00-12:00 site 2")) == []
    assert found(case("2027-03-01 14:00-00:00 site 1", "2027-03-02 11:00-12:00 site 2"), "T10") == []
    after_midnight = case("2027-03-01 22:00-02:00 site 1", "2027-03-02 03:00-04:00 site 2")
    assert found(after_midnight, "T10") == [("T10", "not_verifiable", "2027-03-02", None, None)]


def test_each_direction_may_have_its_own_minutes():
    there_and_back = {"site 1|site 2": 30, "site 2|site 1": 50}
    asked = case(
        "2027-03-01 08:00-13:00 site 1",
        "2027-03-01 14:00-17:00 site 2",
        "2027-03-01 18:00-18:41 site 1",
        travel_minutes=there_and_back,
    )
    assert found(asked, "T1") == [("T1", "breach", "2027-03-01", 601, 600)]


@pytest.mark.parametrize(
    ("birth", "expected"),
    [
        (date(2009, 3, 2), [("T12", "breach", "2027-03-01", 60, 0)]),
        (date(2009, 3, 1), []),
        (None, []),
    ],
)
def test_any_work_before_the_eighteenth_birthday_is_a_breach(birth, expected):
    assert found(case("2027-03-01 08:00-09:00", person=Person(birth_date=birth))) == expected


def test_one_born_on_29_february_comes_of_age_on_1_march():
    asked = case(*days("2026-02-28", 2, "08:00-09:00"), person=Person(birth_date=date(2008, 2, 29)))
    assert found(asked, "T12") == [("T12", "breach", "2026-02-28", 60, 0)]
