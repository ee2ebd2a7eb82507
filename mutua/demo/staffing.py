"""Three loans of staff of the demonstration, step by step: on paper and closed, signed here and under way, before the
coordination; and whose time the staff on offer is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import current_app

from mutua.demo import queries as demo_queries
from mutua.demo import source
from mutua.demo.cast import Cast
from mutua.kernel.timespan import TimeSpan, moment
from mutua.pole.models import Member
from mutua.staffing import actions, pdf, queries
from mutua.staffing.models import Arrangement, CseOpinion, HoursState, PaperKind, Party, Slot, Terms, TermsContent, Verb
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
        _ask(loan, resource_ids.get(facts.get("resource", "")))
        _agree(loan)
        _councils(loan)
        if facts["until"] != "cse_done":
            _approve(loan)
            (_sign_on_paper if facts.get("paper") else _sign_here)(loan)
            _start(loan)
            _work(loan)
        if facts["until"] == "closed":
            _close(loan)
    _name_times(cast, resource_ids, today)


def _ask(loan: Loan, resource_id: int | None) -> None:
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
        replaces_absent=facts.get("replaces_absent", False),
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


def _approve(loan: Loan) -> None:
    loan.day += 3
    loan.act(actions.decide, loan.cast.head(), verb=Verb.APPROVE)
    loan.day += 4


def _sign_here(loan: Loan) -> None:
    """Each signer asks for a code, reads their letter and signs; with the last one the paper is sealed."""
    from mutua.documents.pdf.seal import Seal  # noqa: PLC0415 -- slow import

    cast, facts = loan.cast, loan.facts
    lender, host = cast.manager(facts["lender"]), cast.manager(facts["host"])
    employee = cast.member(facts["employee"], facts["lender"])
    settings = current_app.config["SETTINGS"]
    seal = Seal.of(settings.data_dir, now=loan.now)

    def make(row: Arrangement, terms: Terms, kind: PaperKind) -> tuple[bytes, bytes]:
        return pdf.signed_paper(row, terms, kind, seal, f"{settings.base_url}/check")

    agreement, amendment = PaperKind.AGREEMENT, PaperKind.AMENDMENT
    for kind, signer in ((agreement, lender), (agreement, host), (amendment, lender), (amendment, employee)):
        actions.ask_code(loan.row(), kind, actor=signer, email=signer.email, locale="fr", now=loan.now)
        demo_queries.start_afresh()
        actions.sign(loan.row(), kind, code=demo_queries.last_code(), actor=signer, now=loan.now, make=make)
        demo_queries.start_afresh()


def _sign_on_paper(loan: Loan) -> None:
    cast, facts = loan.cast, loan.facts
    for kind in (PaperKind.AGREEMENT, PaperKind.AMENDMENT):
        terms = loan.row().current_terms
        if terms is None:
            raise LookupError(loan.number)
        paper = (pdf.paper_pdf(loan.row(), terms, kind), f"{kind.value}.pdf")
        signed_on = loan.today + timedelta(days=loan.day)
        lender = cast.manager(facts["lender"])
        loan.act(actions.bring_paper, lender, kind=kind, file=paper, code=terms.code, signed_on=signed_on)


def _start(loan: Loan) -> None:
    loan.day = loan.facts["starts"]
    briefed_on = loan.today + timedelta(days=loan.day)
    loan.act(actions.brief, loan.cast.manager(loan.facts["host"]), briefed_on=briefed_on)
    actions.advance(loan.now)
    demo_queries.start_afresh()


def _work(loan: Loan) -> None:
    """Hours of each week; in a running loan the last one waits, so that the person has something to answer."""
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
        if facts["until"] == "closed" or place < len(facts["hours"]) - 1:
            actions.answer_hours(loan.row(), entry, confirms=True, actor=employee, now=loan.now)
            demo_queries.start_afresh()


def _close(loan: Loan) -> None:
    """Hours validated, the term passed, the person back at their post, the cost told without a margin."""
    cast, facts = loan.cast, loan.facts
    lender = cast.manager(facts["lender"])
    loan.act(actions.validate_hours, lender)
    loan.day = facts["ends"] + 1
    actions.advance(loan.now)
    demo_queries.start_afresh()
    loan.act(actions.confirm_return, cast.member(facts["employee"], facts["lender"]))
    loan.day += 3
    loan.act(actions.take_back, lender)
    wages, charges, expenses = facts["cost"]
    cents = {"wages_cents": wages, "charges_cents": charges, "expenses_cents": expenses}
    loan.act(actions.close, lender, **cents, invoiced_cents=sum(facts["cost"]), vat_note=facts["vat"])


def _name_times(cast: Cast, resource_ids: dict[str, int], today: date) -> None:
    """Most employers have said whose time they offer, their week and their word on it; two have yet to."""
    now = moment(datetime.combine(today - timedelta(days=20), time(10)), cast.zone)
    for facts in source.toml("equipment_staff")["resource"]:
        if facts["kind"] != "staff" or facts["key"] in ("animation", "samir"):
            continue
        name, manager = facts["person"], cast.manager(facts["owner"])
        named = actions.Named(
            name, cast.people[name], facts["qualification"], USUAL_WEEK, attested_on=today - timedelta(days=21)
        )
        employee = actions.known_as(named, cast.structures[facts["owner"]], actor=manager, now=now)
        actions.name_time(resource_ids[facts["key"]], employee, actor=manager, now=now)
        demo_queries.start_afresh()
