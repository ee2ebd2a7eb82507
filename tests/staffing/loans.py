"""Arrangements brought to a state by the product's own actions: La Couture lends Inès' colleague Zoé to Le Fournil."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from mutua.kernel.db import db
from mutua.kernel.timespan import TimeSpan
from mutua.kernel.transaction import transaction
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member, StructureRole
from mutua.staffing import actions, queries
from mutua.staffing.models import Arrangement, CseOpinion, PaperKind, Party, Slot, State, TermsContent, Verb
from mutua.staffing.rules.regime import Answers, Contract, Orders, Price, Worker
from tests.builders import NOW, World, add_person, at, member

LOAN = Answers(Worker.EMPLOYEE, Orders.HOST, Contract.ONE, Price.COST)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
TERMS = TermsContent(
    qualification="Couture et patronage",
    tasks="Réparer les tabliers et former l’équipe.",
    reason="Renfort avant la fête du pain",
    starts_on=date(2027, 3, 22),
    ends_on=date(2027, 5, 28),
    slots=(Slot(3, 540, 750), Slot(3, 810, 1020), Slot(4, 540, 750)),
    place="4 rue du Four",
    orders_from="Karim Benali",
    contact="Inès Martin",
    cost_method="Salaire brut, charges et frais réels, sans marge.",
    features="Fournil chaud, sol parfois glissant.",
    ppe="Chaussures antidérapantes",
    medical="Suivi simple",
    safety_notes="Pas de téléphone près du pétrin.",
)
HOME = tuple(Slot(day, start, end) for day in range(5) for start, end in ((540, 750), (810, 1020)))
DURING = at("2027-04-05 12:00")


class Undone(Exception):
    """Rolls a try back."""


@dataclass(frozen=True)
class Loan:
    """The people of one loan, and its number."""

    world: World
    zoe: Member
    number: int

    def row(self) -> Arrangement:
        found = queries.arrangement(self.number)
        assert found is not None
        return found

    @property
    def state(self) -> State:
        with transaction():
            return self.row().state

    def act(self, action: Callable[..., Any], actor: Member | None = None, now: datetime = NOW, **facts: Any) -> Any:
        """Run one action in a transaction of its own."""
        with transaction():
            return action(self.row(), actor=actor or self.world.ines, now=now, **facts)

    def attempt(self, action: Callable[..., Any], actor: Member, now: datetime, **facts: Any) -> tuple[State, int]:
        """State and number of steps after an action that is then undone, so that one loan serves many tries."""
        with suppress(Undone), transaction():
            row = self.row()
            action(row, actor=actor, now=now, **facts)
            reached = row.state, len(row.steps) + len(row.hours)
            raise Undone
        return reached

    @property
    def terms_id(self) -> int:
        with transaction():
            return self.row().terms_id or 0

    @property
    def code(self) -> str:
        with transaction():
            terms = self.row().current_terms
            assert terms is not None
            return terms.code


def add_zoe(world: World) -> Member:
    """Zoé works at La Couture and has an account."""
    with transaction():
        pole = pole_queries.pole_by_slug("trois-ponts")
        couture = pole_queries.structure(world.couture_id)
        assert pole is not None
        assert couture is not None
        person = add_person("Zoé Lambert", couture, StructureRole.MEMBER, pole)
        db.session.flush()
        return member(person, pole)


def open_loan(world: World, zoe: Member, *, now: datetime = NOW) -> Loan:
    """Karim asks La Couture for a skill."""
    with transaction():
        wish = actions.Request(world.couture_id, world.fournil_id, Party.HOST, "Couture", "Pour la fête du pain")
        row = actions.open_request(wish, LOAN, actor=world.karim, now=now)
        number = row.id
    return Loan(world, zoe, number)


def named(zoe: Member | None, slots: tuple[Slot, ...] | None = HOME) -> actions.Named:
    return actions.Named(
        name=zoe.name if zoe else "Zoé Lambert",
        person_id=zoe.person_id if zoe else None,
        qualification="Couturière",
        slots=slots,
        attested_on=date(2027, 2, 1) if slots else None,
    )


def _to_regime(loan: Loan, terms: TermsContent) -> None:
    loan.act(actions.check_regime, loan.world.karim)


def _to_terms(loan: Loan, terms: TermsContent) -> None:
    loan.act(actions.write_terms, loan.world.karim, content=terms, seen_terms_id=None)
    loan.act(actions.name_employee, named=named(loan.zoe))
    loan.act(actions.agree, seen_terms_id=loan.terms_id)
    loan.act(actions.agree, loan.world.karim, seen_terms_id=loan.terms_id)


def _to_consent(loan: Loan, terms: TermsContent) -> None:
    loan.act(actions.consent, loan.zoe, seen_terms_id=loan.terms_id)


def _to_cse(loan: Loan, terms: TermsContent) -> None:
    loan.act(actions.record_cse, opinion=CseOpinion.NO_CSE, consulted_on=None, headcount=8)
    opinion = {"opinion": CseOpinion.FAVOURABLE, "consulted_on": date(2027, 2, 25), "headcount": 14}
    loan.act(actions.record_cse, loan.world.karim, **opinion)


def _to_approved(loan: Loan, terms: TermsContent) -> None:
    loan.act(actions.decide, loan.world.lucie, verb=Verb.APPROVE)


def _to_signed(loan: Loan, terms: TermsContent) -> None:
    for kind in (PaperKind.AGREEMENT, PaperKind.AMENDMENT):
        signed = {"kind": kind, "file": (PDF, "signe.pdf"), "code": loan.code, "signed_on": NOW.date()}
        loan.act(actions.bring_paper, **signed)


def _to_active(loan: Loan, terms: TermsContent) -> None:
    loan.act(actions.brief, loan.world.karim, briefed_on=NOW.date())
    with transaction():
        actions.advance(DURING)


def _to_ended(loan: Loan, terms: TermsContent) -> None:
    loan.act(actions.end, now=DURING)


def _to_returned(loan: Loan, terms: TermsContent) -> None:
    loan.act(actions.confirm_return, loan.zoe, now=DURING)
    loan.act(actions.take_back, now=DURING)


PATH = {
    State.REGIME_CHECKED: _to_regime,
    State.TERMS_AGREED: _to_terms,
    State.CONSENTED: _to_consent,
    State.CSE_DONE: _to_cse,
    State.APPROVED: _to_approved,
    State.SIGNED: _to_signed,
    State.ACTIVE: _to_active,
    State.ENDED: _to_ended,
    State.RETURNED: _to_returned,
}


def close(loan: Loan, now: datetime = DURING) -> None:
    cents = {"wages_cents": 100_00, "charges_cents": 40_00, "expenses_cents": 5_00, "invoiced_cents": 145_00}
    loan.act(actions.close, now=now, vat_note="", **cents)


ASIDE: dict[State, tuple[State, Callable[[Loan], Any]]] = {
    State.REFUSED: (State.TERMS_AGREED, lambda loan: loan.act(actions.refuse, loan.zoe, seen_terms_id=loan.terms_id)),
    State.WITHDRAWN: (State.TERMS_AGREED, lambda loan: loan.act(actions.withdraw)),
    State.EXPIRED: (State.TERMS_AGREED, lambda loan: expire(at("2027-03-11 00:00"))),
    State.SENT_BACK: (
        State.CSE_DONE,
        lambda loan: loan.act(actions.decide, loan.world.lucie, verb=Verb.SEND_BACK, reason="Il manque le trajet"),
    ),
    State.DECLINED: (
        State.CSE_DONE,
        lambda loan: loan.act(actions.decide, loan.world.lucie, verb=Verb.DECLINE, reason="Contraire à la charte"),
    ),
    State.SUSPENDED: (State.ACTIVE, lambda loan: loan.act(actions.suspend, now=DURING)),
    State.AMENDING: (
        State.ACTIVE,
        lambda loan: loan.act(
            actions.amend, loan.world.karim, now=DURING, content=replace(TERMS, tasks="Former l’équipe seulement.")
        ),
    ),
    State.CLOSED: (State.RETURNED, close),
}


def expire(now: datetime) -> None:
    with transaction():
        actions.expire_past(now)


def loan_in(state: State, world: World, *, zoe: Member | None = None, terms: TermsContent = TERMS) -> Loan:
    """A loan that the actions brought to `state`."""
    loan = open_loan(world, zoe or add_zoe(world))
    if state is State.DRAFT:
        return loan
    target, aside = ASIDE.get(state, (state, None))
    for reached, step in PATH.items():
        step(loan, terms)
        if reached is target:
            break
    if aside is not None:
        aside(loan)
    assert loan.state is state
    return loan


def hours(day: str, start: str, end: str) -> TimeSpan:
    return TimeSpan(at(f"{day} {start}"), at(f"{day} {end}"))


def state_april(loan: Loan) -> None:
    """Three hours of April, confirmed and validated, and what they cost."""
    loan.act(
        actions.enter_hours, loan.world.karim, now=DURING, span=hours("2027-04-01", "09:00", "12:00"), break_minutes=0
    )

    def answer(row: Arrangement, *, actor: Member, now: datetime) -> None:
        actions.answer_hours(row, row.hours[0], confirms=True, actor=actor, now=now)

    loan.act(answer, loan.zoe, now=DURING)
    loan.act(actions.validate_hours, now=DURING)
    cents = {"wages_cents": 90_00, "charges_cents": 30_00, "expenses_cents": 4_00, "invoiced_cents": 124_00}
    loan.act(actions.state_month, now=DURING, month=date(2027, 4, 1), vat_note="20 %", **cents)


LATER = NOW + timedelta(days=30)
