"""No figure of law is written in a page or a paper: another figure in the dated data is another answer everywhere."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from mutua.safety import thresholds
from mutua.safety.rules.duty import heat_reason
from mutua.safety.rules.extract import programme

ROOT = Path(__file__).parents[2]
EMPLOYER = {"id": 1, "headcount": 49, "lent": 0.5}
FIGURES = re.compile(r"\b(35|50|400|600|900)(?:\xa0| |#\{nb\}|\{nb\})(?:h\b|heures|personnes|salariés|nuits)")


def test_the_programme_and_the_yearly_clock_follow_the_data(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = {"drawn_up_on": "2027-05-03", "employers": [EMPLOYER], "units": []}
    assert programme(facts, 1) == {"papripact": False, "from": 50, "yearly": True, "rows": []}
    monkeypatch.setattr(thresholds, "headcounts", lambda on: (11, 49))
    monkeypatch.setattr(thresholds, "yearly_from", lambda on: 60)
    assert programme(facts, 1) == {"papripact": True, "from": 49, "yearly": False, "rows": []}


def test_the_full_week_the_season_and_the_limits_are_those_of_the_day() -> None:
    on = date(2027, 5, 3)
    assert (thresholds.full_week(on), thresholds.years_of_presence(on), thresholds.alarm_people(on)) == (2100, 1, 50)
    assert thresholds.heat_season(on) == (date(2027, 6, 1), date(2027, 9, 15))
    assert thresholds.heat_season(date(2025, 6, 30)) is None  # before the rule was in force
    assert heat_reason(date(2025, 1, 1), date(2025, 6, 30)) is None
    assert thresholds.exposure_limits(on)["noise_level"] == 81


def test_no_template_writes_a_figure_of_law() -> None:
    """What a page says to a person follows the data, too."""
    files = [*(ROOT / "templates" / "safety").glob("*.html"), *(ROOT / "templates" / "pdf").glob("safety_*.typ")]
    found = {file.name: FIGURES.findall(file.read_text()) for file in files}
    assert {name: figures for name, figures in found.items() if figures} == {}
