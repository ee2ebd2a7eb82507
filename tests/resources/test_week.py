"""The hours of a week are said in few lines."""

from __future__ import annotations

import pytest

from mutua.resources.models import OpeningHours
from mutua.resources.rules import Days, days_alike

MORNING, EVENING = (480, 720), (840, 1140)


@pytest.mark.parametrize(
    ("week", "said"),
    [
        ({}, []),
        ({0: [MORNING]}, [Days(0, 0, [MORNING])]),
        ({day: [EVENING, MORNING] for day in range(5)}, [Days(0, 4, [MORNING, EVENING])]),
        (
            {0: [MORNING], 1: [MORNING], 3: [MORNING], 4: [EVENING], 5: [EVENING]},
            [Days(0, 1, [MORNING]), Days(3, 3, [MORNING]), Days(4, 5, [EVENING])],
        ),
    ],
)
def test_days_in_a_row_that_open_alike_are_one_line(week: dict[int, list[tuple[int, int]]], said: list[Days]) -> None:
    hours = [
        OpeningHours(weekday=day, opens=opens, closes=closes) for day, slots in week.items() for opens, closes in slots
    ]
    assert days_alike(hours) == said
