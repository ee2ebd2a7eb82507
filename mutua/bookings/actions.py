"""The verbs of booking: ask the rules, hold the units, write, tell."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from mutua.bookings import mails, queries, rules
from mutua.bookings.hooks import occurrences_changed
from mutua.bookings.models import (
    Booking,
    Line,
    LineState,
    Occurrence,
    Profile,
    Scope,
    Slot,
    State,
    Wish,
)
from mutua.bookings.rules import No
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if
from mutua.pole.models import Member
from mutua.resources import occupancy
from mutua.resources.models import Ask, Kind, Resource
from mutua.resources.occupancy import Chosen, OnConflict

USUAL_PROFILE = {
    Kind.PREMISES: Profile.MEETING,
    Kind.DESK: Profile.OFFICE,
    Kind.VEHICLE: Profile.DRIVING,
    Kind.EQUIPMENT: Profile.WORKSHOP,
    Kind.STAFF: Profile.OFFICE,
}


def request_booking(wish: Wish, *, member: Member, now: datetime) -> Booking:
    """Book every date of a wish, all or nothing unless it says skip. Refused: nothing was written."""
    resources = queries.wanted(wish, member)
    if len(resources) != len(wish.resource_ids) or not resources or wish.structure_id != member.structure_id:
        raise Refused(No.NOT_FOR_YOU)
    wanted = [ask for slot in wish.slots for ask in queries.asks(resources, slot, wish.structure_id)]
    _ask_rules(resources, wish, member, now)
    chosen = _hold(wanted, len(resources), wish.on_conflict, member, now)
    if not any(entry.claim_id for entry in chosen):
        raise Refused(No.NOTHING_LEFT)
    booking = _new_booking(wish, resources, member, now)
    for slot, part in zip(wish.slots, _by_date(chosen, len(resources)), strict=True):
        booking.occurrences.append(_new_occurrence(slot, resources, part, member, now))
    db.session.add(booking)
    db.session.flush()  # gives the ids that the audit row, the hook and the letters name
    audit.record("booking.requested", "booking", booking.id, actor=member, at=now, after=_overall(booking).value)
    _changed(booking, resources)
    mails.booking_requested(booking, member, now=now)
    return booking


def _ask_rules(resources: Sequence[Resource], wish: Wish, member: Member, now: datetime) -> None:
    for slot in wish.slots:
        for resource in resources:
            reason = rules.why_not_book(resource, slot.span, member, headcount=wish.headcount, now=now)
            refuse_if(reason, resource=resource, slot=slot)


def _hold(wanted: list[Ask], width: int, keep: OnConflict, member: Member, now: datetime) -> list[Chosen]:
    """Hold all; with SKIP, a date that misses one of its resources gives the others back."""
    chosen = occupancy.hold(wanted, now=now, keep=keep, person_id=member.person_id)
    if keep is OnConflict.REFUSE or width == 1:
        return chosen
    kept: list[Chosen] = []
    for part in _by_date(chosen, width):
        whole = all(entry.claim_id for entry in part)
        if not whole:
            occupancy.release(entry.claim_id for entry in part if entry.claim_id)
        kept.extend(part if whole else [Chosen(None)] * width)
    return kept


def _by_date(chosen: list[Chosen], width: int) -> list[list[Chosen]]:
    return [chosen[start : start + width] for start in range(0, len(chosen), width)]


def _new_booking(wish: Wish, resources: Sequence[Resource], member: Member, now: datetime) -> Booking:
    return Booking(
        pole_id=member.pole_id,
        structure_id=wish.structure_id,
        person_id=member.person_id,
        uid=f"b{secrets.token_hex(12)}-{member.pole_slug}",
        title=wish.title,
        note=wish.note,
        headcount=wish.headcount,
        profile=wish.profile or USUAL_PROFILE[resources[0].kind],
        rrule=wish.rrule,
        zone=wish.zone,
        on_conflict=wish.on_conflict,
        source=wish.source,
        sequence=0,
        created_at=now,
        changed_at=now,
    )


def _new_occurrence(
    slot: Slot, resources: Sequence[Resource], chosen: list[Chosen], member: Member, now: datetime
) -> Occurrence:
    skipped = any(entry.claim_id is None for entry in chosen)
    occurrence = Occurrence(
        original_start=slot.local_start,
        state=State.DECLINED if skipped else State.REQUESTED,
        reason="taken" if skipped else "",
        changed_at=now,
        lines=[_new_line(resource, entry, member, now) for resource, entry in zip(resources, chosen, strict=True)],
    )
    _place(occurrence, slot)
    _settle(occurrence)
    return occurrence


def _new_line(resource: Resource, chosen: Chosen, member: Member, now: datetime) -> Line:
    line = Line(
        resource=resource,
        claim_id=chosen.claim_id,
        state=LineState.PENDING,
        approval=resource.approval,
        turnaround_minutes=resource.turnaround_minutes,
        units_needed=queries.units_needed(resource),
        value_per_hour=resource.value_per_hour,
    )
    if chosen.claim_id is not None and rules.approves_at_once(resource, member):
        line.state, line.decided_at = LineState.APPROVED, now
    return line


def _place(occurrence: Occurrence, slot: Slot) -> None:
    occurrence.local_start, occurrence.local_end = slot.local_start, slot.local_end
    occurrence.on_date = slot.local_start.date()
    occurrence.starts_at, occurrence.ends_at = slot.span.start, slot.span.end


def _settle(occurrence: Occurrence) -> None:
    """A date is confirmed when every line is."""
    if occurrence.state is State.REQUESTED and all(line.state is LineState.APPROVED for line in occurrence.lines):
        occurrence.state = State.CONFIRMED


def approve_line(line: Line, *, member: Member, now: datetime) -> None:
    """Approve one resource of one date."""
    refuse_if(rules.why_not_decide(line, member))
    line.state, line.decided_by_id, line.decided_at = LineState.APPROVED, member.person_id, now
    before = line.occurrence.state
    _settle(line.occurrence)
    if line.occurrence.state is not before:
        _moved_to(line.occurrence, before, member, now, verb="booking.approved")
        mails.occurrence_decided(line.occurrence, confirmed=True, now=now)
    _changed(line.occurrence.booking, [line.resource], now=now)


def approve_booking(booking: Booking, *, member: Member, now: datetime) -> int:
    """Approve everything of a booking that waits for this member; how many dates were confirmed by it."""
    waiting = _waiting_lines(booking, member)
    if not waiting:
        raise Refused(No.ALREADY_DECIDED)
    for line in waiting:
        approve_line(line, member=member, now=now)
    return len(waiting)


def decline_booking(booking: Booking, *, member: Member, now: datetime, reason: str = "") -> int:
    """Decline everything of a booking that waits for this member."""
    waiting = _waiting_lines(booking, member)
    if not waiting:
        raise Refused(No.ALREADY_DECIDED)
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
    _end(occurrence, State.DECLINED, member, now, verb="booking.declined")
    mails.occurrence_decided(occurrence, confirmed=False, now=now)
    _changed(occurrence.booking, [entry.resource for entry in occurrence.lines], now=now)


def cancel_occurrences(
    occurrence: Occurrence, *, scope: Scope, member: Member, now: datetime, reason: str = ""
) -> list[Occurrence]:
    """Cancel this date, it and the following ones, or every date that is not over."""
    refuse_if(rules.why_not_change(occurrence, member, State.CANCELLED, now=now))
    gone = [
        date
        for date in _in_scope(occurrence, scope)
        if rules.why_not_change(date, member, State.CANCELLED, now=now) is None
    ]
    for date in gone:
        date.reason = reason
        _end(date, State.CANCELLED, member, now, verb="booking.cancelled")
    mails.occurrences_cancelled(gone, member, now=now)
    _changed(occurrence.booking, [line.resource for line in occurrence.lines], now=now)
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
    for resource in resources:
        why = rules.why_not_book(resource, slot.span, member, headcount=occurrence.booking.headcount, now=now)
        refuse_if(why, resource=resource, slot=slot)
    chosen = occupancy.hold(
        queries.asks(resources, slot, occurrence.booking.structure_id), now=now, person_id=member.person_id
    )
    before, occurrence.state, occurrence.reason = occurrence.state, State.REQUESTED, ""
    _reclaim(occurrence, chosen, member, now)
    _moved_to(occurrence, before, member, now, verb="booking.retried")
    _changed(occurrence.booking, resources, now=now)
    mails.booking_requested(occurrence.booking, member, now=now)


def _reclaim(occurrence: Occurrence, chosen: list[Chosen], member: Member, now: datetime) -> None:
    for line, entry in zip(occurrence.lines, chosen, strict=True):
        line.claim_id = entry.claim_id
        at_once = rules.approves_at_once(line.resource, member)
        line.state = LineState.APPROVED if at_once else LineState.PENDING
        line.decided_at = now if at_once else None
    _settle(occurrence)


def move_occurrence(occurrence: Occurrence, slot: Slot, *, member: Member, now: datetime) -> None:
    """Another time for one date: free, then hold again, in one transaction under the same locks."""
    refuse_if(rules.why_not_move(occurrence, member, now=now))
    resources = [line.resource for line in occurrence.lines]
    for resource in resources:
        why = rules.why_not_book(resource, slot.span, member, headcount=occurrence.booking.headcount, now=now)
        refuse_if(why, resource=resource, slot=slot)
    wanted = queries.asks(resources, slot, occurrence.booking.structure_id)
    occupancy.lock(wanted, held=())
    _let_go(occurrence)
    chosen = occupancy.hold(wanted, now=now, person_id=member.person_id)
    before, occurrence.state = occurrence.state, State.REQUESTED
    _place(occurrence, slot)
    _reclaim(occurrence, chosen, member, now)
    _moved_to(occurrence, before, member, now, verb="booking.moved")
    _changed(occurrence.booking, resources, now=now)
    mails.occurrence_moved(occurrence, member, now=now)


def edit_booking(booking: Booking, *, title: str, note: str, member: Member, now: datetime) -> None:
    """New words for a booking; its times have verbs of their own."""
    if booking.structure_id != member.structure_id:
        raise Refused(No.NOT_YOUR_BOOKING)
    booking.title, booking.note = title, note
    audit.record("booking.edited", "booking", booking.id, actor=member, at=now)
    _changed(booking, [line.resource for line in booking.occurrences[0].lines], now=now)


def mark_no_show(occurrence: Occurrence, *, member: Member, now: datetime) -> None:
    refuse_if(rules.why_not_mark_no_show(occurrence, member, now=now))
    before, occurrence.state = occurrence.state, State.NO_SHOW
    _moved_to(occurrence, before, member, now, verb="booking.no_show")
    _changed(occurrence.booking, [line.resource for line in occurrence.lines], now=now)


def finish_past(now: datetime) -> int:
    """What the clock decides: confirmed dates that ended are done, requests nobody answered are declined."""
    dates = queries.over(now)
    for date in dates:
        if date.state is State.CONFIRMED:
            before, date.state = date.state, State.DONE
            _moved_to(date, before, None, now, verb="booking.done", counts=False)
        else:
            date.reason = "unanswered"
            _end(date, State.DECLINED, None, now, verb="booking.expired")
            _changed(date.booking, [line.resource for line in date.lines], now=now)
    return len(dates)


def _let_go(occurrence: Occurrence) -> None:
    claims = [line.claim_id for line in occurrence.lines if line.claim_id is not None]
    for line in occurrence.lines:
        line.claim_id = None
    db.session.flush()
    occupancy.release(claims)


def _end(occurrence: Occurrence, state: State, member: Member | None, now: datetime, *, verb: str) -> None:
    before, occurrence.state = occurrence.state, state
    _let_go(occurrence)
    _moved_to(occurrence, before, member, now, verb=verb)


def _moved_to(
    occurrence: Occurrence, before: State, member: Member | None, now: datetime, *, verb: str, counts: bool = True
) -> None:
    occurrence.changed_at = now
    if counts:
        occurrence.booking.changed_at = max(now, occurrence.booking.changed_at + timedelta(microseconds=1))
    pole_id = occurrence.booking.pole_id
    after = occurrence.state.value
    audit.record(
        verb, "occurrence", occurrence.id, actor=member, at=now, before=before.value, after=after, pole_id=pole_id
    )


def _changed(booking: Booking, resources: Sequence[Resource], *, now: datetime | None = None) -> None:
    if now is not None:
        booking.sequence += 1
        booking.changed_at = now
    db.session.flush()
    queries.touch_resources(resource.id for resource in resources)
    occurrences_changed.send(booking)


def _overall(booking: Booking) -> State:
    states = {occurrence.state for occurrence in booking.occurrences}
    return State.REQUESTED if State.REQUESTED in states else next(iter(sorted(states)))
