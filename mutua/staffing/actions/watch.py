"""Every night and at every entry: does the working time of a person lent still hold? A breach is said once, at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.timespan import wall
from mutua.pole.models import Member
from mutua.staffing import mails, queries, rules
from mutua.staffing.actions.request import hours_check
from mutua.staffing.models import NIGHT, AlertSeen, Arrangement, HoursAlert, Nudge, State
from mutua.staffing.working_time import Answer

# A little less than a day, so that the look does not wander through the hours.
A_NIGHT = timedelta(hours=20)
REMIND_AFTER = timedelta(days=3)
REMIND_EVERY = timedelta(days=7)


def watch(arrangement: Arrangement, *, now: datetime) -> int:
    """Write and send what is new among the breaches; how many."""
    checked = hours_check(arrangement, today=wall(now, arrangement.pole.zone).date())
    if checked is None or arrangement.signed_terms_id is None:
        return 0
    known = {(alert.rule, alert.broken_on) for alert in queries.alerts_of(arrangement.id)}
    made = [
        HoursAlert(
            arrangement_id=arrangement.id,
            rule=found.rule,
            broken_on=found.date,
            minutes=found.minutes,
            limit_minutes=found.limit,
            article=found.article,
            found_at=now,
        )
        for found in checked.findings
        if found.answer is Answer.BREACH and (found.rule, found.date) not in known
    ]
    if not made:
        return 0
    db.session.add_all(made)
    db.session.flush()
    for alert in made:
        audit.record("hours.breach", "hours_alert", alert.id, actor=None, at=now, after=alert.rule)
    mails.hours_breach(arrangement, made, now=now)
    return len(made)


def watch_all(now: datetime) -> int:
    """Once a night for each loan: entries and other loans may have moved without anybody looking."""
    found = 0
    for row in queries.to_watch(now - A_NIGHT):
        found += watch(row, now=now)
        looked = queries.night_of(row.id)
        if looked is None:
            db.session.add(Nudge(arrangement_id=row.id, party=NIGHT, sent_at=now))
        else:
            looked.sent_at = now
    return found


def see(alert: HoursAlert, *, actor: Member, now: datetime) -> None:
    """Somebody has taken note: kept for ever, said once."""
    seen = queries.seen_by(alert.arrangement_id).get(alert.id, set())
    if actor.person_id in seen:
        return
    db.session.add(AlertSeen(alert_id=alert.id, person_id=actor.person_id, seen_at=now))
    db.session.flush()
    audit.record("hours.breach_seen", "hours_alert", alert.id, actor=actor, at=now)


def remind(now: datetime) -> int:
    """A letter to whom it waits for, after three days and then every week. While the employee thinks, to nobody: a
    reminder that stops would tell of an answer."""
    sent = 0
    for row in queries.waiting_since(now - REMIND_AFTER):
        last = queries.last_nudge(row.id)
        thinking = row.state is State.TERMS_AGREED or rules.change_ends_at(row) is not None
        if thinking or (last is not None and last > now - REMIND_EVERY):
            continue
        parties = mails.reminder(row, now=now)
        db.session.add(Nudge(arrangement_id=row.id, party=parties, sent_at=now))
        sent += 1
    return sent
