"""Another paid job, declared as hours alone: it counts in the check, and the employee reads what they attest."""

from __future__ import annotations

import re
from datetime import date

from flask import Flask

from mutua.kernel import clock
from mutua.kernel.transaction import transaction
from mutua.staffing import actions, queries
from mutua.staffing.models import Elsewhere, Slot, State
from mutua.staffing.working_time import Answer
from tests.builders import NOW, World, sign_in
from tests.staffing.loans import HOME, TERMS, Loan, loan_in, named
from tests.staffing.test_signing import browser, post

PERSON = "/p/trois-ponts/staffing/{}/person"
WEEK = {f"day{number}": "9:00-12:30, 13:30-17:00" for number in range(5)}


def found(loan: Loan) -> list[tuple[str, str, int | None]]:
    with transaction():
        check = actions.hours_check(loan.row(), today=NOW.date())
        assert check is not None
        return [(line.rule, line.answer.value, line.minutes) for line in check.lines if line.answer is not Answer.OK]


def declare(loan: Loan, elsewhere: Elsewhere | None) -> None:
    with transaction():
        row = loan.row()
        assert row.employee is not None
        made = actions.declare_schedule(row.employee, HOME, elsewhere=elsewhere, actor=loan.world.ines, now=NOW)
        again = actions.declare_schedule(row.employee, HOME, elsewhere=elsewhere, actor=loan.world.ines, now=NOW)
        assert made.id == again.id


def test_the_hours_of_another_job_count_in_the_check_and_ask_for_a_new_word(world: World) -> None:
    loan = loan_in(State.REGIME_CHECKED, world)
    loan.act(actions.write_terms, world.karim, content=TERMS, seen_terms_id=None)
    loan.act(actions.name_employee, named=named(loan.zoe))
    assert ("T1", "breach") not in {each[:2] for each in found(loan)}
    declare(loan, Elsewhere((Slot(0, 1080, 1320),), travel_minutes=20))
    lines = {rule: (answer, minutes) for rule, answer, minutes in found(loan)}
    assert lines["T1"] == ("breach", 7 * 60 + 20 + 4 * 60)  # seven hours, the way, four more
    assert lines["T13"][0] == "not_verifiable"  # the word of February was not on these hours
    declare(loan, Elsewhere((Slot(0, 1080, 1200),)))
    assert {each[:2] for each in found(loan)} >= {("T10", "not_verifiable")}  # two places a day, the way unknown
    declare(loan, None)
    assert not {"T1", "T10"} & {each[0] for each in found(loan)}


def test_the_employer_writes_it_beside_the_usual_week_and_the_employee_reads_what_they_attest(
    world: World, app: Flask
) -> None:
    loan = loan_in(State.TERMS_AGREED, world)
    ines, zoe = browser(app, world.ines), app.test_client()
    other = {"other5": "8:00-12:00", "other_travel": "15"}
    with transaction():
        loan.row().state = State.REGIME_CHECKED  # back to the terms, where the person is described
    facts = {"qualification": "Couturière", "person_id": str(loan.zoe.person_id)}
    refused = post(ines, PERSON.format(loan.number), 422, **facts, **other)
    assert "Écrivez aussi son horaire habituel" in refused
    post(ines, PERSON.format(loan.number), **facts, **WEEK, **other)
    with clock.frozen(NOW):
        form = ines.get(PERSON.format(loan.number)).get_data(as_text=True)
        assert re.search(r'name="other5"[^>]*value="8:00-12:00"', form)
    with transaction():
        row = loan.row()
        row.state = State.TERMS_AGREED
        assert row.employee is not None
        known = queries.schedule_of(row.employee.id)
        assert known is not None
        assert known.other_job == Elsewhere((Slot(5, 480, 720),), 15)
    with clock.frozen(NOW):
        page = sign_in(zoe, loan.zoe).get(f"/p/trois-ponts/staffing/{loan.number}/consent").get_data(as_text=True)
        assert "Votre autre emploi payé" in page
        assert "Samedi" in page
        host = browser(app, world.karim).get(f"/p/trois-ponts/staffing/{loan.number}").get_data(as_text=True)
        assert "autre emploi" not in host
    with transaction():
        situation = queries.situation_of(row.employee, at=NOW)
        assert [each.slots for each in situation.schedules] == [HOME, (Slot(5, 480, 720),)]
        assert date(2027, 2, 1) not in {each.attested_on for each in situation.schedules}
