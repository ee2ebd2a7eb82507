"""Every input of the rating against a table written by hand from the method, not from the code."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import product

import pytest

from mutua.safety import scoring
from mutua.safety.scoring import BadScore, Score, score, score_file

# one line a severity and mastery: gross at F1-F4 > residual at F1-F4 > residual at F1-F4 for a person alone
TABLE = """
G1 M1  1112 > 1111 > 1111
G1 M2  1112 > 1112 > 1112
G1 M3  1112 > 1112 > 1112
G1 M4  1112 > 2223 > 2223
G2 M1  1223 > 1112 > 1112
G2 M2  1223 > 1223 > 1223
G2 M3  1223 > 1223 > 1223
G2 M4  1223 > 2334 > 2334
G3 M1  2334 > 1223 > 2334
G3 M2  2334 > 2334 > 3444
G3 M3  2334 > 2334 > 3444
G3 M4  2334 > 3444 > 4444
G4 M1  3344 > 2233 > 3344
G4 M2  3344 > 3344 > 4444
G4 M3  3344 > 3344 > 4444
G4 M4  3344 > 4444 > 4444
"""


def cases():
    for line in TABLE.strip().splitlines():
        marks, levels = line.split("  ")
        severity, mastery = int(marks[1]), int(marks[4])
        gross, residual, alone = levels.split(" > ")
        for frequency in range(1, 5):
            at = frequency - 1
            yield severity, frequency, mastery, False, int(gross[at]), int(residual[at])
            yield severity, frequency, mastery, True, int(gross[at]), int(alone[at])


def test_the_table_names_each_of_the_128_inputs_once():
    inputs = [case[:4] for case in cases()]
    assert sorted(inputs) == sorted(product(range(1, 5), range(1, 5), range(1, 5), (False, True)))


@pytest.mark.parametrize("severity, frequency, mastery, lone, gross, residual", list(cases()))
def test_each_input_has_the_level_of_the_table(severity, frequency, mastery, lone, gross, residual):
    assert score(severity, frequency, mastery, lone=lone) == Score(gross, residual, mastery == 3)


def test_the_table_a_page_carries_is_the_table():
    marks = [(g, f, m, alone) for alone in (False, True) for g, f, m in product(range(1, 5), repeat=3)]
    known = {case[:4]: case[5] for case in cases()}
    assert scoring.table() == "".join(str(known[each]) for each in marks)


def test_the_64_residual_levels_spread_16_17_17_14():
    levels = Counter(score(*marks).residual for marks in product(range(1, 5), repeat=3))
    assert levels == {1: 16, 2: 17, 3: 17, 4: 14}


def test_a_possible_death_is_never_faible():
    assert {score(4, f, 1).residual for f in range(1, 5)} == {2, 3}


@pytest.mark.parametrize(
    "days, mark", [(0, 1), (1, 1), (11, 1), (12, 2), (47, 2), (48, 3), (179, 3), (180, 4), (366, 4)]
)
def test_frequency_comes_from_the_distinct_days_of_twelve_months(days, mark):
    assert scoring.frequency(days) == mark


def test_the_levels_have_their_names_and_deadlines():
    assert {n: (level.french, level.english) for n, level in scoring.LEVELS.items()} == {
        4: ("critique", "critical"),
        3: ("élevé", "high"),
        2: ("modéré", "moderate"),
        1: ("faible", "low"),
    }
    rated_on = date(2027, 11, 30)
    assert [scoring.due_on(n, rated_on) for n in (4, 3, 2, 1)] == [
        rated_on,
        date(2028, 2, 29),
        date(2028, 11, 30),
        None,
    ]


def test_worst_risks_come_first_then_the_graver_the_more_frequent_the_more_people():
    risks = [(2, 4, 1, 9), (3, 3, 2, 5), (3, 3, 2, 6), (3, 4, 1, 1), (3, 3, 3, 1)]
    assert sorted(risks, key=lambda risk: scoring.rank(*risk)) == [
        (3, 4, 1, 1),
        (3, 3, 3, 1),
        (3, 3, 2, 6),
        (3, 3, 2, 5),
        (2, 4, 1, 9),
    ]


def test_the_product_is_only_a_product():
    assert scoring.product(4, 3, 2) == 24


RISK = {"severity": 4, "frequency": 2, "mastery": 3, "lone": False}


def test_a_file_is_answered_in_its_order():
    assert score_file([RISK, RISK | {"lone": True}, RISK | {"severity": 2, "mastery": 2}]) == [
        {"gross": 3, "residual": 3, "individual_only": True},
        {"gross": 3, "residual": 4, "individual_only": True},
        {"gross": 2, "residual": 2, "individual_only": False},
    ]
    assert score_file([]) == []


@pytest.mark.parametrize(
    "risks, line",
    [
        ({}, "the file must hold a JSON list of risks"),
        (None, "the file must hold a JSON list of risks"),
        ([1], "risk 1: a JSON object is expected"),
        ([RISK, {"severity": 1, "lone": False}], "risk 2: missing frequency, mastery"),
        ([{k: v for k, v in RISK.items() if k != "lone"}], "risk 1: missing lone"),
        ([RISK | {"lone": 1}], "risk 1: lone must be true or false"),
        ([RISK | {"severity": True}], "risk 1: severity must be a whole number from 1 to 4"),
        ([RISK | {"severity": 0}], "risk 1: severity must be a whole number from 1 to 4"),
        ([RISK | {"frequency": 5}], "risk 1: frequency must be a whole number from 1 to 4"),
        ([RISK | {"mastery": 2.0}], "risk 1: mastery must be a whole number from 1 to 4"),
        ([RISK | {"mastery": "2"}], "risk 1: mastery must be a whole number from 1 to 4"),
        ([RISK | {"mastery": None}], "risk 1: mastery must be a whole number from 1 to 4"),
        ([RISK | {"mastery": [2]}], "risk 1: mastery must be a whole number from 1 to 4"),
    ],
)
def test_a_wrong_file_is_told_in_one_line(risks, line):
    with pytest.raises(BadScore) as told:
        score_file(risks)
    assert str(told.value) == line
