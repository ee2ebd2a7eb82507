"""Counts of co-activity on random small cases against a grid of minutes, then size and speed."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutua.safety.coactivity import Location, Simultaneous, Successive, Use, simultaneous, successive

PARIS = ZoneInfo("Europe/Paris")
PLACES = [
    Location("table", "hall", "mill"),
    Location("projector", "hall", "mill"),
    Location("desk", "office", "mill"),
    Location("van", "yard", "farm"),
]
START = datetime(2027, 3, 27, 21, tzinfo=UTC)  # the night of the change of clock lies inside
AUTUMN = datetime(2027, 10, 30, 21, tzinfo=UTC)  # and that of the hour that comes twice
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
        Use(employer, resource, START + timedelta(minutes=begin), START + timedelta(minutes=begin + length), people,
            frozenset({length % 3, "any"}))
        for employer, resource, begin, length, people in draw(st.lists(spans, max_size=9))
    ]  # fmt: skip


def nearest(one, other):
    first, second = (next(at for at in PLACES if at.resource == u.resource) for u in (one, other))
    if first.resource == second.resource:
        return first.resource, 0
    if first.room == second.room:
        return first.room, 1
    return (first.building, 2) if first.building == second.building else None


def minute_by_minute(uses, origin):
    """The rows by definition: at each minute, each pair of uses, its place; then who takes part in which row."""
    rows = {}
    for minute in range(MINUTES + 200):
        now = origin + timedelta(minutes=minute)
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


def moved(uses, start):
    return [replace(u, start=u.start + (start - START), end=u.end + (start - START)) for u in uses]


@settings(max_examples=60, deadline=None)
@given(some_uses(), st.sampled_from([START, AUTUMN]))
def test_simultaneous_rows_are_those_of_the_grid(uses, start):
    uses = moved(uses, start)
    assert simultaneous(uses, PLACES, PARIS) == minute_by_minute(uses, start)


def instant_by_instant(uses):
    """The same rows for uses of any length: between two instants at which anything begins or ends nothing changes."""
    instants = sorted({moment for u in uses for moment in (u.start, u.end)})
    rows = {}
    for since, until in pairwise(instants):
        parts = {}
        for i, a in enumerate(uses):
            for j, b in enumerate(uses):
                both = all(u.start <= since < u.end for u in (a, b))
                if both and a.employer < b.employer and nearest(a, b):
                    parts.setdefault((*nearest(a, b), (a.employer, b.employer)), set()).update({i, j})
        for key, members in parts.items():
            row = rows.setdefault(key, [set(), timedelta(0), 0])
            day, last = since.astimezone(PARIS).date(), (until - timedelta(microseconds=1)).astimezone(PARIS).date()
            row[0] |= {day + timedelta(days=n) for n in range((last - day).days + 1)}
            row[1] += until - since
            row[2] = max(row[2], sum(uses[i].headcount for i in members))
    return sorted(Simultaneous(*key, len(days), length // timedelta(minutes=1), peak)
                  for key, (days, length, peak) in rows.items())  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(some_uses(), st.integers(1, 40), st.sampled_from([START, AUTUMN]))
def test_uses_of_days_and_of_odd_seconds_are_counted_alike(uses, stretch, start):
    """Up to eleven days each, over the night of the change, with a length that is no whole minute."""
    long = [replace(u, end=u.start + (u.end - u.start) * stretch + timedelta(seconds=stretch)) for u in uses]
    long = moved(long, start)
    assert simultaneous(long, PLACES, PARIS) == instant_by_instant(long)


def tags_of_those_that_met(uses):
    """Pair by pair, whatever the time: the tags of each of the two go to the row of their place."""
    found = {}
    for a in uses:
        for b in uses:
            if a.employer < b.employer and nearest(a, b) and max(a.start, b.start) < min(a.end, b.end):
                first, second = found.setdefault((*nearest(a, b), (a.employer, b.employer)), (set(), set()))
                first |= a.tags
                second |= b.tags
    return found


@settings(max_examples=60, deadline=None)
@given(some_uses())
def test_a_row_carries_the_tags_of_the_uses_that_met_and_no_others(uses):
    rows = simultaneous(uses, PLACES, PARIS)
    assert {(row.place, row.distance, row.employers): row.tags for row in rows} == tags_of_those_that_met(uses)


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
@given(some_uses(), st.integers(1, 12), st.sampled_from([START, AUTUMN]))
def test_successive_rows_are_those_of_a_plain_search(uses, stretch, start):
    spread = [
        replace(u, start=START + (u.start - START) * stretch, end=u.end + (u.start - START) * (stretch - 1))
        for u in uses
    ]
    spread = moved(spread, start)
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


@pytest.mark.parametrize("number", [10_000, pytest.param(100_000, marks=pytest.mark.deep)])
@pytest.mark.timeout(120)  # a hang guard: how fast it is stands in bench/matrix.py
def test_a_busy_pole_is_counted(number):
    uses, places = busy_pole(number)
    assert len(simultaneous(uses, places, PARIS)) > 1000
    assert len(successive(uses, PARIS)) > 1000
