"""Thresholds read from the dated law, at their edges."""

from __future__ import annotations

from datetime import date

import pytest

from mutua.law import rules
from mutua.safety import thresholds
from mutua.safety.catalogue import catalogue
from mutua.safety.thresholds import ExitBand

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("people", "band"),
    [
        (0, None),
        (1, ExitBand(1, 19, 1, 0.8)),
        (19, ExitBand(1, 19, 1, 0.8)),
        (20, ExitBand(20, 100, 1, 1.5)),
        (31, ExitBand(20, 100, 1, 1.5)),
        (100, ExitBand(20, 100, 1, 1.5)),
        (101, ExitBand(101, 300, 2, 2.0)),
        (300, ExitBand(101, 300, 2, 2.0)),
        (301, ExitBand(301, 500, 2, 2.5)),
        (501, None),
    ],
)
def test_exits_follow_the_peak(people, band):
    assert thresholds.exit_band(people, TODAY) == band


def test_the_alarm_is_due_above_fifty_people():
    assert [thresholds.alarm_due(people, TODAY) for people in (31, 50, 51)] == [False, False, True]


def test_a_new_peak_tells_which_rules_answer_otherwise():
    assert thresholds.crossed(15, 31, TODAY) == ["R4227-5"]
    assert thresholds.crossed(31, 50, TODAY) == []
    assert thresholds.crossed(50, 51, TODAY) == ["R4227-34"]
    assert thresholds.crossed(51, 10, TODAY) == ["R4227-5", "R4227-34"]


def test_air_extinguishers_and_hours():
    assert thresholds.people_for_air(149, TODAY) == 9
    assert thresholds.people_for_air(48, TODAY, light_work=False) == 2
    assert [thresholds.extinguishers_for(area, TODAY) for area in (30, 200, 201)] == [1, 1, 2]
    assert [thresholds.plan_hours(h, TODAY) for h in (319.9, 320, 399, 400)] == ["", "near", "near", "written"]


def test_every_article_a_family_rests_on_is_in_the_law_or_marked_to_be_checked():
    known = {article for rule in rules(on=TODAY) for article in rule.articles}
    unknown = {a for f in catalogue().families.values() if f.anchors_evidence == "V" for a in f.anchors} - known
    # general articles the catalogue names beside the reading of the law
    assert unknown == {"L4221-1", "R4224-3", "R4224-20"}


def test_addresses_are_those_of_the_official_site_with_twelve_figures():
    own = [rule for rule in rules() if "-" in rule.id]
    urls = [source.url for rule in own for source in rule.sources if "legifrance" in source.url]
    assert len(urls) > 25
    assert {len(url.rsplit("LEGIARTI", 1)[1]) for url in urls} == {12}
