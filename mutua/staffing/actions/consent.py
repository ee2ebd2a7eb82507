"""What the employee answers, alone; and how an arrangement stops without anybody learning why."""

from __future__ import annotations

from datetime import datetime

from mutua import law
from mutua.documents import actions as documents
from mutua.documents.models import StoredFile
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if
from mutua.kernel.timespan import wall
from mutua.pole.models import Member
from mutua.staffing import mails, rules
from mutua.staffing.actions.people import attest
from mutua.staffing.actions.steps import allowed_side, stop_change_unseen, stop_unseen, take_step
from mutua.staffing.models import (
    Arrangement,
    Channel,
    Consent,
    Paper,
    PaperKind,
    Party,
    State,
    Verb,
)
from mutua.staffing.rules import No


def consent(
    arrangement: Arrangement,
    *,
    seen_terms_id: int,
    actor: Member,
    now: datetime,
    attests_hours: bool = False,
    paper: tuple[bytes, str] | None = None,
) -> None:
    """Yes to one version: by the employee in their own account, or on a signed paper that the lender records."""
    side = allowed_side(arrangement, Verb.CONSENT, actor, now=now)
    has_paper = paper is not None
    refuse_if(rules.why_not_answer(arrangement, side, seen_terms_id=seen_terms_id, has_paper=has_paper, now=now))
    _write_consent(arrangement, side, actor, now)
    if paper is not None and side is Party.LENDER:
        stored = documents.store_file(*paper, actor=actor, now=now)
        _keep_paper(arrangement, stored, side, actor, now)
        mails.paper_recorded(arrangement, now=now)
    if attests_hours and side is Party.EMPLOYEE and arrangement.employee is not None:
        attest(arrangement.employee, wall(now, arrangement.pole.zone).date(), Channel.ACCOUNT, actor=actor, now=now)
    if arrangement.consented_at is None:
        arrangement.consented_at = now
    take_step(arrangement, Verb.CONSENT, side, actor, now=now)
    mails.consent_given(arrangement, now=now)


def _write_consent(arrangement: Arrangement, side: Party, actor: Member, now: datetime) -> None:
    terms = arrangement.current_terms
    if terms is None:
        raise Refused(No.NO_TERMS)
    today = wall(now, arrangement.pole.zone).date()
    shown = law.rule("S4", on=today)
    own = side is Party.EMPLOYEE
    arrangement.consents.append(
        Consent(
            terms_id=terms.id,
            terms_sha256=terms.sha256,
            shown_rule=shown.id,
            shown_rule_checked_on=shown.checked_on,
            channel=Channel.ACCOUNT if own else Channel.PAPER,
            given_on=today,
            person_id=arrangement.employee.person_id if arrangement.employee else None,
            recorded_by_id=actor.person_id,
            recorded_at=now,
        )
    )
    db.session.flush()


def _keep_paper(arrangement: Arrangement, stored: StoredFile, side: Party, actor: Member, now: datetime) -> None:
    arrangement.papers.append(
        Paper(
            terms_id=arrangement.terms_id,
            kind=PaperKind.CONSENT,
            file=stored,
            signed_on=wall(now, arrangement.pole.zone).date(),
            side=side,
            recorded_by_id=actor.person_id,
            recorded_at=now,
        )
    )
    db.session.flush()


def refuse(arrangement: Arrangement, *, seen_terms_id: int, actor: Member, now: datetime) -> None:
    """No, without a reason and without a trace that names it. An amendment refused leaves the loan as it was."""
    side = allowed_side(arrangement, Verb.REFUSE, actor, now=now)
    refuse_if(rules.why_not_answer(arrangement, side, seen_terms_id=seen_terms_id, has_paper=False, now=now))
    if arrangement.state is State.AMENDING:
        stop_change_unseen(arrangement, State.REFUSED, side, actor, now=now)
        return
    stop_unseen(arrangement, State.REFUSED, side, actor, now=now)


def withdraw(arrangement: Arrangement, *, actor: Member, now: datetime, reason: str = "") -> None:
    """Before signature, by a structure, or by the employee who takes back their consent.

    A host that withdraws what has already ended unseen is answered as if nothing had: its try must tell it nothing.
    """
    side = allowed_side(arrangement, Verb.WITHDRAW, actor, now=now)
    if arrangement.not_pursued and arrangement.ending is not None:
        if side is Party.HOST and arrangement.ending.host_knows_at is None:
            arrangement.ending.host_knows_at = now
            db.session.flush()
        return
    stop_unseen(arrangement, State.WITHDRAWN, side, actor, now=now, reason=reason)
