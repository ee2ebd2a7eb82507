"""Answering, and what the clock decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mutua.bookings import mails, queries, rules
from mutua.bookings.actions import moving_up
from mutua.bookings.actions.traces import changed, end, moved_to, settle
from mutua.bookings.models import (
    Booking,
    Line,
    LineState,
    Occurrence,
    State,
)
from mutua.bookings.queries.queue import lock_booking
from mutua.bookings.rules import No
from mutua.kernel.refusal import Refused, refuse_if
from mutua.pole.models import Member


def approve_line(line: Line, *, member: Member, now: datetime) -> None:
    """Approve one resource of one date."""
    refuse_if(rules.why_not_decide(line, member))
    _approve([line], member, now)


def approve_booking(booking: Booking, *, member: Member, now: datetime) -> int:
    """Approve everything of a booking that waits for this member; how many answers that gave."""
    waiting = _waiting_lines(booking, member)
    _approve(waiting, member, now)
    return len(waiting)


def decline_booking(booking: Booking, *, member: Member, now: datetime, reason: str = "") -> int:
    """Decline everything of a booking that waits for this member."""
    waiting = _waiting_lines(booking, member)
    _decline(waiting, member, now, reason)
    return len(waiting)


def _waiting_lines(booking: Booking, member: Member) -> list[Line]:
    lock_booking(booking.id)
    lines = [line for occurrence in booking.occurrences for line in occurrence.lines]
    pending = [line for line in lines if line.state is LineState.PENDING]
    waiting = [line for line in pending if rules.why_not_decide(line, member) is None]
    if not waiting:
        raise Refused(No.ALREADY_DECIDED)
    return waiting


def _approve(lines: Sequence[Line], member: Member, now: datetime) -> None:
    """Of one booking; one letter for all the dates that are confirmed by it."""
    confirmed = []
    for line in lines:
        line.state, line.decided_by_id, line.decided_at = LineState.APPROVED, member.person_id, now
    for date in dict.fromkeys(line.occurrence for line in lines):
        before = date.state
        settle(date)
        if date.state is not before:
            moved_to(date, before, member, now, verb="booking.approved")
            confirmed.append(date)
    if confirmed:
        mails.dates_decided(confirmed, confirmed=True, now=now)
    changed(lines[0].occurrence.booking, list({line.resource for line in lines}), now=now)


def decline_line(line: Line, *, member: Member, now: datetime, reason: str = "") -> None:
    """Decline one resource: the whole date is declined and frees its units."""
    refuse_if(rules.why_not_decide(line, member))
    _decline([line], member, now, reason)


def _decline(lines: Sequence[Line], member: Member, now: datetime, reason: str) -> None:
    """As `_approve`; all locks come first, before a counter moves."""
    dates = list(dict.fromkeys(line.occurrence for line in lines))
    resources = list({entry.resource for date in dates for entry in date.lines})
    behind = moving_up.line_for({resource.id for resource in resources}, now)
    for line in lines:
        line.state, line.decided_by_id, line.decided_at = LineState.DECLINED, member.person_id, now
    for date in dates:
        date.reason = reason
        end(date, State.DECLINED, member, now, verb="booking.declined")
    moving_up.offer(behind, now)
    mails.dates_decided(dates, confirmed=False, now=now)
    changed(dates[0].booking, resources, now=now)


def mark_no_show(occurrence: Occurrence, *, member: Member, now: datetime) -> None:
    refuse_if(rules.why_not_mark_no_show(occurrence, member, now=now))
    before, occurrence.state = occurrence.state, State.NO_SHOW
    moved_to(occurrence, before, member, now, verb="booking.no_show")
    changed(occurrence.booking, [line.resource for line in occurrence.lines], now=now)


def finish_past(now: datetime) -> int:
    """What the clock decides: confirmed dates that ended are done, requests nobody answered are declined."""
    dates = queries.over(now)
    for date in dates:
        if date.state is State.CONFIRMED:
            before, date.state = date.state, State.DONE
            moved_to(date, before, None, now, verb="booking.done", counts=False)
        else:
            date.reason = "unanswered"
            end(date, State.DECLINED, None, now, verb="booking.expired")
            changed(date.booking, [line.resource for line in date.lines], now=now)
    return len(dates)
