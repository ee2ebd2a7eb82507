"""Asking: rules, units, rows, letters."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from mutua.bookings import mails, queries, rules
from mutua.bookings.actions.gates import ask_gates, ask_work
from mutua.bookings.actions.holding import by_date, hold_dates
from mutua.bookings.actions.traces import changed, place, settle
from mutua.bookings.models import (
    Booking,
    Line,
    LineState,
    Occurrence,
    Profile,
    Slot,
    State,
    Wish,
    WorkSaid,
)
from mutua.bookings.rules import No
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused
from mutua.pole.models import Member
from mutua.resources.models import Kind, Resource
from mutua.resources.occupancy import Chosen, OnConflict
from mutua.staffing.rules.cover import Cover

USUAL_PROFILE = {
    Kind.PREMISES: Profile.MEETING,
    Kind.DESK: Profile.OFFICE,
    Kind.VEHICLE: Profile.DRIVING,
    Kind.EQUIPMENT: Profile.WORKSHOP,
    Kind.STAFF: Profile.OFFICE,
}


def request_booking(wish: Wish, *, member: Member, now: datetime, known: Sequence[Resource] | None = None) -> Booking:
    """Book every date of a wish, all or nothing unless it says skip. Refused: nothing was written.

    `known`: its resources, in its order, where they were read in this transaction as the member may know of them.
    """
    resources = queries.wanted(wish, member) if known is None else known
    if len(resources) != len(wish.resource_ids) or not resources or wish.structure_id != member.structure_id:
        raise Refused(No.NOT_FOR_YOU)
    if len({resource.pole_id for resource in resources}) > 1:
        raise Refused(No.ONE_POLE)
    cover = queries.cover_for(resources, member)
    refused = _refused_dates(resources, wish, member, now, cover)
    good = [slot for slot in wish.slots if slot not in refused]
    said = ask_work(resources, good, cover, lambda lent: lent.code in wish.work_said)
    wanted = [ask for slot in good for ask in queries.asks(resources, slot, wish.structure_id)]
    chosen = hold_dates(wanted, len(resources), wish.on_conflict, member, now)
    if not any(entry.claim_id for entry in chosen):
        raise Refused(No.NOTHING_LEFT)
    got = dict(zip(good, by_date(chosen, len(resources)), strict=True))
    held = [slot for slot, part in got.items() if part[0].claim_id]
    pole_id, person_id = member.pole_id, member.person_id
    ask_gates(resources, held, structure_id=wish.structure_id, person_id=person_id, pole_id=pole_id)
    booking = _new_booking(wish, resources, member, now)
    for slot in wish.slots:
        part = got.get(slot, [Chosen(None)] * len(resources))
        reason = refused.get(slot, "taken")
        booking.occurrences.append(new_occurrence(slot, resources, part, member, now, reason))
    db.session.add(booking)
    db.session.flush()  # gives the ids that the audit row, the hook and the letters name
    db.session.add_all(
        WorkSaid(booking_id=booking.id, terms_id=number, person_id=member.person_id, said_at=now) for number in said
    )
    audit.record("booking.requested", "booking", booking.id, actor=member, at=now, after=_overall(booking).value)
    changed(booking, resources, new=True)
    mails.booking_requested(booking, member, now=now)
    return booking


def _refused_dates(
    resources: Sequence[Resource], wish: Wish, member: Member, now: datetime, cover: Cover
) -> dict[Slot, str]:
    """The dates a rule stands against, and its code. Refused unless others are left and the wish says skip."""
    found: dict[Slot, str] = {}
    for slot in wish.slots:
        for resource in resources:
            lent = cover.holds(resource.id, slot.span, resource.zone)
            reason = rules.why_not_book(resource, slot.span, member, headcount=wish.headcount, now=now, lent=lent)
            if reason is None:
                continue
            found.setdefault(slot, reason.value)
            if wish.on_conflict is OnConflict.REFUSE or len(found) == len(wish.slots):
                raise Refused(reason, resource=resource, slot=slot, loans=cover.loans.get(resource.id, ()))
    return found


def _new_booking(wish: Wish, resources: Sequence[Resource], member: Member, now: datetime) -> Booking:
    structure, person = queries.parties(member)
    return Booking(
        pole_id=member.pole_id,
        structure_id=wish.structure_id,
        structure=structure,
        person_id=member.person_id,
        person=person,
        uid=wish.uid or f"b{secrets.token_hex(12)}-{resources[0].pole.slug}",
        title=wish.title,
        note=wish.note,
        headcount=wish.headcount,
        profile=wish.profile or USUAL_PROFILE[resources[0].kind],
        public=wish.public,
        rrule=wish.rrule,
        zone=wish.zone,
        on_conflict=wish.on_conflict,
        source=wish.source,
        sequence=0,
        created_at=now,
        changed_at=now,
    )


def new_occurrence(
    slot: Slot, resources: Sequence[Resource], chosen: list[Chosen], member: Member, now: datetime, missed: str
) -> Occurrence:
    """`missed`: why it is skipped, if it is."""
    skipped = any(entry.claim_id is None for entry in chosen)
    occurrence = Occurrence(
        original_start=slot.by_rule or slot.local_start,
        state=State.DECLINED if skipped else State.REQUESTED,
        reason=missed if skipped else "",
        changed_at=now,
        lines=[_new_line(resource, entry, member, now) for resource, entry in zip(resources, chosen, strict=True)],
    )
    place(occurrence, slot)
    settle(occurrence)
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
        value_per_use=resource.value_per_use,
    )
    if chosen.claim_id is not None and rules.approves_at_once(resource, member):
        line.state, line.decided_at = LineState.APPROVED, now
    return line


def _overall(booking: Booking) -> State:
    states = {occurrence.state for occurrence in booking.occurrences}
    return State.REQUESTED if State.REQUESTED in states else next(iter(sorted(states)))
