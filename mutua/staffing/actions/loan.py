"""From signature to return: papers, briefing, suspension, amendment, end, return, cost."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from mutua import law
from mutua.documents import actions as documents
from mutua.documents.models import Method
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if
from mutua.kernel.timespan import wall
from mutua.pole.models import Member
from mutua.staffing import mails, rules
from mutua.staffing.actions.request import add_terms
from mutua.staffing.actions.steps import allowed_side, forget_change, stop_change_unseen, take_step
from mutua.staffing.models import (
    Arrangement,
    CostStatement,
    Ending,
    HoursState,
    Paper,
    PaperKind,
    Party,
    State,
    TermsContent,
    Verb,
)
from mutua.staffing.rules import No
from mutua.staffing.rules.turn import SIGNERS, missing_papers


def bring_paper(
    arrangement: Arrangement,
    kind: PaperKind,
    file: tuple[bytes, str],
    *,
    code: str,
    signed_on: date,
    actor: Member,
    now: datetime,
) -> Paper:
    """A signed paper for the version that was consented to; with the last one missing the arrangement is signed."""
    side = allowed_side(arrangement, Verb.SIGN, actor, now=now)
    today = wall(now, arrangement.pole.zone).date()
    refuse_if(rules.why_not_sign(arrangement, kind, side, code=code, signed_on=signed_on, today=today))
    stored = documents.store_file(*file, actor=actor, now=now)
    paper = Paper(
        terms_id=arrangement.terms_id,
        kind=kind,
        file=stored,
        signed_on=signed_on,
        side=side,
        recorded_by_id=actor.person_id,
        recorded_at=now,
    )
    arrangement.papers.append(paper)
    db.session.flush()
    _write_signatures(arrangement, paper, actor, now)
    signed_step(arrangement, side, actor, now)
    if kind is PaperKind.AMENDMENT and side is Party.LENDER:
        mails.paper_recorded(arrangement, now=now)
    return paper


def signed_step(arrangement: Arrangement, side: Party, actor: Member | None, now: datetime) -> None:
    """With the last paper the arrangement is signed; before that the step only waits for the others."""
    complete = not missing_papers(arrangement)
    if complete:
        arrangement.signed_terms_id = arrangement.terms_id
    take_step(arrangement, Verb.SIGN, side, actor, now=now, to=None if complete else arrangement.state)
    if complete:
        mails.moved("signed", arrangement, now=now, but=actor)


def _write_signatures(arrangement: Arrangement, paper: Paper, actor: Member, now: datetime) -> None:
    terms = arrangement.current_terms
    for side in SIGNERS[paper.kind]:
        person = arrangement.employee.person_id if side is Party.EMPLOYEE and arrangement.employee else None
        structures = {Party.LENDER: arrangement.lender_id, Party.HOST: arrangement.host_id}
        documents.record_signature(
            ("arrangement", arrangement.id),
            document=paper.kind.value,
            role=side.value,
            sha256=terms.sha256 if terms else "",
            signed_on=paper.signed_on,
            method=Method.PAPER,
            actor=actor,
            now=now,
            person_id=person,
            structure_id=structures.get(side),
            file_id=paper.file_id,
        )


def brief(arrangement: Arrangement, briefed_on: date, *, actor: Member, now: datetime) -> None:
    """The host has received the person and told them the risks and instructions of the place (R4141 s.)."""
    side = allowed_side(arrangement, Verb.BRIEF, actor, now=now)
    if briefed_on > wall(now, arrangement.pole.zone).date():
        raise Refused(No.BRIEF_DATE)
    arrangement.briefed_on = briefed_on
    take_step(arrangement, Verb.BRIEF, side, actor, now=now)


def suspend(arrangement: Arrangement, *, actor: Member, now: datetime) -> None:
    """Any of the three, at once and without a reason on record: safety and health give none."""
    side = allowed_side(arrangement, Verb.SUSPEND, actor, now=now)
    forget_change(arrangement)
    arrangement.terms_id = arrangement.signed_terms_id
    take_step(arrangement, Verb.SUSPEND, side, actor, now=now)
    mails.moved("suspended", arrangement, now=now, but=actor)


def resume(arrangement: Arrangement, *, actor: Member, now: datetime) -> None:
    side = allowed_side(arrangement, Verb.RESUME, actor, now=now)
    take_step(arrangement, Verb.RESUME, side, actor, now=now)
    mails.moved("resumed", arrangement, now=now, but=actor)


def amend(arrangement: Arrangement, content: TermsContent, *, actor: Member, now: datetime) -> None:
    """Propose other terms; the loan goes on under the signed ones until the employee consents and signs again."""
    side = allowed_side(arrangement, Verb.AMEND, actor, now=now)
    add_terms(arrangement, content, side, actor, now)
    take_step(arrangement, Verb.AMEND, side, actor, now=now)
    mails.terms_written(arrangement, side, actor, now=now)


def drop_amendment(arrangement: Arrangement, *, actor: Member, now: datetime) -> None:
    """Back to the signed terms; while the employee thinks, unseen until that time is over, as after a refusal."""
    side = allowed_side(arrangement, Verb.DROP_AMENDMENT, actor, now=now)
    if rules.change_ends_at(arrangement) is not None:
        stop_change_unseen(arrangement, State.WITHDRAWN, side, actor, now=now)
        return
    arrangement.terms_id = arrangement.signed_terms_id
    take_step(arrangement, Verb.DROP_AMENDMENT, Party.CLOCK, None, now=now)


def end(arrangement: Arrangement, *, actor: Member, now: datetime, reason: str = "") -> None:
    """Before its term: trial, notice, resignation. The reason stays with employer and employee."""
    side = allowed_side(arrangement, Verb.END, actor, now=now)
    forget_change(arrangement)
    arrangement.ending = Ending(
        kind=State.ENDED,
        from_state=arrangement.state,
        side=side,
        person_id=actor.person_id,
        reason=reason,
        salt="",
        at=now,
        shown_from_at=now,
        told_at=now,
    )
    arrangement.terms_id = arrangement.signed_terms_id
    take_step(arrangement, Verb.END, side, actor, now=now)
    mails.moved("ended", arrangement, now=now, but=actor)


def confirm_return(arrangement: Arrangement, *, actor: Member, now: datetime) -> None:
    """The same or an equivalent post (S11), said by the employee; on paper, recorded by the lender, without account."""
    side = allowed_side(arrangement, Verb.CONFIRM_RETURN, actor, now=now)
    if side is Party.LENDER and arrangement.employee and arrangement.employee.person_id is not None:
        raise Refused(No.OWN_ACCOUNT)
    take_step(arrangement, Verb.CONFIRM_RETURN, side, actor, now=now)


def take_back(arrangement: Arrangement, *, actor: Member, now: datetime) -> None:
    """The lender's word that the person is back; it follows theirs."""
    side = allowed_side(arrangement, Verb.RETURN, actor, now=now)
    refuse_if(rules.why_not_return(arrangement))
    take_step(arrangement, Verb.RETURN, side, actor, now=now)
    mails.moved("returned", arrangement, now=now, but=actor)


def close(
    arrangement: Arrangement,
    *,
    wages_cents: int,
    charges_cents: int,
    expenses_cents: int,
    invoiced_cents: int,
    vat_note: str,
    actor: Member,
    now: datetime,
) -> CostStatement:
    """The cost statement, without a margin, once every hour has been answered; then the file is only kept."""
    side = allowed_side(arrangement, Verb.CLOSE, actor, now=now)
    refuse_if(rules.why_not_cost(wages_cents, charges_cents, expenses_cents, invoiced_cents, regime=arrangement.regime))
    live = [entry for entry in arrangement.hours if entry.state is not HoursState.REPLACED]
    if any(entry.state is not HoursState.VALIDATED for entry in live):
        raise Refused(No.HOURS_OPEN)
    today = wall(now, arrangement.pole.zone).date()
    made = CostStatement(
        arrangement_id=arrangement.id,
        minutes=sum(entry.minutes for entry in live),
        wages_cents=wages_cents,
        charges_cents=charges_cents,
        expenses_cents=expenses_cents,
        invoiced_cents=invoiced_cents,
        vat_note=vat_note,
        recorded_by_id=actor.person_id,
        recorded_at=now,
        keep_until=today + timedelta(days=int(law.rule("K2", on=today).figure("days").value)),
    )
    db.session.add(made)
    take_step(arrangement, Verb.CLOSE, side, actor, now=now)
    return made
