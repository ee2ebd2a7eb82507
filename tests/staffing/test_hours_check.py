"""The check of a loan: over all structures, on declared hours, and a certain breach stops the terms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from mutua.kernel.refusal import Refused
from mutua.staffing import actions
from mutua.staffing.models import Slot, State
from mutua.staffing.rules import No
from mutua.staffing.rules.hours import check_terms
from mutua.staffing.rules.situation import HoursCheck, Loan, Schedule, Situation
from mutua.staffing.working_time import Answer
from tests.builders import NOW, World
from tests.staffing.loans import HOME, TERMS, add_zoe, loan_in, named, open_loan

ATTESTED = date(2027, 2, 1)
LENDER = Schedule("La Couture", HOME, ATTESTED, is_lender=True)


def check(*schedules: Schedule, loans: tuple[Loan, ...] = (), **terms: object) -> HoursCheck:
    situation = Situation(schedules=schedules or (LENDER,), loans=loans)
    content = replace(TERMS, **terms)  # type: ignore[arg-type]
    return check_terms(situation, content, host="Le Fournil", zone="Europe/Paris", today=date(2027, 3, 1))


def answers(found: HoursCheck) -> dict[str, str]:
    return {line.rule: line.answer.value for line in found.lines if line.answer is not Answer.OK}


def figure(found: HoursCheck, rule: str) -> int | None:
    return next(line.minutes for line in found.lines if line.rule == rule)


def test_days_of_loan_stand_for_the_usual_days() -> None:
    found = check()
    assert (found.overall, answers(found)) == (Answer.OK, {})
    # Monday to Wednesday 7 h at home, Thursday 7 h and Friday 3 h 30 at the host.
    assert (figure(found, "T1"), figure(found, "T2"), found.weeks[0].here, found.weeks[0].elsewhere) == (
        420,
        1890,
        630,
        1260,
    )


@pytest.mark.parametrize(
    "slots, expected",
    [
        ((Slot(3, 480, 780), Slot(3, 840, 1140)), {}),  # ten hours
        ((Slot(3, 480, 780), Slot(3, 840, 1141)), {"T1": "breach"}),  # and a minute
        ((Slot(3, 480, 720), Slot(3, 1020, 1260)), {}),  # 13 hours from first to last
        ((Slot(3, 480, 720), Slot(3, 1020, 1261)), {"T4": "breach"}),
        ((Slot(6, 540, 720),), {"T6": "warning"}),
    ],
)
def test_limits_at_the_minute(slots: tuple[Slot, ...], expected: dict[str, str]) -> None:
    assert answers(check(slots=slots)) == expected


def test_another_employer_counts_and_breaks_the_week() -> None:
    evenings = Schedule("Le Bar", tuple(Slot(day, 1140, 1320) for day in range(5)), ATTESTED)
    heavy = Schedule("Le Marché", tuple(Slot(5, start, end) for start, end in ((480, 720), (780, 1020))), ATTESTED)
    full = {"slots": HOME, "keeps_base_hours": False}
    assert "T2" in answers(check(LENDER, replace(evenings, is_lender=False), heavy, **full, travel_minutes=0))


def test_another_loan_of_the_same_person_counts() -> None:
    other = Loan("La Radio", replace(TERMS, slots=(Slot(3, 1050, 1260),), place="Studio", travel_minutes=0))
    found = check(loans=(other,))
    assert answers(found)["T1"] == "breach"


def test_unknown_is_never_ok() -> None:
    stale = replace(LENDER, attested_on=date(2026, 2, 1))
    for schedule in (replace(LENDER, slots=None), replace(LENDER, attested_on=None), stale):
        found = check(schedule)
        assert (found.overall, answers(found)["T13"], found.blocked) == (
            Answer.NOT_VERIFIABLE,
            "not_verifiable",
            False,
        )


def test_travel_between_both_places_of_a_day_is_asked_for_and_counted() -> None:
    both = {"slots": (Slot(3, 810, 1020),), "keeps_base_hours": True}
    assert answers(check(**both)) == {"T10": "not_verifiable"}
    known = check(**both, travel_minutes=25)
    # 3 h 30 in the morning at home, 25 minutes on the way, 3 h 30 at the host.
    assert (answers(known), figure(known, "T1")) == ({}, 445)


def test_a_breach_blocks_the_terms(world: World) -> None:
    loan = open_loan(world, add_zoe(world))
    loan.act(actions.check_regime, world.karim)
    late = replace(TERMS, slots=(Slot(3, 540, 780), Slot(3, 840, 1380)))
    loan.act(actions.write_terms, world.karim, content=late, seen_terms_id=None)
    loan.act(actions.name_employee, named=named(loan.zoe))
    with pytest.raises(Refused) as refused:
        loan.act(actions.agree, seen_terms_id=loan.terms_id)
    assert (refused.value.reason, loan.state) == (No.HOURS_BREACH, State.REGIME_CHECKED)


def test_a_start_before_the_end_of_reflection_is_refused(world: World) -> None:
    loan = open_loan(world, add_zoe(world))
    loan.act(actions.check_regime, world.karim)
    soon = replace(TERMS, starts_on=NOW.date().replace(day=5))
    loan.act(actions.write_terms, world.karim, content=soon, seen_terms_id=None)
    loan.act(actions.name_employee, named=named(loan.zoe))
    with pytest.raises(Refused) as refused:
        loan.act(actions.agree, seen_terms_id=loan.terms_id)
    assert refused.value.reason is No.START_TOO_SOON


def test_a_minor_is_never_lent(world: World) -> None:
    loan = loan_in(State.REGIME_CHECKED, world)
    loan.act(actions.write_terms, world.karim, content=TERMS, seen_terms_id=None)
    loan.act(actions.name_employee, named=replace(named(loan.zoe), birth_date=date(2010, 1, 1)))
    with pytest.raises(Refused) as refused:
        loan.act(actions.agree, seen_terms_id=loan.terms_id)
    assert refused.value.reason is No.HOURS_BREACH
