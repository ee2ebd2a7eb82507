"""The report's pure parts: periods, scales, bars, shades, how full premises are."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutua.home import charts
from mutua.home.period import add_months, period, years

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "code, start, end",
    [
        (None, date(2025, 12, 1), date(2026, 12, 1)),
        ("12", date(2025, 12, 1), date(2026, 12, 1)),
        ("3", date(2026, 9, 1), date(2026, 12, 1)),
        ("next", date(2026, 11, 1), date(2027, 11, 1)),
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
        ("2027", date(2027, 1, 1), date(2028, 1, 1)),
        ("2028", date(2025, 12, 1), date(2026, 12, 1)),
        ("1066", date(2025, 12, 1), date(2026, 12, 1)),
        ("²026", date(2025, 12, 1), date(2026, 12, 1)),
        ("'; DROP", date(2025, 12, 1), date(2026, 12, 1)),
    ],
)
def test_a_period_is_whole_months_and_a_strange_code_is_the_last_twelve(code: str, start: date, end: date) -> None:
    found = period(code, TODAY)
    assert (found.start, found.end) == (start, end)
    assert found.months[0] == start
    assert found.last == add_months(end, -1)


def test_years_run_from_the_newest_to_the_first_of_the_pole() -> None:
    assert years(TODAY, date(2024, 3, 1)) == [2026, 2025, 2024]
    assert years(TODAY, date(1999, 1, 1)) == [2026, 2025, 2024, 2023, 2022, 2021]


@given(st.floats(min_value=0, max_value=1_000_000))
def test_a_scale_has_few_round_steps_and_reaches_the_most(most: float) -> None:
    steps = charts.scale(most)
    assert 2 <= len(steps) <= 5
    assert steps[-1] >= most - 0.001
    assert len({after - before for before, after in zip(steps, steps[1:], strict=False)}) == 1


def test_bars_stand_on_each_other_within_the_drawing() -> None:
    months = [date(2026, 10, 1), date(2026, 11, 1)]
    minutes = {(months[0], "premises"): 6000, (months[0], "desk"): 3000, (months[1], "desk"): 60}
    picture = charts.stacked(months, ["premises", "desk"], minutes)
    low, high, small = picture.bars
    assert (low.kind, high.kind, small.month) == ("premises", "desk", months[1])
    assert high.y + high.height < low.y
    assert all(bar.y >= charts.TOP and bar.y + bar.height <= charts.BOTTOM for bar in picture.bars)
    assert picture.grid[-1][1] >= 150


def test_shades_follow_the_share() -> None:
    assert [charts.shade(value, 100) for value in (0, 1, 30, 31, 51, 76, 100)] == [0, 1, 1, 2, 3, 4, 4]
    assert charts.shade(5, 0) == 0


def test_a_morning_of_two_hours_in_one_of_two_rooms_fills_half() -> None:
    open_hours = [(day, 480, 1200) for day in range(5)]
    rooms = [(1, date(2020, 1, 1), open_hours), (1, date(2020, 1, 1), open_hours)]
    week = (date(2026, 11, 2), date(2026, 11, 9))
    found = charts.heat([(1, 480, 120, 1), (2, 540, 120, 2)], rooms, *week)
    rows = dict(found.rows)
    assert rows[0][0] == pytest.approx(0.5)
    assert rows[1][:2] == (pytest.approx(0.5), pytest.approx(0.5))
    assert 5 not in rows


def test_a_night_goes_over_to_the_next_day_and_closed_hours_are_empty() -> None:
    room = (1, date(2020, 1, 1), [(0, 480, 1440), (1, 0, 1200)])
    found = charts.heat([(1, 1380, 120, 1)], [room], date(2026, 11, 2), date(2026, 11, 9))
    rows = dict(found.rows)
    by_slot = {slot[0]: index for index, slot in enumerate(found.slots)}
    assert found.slots[0] == (0, 120)
    assert rows[0][by_slot[1320]] == pytest.approx(0.5)
    assert rows[1][0] == pytest.approx(0.5)
    assert rows[2][by_slot[480]] is None


def test_a_room_counts_from_its_first_day() -> None:
    young = (1, date(2026, 11, 9), [(0, 480, 600)])
    found = charts.heat([(1, 480, 60, 1)], [young], date(2026, 11, 2), date(2026, 11, 16))
    assert dict(found.rows)[0][0] == pytest.approx(0.5)


def test_on_a_phone_every_other_month_is_named_and_the_last_always() -> None:
    months = [date(2026, month, 1) for month in range(1, 13)]
    picture = charts.stacked(months, ["premises"], {(months[-1], "premises"): 600}, across=charts.PHONE)
    assert [month.month for _, month in picture.names] == [2, 4, 6, 8, 10, 12]
    assert picture.width == charts.PHONE
    assert all(bar.x + bar.width <= charts.PHONE for bar in picture.bars)
    assert len(charts.stacked(months, ["premises"], {}).names) == 12
