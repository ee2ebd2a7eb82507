"""Waiting for a taken time: joining the line, saying yes to an offer, leaving."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from mutua.bookings import availability, queries, rules
from mutua.bookings.actions import moving_up
from mutua.bookings.actions.requesting import request_booking
from mutua.bookings.models import Booking, Slot, Wish
from mutua.bookings.models.waitlist import Waiting, WaitingState
from mutua.bookings.queries import waitlist as lines
from mutua.bookings.rules.waitlist import No, why_not_leave, why_not_take
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if, refusing
from mutua.pole.models import Member
from mutua.resources import occupancy
from mutua.resources.models import Resource


def join_line(
    resource: Resource, slot: Slot, *, title: str = "", headcount: int = 1, member: Member, now: datetime
) -> Waiting:
    """Wait for a resource at a time that somebody else has. Refused: a rule stands against it, or it is free."""
    return join_lines(resource, [slot], title=title, headcount=headcount, member=member, now=now)[0]


def join_lines(
    resource: Resource, slots: Sequence[Slot], *, title: str = "", headcount: int = 1, member: Member, now: datetime
) -> list[Waiting]:
    """Wait at every date of a series that somebody else has. Refused with what stands against the first, when none is.

    Each date is offered, taken and left on its own.
    """
    spans = [slot.span for slot in slots]
    free = availability.free_on(queries.shelf(member, ids=[resource.id], abroad=True), spans, now)[resource.id]
    open_ones = lines.open_spans(resource.id, member.structure_id)
    reasons: list[StrEnum | None] = []
    for slot, is_free in zip(slots, free, strict=True):
        why = rules.why_not_book(resource, slot.span, member, headcount=headcount, now=now)
        known = No.WAITING_ALREADY if (slot.span.start, slot.span.end) in open_ones else None
        reasons.append(why or known or (No.FREE_ALREADY if is_free else None))
    if None not in reasons:
        raise Refused(reasons[0] or No.FREE_ALREADY)
    wanted = [slot for slot, reason in zip(slots, reasons, strict=True) if reason is None]
    made = [_entry(resource, slot, title, headcount, member, now) for slot in wanted]
    with refusing(No.WAITING_ALREADY, when="waiting"):
        db.session.add_all(made)
        db.session.flush()
    for entry in made:
        audit.record("waiting.joined", "waiting", entry.id, actor=member, at=now, after="waiting")
    return made


def _entry(resource: Resource, slot: Slot, title: str, headcount: int, member: Member, now: datetime) -> Waiting:
    return Waiting(
        pole_id=member.pole_id,
        resource_id=resource.id,
        structure_id=member.structure_id,
        person_id=member.person_id,
        title=title,
        headcount=headcount,
        zone=resource.zone,
        local_start=slot.local_start,
        local_end=slot.local_end,
        starts_at=slot.span.start,
        ends_at=slot.span.end,
        state=WaitingState.WAITING,
        seen_modseq=resource.modseq,
        seen_at=now,
        created_at=now,
    )


def take_offer(entry: Waiting, *, member: Member, now: datetime) -> Booking:
    """Book what was held for this entry: the hold is given back and taken again under the same locks."""
    refuse_if(why_not_take(entry, member, now=now))
    occupancy.lock(queries.asks([entry.resource], entry.slot, entry.structure_id), held=())
    _let_go(entry)
    wish = Wish(
        resource_ids=(entry.resource_id,),
        structure_id=entry.structure_id,
        slots=(entry.slot,),
        zone=entry.zone,
        title=entry.title,
        headcount=entry.headcount,
    )
    booking = request_booking(wish, member=member, now=now)
    entry.state, entry.offer_until_at, entry.booking_id = WaitingState.TAKEN, None, booking.id
    audit.record("waiting.taken", "waiting", entry.id, actor=member, at=now, before="offered", after="taken")
    return booking


def leave_line(entry: Waiting, *, member: Member, now: datetime) -> None:
    """No longer wanted; what was held goes to the next in line."""
    refuse_if(why_not_leave(entry, member))
    before, line = entry.state, []
    if before is WaitingState.OFFERED:
        line = moving_up.line_for([entry.resource_id], now)
        _let_go(entry)
    entry.state, entry.offer_until_at = WaitingState.WITHDRAWN, None
    audit.record("waiting.left", "waiting", entry.id, actor=member, at=now, before=before.value, after="withdrawn")
    moving_up.offer(line, now)
    if before is WaitingState.OFFERED:
        db.session.flush()
        queries.touch_resources([entry.resource_id])


def _let_go(entry: Waiting) -> None:
    claim_id, entry.claim_id = entry.claim_id, None
    db.session.flush()
    if claim_id is not None:
        occupancy.release([claim_id])
