"""Two loans of staff of the demonstration, step by step: one under way, one before the coordination."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from mutua.demo import queries as demo_queries
from mutua.demo import source
from mutua.demo.cast import Cast
from mutua.kernel.timespan import TimeSpan, moment
from mutua.pole.models import Member
from mutua.staffing import actions, pdf, queries
from mutua.staffing.models import Arrangement, CseOpinion, HoursState, PaperKind, Party, Slot, TermsContent, Verb
from mutua.staffing.rules.regime import Answers, Contract, Orders, Price, Worker

LOAN = Answers(Worker.EMPLOYEE, Orders.HOST, Contract.ONE, Price.COST)
USUAL_WEEK = tuple(Slot(day, start, end) for day in range(5) for start, end in ((540, 750), (810, 1020)))


@dataclass
class Loan:
    """One loan on its way; `day` is how far its story has come."""

    cast: Cast
    facts: dict[str, Any]
    today: date
    number: int = 0
    day: int = 0

    @property
    def now(self) -> datetime:
        return moment(datetime.combine(self.today + timedelta(days=self.day), time(14, 30)), self.cast.zone)

    def row(self) -> Arrangement:
        found = queries.arrangement(self.number)
        if found is None:
            raise LookupError(self.number)
        return found

    def act(self, action: Callable[..., Any], actor: Member, **facts: Any) -> None:
        """As a door would: load, act, write."""
        action(self.row(), actor=actor, now=self.now, **facts)
        demo_queries.start_afresh()

    @property
    def terms_id(self) -> int:
        return self.row().terms_id or 0


def build(cast: Cast, resource_ids: dict[str, int], today: date) -> None:
    for facts in source.toml("staffing")["loan"]:
        loan = Loan(cast, facts, today, day=facts["opened"])
        _ask(loan, resource_ids[facts["resource"]])
        _agree(loan)
        _councils(loan)
        if facts["until"] == "active":
            _sign_and_start(loan)
            _work(loan)


def _ask(loan: Loan, resource_id: int) -> None:
    cast, facts, host = loan.cast, loan.facts, loan.cast.manager(loan.facts["host"])
    wish = actions.Request(
        cast.structures[facts["lender"]],
        cast.structures[facts["host"]],
        Party.HOST,
        facts["skill"],
        facts["note"],
        resource_id,
    )
    loan.number = actions.open_request(wish, LOAN, actor=host, now=loan.now).id
    demo_queries.start_afresh()
    loan.act(actions.check_regime, host)


def _agree(loan: Loan) -> None:
    """Terms by the host, the person by the lender, both agree, and the person consents from their own account."""
    cast, facts = loan.cast, loan.facts
    host, lender = cast.manager(facts["host"]), cast.manager(facts["lender"])
    loan.day += 2
    loan.act(actions.write_terms, host, content=_terms(loan), seen_terms_id=None)
    loan.act(actions.name_employee, lender, named=_named(loan))
    loan.day += 1
    loan.act(actions.agree, lender, seen_terms_id=loan.terms_id)
    loan.act(actions.agree, host, seen_terms_id=loan.terms_id)
    loan.day += 4
    employee = cast.member(facts["employee"], facts["lender"])
    loan.act(actions.consent, employee, seen_terms_id=loan.terms_id, attests_hours=True)


def _terms(loan: Loan) -> TermsContent:
    facts, cast = loan.facts, loan.cast
    names = ("qualification", "tasks", "reason", "place", "cost_method", "features", "ppe", "medical", "safety_notes")
    return TermsContent(
        starts_on=loan.today + timedelta(days=facts["starts"]),
        ends_on=loan.today + timedelta(days=facts["ends"]),
        slots=tuple(Slot(*slot) for slot in facts["slots"]),
        orders_from=cast.managers[facts["host"]],
        contact=cast.managers[facts["lender"]],
        **{name: facts[name] for name in names},
    )


def _named(loan: Loan) -> actions.Named:
    name = loan.facts["employee"]
    return actions.Named(name, loan.cast.people[name], loan.facts["qualification"], USUAL_WEEK)


def _councils(loan: Loan) -> None:
    """Each side says what its works council thought, or that it has none (fewer than eleven people)."""
    for side in ("lender", "host"):
        days, headcount = loan.facts[f"{side}_cse"]
        opinion = CseOpinion.FAVOURABLE if days else CseOpinion.NO_CSE
        loan.day = max(loan.day, days + 1) if days else loan.day
        consulted = loan.today + timedelta(days=days) if days else None
        manager = loan.cast.manager(loan.facts[side])
        loan.act(actions.record_cse, manager, opinion=opinion, consulted_on=consulted, headcount=headcount)


def _sign_and_start(loan: Loan) -> None:
    cast, facts = loan.cast, loan.facts
    loan.day += 3
    loan.act(actions.decide, cast.head(), verb=Verb.APPROVE)
    loan.day += 4
    for kind in (PaperKind.AGREEMENT, PaperKind.AMENDMENT):
        terms = loan.row().current_terms
        if terms is None:
            raise LookupError(loan.number)
        paper = (pdf.paper_pdf(loan.row(), terms, kind), f"{kind.value}.pdf")
        signed_on = loan.today + timedelta(days=loan.day)
        lender = cast.manager(facts["lender"])
        loan.act(actions.bring_paper, lender, kind=kind, file=paper, code=terms.code, signed_on=signed_on)
    loan.day = facts["starts"]
    briefed_on = loan.today + timedelta(days=loan.day)
    loan.act(actions.brief, cast.manager(facts["host"]), briefed_on=briefed_on)
    actions.advance(loan.now)
    demo_queries.start_afresh()


def _work(loan: Loan) -> None:
    """Hours of each week, all confirmed but the last: one waits, so that the person has something to answer."""
    cast, facts = loan.cast, loan.facts
    employee, host = cast.member(facts["employee"], facts["lender"]), cast.manager(facts["host"])
    for place, days in enumerate(facts["hours"]):
        weekday, start, _ = facts["slots"][0]
        day = loan.today + timedelta(days=days)
        day += timedelta(days=weekday - day.weekday())
        if day >= loan.today or day < loan.today + timedelta(days=facts["starts"]):
            continue
        loan.day = (day - loan.today).days + 1
        opens = datetime.combine(day, time(start // 60, start % 60))
        span = TimeSpan(moment(opens, cast.zone), moment(opens + timedelta(hours=8), cast.zone))
        loan.act(actions.enter_hours, host, span=span, break_minutes=60)
        entry = next(row for row in loan.row().hours if row.state is HoursState.ENTERED)
        if place < len(facts["hours"]) - 1:
            actions.answer_hours(loan.row(), entry, confirms=True, actor=employee, now=loan.now)
            demo_queries.start_afresh()
