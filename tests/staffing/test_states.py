"""Every state is reached by its actors, and every verb in every state by everybody else is refused without a trace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from sqlalchemy import func, select

from mutua.documents.models import SigningCode, SigningLink, StoredFile
from mutua.kernel.audit import AuditRow
from mutua.kernel.db import Table, db
from mutua.kernel.outbox import Mail
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole.models import Member
from mutua.staffing import actions, models
from mutua.staffing.models import NEXT_STATES, NOT_PURSUED, Arrangement, CseOpinion, PaperKind, Party, State, Verb
from tests.builders import NOW, World
from tests.staffing.loans import DURING, PDF, TERMS, Loan, add_zoe, hours, loan_in, named

WHO = ("ines", "karim", "zoe", "lucie", "nadia", "stranger")
SIDE = {"ines": Party.LENDER, "karim": Party.HOST, "zoe": Party.EMPLOYEE, "lucie": Party.COORDINATOR}
LATE = (State.ACTIVE, State.SUSPENDED, State.AMENDING, State.ENDED, State.RETURNED, State.CLOSED)


def _tries(loan: Loan, who: str) -> dict[Verb, Callable[[], tuple[State, int]]]:
    """Each verb with facts that would be good, tried by one person."""
    actor = loan.zoe if who == "zoe" else getattr(loan.world, who)
    now = DURING if loan.state in LATE or loan.state in NOT_PURSUED else NOW
    seen, code = loan.terms_id, loan.code if loan.terms_id else ""
    kind = PaperKind.AMENDMENT if who == "zoe" else PaperKind.AGREEMENT

    def run(action, **facts):  # type: ignore[no-untyped-def]
        return lambda: loan.attempt(action, actor, now, **facts)

    cse = {"opinion": CseOpinion.NO_CSE, "consulted_on": None, "headcount": 8}
    cost = {"wages_cents": 1, "charges_cents": 0, "expenses_cents": 0, "invoiced_cents": 1, "vat_note": ""}
    span = hours("2027-04-01", "09:00", "12:00")
    return {
        Verb.CHECK_REGIME: run(actions.check_regime),
        Verb.WRITE_TERMS: run(actions.write_terms, content=TERMS, seen_terms_id=seen or None),
        Verb.NAME_EMPLOYEE: run(actions.name_employee, named=named(loan.zoe)),
        Verb.AGREE: run(actions.agree, seen_terms_id=seen),
        Verb.CONSENT: run(actions.consent, seen_terms_id=seen, paper=(PDF, "accord.pdf")),
        Verb.REFUSE: run(actions.refuse, seen_terms_id=seen),
        Verb.REVISE: run(actions.revise),
        Verb.RECORD_CSE: run(actions.record_cse, **cse, replaces_id=_opinion(loan, who)),
        Verb.APPROVE: run(actions.decide, verb=Verb.APPROVE),
        Verb.SEND_BACK: run(actions.decide, verb=Verb.SEND_BACK, reason="Il manque une pièce"),
        Verb.DECLINE: run(actions.decide, verb=Verb.DECLINE, reason="Contraire à la charte"),
        Verb.SIGN: run(actions.bring_paper, kind=kind, file=(PDF, "a.pdf"), code=code, signed_on=date(2027, 3, 1)),
        Verb.BRIEF: run(actions.brief, briefed_on=date(2027, 3, 1)),
        Verb.ENTER_HOURS: run(actions.enter_hours, span=span, break_minutes=0),
        Verb.SUSPEND: run(actions.suspend),
        Verb.RESUME: run(actions.resume),
        Verb.AMEND: run(actions.amend, content=TERMS),
        Verb.DROP_AMENDMENT: run(actions.drop_amendment),
        Verb.END: run(actions.end),
        Verb.CONFIRM_RETURN: run(actions.confirm_return),
        Verb.RETURN: run(actions.take_back),
        Verb.CLOSE: run(actions.close, **cost),
        Verb.WITHDRAW: run(actions.withdraw),
    }  # fmt: skip


def _opinion(loan: Loan, who: str) -> int | None:
    """The record of this person's side, which another one corrects."""
    known = loan.row().cse_of(SIDE[who]) if who in ("ines", "karim") else None
    return known.id if known else None


def _signs(loan: Loan, who: str) -> dict[str, Callable[[], tuple[State, int]]]:
    """What signing in the application adds to the table: asking for a code, sending a personal link."""
    actor = loan.zoe if who == "zoe" else getattr(loan.world, who)
    kind = PaperKind.AMENDMENT if who == "zoe" else PaperKind.AGREEMENT
    side = SIDE.get(who, Party.LENDER)
    code = {"kind": kind, "email": actor.email, "locale": "fr"}
    link = {"kind": kind, "side": side, "name": "Anne", "email": "anne@example.org"}
    return {
        "code": lambda: loan.attempt(actions.ask_code, actor, NOW, **code),
        "link": lambda: loan.attempt(actions.send_link, actor, NOW, **link),
    }


MAY_SIGN = {"code": ("ines", "karim", "zoe"), "link": ("ines", "karim")}


# Moves of the table that need something first, which this state does not have.
NOT_READY = {
    (State.REGIME_CHECKED, Verb.AGREE),
    (State.AMENDING, Verb.CONSENT),
    (State.AMENDING, Verb.REFUSE),
    (State.AMENDING, Verb.SIGN),
    (State.ENDED, Verb.RETURN),
}


def _legal(state: State, who: str) -> set[Verb]:
    legal = {verb for verb, move in NEXT_STATES.get(state, {}).items() if SIDE.get(who) in move.by}
    if who == "zoe" and state in (State.DRAFT, State.REGIME_CHECKED):
        return set()  # not told yet
    if who == "ines":
        legal -= {Verb.CONFIRM_RETURN}  # Zoé has an account: nobody confirms for her
    return legal


@pytest.mark.once  # refused before any SQL; the ways through are walked on both databases elsewhere
@pytest.mark.parametrize("state", list(State))
def test_the_table_of_states_is_the_law_for_everybody(world: World, state: State) -> None:
    """Every verb by every person: what the table names moves the loan, all else is refused and leaves no trace."""
    loan = loan_in(state, world)
    with transaction():
        row = loan.row()
        steps = len(row.steps) + len(row.hours)
    before = _trace()
    for who in WHO:
        legal = _legal(state, who)
        for verb, attempt in _tries(loan, who).items():
            if verb not in legal:
                with pytest.raises(Refused):
                    attempt()
            elif (state, verb) not in NOT_READY:
                reached, rows = attempt()
                # Another side's opinion or another paper may still be missing.
                ends = {NEXT_STATES[state][verb].to} | ({state} if verb in (Verb.RECORD_CSE, Verb.SIGN) else set())
                assert reached in ends, (who, verb)
                assert rows == steps + 1, (who, verb)
        for name, attempt in _signs(loan, who).items():
            if state is State.APPROVED and who in MAY_SIGN[name]:
                assert attempt() == (state, steps)
            else:
                with pytest.raises(Refused):
                    attempt()
        assert _trace() == before, who
    assert loan.state is state


def _trace() -> list[object]:
    """Every row of staff sharing as it stands, and how many lines the audit, the mail and the papers have."""
    own = [each for each in vars(models).values() if isinstance(each, type) and issubclass(each, Table)]
    with transaction():
        rows = [db.session.execute(select(kind.__table__)).all() for kind in own]
        kinds = (AuditRow, Mail, StoredFile, SigningLink, SigningCode)
        return [*rows, *(db.session.scalar(select(func.count()).select_from(kind)) for kind in kinds)]


def test_a_loan_starts_by_itself_only_once_the_person_has_been_received(world: World) -> None:
    loan = loan_in(State.SIGNED, world)
    with transaction():
        actions.advance(DURING)
    assert loan.state is State.SIGNED
    loan.act(actions.brief, world.karim, now=DURING, briefed_on=date(2027, 4, 5))
    with transaction():
        actions.advance(DURING)
    assert loan.state is State.ACTIVE


def test_terms_written_over_a_newer_version_are_refused(world: World) -> None:
    loan = loan_in(State.REGIME_CHECKED, world)
    loan.act(actions.write_terms, world.karim, content=TERMS, seen_terms_id=None)
    with pytest.raises(Refused):
        loan.act(actions.write_terms, content=TERMS, seen_terms_id=None)


def test_an_amendment_comes_back_to_the_employee_and_takes_a_new_paper(world: World) -> None:
    loan = loan_in(State.AMENDING, world)
    seen = loan.terms_id
    loan.act(actions.agree, now=DURING, seen_terms_id=seen)
    loan.act(actions.agree, world.karim, now=DURING, seen_terms_id=seen)
    assert loan.state is State.AMENDING
    loan.act(actions.consent, loan.zoe, now=DURING, seen_terms_id=seen)
    paper = {"kind": PaperKind.AMENDMENT, "file": (PDF, "avenant.pdf"), "code": loan.code, "signed_on": DURING.date()}
    loan.act(actions.bring_paper, now=DURING, **paper)
    with transaction():
        row = loan.row()
        assert (row.state, row.signed_terms_id) == (State.ACTIVE, seen)


def test_a_paper_of_another_version_or_signed_late_is_refused(world: World) -> None:
    loan = loan_in(State.APPROVED, world)
    paper = {"kind": PaperKind.AGREEMENT, "file": (PDF, "a.pdf"), "signed_on": NOW.date()}
    with pytest.raises(Refused):
        loan.act(actions.bring_paper, code="00000000", **paper)
    late = {**paper, "signed_on": date(2027, 3, 23)}
    with pytest.raises(Refused):
        loan.act(actions.bring_paper, now=DURING, code=loan.code, **late)


def test_a_margin_is_refused(world: World) -> None:
    loan = loan_in(State.RETURNED, world)
    with pytest.raises(Refused):
        loan.act(
            actions.close,
            now=DURING,
            wages_cents=100,
            charges_cents=0,
            expenses_cents=0,
            invoiced_cents=101,
            vat_note="",
        )


def test_hours_are_entered_contested_replaced_confirmed_and_validated(world: World) -> None:
    loan = loan_in(State.ACTIVE, world)
    wrong = loan.act(
        actions.enter_hours, world.karim, now=DURING, span=hours("2027-04-01", "09:00", "18:00"), break_minutes=60
    )
    assert wrong.minutes == 480
    answer_hours(loan, confirms=False)
    right = hours("2027-04-01", "09:00", "17:00")
    loan.act(actions.enter_hours, world.karim, now=DURING, span=right, break_minutes=60)
    answer_hours(loan, confirms=True)
    assert loan.act(actions.validate_hours, now=DURING) == 1
    with transaction():
        assert [entry.state.value for entry in loan.row().hours] == ["replaced", "validated"]


def answer_hours(loan: Loan, *, confirms: bool) -> None:
    with transaction():
        row = loan.row()
        waiting = next(entry for entry in row.hours if entry.state.value == "entered")
        actions.answer_hours(row, waiting, confirms=confirms, actor=loan.zoe, now=DURING, note="Je suis partie à 17 h")


def test_nobody_answers_for_an_employee_with_an_account(world: World) -> None:
    zoe = add_zoe(world)
    loan = loan_in(State.ACTIVE, world, zoe=zoe)
    loan.act(actions.enter_hours, world.karim, now=DURING, span=hours("2027-04-01", "09:00", "12:00"), break_minutes=0)

    def answer(row: Arrangement, *, actor: Member, now: datetime) -> None:
        actions.answer_hours(row, row.hours[0], confirms=True, actor=actor, now=now)

    with pytest.raises(Refused):
        loan.act(answer, world.ines, now=DURING)
