"""What the coordination decides for the pole: close a month, count in one unit, set a soft limit."""

from __future__ import annotations

from datetime import date, datetime

from mutua.exchanges import queries, rules
from mutua.exchanges.models import BalanceLimit, PeriodClosing
from mutua.exchanges.rules import No
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if
from mutua.law import rule
from mutua.pole.models import ExchangeMode, Member


def close_period(through_on: date, *, member: Member, now: datetime) -> None:
    """From now on nothing is accounted up to this day, a month's last: statements of that time stand still."""
    queries.lock_ledger(member.pole_id, closing=True)
    closed = queries.closed_through(member.pole_id)
    refuse_if(rules.why_not_close(through_on, closed, member, today=rules.local_day(now, member)))
    row = PeriodClosing(pole_id=member.pole_id, through_on=through_on, person_id=member.person_id, closed_at=now)
    db.session.add(row)
    db.session.flush()
    before = closed.isoformat() if closed else None
    audit.record(
        "exchanges.closed", "pole", member.pole_id, actor=member, at=now, before=before, after=through_on.isoformat()
    )


def switch_mode(mode: ExchangeMode, *, read_warning: bool, member: Member, now: datetime) -> None:
    """Count by kind (the default), or in one unit after reading W1: the audit keeps that it was, and its date."""
    refuse_if(rules.why_not_switch(member, mode, read_warning=read_warning))
    pole = queries.pole(member.pole_id)
    before, pole.exchange_mode = pole.exchange_mode, mode
    if before is not mode:
        read = f", W1 read ({rule('W1', on=rules.local_day(now, member)).checked_on.isoformat()})"
        after = mode.value + (read if mode is ExchangeMode.TIME_UNIT else "")
        audit.record("exchanges.mode", "pole", pole.id, actor=member, at=now, before=before.value, after=after)


def set_limit(minutes: int, *, member: Member, now: datetime) -> None:
    """A soft limit either way; earlier ones are kept with author and date."""
    if not member.is_coordinator:
        raise Refused(No.NOT_THE_MEDIATOR)
    if not 0 < minutes <= rules.LARGEST:
        raise Refused(No.NOTHING_EXCHANGED if minutes <= 0 else No.TOO_MUCH)
    before = queries.limit_of(member.pole_id)
    db.session.add(BalanceLimit(pole_id=member.pole_id, minutes=minutes, person_id=member.person_id, set_at=now))
    told = str(before) if before is not None else None
    audit.record("exchanges.limit", "pole", member.pole_id, actor=member, at=now, before=told, after=str(minutes))
