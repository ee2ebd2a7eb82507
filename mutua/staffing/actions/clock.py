"""What time alone does: unanswered requests expire, signed loans start, finished ones end, and one letter leaves."""

from __future__ import annotations

from datetime import datetime

from mutua.kernel.timespan import wall
from mutua.staffing import mails, queries, rules
from mutua.staffing.actions.steps import forget_change, settle_change, stop_unseen, take_step
from mutua.staffing.models import UNDER_WAY, Arrangement, Party, State, Verb


def expire_past(now: datetime) -> int:
    """End what nobody answered in time, and tell all that stopped, once and alike; how many expired."""
    expired = 0
    for arrangement in queries.unanswered(now):
        stop_unseen(arrangement, State.EXPIRED, Party.CLOCK, None, now=now)
        expired += 1
    for arrangement in queries.unsigned():
        if _is_over(arrangement, now):
            stop_unseen(arrangement, State.EXPIRED, Party.CLOCK, None, now=now)
            expired += 1
    for arrangement in queries.endings_to_tell(now):
        mails.not_pursued(arrangement, now=now)
        if arrangement.ending is not None:
            arrangement.ending.told_at = now
    return expired


def _is_over(arrangement: Arrangement, now: datetime) -> bool:
    terms = arrangement.current_terms
    return terms is not None and terms.values.ends_on < wall(now, arrangement.pole.zone).date()


def advance(now: datetime) -> int:
    """Close changes nobody answered in time, start signed loans on their day when the person has been received, and end
    those whose last day has passed."""
    moved = 0
    for arrangement in queries.in_motion():
        moved += settle_change(arrangement, now=now)
        today = wall(now, arrangement.pole.zone).date()
        terms = arrangement.signed_terms
        if arrangement.state in UNDER_WAY and terms is not None and terms.values.ends_on < today:
            forget_change(arrangement)
            arrangement.terms_id = arrangement.signed_terms_id
            take_step(arrangement, Verb.END, Party.CLOCK, None, now=now)
            mails.moved("ended", arrangement, now=now)
            moved += 1
        elif arrangement.state is State.SIGNED and rules.may_start(arrangement, today):
            take_step(arrangement, Verb.START, Party.CLOCK, None, now=now)
            mails.moved("started", arrangement, now=now)
            moved += 1
    return moved
