"""The table of worked cases: each rule's answer and article, through the function and through `mutua check-hours`."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from mutua import law
from mutua.cli import pure  # noqa: F401 -- hangs the verbs on the group
from mutua.cli.group import cli
from mutua.staffing.working_time import Answer, Case, Declared, check
from mutua.staffing.working_time.case import Work
from tests.staffing.test_working_time_properties import cases, works
from tests.staffing.working_time_cases import PARIS

BREAK = timedelta(minutes=20)
TABLE = Path(__file__).with_name("worked_cases.txt").read_text(encoding="utf-8")
ROWS = [re.split(r"\s+\|\s?", line, maxsplit=5) for line in TABLE.splitlines() if line and line[0] != "#"]
ENTRY = re.compile(
    r"(?P<day>[\d-]+?)(?:x(?P<days>\d+))?(?:w(?P<weeks>\d+))? (?P<hours>[\d:]+-[\d:]+)(?: (?P<by>\w):(?P<place>\w))?$"
)


def _work(text: str) -> list[dict[str, str]]:
    found = ENTRY.match(text)
    assert found, text
    first = date.fromisoformat(found["day"])
    offsets = [
        week * 7 + day for week in range(int(found["weeks"] or 1)) for day in range(int(found["days"] or 1))
    ]  # fmt: skip
    made = []
    for offset in offsets:
        day = first + timedelta(days=offset)
        start, end = (datetime.fromisoformat(f"{day} {hour}") for hour in found["hours"].split("-"))
        end += timedelta(days=0 if end > start else 1)
        made.append(
            {
                "structure": found["by"] or "A",
                "place": found["place"] or "a",
                "start": start.replace(tzinfo=PARIS).isoformat(),
                "end": end.replace(tzinfo=PARIS).isoformat(),
            }
        )
    return made


def _case(work: str, facts: str) -> dict[str, Any]:
    """The JSON of `mutua check-hours` for one row of the table."""
    asked: dict[str, Any] = {
        "zone": "Europe/Paris",
        "today": "2027-03-01",
        "person": {},
        "declared": {"base_schedule_known": True, "attestation_on": "2027-01-10"},
        "derogations": [],
        "travel_minutes": {},
        "work": [entry for text in work.split("; ") for entry in _work(text.strip())],
    }
    for fact in filter(None, (each.strip() for each in facts.split(";"))):
        name, _, value = fact.partition("=")
        if name == "forfait":
            asked["person"]["forfait_jours"] = True
        elif name == "night":
            asked["person"]["night_worker"] = True
        elif name == "born":
            asked["person"]["birth_date"] = value
        elif name == "undeclared":
            asked["declared"]["base_schedule_known"] = False
        elif name == "attested":
            asked["declared"]["attestation_on"] = value
        elif name == "travel":
            pair, _, minutes = value.rpartition(":")
            asked["travel_minutes"][pair] = int(minutes)
        else:
            assert name == "derogation", fact
            rule, limit, since, until, *paper = value.split(":")
            asked["derogations"].append(
                {
                    "rule": rule,
                    "limit_minutes": int(limit) if limit else None,
                    "from": since,
                    "until": until,
                    "document": bool(paper),
                }
            )
    return asked


def test_the_table_has_sixty_cases_and_every_rule() -> None:
    assert len(ROWS) >= 60
    rules = {row[0] for row in ROWS}
    assert rules == {f"T{number}" for number in range(1, 15)} - {"T11"}  # T11 switches T1 to T3 off: its rows say so
    assert sum("forfait" in row[5] for row in ROWS) >= 5


# The answers a rule of law/exchanges-and-staff.md 4.3 can give; T11 switches T1 to T3 off, T14 is never judged here.
ANSWERS = {
    **{rule: {"ok", "breach"} for rule in ("T1", "T2", "T3", "T4", "T5", "T7", "T9", "T12")},
    **{rule: {"ok", "warning"} for rule in ("T6", "T8")},
    **{rule: {"ok", "not_verifiable"} for rule in ("T10", "T13")},
    "T14": {"ok"},
}


@pytest.mark.parametrize("rule", ANSWERS)
def test_the_table_has_every_answer_a_rule_can_give(rule: str) -> None:
    assert {row[1].split()[0] for row in ROWS if row[0] == rule} == ANSWERS[rule]


def test_the_table_switches_off_each_limit_a_contract_in_days_is_free_of_and_no_other() -> None:
    switched = {(row[0], row[1].split()[0]) for row in ROWS if "forfait" in row[5]}
    assert switched == {("T1", "ok"), ("T2", "ok"), ("T3", "ok"), ("T4", "breach"), ("T5", "breach")}


@pytest.mark.parametrize("row", ROWS, ids=[f"{row[0]} {row[3]}" for row in ROWS])
def test_a_worked_case_is_answered_as_the_law_file_says(row: list[str]) -> None:
    rule, expected, article, _why, work, facts = row
    report = check(Case.from_text(json.dumps(_case(work, facts))))
    found = [each for each in report.findings if each.rule == rule]
    assert [f"{each.answer} {each.date}" for each in found] == ([] if expected == "ok" else [expected])
    known = law.rule(rule, on=date(2027, 3, 1))
    assert article in {*known.articles, *(figure.article for figure in known.figures)}
    assert all(each.article == article for each in found)


def test_the_command_prints_the_very_answer_of_the_function(tmp_path: Path) -> None:
    for number in range(0, len(ROWS), 9):
        text = json.dumps(_case(*ROWS[number][4:6]))
        file = tmp_path / f"{number}.json"
        file.write_text(text, encoding="utf-8")
        printed = CliRunner().invoke(cli, ["check-hours", str(file)])
        assert printed.exit_code == 0, printed.output
        assert json.loads(printed.output) == check(Case.from_text(text)).to_json()


@settings(deadline=None)
@given(cases(), works())
def test_more_work_never_turns_a_breach_into_ok(asked: Case, more: Work) -> None:
    """But for the break of a date: work apart from the rest leaves twenty minutes, and one break a date suffices."""
    found = {each.rule for each in check(asked).findings if each.answer is Answer.BREACH}
    if found and not (found == {"T7"} and _stands_apart(more, asked.work)):
        assert check(replace(asked, work=(*asked.work, more))).overall is not Answer.OK


def _stands_apart(more: Work, others: tuple[Work, ...]) -> bool:
    return all(more.end + BREAK <= each.start or each.end + BREAK <= more.start for each in others)


@settings(deadline=None)
@given(cases(), st.integers(0, 4), st.data())
def test_less_data_never_turns_not_verifiable_into_ok(asked: Case, what: int, data: Any) -> None:
    """Declarations, travel, a derogation taken away: what could not be verified before cannot be afterwards."""
    unsure = replace(asked, travel_minutes={}, declared=data.draw(st.sampled_from([Declared(), asked.declared])))
    if check(unsure).overall is not Answer.NOT_VERIFIABLE:
        return
    less = (
        replace(unsure, declared=Declared(base_schedule_known=False)),
        replace(unsure, declared=replace(unsure.declared, attestation_on=None)),
        replace(unsure, derogations=unsure.derogations[1:]),
        replace(unsure, travel_minutes={}),
        replace(unsure, person=replace(unsure.person, birth_date=None)),
    )[what]
    assert check(less).overall in (Answer.NOT_VERIFIABLE, Answer.BREACH)
