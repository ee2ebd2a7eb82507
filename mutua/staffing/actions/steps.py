"""How every verb ends: a dated row, an audit row, the new state, and whose turn it is now."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import datetime

from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.pole.models import Member
from mutua.staffing import mails
from mutua.staffing.models import (
    NEXT_STATES,
    Arrangement,
    Ending,
    Party,
    Remark,
    State,
    Step,
    Verb,
)
from mutua.staffing.rules import change_ends_at, side_for, unseen_answer, whose_turn, why_not


def allowed_side(arrangement: Arrangement, verb: Verb, member: Member, *, now: datetime) -> Party:
    """As whom the member acts, or Refused by the table."""
    settle_change(arrangement, now=now)
    refuse_if(why_not(arrangement, verb, member, now=now))
    side = side_for(arrangement, verb, member, now=now)
    if side is None:
        raise LookupError(verb)  # why_not has refused it
    return side


def take_step(
    arrangement: Arrangement,
    verb: Verb,
    side: Party,
    actor: Member | None,
    *,
    now: datetime,
    to: State | None = None,
    remark: str = "",
    payload_sha256: str | None = None,
) -> Step:
    """Write the step and move; `to` overrides where a verb waits for another party or paper."""
    before = arrangement.state
    arrangement.state = to or NEXT_STATES[before][verb].to
    made = Step(
        verb=verb,
        before=before,
        after=arrangement.state,
        side=side,
        terms_id=arrangement.terms_id,
        person_id=actor.person_id if actor else None,
        structure_id=actor.structure_id if actor else None,
        payload_sha256=payload_sha256,
        at=now,
        remark=Remark(text=remark) if remark else None,
    )
    arrangement.steps.append(made)
    db.session.flush()
    audit.record(
        f"arrangement.{verb.value}",
        "arrangement",
        arrangement.id,
        actor=actor,
        at=now,
        before=before.value,
        after=arrangement.state.value,
        pole_id=arrangement.pole_id,
    )
    settle(arrangement)
    return made


def settle(arrangement: Arrangement) -> None:
    """Write down whose turn it is."""
    turn = whose_turn(arrangement)
    arrangement.waits_lender = Party.LENDER in turn
    arrangement.waits_host = Party.HOST in turn
    arrangement.waits_employee = Party.EMPLOYEE in turn
    arrangement.waits_coordinator = Party.COORDINATOR in turn
    db.session.flush()


def stop_unseen(
    arrangement: Arrangement, kind: State, side: Party, actor: Member | None, *, now: datetime, reason: str = ""
) -> None:
    """Refused, withdrawn or expired: the trail keeps one wording and a salted hash, the rest lies in an erasable row.

    Neither step nor audit row names an actor: who wrote it would tell which of the three it was.
    """
    before, ends = arrangement.state, arrangement.reflection_ends_at
    made = _unseen(arrangement, kind, side, actor, now, reason)
    # To the second the same for all three while the employee thinks: how late the worker came would tell an expiry.
    # A consent ends the time for reflection: after it there is no refusal to hide, and an act of host or coordination
    # on a file that had ended unseen could not be answered.
    thinking = ends is not None and before is State.TERMS_AGREED
    made.shown_from_at = ends if ends is not None and thinking else now
    made.host_knows_at = now if side is Party.HOST else None
    arrangement.ending = made
    arrangement.steps.append(
        Step(
            verb=Verb.WITHDRAW,
            before=before,
            after=State.WITHDRAWN,
            side=Party.CLOCK,
            terms_id=arrangement.terms_id,
            payload_sha256=_sealed(made),
            at=now,
        )
    )
    arrangement.state = kind
    db.session.flush()
    _leave_trace(arrangement, before, now)
    settle(arrangement)


def stop_change_unseen(
    arrangement: Arrangement, kind: State, side: Party, actor: Member | None, *, now: datetime
) -> None:
    """A change refused or given up while the employee thinks: all others read of it when that time is over.

    A structure's word stands over an earlier answer, whichever it was: one row is kept, and it is the structure's.
    """
    ends, known = change_ends_at(arrangement), unseen_answer(arrangement)
    if ends is None:
        raise LookupError(kind)
    if known is not None and side is Party.HOST:
        known.host_knows_at = now
    else:
        host_knows_at = now if side is Party.HOST else known.host_knows_at if known else None
        forget_change(arrangement)
        made = _unseen(arrangement, kind, side, actor, now)
        made.shown_from_at, made.host_knows_at = ends, host_knows_at
        arrangement.ending = made
    db.session.flush()
    settle(arrangement)


def forget_change(arrangement: Arrangement) -> None:
    """How a change stopped is erased as soon as nobody may ask any more."""
    known = unseen_answer(arrangement)
    if known is not None:
        arrangement.ending = None
        db.session.delete(known)
        db.session.flush()


def settle_change(arrangement: Arrangement, *, now: datetime) -> bool:
    """When the time to think is over, the three ends of a change become one row of that very second."""
    ends = change_ends_at(arrangement)
    if ends is None or now < ends:
        return False
    known = unseen_answer(arrangement) or _unseen(arrangement, State.EXPIRED, Party.CLOCK, None, ends)
    sealed = _sealed(known)
    forget_change(arrangement)
    arrangement.terms_id = arrangement.signed_terms_id
    take_step(arrangement, Verb.DROP_AMENDMENT, Party.CLOCK, None, now=ends, payload_sha256=sealed)
    mails.change_over(arrangement, now=now)
    return True


def _unseen(
    arrangement: Arrangement, kind: State, side: Party, actor: Member | None, now: datetime, reason: str = ""
) -> Ending:
    person_id = actor.person_id if actor else None
    made = Ending(kind=kind, from_state=arrangement.state, side=side, person_id=person_id, reason=reason, at=now)
    made.salt = secrets.token_hex(16)
    return made


def _sealed(ending: Ending) -> str:
    """The salted hash that stays when the row is erased."""
    payload = json.dumps([ending.salt, ending.kind.value, ending.side.value, ending.person_id, ending.reason])
    return hashlib.sha256(payload.encode()).hexdigest()


def _leave_trace(arrangement: Arrangement, before: State, now: datetime) -> None:
    """Whoever ended it, the audit says the same."""
    audit.record(
        "arrangement.not_pursued",
        "arrangement",
        arrangement.id,
        actor=None,
        at=now,
        before=before.value,
        after="not_pursued",
        pole_id=arrangement.pole_id,
    )
