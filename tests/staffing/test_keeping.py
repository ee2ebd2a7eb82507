"""What the worker erases on its day and what stays, a case for each row of law/data/staff_retention.toml."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from mutua import law
from mutua.cli.worker import once
from mutua.documents import queries as documents
from mutua.documents.models import Signature, SigningCode, SigningLink
from mutua.kernel import clock
from mutua.kernel.audit import AuditRow
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.staffing import actions, queries
from mutua.staffing.models import Arrangement, Derogation, PaperKind, Party, State
from tests.builders import NOW, World, at
from tests.staffing.loans import DURING, PDF, Loan, close, loan_in
from tests.staffing.test_mistakes import answer, enter

A_MOMENT = timedelta(hours=1)  # the erasing runs once an hour


@dataclass(frozen=True)
class Kept:
    """A loan, what it still knows, and the last moment at which it may know it."""

    loan: Loan
    knows: Callable[[Arrangement], object]
    until: datetime


def days(rule: str) -> timedelta:
    return timedelta(days=int(law.rule(rule, on=date(2027, 3, 1)).figure("days").value))


def person(row: Arrangement) -> object:
    """Whom the file is about, its words and its papers."""
    words = [terms.values.tasks for terms in row.terms if terms.values.tasks]
    papers = [paper.id for paper in row.papers if documents.file_with_content(paper.file_id)]
    return row.employee_id, words, papers, row.note


def not_pursued(world: World) -> Kept:
    loan = loan_in(State.REFUSED, world)
    return Kept(loan, lambda row: (row.ending and row.ending.kind, *person(row)), at("2027-03-10 00:00") + days("K1"))


def closed(world: World) -> Kept:
    loan = loan_in(State.RETURNED, world)
    close(loan)

    def knows(row: Arrangement) -> object:
        return person(row), [cost.total_cents for cost in queries.costs_of(row.id) if cost.total_cents]

    return Kept(loan, knows, at("2032-04-04 23:00"))  # kept to the end of its last day


def never_closed(world: World) -> Kept:
    return Kept(loan_in(State.ENDED, world), person, DURING + days("K2"))


def contested(world: World) -> Kept:
    loan = loan_in(State.ACTIVE, world)
    answer(loan, enter(loan), note="Je suis partie à 11 h")
    return Kept(loan, lambda row: row.hours[0].answer_note, at("2027-04-01 12:00") + days("K3"))


def codes(world: World) -> Kept:
    loan = loan_in(State.APPROVED, world)
    loan.act(actions.ask_code, kind=PaperKind.AGREEMENT, email=world.ines.email, locale="fr")
    ends = db.session.scalars(select(SigningCode.expires_at)).one()
    return Kept(loan, lambda row: db.session.scalars(select(SigningCode.code_sha256)).all(), ends + days("K4"))


def links(world: World) -> Kept:
    loan = loan_in(State.APPROVED, world)
    wanted = {"kind": PaperKind.AGREEMENT, "side": Party.LENDER, "name": "Anne", "email": "anne@example.org"}
    loan.act(actions.send_link, **wanted)
    ends = db.session.scalars(select(SigningLink.expires_at)).one()
    return Kept(loan, lambda row: db.session.scalars(select(SigningLink.email)).all(), ends + days("K4"))


def declined(world: World) -> Kept:
    return Kept(loan_in(State.DECLINED, world), person, NOW + days("K5"))


def derogation(world: World) -> Kept:
    loan = loan_in(State.ACTIVE, world)
    wanted = actions.Wanted("T1", 720, date(2027, 4, 1), date(2027, 6, 30))
    with transaction():
        employee = loan.row().employee
        assert employee is not None
        actions.record_derogation(employee, wanted, (PDF, "accord.pdf"), actor=world.ines, now=DURING)

    def knows(row: Arrangement) -> object:
        ids = db.session.scalars(select(Derogation.file_id)).all()
        return [number for number in ids if documents.file_with_content(number)]

    return Kept(loan, knows, at("2032-06-29 23:00"))


CASES = (not_pursued, closed, never_closed, contested, codes, links, declined, derogation)


@pytest.mark.parametrize("case", CASES)
def test_the_worker_erases_on_the_day_and_not_before(world: World, app: Flask, case: Callable[[World], Kept]) -> None:
    kept = case(world)
    before = knowledge(kept)
    assert any_of(before)
    round_of(app, kept.until - A_MOMENT)
    assert knowledge(kept) == before, "too early"
    trail = what_stays()
    round_of(app, kept.until + 2 * A_MOMENT + timedelta(days=1))
    assert not any_of(knowledge(kept)), "too late"
    assert all(after >= known for after, known in zip(what_stays(), trail, strict=True))
    round_of(app, kept.until + timedelta(days=400))  # what is gone stays gone, and nothing else breaks


def knowledge(kept: Kept) -> object:
    with transaction():
        return kept.knows(kept.loan.row())


def any_of(value: object) -> bool:
    return any(map(any_of, value)) if isinstance(value, (list, tuple)) else bool(value)


def round_of(app: Flask, now: datetime) -> None:
    """Two rounds: the first may move a loan on that the second erases."""
    for moment in (now - timedelta(minutes=61), now):
        with clock.frozen(moment):
            once(app)


def what_stays() -> list[int]:
    """Signatures, steps, hours and the audit outlive the names."""
    with transaction():
        kinds = (Signature, AuditRow)
        return [db.session.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds]
