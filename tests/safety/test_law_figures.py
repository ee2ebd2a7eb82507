"""No figure of law is written in a page or a paper: another figure in the dated data is another answer everywhere."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from mutua.safety import thresholds
from mutua.safety.queries.people import _nights
from mutua.safety.rules.duty import heat_reason
from mutua.safety.rules.extract import programme

ROOT = Path(__file__).parents[2]
EMPLOYER = {"id": 1, "headcount": 49, "lent": 0.5}
FIGURES = re.compile(
    r"\b(?:35|50|400|600|900)(?:\xa0| |#\{nb\}|\{nb\})(?:h\b|heures|personnes|salariés|nuits)"
    r"|[Àà] partir de (?:11|50)\b|(?:11|50) et plus|moins de (?:11|50)\b"
    r"|\b(?:six|6) mois|\b(?:21|6)[\xa0 ]h\b|\b(?:15|24)[\xa0 ]m³"
)


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


def test_air_and_night_are_those_of_the_data(monkeypatch: pytest.MonkeyPatch) -> None:
    on = date(2027, 5, 3)
    assert (thresholds.air_volume(on), thresholds.air_volume(on, light_work=False)) == (15, 24)
    assert thresholds.night(on) == (time(21), time(6))
    late = datetime(2027, 5, 3, 19, tzinfo=UTC), datetime(2027, 5, 3, 21, tzinfo=UTC)  # 21:00 to 23:00 in Paris
    assert dict(_nights(*late, "Europe/Paris")) == {date(2027, 5, 4): 2}
    monkeypatch.setattr(thresholds, "night", lambda on: (time(22), time(7)))
    assert dict(_nights(*late, "Europe/Paris")) == {date(2027, 5, 4): 1}


def test_no_template_writes_a_figure_of_law() -> None:
    """What a page says to a person follows the data, too; nor do the doors, which write some of the words."""
    files = [*(ROOT / "templates" / "safety").glob("*.html"), *(ROOT / "templates" / "pdf").glob("safety_*.typ")]
    files += (ROOT / "mutua" / "safety" / "views").glob("*.py")
    found = {file.name: FIGURES.findall(file.read_text()) for file in files}
    assert {name: figures for name, figures in found.items() if figures} == {}
