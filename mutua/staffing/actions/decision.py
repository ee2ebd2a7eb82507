"""The works councils' opinions, and the coordination's decision: a rule of the pole, never a legal act."""

from __future__ import annotations

from datetime import date, datetime

from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if
from mutua.kernel.timespan import wall
from mutua.pole.models import Member
from mutua.staffing import mails, rules
from mutua.staffing.actions.request import hours_check
from mutua.staffing.actions.steps import allowed_side, take_step
from mutua.staffing.models import Arrangement, CseOpinion, CseRecord, Party, State, Verb
from mutua.staffing.rules import No

OTHER = {Party.LENDER: Party.HOST, Party.HOST: Party.LENDER}


def record_cse(
    arrangement: Arrangement,
    opinion: CseOpinion,
    *,
    consulted_on: date | None,
    headcount: int,
    actor: Member,
    now: datetime,
    replaces_id: int | None = None,
) -> None:
    """One side's record; with both the coordination is asked. Sent back: a new record answers and asks again.

    `replaces_id`: the record of the same side that was wrong; it stays, and the coordination looks again.
    """
    side = allowed_side(arrangement, Verb.RECORD_CSE, actor, now=now)
    day = None if opinion is CseOpinion.NO_CSE else consulted_on
    today = wall(now, arrangement.pole.zone).date()
    refuse_if(rules.why_not_cse(arrangement, side, day, replaces_id=replaces_id, today=today))
    if arrangement.terms_id is None:
        raise Refused(No.NO_TERMS)
    known, before = arrangement.cse_of(side), arrangement.state
    arrangement.cse.append(
        CseRecord(
            terms_id=arrangement.terms_id,
            side=side,
            opinion=opinion,
            consulted_on=day,
            headcount=headcount,
            replaces_id=known.id if known else None,
            recorded_by_id=actor.person_id,
            recorded_at=now,
        )
    )
    db.session.flush()
    complete = arrangement.cse_of(OTHER[side]) is not None
    take_step(arrangement, Verb.RECORD_CSE, side, actor, now=now, to=None if complete else arrangement.state)
    if complete and before is not State.CSE_DONE:
        mails.to_approve(arrangement, now=now)
    if before in (State.CSE_DONE, State.APPROVED):
        mails.cse_corrected(arrangement, side, back=before is State.APPROVED, now=now)


def decide(arrangement: Arrangement, verb: Verb, *, actor: Member, now: datetime, reason: str = "") -> None:
    """Approve, send back or decline; the last two with a reason both structures read."""
    side = allowed_side(arrangement, verb, actor, now=now)
    checked = hours_check(arrangement, today=wall(now, arrangement.pole.zone).date())
    blocked = checked is not None and checked.blocked
    refuse_if(rules.why_not_decide(arrangement, actor, blocked=blocked, verb=verb, reason=reason))
    take_step(arrangement, verb, side, actor, now=now, remark=reason.strip())
    mails.decided(arrangement, reason=reason.strip(), now=now)
