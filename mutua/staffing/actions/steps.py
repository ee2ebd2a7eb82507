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
from mutua.staffing.rules import side_for, whose_turn, why_not


def allowed_side(arrangement: Arrangement, verb: Verb, member: Member, *, now: datetime) -> Party:
    """As whom the member acts, or Refused by the table."""
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
    person_id = actor.person_id if actor else None
    made = Ending(kind=kind, from_state=before, side=side, person_id=person_id, reason=reason, at=now)
    made.salt = secrets.token_hex(16)
    # To the second the same for all three while the employee thinks: how late the worker came would tell an expiry.
    # A consent ends the time for reflection: after it there is no refusal to hide, and an act of host or coordination
    # on a file that had ended unseen could not be answered.
    thinking = ends is not None and before is State.TERMS_AGREED
    made.shown_from_at = ends if ends is not None and thinking else now
    made.host_knows_at = now if side is Party.HOST else None
    arrangement.ending = made
    payload = json.dumps([made.salt, kind.value, side.value, person_id, reason])
    arrangement.steps.append(
        Step(
            verb=Verb.WITHDRAW,
            before=before,
            after=State.WITHDRAWN,
            side=Party.CLOCK,
            terms_id=arrangement.terms_id,
            payload_sha256=hashlib.sha256(payload.encode()).hexdigest(),
            at=now,
        )
    )
    arrangement.state = kind
    db.session.flush()
    _leave_trace(arrangement, before, now)
    settle(arrangement)


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
