"""What the clock does with loans: breaches said once, reminders, erasure on the day; staff time under a loan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from mutua import law
from mutua.documents import queries as documents
from mutua.kernel import clock
from mutua.kernel.audit import AuditRow
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.transaction import transaction
from mutua.pole import actions as pole
from mutua.pole.models import Person
from mutua.staffing import actions, queries
from mutua.staffing.models import Arrangement, Derogation, Employee, Ending, HoursAlert, Slot, State
from tests.builders import NOW, World, at, sign_in
from tests.staffing.loans import DURING, PATH, PDF, TERMS, Loan, close, expire, hours, loan_in, state_april

ENDS = {"refused": "refuse", "withdrawn": "withdraw", "expired": ""}


def mails(template: str) -> list[str]:
    return sorted(db.session.scalars(select(Mail.recipient).where(Mail.template == f"staffing/{template}")))


def test_a_breach_in_the_hours_entered_is_said_at_once_to_the_three_and_only_once(world: World) -> None:
    loan = loan_in(State.ACTIVE, world)
    span = hours("2027-04-01", "07:00", "20:00")
    loan.act(actions.enter_hours, world.karim, now=DURING, span=span, break_minutes=60)
    with transaction():
        found = {(alert.rule, alert.broken_on, alert.minutes) for alert in queries.alerts_of(loan.number)}
    assert ("T1", date(2027, 4, 1), 720) in found
    assert mails("hours_breach") == sorted(
        [world.ines.email, world.karim.email, world.nadia.email, loan.zoe.email]
    ) or (set(mails("hours_breach")) >= {world.ines.email, world.karim.email, loan.zoe.email})
    before = len(mails("hours_breach"))
    with transaction():
        assert actions.watch_all(DURING + timedelta(hours=1)) == 0
        assert actions.watch_all(DURING + timedelta(days=2)) == 0
    assert len(mails("hours_breach")) == before
    with transaction():
        alert = queries.alerts_of(loan.number)[0]
        for _ in range(2):
            actions.see(alert, actor=world.karim, now=DURING)
        assert queries.seen_by(loan.number) == {alert.id: {world.karim.person_id}}


def test_the_night_finds_what_another_employer_adds_and_a_derogation_lifts_it(world: World) -> None:
    loan = loan_in(State.ACTIVE, world)
    with transaction():
        row = loan.row()
        assert row.employee is not None
        long_week = tuple(Slot(day, 420, 1110) for day in (0, 1, 2))
        actions.declare_schedule(row.employee, long_week, actor=world.ines, now=DURING)
        assert actions.watch_all(DURING + timedelta(hours=2)) > 0
        rules = {alert.rule for alert in queries.alerts_of(loan.number)}
        assert "T1" in rules
        from mutua.documents import actions as documents  # noqa: PLC0415 -- beside its one use

        file = documents.store_file(PDF, "accord.pdf", actor=world.ines, now=DURING)
        years = {"starts_on": date(2027, 1, 1), "until_on": date(2027, 12, 31)}
        kept = {"file_id": file.id, "recorded_by_id": world.ines.person_id, "recorded_at": DURING}
        db.session.add(Derogation(employee_id=row.employee.id, rule="T1", limit_minutes=720, **years, **kept))
        db.session.flush()
        checked = actions.hours_check(row, today=DURING.date())
        assert checked is not None
        assert "T1" not in {line.rule for line in checked.blocking}


def test_a_reminder_leaves_after_three_days_then_weekly_and_never_while_the_employee_thinks(world: World) -> None:
    thinking = loan_in(State.TERMS_AGREED, world)
    waiting = loan_in(State.CSE_DONE, world, zoe=thinking.zoe)
    sent = []
    with transaction():
        for days in (1, 4, 5, 10, 12):
            sent.append(actions.remind(NOW + timedelta(days=days)))
    assert sent == [0, 1, 0, 0, 1]
    assert mails("reminder") == [world.lucie.email, world.lucie.email]
    assert waiting.state is State.CSE_DONE


def test_the_three_ends_become_one_and_nobody_is_named_any_more(world: World) -> None:
    """K1: on the day after, the database itself no longer knows which of the three it was, nor whom it was about."""
    traces = []
    loans: list[Loan] = []
    for how in ENDS:
        loan = loan_in(State.TERMS_AGREED, world, zoe=loans[0].zoe if loans else None)
        loans.append(loan)
        if how == "refused":
            loan.act(actions.refuse, loan.zoe, seen_terms_id=loan.terms_id)
        elif how == "withdrawn":
            loan.act(actions.withdraw, reason="Plus besoin")
    expire(at("2027-03-11 00:00"))
    days = int(law.rule("K1", on=date(2027, 4, 1)).figure("days").value)
    with transaction():
        assert actions.purge(at("2027-03-10 00:00") + timedelta(days=days)) == 0
    with transaction():
        assert actions.purge(at("2027-03-10 00:01") + timedelta(days=days)) == 3
    assert db.session.scalars(select(Ending)).all() == []
    for loan in loans:
        with transaction():
            row = loan.row()
            steps = [(step.verb, step.before, step.after, step.side, step.person_id) for step in row.steps]
            audits = db.session.scalars(
                select(AuditRow.verb).where(AuditRow.subject == "arrangement", AuditRow.subject_id == row.id)
            ).all()
            traces.append((row.state, row.employee_id, row.note, steps[-1], sorted(audits)[-1]))
    assert traces[0] == traces[1] == traces[2]
    assert traces[0][:3] == (State.EXPIRED, None, "")
    with transaction():
        assert actions.purge(at("2027-09-01 00:00")) == 0


def test_a_closed_file_lets_its_names_go_after_five_years(world: World, client: FlaskClient) -> None:
    loan = loan_in(State.ACTIVE, world)
    state_april(loan)
    for state in (State.ENDED, State.RETURNED):
        PATH[state](loan, TERMS)
    close(loan)
    with transaction():
        employee = loan.row().employee
        assert employee is not None
        employee.person_id = None
        number = employee.id
    with transaction():
        assert actions.warn_of_purge(DURING + timedelta(days=1826 - 60)) == 0
        assert actions.warn_of_purge(DURING + timedelta(days=1827 - 60)) == 1
        assert actions.warn_of_purge(DURING + timedelta(days=1828 - 60)) == 0
        assert actions.purge(DURING + timedelta(days=1826)) == 0
        assert actions.purge(DURING + timedelta(days=1827)) == 1
    with transaction():
        assert db.session.scalars(select(Employee.name).where(Employee.id == number)).one() == ""
        row = loan.row()
        assert row.employee is None
        assert TERMS.tasks not in str([terms.content for terms in row.terms])
        assert [(terms.employee_id, terms.values.starts_on) for terms in row.terms] == [(None, TERMS.starts_on)] * 2
        assert [documents.file_with_content(paper.file_id) for paper in row.papers] == [None, None]
        costs = queries.costs_of(row.id)
        assert [(cost.minutes, cost.total_cents, cost.invoiced_cents, cost.vat_note) for cost in costs] == [
            (180, 0, 0, ""),
            (180, 0, 0, ""),
        ]
        assert all(cost.erased_at for cost in costs)
    assert sorted(mails("keeping_ends")) == sorted([world.ines.email, world.karim.email])
    after = DURING + timedelta(days=1828)
    with clock.frozen(after):
        sign_in(client, world.karim)
        page = client.get(f"/p/trois-ponts/staffing/{loan.number}").get_data(as_text=True)
        assert "ont été effacés" in page
        assert "Zoé" not in page
        assert client.get(f"/p/trois-ponts/staffing/{loan.number}/file.zip").status_code == 404
        sign_in(client, world.ines)
        assert "€" not in client.get(f"/p/trois-ponts/staffing/{loan.number}").get_data(as_text=True)
        assert client.get(f"/p/trois-ponts/staffing/{loan.number}/cost/2027-04.pdf").status_code == 404


def test_an_erased_person_loses_the_name_when_the_last_file_lets_go(world: World) -> None:
    loan = loan_in(State.ENDED, world)
    with transaction():
        employee = loan.row().employee
        assert employee is not None
        employee.birth_date = date(1990, 5, 17)
        number, account = employee.id, db.session.get_one(Person, employee.person_id)
        pole.erase_person(account, now=DURING, replayed=True)
    named = select(Employee.name, Employee.birth_date).where(Employee.id == number)
    with transaction():
        assert actions.purge(DURING + timedelta(days=1826)) == 0
        assert db.session.execute(named).one().birth_date == date(1990, 5, 17)
        assert actions.purge(DURING + timedelta(days=1827)) == 2
        assert db.session.execute(named).one() == ("", None)
        assert actions.purge(DURING + timedelta(days=1828)) == 0


def test_sums_are_erased_once_and_never_changed(world: World) -> None:
    loan = loan_in(State.ACTIVE, world)
    state_april(loan)
    for change in ("wages_cents = 1, invoiced_cents = 1", "minutes = 1, erased_at = recorded_at"):
        with pytest.raises(DBAPIError, match="append_only"), transaction():
            db.session.execute(text(f"UPDATE month_cost SET {change}"))
    with pytest.raises(DBAPIError, match="append_only"), transaction():
        db.session.execute(text("DELETE FROM month_cost"))


def test_a_loan_nobody_closed_is_let_go_too_after_a_word_to_both(world: World) -> None:
    loan = loan_in(State.ENDED, world)
    with transaction():
        assert actions.warn_of_purge(DURING + timedelta(days=1826 - 61)) == 0
        assert actions.warn_of_purge(DURING + timedelta(days=1827 - 60)) == 1
        assert actions.warn_of_purge(DURING + timedelta(days=1828 - 60)) == 0
        assert actions.purge(DURING + timedelta(days=1826)) == 0
        assert actions.purge(DURING + timedelta(days=1827)) == 1
    with transaction():
        assert loan.row().employee is None


def test_the_document_of_a_derogation_goes_five_years_after_its_last_day(world: World) -> None:
    loan = loan_in(State.ACTIVE, world)
    wanted = actions.Wanted("T1", 720, date(2027, 4, 1), date(2027, 6, 30))
    with transaction():
        employee = loan.row().employee
        assert employee is not None
        made = actions.record_derogation(employee, wanted, (PDF, "accord.pdf"), actor=world.ines, now=DURING)
        number = made.file_id
    with transaction():
        assert actions.purge(at("2032-06-29 12:00")) == 0
        assert documents.file_with_content(number) is not None
        assert actions.purge(at("2032-07-01 12:00")) == 1
        assert documents.file_with_content(number) is None


def test_every_span_of_keeping_is_dated_data_with_its_source() -> None:
    for number in range(1, 7):
        rule = law.rule(f"K{number}", on=date(2027, 1, 1))
        assert rule.sources
        assert rule.figure("days").unit == "days"


@pytest.mark.parametrize(
    ("span", "state", "answer"),
    [
        (("2027-04-01", "09:00", "12:00"), State.ACTIVE, True),  # a Thursday of the terms
        (("2027-04-01", "12:00", "13:00"), State.ACTIVE, False),  # between the hours agreed
        (("2027-03-31", "09:00", "12:00"), State.ACTIVE, False),  # a Wednesday
        (("2027-06-03", "09:00", "12:00"), State.ACTIVE, False),  # after the last day
        (("2027-04-01", "09:00", "12:00"), State.SUSPENDED, False),
        (("2027-04-01", "09:00", "12:00"), State.APPROVED, False),
    ],
)
def test_staff_time_is_booked_only_under_a_loan_that_covers_it(
    world: World, span: tuple[str, str, str], state: State, *, answer: bool
) -> None:
    loan = loan_in(state, world)
    with transaction():
        row: Arrangement = loan.row()
        wanted, zone = hours(*span), row.pole.zone
        row.resource_id = world.van_id
        db.session.flush()
        lent = queries.lent_to(world.fournil_id, [world.van_id, world.desks_id])
        found = lent.of(world.van_id, wanted, zone)
        assert (found.arrangement_id if found else None) == (loan.number if answer else None)
        assert queries.lent_to(world.couture_id, [world.van_id]).of(world.van_id, wanted, zone) is None
        assert lent.of(world.desks_id, wanted, zone) is None


def test_two_loans_of_one_person_on_one_day_are_added_up(world: World) -> None:
    first = loan_in(State.ACTIVE, world)
    evening = replace(TERMS, slots=(Slot(3, 1080, 1320),), place="2 quai du Port")
    second = loan_in(State.REGIME_CHECKED, world, zoe=first.zoe)
    from tests.staffing.loans import named  # noqa: PLC0415 -- beside its one use

    second.act(actions.write_terms, world.karim, content=evening, seen_terms_id=None)
    second.act(actions.name_employee, named=named(first.zoe))
    with transaction():
        checked = actions.hours_check(second.row(), today=NOW.date())
        assert checked is not None
        assert {"T1", "T4"} & {line.rule for line in checked.blocking}
    assert db.session.scalars(select(HoursAlert)).all() == []
