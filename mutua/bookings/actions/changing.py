"""Cancelling, asking again, moving, new words."""

from __future__ import annotations

from datetime import datetime

from mutua.bookings import mails, queries, rules
from mutua.bookings.actions import moving_up
from mutua.bookings.actions.gates import ask_gates, ask_rules, note_if_late, refuse_change
from mutua.bookings.actions.traces import changed, end, let_go, moved_to, place, reclaim
from mutua.bookings.models import (
    Booking,
    Occurrence,
    Scope,
    Slot,
    State,
    is_on,
)
from mutua.bookings.queries.queue import lock_booking
from mutua.bookings.rules import No
from mutua.kernel import audit
from mutua.kernel.refusal import Refused, refuse_if
from mutua.pole.models import Member
from mutua.resources import occupancy


def cancel_occurrences(
    occurrence: Occurrence, *, scope: Scope, member: Member, now: datetime, reason: str = "", on: int | None = None
) -> list[Occurrence]:
    """Cancel this date, it and the following ones, or every date that is not over; `on`: on this resource alone."""
    refuse_change(rules.why_not_change(occurrence, member, State.CANCELLED, now=now), occurrence)
    gone = [
        date
        for date in _in_scope(occurrence, scope)
        if (on is None or is_on(date, on)) and rules.why_not_change(date, member, State.CANCELLED, now=now) is None
    ]
    lock_booking(occurrence.booking_id)
    line = moving_up.line_for({entry.resource_id for date in gone for entry in date.lines}, now)
    for date in gone:
        date.reason = reason
        note_if_late(date, now=now)
        end(date, State.CANCELLED, member, now, verb="booking.cancelled")
    moving_up.offer(line, now)
    mails.occurrences_cancelled(gone, member, now=now)
    changed(occurrence.booking, [line.resource for line in occurrence.lines], now=now)
    return gone


def _in_scope(occurrence: Occurrence, scope: Scope) -> list[Occurrence]:
    if scope is Scope.THIS:
        return [occurrence]
    dates = occurrence.booking.occurrences
    return [date for date in dates if scope is Scope.ALL or date.starts_at >= occurrence.starts_at]


def retry_occurrence(occurrence: Occurrence, *, member: Member, now: datetime) -> None:
    """Ask again for a declined, skipped or cancelled date."""
    refuse_if(rules.why_not_change(occurrence, member, State.REQUESTED, now=now))
    resources = [line.resource for line in occurrence.lines]
    slot = Slot(occurrence.local_start, occurrence.local_end, occurrence.span)
    ask_rules(resources, [slot], occurrence.booking, member, now)
    chosen = occupancy.hold(
        queries.asks(resources, slot, occurrence.booking.structure_id), now=now, person_id=member.person_id
    )
    _ask_gates_of(occurrence, slot)
    before, occurrence.state, occurrence.reason = occurrence.state, State.REQUESTED, ""
    reclaim(occurrence, chosen, member, now)
    moved_to(occurrence, before, member, now, verb="booking.retried")
    changed(occurrence.booking, resources, now=now)
    mails.booking_requested(occurrence.booking, member, now=now, dates=[occurrence])


def move_occurrence(occurrence: Occurrence, slot: Slot, *, member: Member, now: datetime) -> None:
    """Another time for one date: free, then hold again, in one transaction under the same locks.

    Within the time that was approved, the approval stands: a shorter stay asks nobody again.
    """
    refuse_change(rules.why_not_move(occurrence, member, now=now), occurrence)
    resources = [line.resource for line in occurrence.lines]
    ask_rules(resources, [slot], occurrence.booking, member, now)
    wanted = queries.asks(resources, slot, occurrence.booking.structure_id)
    occupancy.lock(wanted, held=())
    let_go(occurrence)
    chosen = occupancy.hold(wanted, now=now, person_id=member.person_id)
    shorter = occurrence.starts_at <= slot.span.start and slot.span.end <= occurrence.ends_at
    if not shorter:
        _ask_gates_of(occurrence, slot)
    before, occurrence.state = occurrence.state, State.REQUESTED
    place(occurrence, slot)
    reclaim(occurrence, chosen, member, now, keep_approval=shorter)
    moved_to(occurrence, before, member, now, verb="booking.moved")
    changed(occurrence.booking, resources, now=now)
    mails.occurrences_moved([occurrence], member, now=now)


def _ask_gates_of(occurrence: Occurrence, slot: Slot) -> None:
    booking, resources = occurrence.booking, [line.resource for line in occurrence.lines]
    who = {"structure_id": booking.structure_id, "person_id": booking.person_id, "pole_id": booking.pole_id}
    ask_gates(resources, [slot], without=(occurrence.id,), **who)


def edit_booking(
    booking: Booking, *, title: str, note: str, headcount: int | None = None, member: Member, now: datetime
) -> None:
    """New words for a booking, another number of people; its times have verbs of their own."""
    if booking.structure_id != member.structure_id:
        raise Refused(No.NOT_YOUR_BOOKING)
    if headcount is not None and headcount != booking.headcount:
        for resource in {line.resource for date in booking.occurrences for line in date.lines}:
            facts = {"resource": resource, "name": resource.name, "capacity": resource.capacity}
            refuse_if(rules.why_not_seat(resource, headcount), **facts)
        booking.headcount = headcount
    booking.title, booking.note = title, note
    audit.record("booking.edited", "booking", booking.id, actor=member, at=now)
    changed(booking, now=now)
