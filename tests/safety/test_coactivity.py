"""Counts of co-activity, told by hand: who meets whom where, and who takes over from whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mutua.safety.coactivity import Location, Simultaneous, Successive, Use, simultaneous, successive

PARIS = ZoneInfo("Europe/Paris")
# two tables and a projector in the hall, a desk in the office of the same building, a van in the yard of another
PLACES = [
    Location("table", "hall", "mill"),
    Location("projector", "hall", "mill"),
    Location("desk", "office", "mill"),
    Location("van", "yard", "farm"),
]


def use(employer, resource, day, span, headcount=1):
    start, end = (f"{day}T{clock}:00+01:00" for clock in span.split("-"))
    return Use(employer, resource, datetime.fromisoformat(start), datetime.fromisoformat(end), headcount)


def meetings(*uses, zone=PARIS):
    return simultaneous(uses, PLACES, zone)


def test_two_employers_on_one_resource_meet_at_the_resource_only():
    assert meetings(
        use("B", "table", "2027-03-01", "09:00-11:00", 4), use("A", "table", "2027-03-01", "10:00-12:00", 3)
    ) == [Simultaneous("table", 0, ("A", "B"), days=1, minutes=60, peak=7)]


def test_the_nearest_place_decides():
    day = "2027-03-01"
    assert meetings(
        use("A", "table", day, "09:00-12:00", 5),
        use("B", "projector", day, "10:00-11:00", 2),
        use("B", "desk", day, "11:00-12:00", 3),
        use("B", "van", day, "09:00-12:00", 9),
    ) == [
        Simultaneous("hall", 1, ("A", "B"), days=1, minutes=60, peak=7),
        Simultaneous("mill", 2, ("A", "B"), days=1, minutes=60, peak=8),
    ]


def test_touching_spans_do_not_meet():
    assert (
        meetings(use("A", "table", "2027-03-01", "09:00-10:00"), use("B", "table", "2027-03-01", "10:00-11:00")) == []
    )


def test_an_employer_does_not_meet_itself():
    assert meetings(use("A", "table", "2027-03-01", "09:00-10:00"), use("A", "desk", "2027-03-01", "09:00-10:00")) == []


def test_overlaps_of_the_same_employer_count_once_in_minutes_and_add_up_in_people():
    day = "2027-03-01"
    assert meetings(
        use("A", "table", day, "09:00-12:00", 10),
        use("A", "table", day, "10:00-13:00", 20),
        use("B", "table", day, "08:00-11:00", 1),
        use("B", "table", day, "11:00-14:00", 2),
    ) == [Simultaneous("table", 0, ("A", "B"), days=1, minutes=240, peak=32)]


def test_people_who_meet_at_another_distance_are_not_counted_in_this_row():
    day = "2027-03-01"
    assert meetings(
        use("A", "table", day, "09:00-10:00", 10),
        use("A", "projector", day, "09:00-10:00", 100),
        use("B", "table", day, "09:00-10:00", 1),
    ) == [
        Simultaneous("hall", 1, ("A", "B"), days=1, minutes=60, peak=101),
        Simultaneous("table", 0, ("A", "B"), days=1, minutes=60, peak=11),
    ]


def test_three_employers_make_three_pairs():
    day = "2027-03-01"
    assert meetings(
        use("C", "table", day, "09:00-10:00", 1),
        use("A", "table", day, "09:30-10:30", 2),
        use("B", "table", day, "09:45-11:00", 4),
    ) == [
        Simultaneous("table", 0, ("A", "B"), days=1, minutes=45, peak=6),
        Simultaneous("table", 0, ("A", "C"), days=1, minutes=30, peak=3),
        Simultaneous("table", 0, ("B", "C"), days=1, minutes=15, peak=5),
    ]


def test_a_night_touches_two_local_days_and_one_that_ends_at_midnight_touches_one():
    night = [
        Use(who, "table", datetime(2027, 3, 1, 22, tzinfo=PARIS), datetime(2027, 3, 2, 2, tzinfo=PARIS), 1)
        for who in "AB"
    ]
    evening = [
        Use(who, "table", datetime(2027, 3, 1, 22, tzinfo=PARIS), datetime(2027, 3, 2, 0, tzinfo=PARIS), 1)
        for who in "AB"
    ]
    assert [row.days for row in meetings(*night)] == [2]
    assert [row.days for row in meetings(*evening)] == [1]


def test_local_dates_are_those_of_the_zone_given():
    spans = [use("A", "table", "2027-03-01", "04:30-05:30"), use("B", "table", "2027-03-01", "04:30-05:30")]
    assert [row.days for row in meetings(*spans)] == [1]
    assert [row.days for row in meetings(*spans, zone=ZoneInfo("America/Martinique"))] == [2]


@pytest.mark.parametrize("day, minutes", [((2027, 3, 28), 23 * 60), ((2027, 10, 31), 25 * 60), ((2027, 6, 1), 24 * 60)])
def test_a_local_day_lasts_as_long_as_it_lasts(day, minutes):
    start = datetime(*day, tzinfo=PARIS)
    spans = [Use(who, "table", start, start + timedelta(days=1), 1) for who in "AB"]
    assert meetings(*spans) == [Simultaneous("table", 0, ("A", "B"), days=1, minutes=minutes, peak=2)]


def test_the_two_hours_of_one_name_do_not_meet():
    first = datetime(2027, 10, 31, 2, 0, tzinfo=PARIS)
    second = first.replace(fold=1)
    later = datetime(2027, 10, 31, 3, 0, tzinfo=PARIS)
    assert meetings(Use("A", "table", first, second, 1), Use("B", "table", second, later, 1)) == []
    assert successive([Use("A", "table", first, second, 1), Use("B", "table", second, later, 1)], PARIS) == [
        Successive("table", "A", "B", times=1, days=1)
    ]


def test_a_standing_occupation_of_a_year_counts_each_day():
    start, end = datetime(2027, 1, 1, tzinfo=PARIS), datetime(2028, 1, 1, tzinfo=PARIS)
    assert meetings(Use("A", "desk", start, end, 2), Use("B", "table", start, end, 3)) == [
        Simultaneous("mill", 2, ("A", "B"), days=365, minutes=365 * 24 * 60, peak=5)
    ]


def test_seconds_are_added_before_minutes_are_told():
    at = datetime(2027, 3, 1, 9, tzinfo=UTC)
    second = timedelta(seconds=1)
    spans = [Use("A", "table", at, at + 300 * second, 1)]
    spans += [Use("B", "table", at + begin * second, at + (begin + 40) * second, 1) for begin in (0, 100, 200)]
    assert [row.minutes for row in meetings(*spans)] == [2]


def test_a_use_ends_after_it_starts():
    with pytest.raises(ValueError, match="end must follow start"):
        use("A", "table", "2027-03-01", "10:00-10:00")


# --- one after the other ---


def test_the_next_user_within_a_day_takes_over_from_the_latest():
    uses = [
        use("A", "van", "2027-03-01", "08:00-09:00"),
        use("B", "van", "2027-03-01", "09:00-10:00"),
        use("C", "van", "2027-03-01", "12:00-13:00"),
        use("C", "van", "2027-03-02", "10:00-11:00"),
        use("A", "van", "2027-03-03", "11:00-12:00"),
        use("B", "van", "2027-03-04", "12:01-13:00"),
    ]
    assert successive(uses, PARIS) == [
        Successive("van", "A", "B", times=1, days=1),
        Successive("van", "B", "C", times=2, days=2),
        Successive("van", "C", "A", times=1, days=1),
    ]


def test_two_takeovers_of_one_day_are_two_times_and_one_day():
    day = "2027-03-01"
    uses = [use("B", "van", day, span) for span in ("09:00-10:00", "11:00-12:00")]
    uses.append(use("A", "van", day, "08:00-09:00"))
    assert successive(uses, PARIS) == [Successive("van", "A", "B", times=2, days=1)]


def test_a_takeover_carries_the_tags_of_what_was_followed():
    day = "2027-03-01"
    followed, other = frozenset({"workshop"}), frozenset({"office"})
    uses = [
        replace(use("A", "van", day, "08:00-09:00"), tags=followed),
        replace(use("A", "van", "2027-03-04", "08:00-09:00"), tags=other),
        replace(use("B", "van", day, "09:00-10:00"), tags=other),
    ]
    assert [row.tags for row in successive(uses, PARIS)] == [followed]


def test_a_use_still_running_hands_nothing_over():
    day = "2027-03-01"
    assert successive([use("A", "van", day, "08:00-10:00"), use("B", "van", day, "09:59-11:00")], PARIS) == []
