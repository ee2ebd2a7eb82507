"""Counts of co-activity: sentences by hand, then random small cases against a grid of minutes, then size and speed."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


def test_a_use_still_running_hands_nothing_over():
    day = "2027-03-01"
    assert successive([use("A", "van", day, "08:00-10:00"), use("B", "van", day, "09:59-11:00")], PARIS) == []


# --- random cases against a grid of minutes ---

START = datetime(2027, 3, 27, 21, tzinfo=UTC)  # the night of the change of clock lies inside
EMPLOYERS = "ABC"
MINUTES = 400


@st.composite
def some_uses(draw):
    spans = st.tuples(
        st.sampled_from(EMPLOYERS),
        st.sampled_from([at.resource for at in PLACES]),
        st.integers(0, MINUTES - 1),
        st.integers(1, 200),
        st.integers(0, 9),
    )
    return [
        Use(employer, resource, START + timedelta(minutes=begin), START + timedelta(minutes=begin + length), people)
        for employer, resource, begin, length, people in draw(st.lists(spans, max_size=9))
    ]


def nearest(one, other):
    first, second = (next(at for at in PLACES if at.resource == u.resource) for u in (one, other))
    if first.resource == second.resource:
        return first.resource, 0
    if first.room == second.room:
        return first.room, 1
    return (first.building, 2) if first.building == second.building else None


def minute_by_minute(uses):
    """The rows by definition: at each minute, each pair of uses, its place; then who takes part in which row."""
    rows = {}
    for minute in range(MINUTES + 200):
        now = START + timedelta(minutes=minute)
        running = [(i, u) for i, u in enumerate(uses) if u.start <= now < u.end]
        taking_part = {}
        for i, a in running:
            for j, b in running:
                if a.employer < b.employer and nearest(a, b):
                    taking_part.setdefault((*nearest(a, b), (a.employer, b.employer)), set()).update({i, j})
        for key, members in taking_part.items():
            row = rows.setdefault(key, [set(), 0, 0])
            row[0].add(now.astimezone(PARIS).date())
            row[1] += 1
            row[2] = max(row[2], sum(uses[i].headcount for i in members))
    return sorted(Simultaneous(*key, len(days), minutes, peak) for key, (days, minutes, peak) in rows.items())


@settings(max_examples=60, deadline=None)
@given(some_uses())
def test_simultaneous_rows_are_those_of_the_grid(uses):
    assert simultaneous(uses, PLACES, PARIS) == minute_by_minute(uses)


def one_by_one(uses):
    found = {}
    for taker in uses:
        before = [
            u
            for u in uses
            if u.resource == taker.resource
            and u.employer != taker.employer
            and timedelta(0) <= taker.start - u.end <= timedelta(hours=24)
        ]
        if before:
            end, start = max((u.end, u.start) for u in before)
            giver = min(u.employer for u in before if (u.end, u.start) == (end, start))
            found.setdefault((taker.resource, giver, taker.employer), []).append(taker.start)
    return sorted(
        Successive(*key, len(starts), len({start.astimezone(PARIS).date() for start in starts}))
        for key, starts in found.items()
    )


@settings(max_examples=150, deadline=None)
@given(some_uses(), st.integers(1, 12))
def test_successive_rows_are_those_of_a_plain_search(uses, stretch):
    spread = [
        replace(u, start=START + (u.start - START) * stretch, end=u.end + (u.start - START) * (stretch - 1))
        for u in uses
    ]
    assert successive(spread, PARIS) == one_by_one(spread)


@given(some_uses(), st.randoms())
@settings(max_examples=30, deadline=None)
def test_the_order_of_the_file_changes_nothing(uses, chance):
    shuffled = uses[:]
    chance.shuffle(shuffled)
    assert simultaneous(shuffled, PLACES, PARIS) == simultaneous(uses, PLACES, PARIS)
    assert successive(shuffled, PARIS) == successive(uses, PARIS)


def busy_pole(number):
    """Uses of a year in three buildings, fifteen rooms and sixty resources by forty employers."""
    chance = random.Random(7)
    places = [Location(f"r{n}", f"room{n // 4}", f"b{n // 20}") for n in range(60)]
    begin = datetime(2026, 1, 1, 7, tzinfo=UTC)
    uses = []
    for _ in range(number):
        start = begin + timedelta(days=chance.randrange(365), minutes=15 * chance.randrange(44))
        length = timedelta(minutes=15 * chance.randint(1, 16))
        uses.append(Use(f"e{chance.randrange(40)}", f"r{chance.randrange(60)}", start, start + length, 3))
    return uses, places


def seconds_to_count(number):
    uses, places = busy_pole(number)
    started = time.process_time()
    assert len(simultaneous(uses, places, PARIS)) > 1000
    assert len(successive(uses, PARIS)) > 1000
    return time.process_time() - started


def test_ten_thousand_uses_take_a_moment():
    assert seconds_to_count(10_000) < 5


@pytest.mark.deep
def test_a_hundred_thousand_uses_take_seconds():
    assert seconds_to_count(100_000) < 30
