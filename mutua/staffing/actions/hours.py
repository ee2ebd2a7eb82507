"""Hours at the host: entered, confirmed or contested by the employee, validated by the lender."""

from __future__ import annotations

from datetime import date, datetime

from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.kernel.timespan import TimeSpan
from mutua.pole.models import Member
from mutua.staffing import mails
from mutua.staffing.actions.steps import allowed_side, settle
from mutua.staffing.actions.watch import watch
from mutua.staffing.models import Arrangement, HoursEntry, HoursState, MonthCost, Verb
from mutua.staffing.rules import hours_book as rules
from mutua.staffing.rules import why_not_cost


def enter_hours(
    arrangement: Arrangement, span: TimeSpan, *, break_minutes: int, actor: Member, now: datetime
) -> HoursEntry:
    """One stretch of work at the host; a contested one it overlaps is replaced."""
    allowed_side(arrangement, Verb.ENTER_HOURS, actor, now=now)
    refuse_if(rules.why_not_enter(arrangement, span, break_minutes, now=now))
    for entry in rules.replaced_by(arrangement, span):
        entry.state = HoursState.REPLACED
    made = HoursEntry(
        starts_at=span.start,
        ends_at=span.end,
        break_minutes=break_minutes,
        entered_by_id=actor.person_id,
        entered_at=now,
        state=HoursState.ENTERED,
    )
    arrangement.hours.append(made)
    db.session.flush()
    _note(arrangement, made, "entered", actor, now)
    mails.hours_entered(arrangement, made, now=now)
    watch(arrangement, now=now)
    return made


def take_back_hours(arrangement: Arrangement, entry: HoursEntry, *, actor: Member, now: datetime) -> None:
    """Hours the host noted by mistake stop counting; the row and its trace stay, and the employee is told."""
    refuse_if(rules.why_not_take_back(arrangement, entry, actor))
    entry.state = HoursState.REPLACED
    db.session.flush()
    _note(arrangement, entry, "taken_back", actor, now)
    mails.hours_taken_back(arrangement, entry, now=now)


def answer_hours(
    arrangement: Arrangement, entry: HoursEntry, *, confirms: bool, actor: Member, now: datetime, note: str = ""
) -> None:
    """The employee's answer, from their own account; who has none answers on paper, which the lender records."""
    refuse_if(rules.why_not_answer_hours(arrangement, entry, actor, confirms=confirms, note=note))
    entry.state = HoursState.CONFIRMED if confirms else HoursState.CONTESTED
    entry.answered_by_id, entry.answered_at, entry.answer_note = actor.person_id, now, "" if confirms else note.strip()
    db.session.flush()
    _note(arrangement, entry, entry.state.value, actor, now)
    if not confirms:
        mails.hours_contested(arrangement, entry, now=now)


def validate_hours(arrangement: Arrangement, *, actor: Member, now: datetime) -> int:
    """The lender takes every confirmed hour into account at once; how many entries that were."""
    refuse_if(rules.why_not_validate(arrangement, actor))
    ready = [entry for entry in arrangement.hours if entry.state is HoursState.CONFIRMED]
    for entry in ready:
        entry.state, entry.validated_by_id, entry.validated_at = HoursState.VALIDATED, actor.person_id, now
        _note(arrangement, entry, "validated", actor, now)
    return len(ready)


def state_month(
    arrangement: Arrangement,
    month: date,
    *,
    wages_cents: int,
    charges_cents: int,
    expenses_cents: int,
    invoiced_cents: int,
    vat_note: str,
    actor: Member,
    now: datetime,
) -> MonthCost:
    """What a month cost, without a margin, once all its hours are validated; said again, the newest counts."""
    refuse_if(rules.why_not_state_month(arrangement, month, actor))
    refuse_if(why_not_cost(wages_cents, charges_cents, expenses_cents, invoiced_cents, regime=arrangement.regime))
    made = MonthCost(
        arrangement_id=arrangement.id,
        month_on=month,
        minutes=sum(entry.minutes for entry in rules.by_month(arrangement)[month]),
        wages_cents=wages_cents,
        charges_cents=charges_cents,
        expenses_cents=expenses_cents,
        invoiced_cents=invoiced_cents,
        vat_note=vat_note,
        recorded_by_id=actor.person_id,
        recorded_at=now,
    )
    db.session.add(made)
    db.session.flush()
    audit.record("arrangement.month_stated", "arrangement", arrangement.id, actor=actor, at=now, after=f"{month:%Y-%m}")
    return made


def _note(arrangement: Arrangement, entry: HoursEntry, after: str, actor: Member, now: datetime) -> None:
    audit.record(f"hours.{after}", "hours_entry", entry.id, actor=actor, at=now, after=after)
    settle(arrangement)
