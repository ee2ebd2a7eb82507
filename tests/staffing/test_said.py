"""What a page says of the next step, and of reasons that stand side by side."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from flask import Flask, render_template_string

from mutua.staffing.models import State
from mutua.staffing.rules.situation import CheckLine
from mutua.staffing.working_time import Answer
from tests.builders import NOW, World
from tests.staffing.loans import DURING, loan_in
from tests.staffing.test_mistakes import read
from tests.staffing.test_pages import Browser

DETAIL = '{% import "staffing/_check.html" as check with context %}{{ check.detail(line) }}'


@pytest.mark.parametrize(
    "rule, times, said",
    [
        ("T10", 1, "Deux lieux le même jour : indiquez le temps de trajet dans les conditions"),
        ("T10", 3, "Deux lieux le même jour, 3 fois : indiquez le temps de trajet dans les conditions"),
        ("T2", 2, "Semaine du 5 avr., et une autre fois"),
        ("T2", 3, "Semaine du 5 avr., et 2 autres fois"),
        ("T1", 3, "lundi 5 avril, et 2 autres fois"),
    ],
)
def test_reasons_join_without_a_stray_space(app: Flask, rule: str, times: int, said: str) -> None:
    line = CheckLine(rule, Answer.BREACH, date(2027, 4, 5), 700, 600, "L3121-18", to_verify=False, times=times)
    with app.test_request_context():
        assert read(render_template_string(DETAIL, line=line)).strip() == said


@pytest.mark.parametrize(
    "state, what",
    [
        (State.REGIME_CHECKED, "les deux structures acceptent la même version, puis la personne répond seule"),
        (State.TERMS_AGREED, "avec l’accord de la personne, chaque structure enregistre l’avis de son CSE."),
        (State.CSE_DONE, "les structures signent la convention, la personne et son employeur l’avenant."),
        (State.AMENDING, "Jusque-là, les conditions signées continuent."),
        (State.SUSPENDED, "l’une des trois parties reprend le prêt, ou y met fin."),
        (State.ENDED, "la personne confirme son retour, l’employeur l’enregistre"),
    ],
)
def test_each_step_says_what_comes_next_to_whoever_reads(world: World, app: Flask, state: State, what: str) -> None:
    loan = loan_in(state, world)
    for who in (world.ines, world.karim, world.lucie):
        page = read(Browser(app, who).get(str(loan.number), now=moment(state)))
        assert "Ensuite :" in page
        assert what in page


def moment(state: State) -> datetime:
    return DURING if state in (State.AMENDING, State.SUSPENDED, State.ENDED) else NOW


def test_forms_of_the_employer_say_what_follows(world: World, app: Flask) -> None:
    loan = loan_in(State.ACTIVE, world)
    ines = Browser(app, world.ines)
    assert "Dès l’enregistrement, le contrôle des horaires compte avec cette limite" in read(
        ines.get(f"{loan.number}/derogation", now=DURING)
    )
    closing = loan_in(State.RETURNED, world, zoe=loan.zoe)
    assert "puis le dossier est clos et gardé. Après, plus rien ne change." in read(
        ines.get(f"{closing.number}/cost", now=DURING)
    )
