"""Answering, and what the clock decides."""

from __future__ import annotations

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
    line.state, line.decided_by_id, line.decided_at = LineState.APPROVED, member.person_id, now
    before = line.occurrence.state
    settle(line.occurrence)
    if line.occurrence.state is not before:
        moved_to(line.occurrence, before, member, now, verb="booking.approved")
        mails.occurrence_decided(line.occurrence, confirmed=True, now=now)
    changed(line.occurrence.booking, [line.resource], now=now)


def approve_booking(booking: Booking, *, member: Member, now: datetime) -> int:
    """Approve everything of a booking that waits for this member; how many dates were confirmed by it."""
    lock_booking(booking.id)
    waiting = _waiting_lines(booking, member)
    if not waiting:
        raise Refused(No.ALREADY_DECIDED)
    for line in waiting:
        approve_line(line, member=member, now=now)
    return len(waiting)


def decline_booking(booking: Booking, *, member: Member, now: datetime, reason: str = "") -> int:
    """Decline everything of a booking that waits for this member."""
    lock_booking(booking.id)
    waiting = _waiting_lines(booking, member)
    if not waiting:
        raise Refused(No.ALREADY_DECIDED)
    moving_up.line_for({line.resource_id for line in waiting}, now)  # all locks first: each line moves counters
    for line in waiting:
        decline_line(line, member=member, now=now, reason=reason)
    return len(waiting)


def _waiting_lines(booking: Booking, member: Member) -> list[Line]:
    lines = [line for occurrence in booking.occurrences for line in occurrence.lines]
    pending = [line for line in lines if line.state is LineState.PENDING]
    return [line for line in pending if rules.why_not_decide(line, member) is None]


def decline_line(line: Line, *, member: Member, now: datetime, reason: str = "") -> None:
    """Decline one resource: the whole date is declined and frees its units."""
    refuse_if(rules.why_not_decide(line, member))
    line.state, line.decided_by_id, line.decided_at = LineState.DECLINED, member.person_id, now
    occurrence = line.occurrence
    occurrence.reason = reason
    behind = moving_up.line_for({entry.resource_id for entry in occurrence.lines}, now)
    end(occurrence, State.DECLINED, member, now, verb="booking.declined")
    moving_up.offer(behind, now)
    mails.occurrence_decided(occurrence, confirmed=False, now=now)
    changed(occurrence.booking, [entry.resource for entry in occurrence.lines], now=now)


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
