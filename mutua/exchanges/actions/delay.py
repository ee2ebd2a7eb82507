"""What the clock does where the pole switched the delay rule on: two letters, then assent by delay."""

from __future__ import annotations

from datetime import datetime

from mutua.exchanges import mails, queries, rules
from mutua.exchanges.actions.deciding import post
from mutua.exchanges.models import Confirmation, Exchange, PoleRules, Reminder
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.pole.models import Member


def set_rules(
    *, delay_days: int | None, no_show: bool, late_hours: int | None, member: Member, now: datetime
) -> PoleRules:
    """What the pole decided; earlier decisions are kept with author and date."""
    refuse_if(rules.why_not_set_rules(member, delay_days, late_hours))
    before = queries.rules_of(member.pole_id)
    made = PoleRules(
        pole_id=member.pole_id,
        delay_days=delay_days,
        no_show=no_show,
        late_hours=late_hours,
        person_id=member.person_id,
        set_at=now,
    )
    db.session.add(made)
    db.session.flush()
    told = _told(before) if before else None
    audit.record("exchanges.rules", "pole", member.pole_id, actor=member, at=now, before=told, after=_told(made))
    return made


def _told(decided: PoleRules) -> str:
    return f"delay {decided.delay_days}, no-show {decided.no_show}, late {decided.late_hours}"


def remind_and_assent(now: datetime) -> int:
    """A first letter, a second, then the silent side's assent by delay; each once, however often the worker runs."""
    done = 0
    for decided in queries.delay_rules():
        for exchange in queries.silent(decided, now):
            written = len(exchange.current.reminders)
            if written < 2:
                _remind(exchange, decided, written + 1, now)
            else:
                _assent(exchange, now)
            done += 1
    return done


def _remind(exchange: Exchange, decided: PoleRules, number: int, now: datetime) -> None:
    exchange.current.reminders.append(Reminder(number=number, sent_at=now))
    db.session.flush()
    last = max(exchange.current.created_at + rules.waits(decided.delay_days or 0)[2], now + rules.LAST_CALL)
    mails.reminded(exchange, queries.pole(exchange.pole_id), number, last, now=now)


def _assent(exchange: Exchange, now: datetime) -> None:
    """Recorded as given by delay, by nobody; either side may still dispute it."""
    silent = rules.silent_side(exchange)
    if silent is None:
        return
    pole = queries.pole(exchange.pole_id)
    row = Confirmation(structure_id=silent, person_id=None, by_delay=True, sha256=exchange.current.sha256, at=now)
    exchange.current.confirmations.append(row)
    db.session.flush()
    audit.record(
        "exchange.assented_by_delay",
        "exchange",
        exchange.id,
        actor=None,
        at=now,
        before=exchange.state.value,
        after=exchange.state.value,
        pole_id=pole.id,
    )
    post([exchange], pole.zone, actor=None, now=now)
    mails.agreed_by_delay(exchange, pole, now + rules.DISPUTABLE, now=now)
