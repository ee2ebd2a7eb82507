"""Handing over: the state at start and return, the other side's word, defects, returns that are late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mutua.bookings import queries
from mutua.bookings.actions import moving_up
from mutua.bookings.actions.queue import remember
from mutua.bookings.actions.traces import changed, moved_to
from mutua.bookings.hooks import defect_reported
from mutua.bookings.mails import handover as mails
from mutua.bookings.models import Line, Occurrence, State
from mutua.bookings.models.handover import Condition, Handover, HandoverPhoto, Moment
from mutua.bookings.queries import handover as handed
from mutua.bookings.rules.handover import No, why_not_acknowledge, why_not_hand_over
from mutua.documents import actions as documents
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if, refusing
from mutua.kernel.timespan import TimeSpan
from mutua.pole.models import Member
from mutua.resources import occupancy
from mutua.resources.models import Ask, ClaimKind, Fault, Resource, Severity
from mutua.resources.occupancy import OnConflict

# How long a broken thing is kept out of use at first; the longest that is free counts.
REPAIRS = tuple(timedelta(days=days) for days in (7, 3, 1)) + (timedelta(hours=4), timedelta(hours=1))


@dataclass(frozen=True)
class Seen:
    """What somebody saw: km on the dial, per cent of fuel or charge, and what is broken."""

    condition: Condition
    mileage: int | None = None
    fuel: int | None = None
    note: str = ""
    lent_keys: str = ""
    keys_back: bool = False
    defect: str = ""
    stops: bool = False


def hand_over(
    line: Line, moment: Moment, seen: Seen, *, photos: Sequence[tuple[str, bytes]] = (), member: Member, now: datetime
) -> Handover:
    """Write down the state at start or return; a return before the end frees the rest of the time."""
    handed.lock_date(line.occurrence)
    known = handed.handovers_of([line.id]).get(line.id, [])
    refuse_if(why_not_hand_over(line, moment, member, known=known, mileage=seen.mileage, now=now))
    if seen.condition is Condition.DAMAGED and not seen.defect:
        raise Refused(No.DEFECT_UNNAMED)
    assert member.structure_id is not None
    made = Handover(
        line_id=line.id,
        moment=moment,
        at=now,
        by_id=member.person_id,
        structure_id=member.structure_id,
        mileage=seen.mileage,
        fuel=seen.fuel,
        condition=seen.condition,
        note=seen.note,
        lent_keys=seen.lent_keys,
        keys_back=seen.keys_back,
    )
    with refusing(No.HANDED_OVER_ALREADY, when="handover"):
        db.session.add(made)
        db.session.flush()
    _keep_photos(made, photos, member, now)
    audit.record("handover.written", "handover", made.id, actor=member, at=now, after=moment.value)
    if moment is Moment.BACK:
        _free_the_rest(line.occurrence, member, now)
    if seen.defect:
        report_defect(line, seen.defect, stops=seen.stops, member=member, now=now)
    return made


def _keep_photos(made: Handover, photos: Sequence[tuple[str, bytes]], member: Member, now: datetime) -> None:
    for name, content in photos:
        stored = documents.store_file(content, name, actor=member, now=now)
        db.session.add(HandoverPhoto(handover_id=made.id, file_id=stored.id))
    db.session.flush()


def _free_the_rest(occurrence: Occurrence, member: Member, now: datetime) -> None:
    """Once all of it is back before its end: the date is done, its units rest as usual, then are free."""
    written = handed.handovers_of([line.id for line in occurrence.lines])
    back = [any(entry.moment is Moment.BACK for entry in written.get(line.id, ())) for line in occurrence.lines]
    if occurrence.state is not State.CONFIRMED or not all(back) or not occurrence.starts_at < now < occurrence.ends_at:
        return
    behind = moving_up.line_for({line.resource_id for line in occurrence.lines}, now)
    for line in occurrence.lines:
        if line.claim_id is not None:
            occupancy.shorten(line.claim_id, until=now + timedelta(minutes=line.turnaround_minutes))
    before, occurrence.state = occurrence.state, State.DONE
    moved_to(occurrence, before, member, now, verb="booking.returned")
    moving_up.offer(behind, now)
    changed(occurrence.booking, [line.resource for line in occurrence.lines], now=now)


def acknowledge(handover: Handover, *, member: Member, now: datetime) -> None:
    """The other side saw the same."""
    refuse_if(why_not_acknowledge(handover, member))
    handover.acknowledged_by_id, handover.acknowledged_at = member.person_id, now
    audit.record("handover.acknowledged", "handover", handover.id, actor=member, at=now)


def report_defect(line: Line, text: str, *, stops: bool, member: Member, now: datetime) -> Fault:
    """Tell the owner and whoever comes next; one that stops the thing keeps it out of use where nobody has booked."""
    resource = line.resource
    claim_id, span = _out_of_use(line, text, member, now) if stops else (None, None)
    fault = Fault(
        resource_id=resource.id,
        severity=Severity.STOP if claim_id else Severity.NOTICE,
        text=text,
        starts_at=span.start if span else now,
        ends_at=span.end if span else None,
        claim_id=claim_id,
        reported_by_id=member.person_id,
        reported_at=now,
    )
    db.session.add(fault)
    db.session.flush()
    audit.record("resource.defect", "resource", resource.id, actor=member, at=now, after=fault.severity.value)
    queries.touch_resources([resource.id])
    mails.defect_for_owner(resource, text, stopped=claim_id is not None, member=member, now=now)
    ahead = handed.next_line(resource.id, line.occurrence.ends_at, now + REPAIRS[0])
    if ahead is not None:
        mails.defect_for_next(ahead.occurrence.booking, ahead.occurrence, text, now=now)
    defect_reported.send(resource, text=text, member=member, now=now)
    return fault


def _out_of_use(line: Line, text: str, member: Member, now: datetime) -> tuple[int | None, TimeSpan | None]:
    """Hold all units from the end of this use on, as long as nobody else has them."""
    until = handed.held_until(line.claim_id) if line.claim_id is not None else None
    start = max(now, until) if until else now
    for length in REPAIRS:
        ask = _all_of(line.resource, TimeSpan(start, start + length))
        chosen = occupancy.hold(
            [ask], now=now, keep=OnConflict.SKIP, kind=ClaimKind.BLOCK, person_id=member.person_id, reason=text[:200]
        )
        if chosen[0].claim_id is not None:
            return chosen[0].claim_id, ask.span
    return None, None


def _all_of(resource: Resource, span: TimeSpan) -> Ask:
    units = tuple(draw.unit_id for draw in resource.draws if draw.unit.retired_at is None)
    return Ask(resource.id, units, max(1, len(units)), span, timedelta(), None)


def remind_late_returns(now: datetime) -> int:
    """One letter a date that is not back half an hour after its end."""
    dates = handed.late_returns(now)
    for occurrence in dates:
        remember("late", occurrence, occurrence.booking.person_id, now)
        mails.not_back(occurrence, now=now)
    db.session.flush()
    return len(dates)
