"""Defects: what somebody found broken, at a handing over or any day; its owner and whoever comes next are told."""

from __future__ import annotations

from datetime import datetime, timedelta

from mutua.bookings import queries
from mutua.bookings.hooks import defect_reported
from mutua.bookings.mails import handover as mails
from mutua.bookings.models import Line
from mutua.bookings.queries import handover as handed
from mutua.bookings.rules.handover import why_not_tell_defect
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.kernel.timespan import TimeSpan
from mutua.pole.models import Member
from mutua.resources import occupancy
from mutua.resources import queries as resource_queries
from mutua.resources.models import Ask, ClaimKind, Fault, Resource, Severity
from mutua.resources.occupancy import OnConflict

# How long a broken thing is kept out of use at first; the longest that is free counts.
REPAIRS = tuple(timedelta(days=days) for days in (7, 3, 1)) + (timedelta(hours=4), timedelta(hours=1))


def report_defect(line: Line, text: str, *, stops: bool, member: Member, now: datetime) -> Fault:
    """Found at a handing over; one that stops the thing keeps it out of use where nobody has booked."""
    claim_id, span = _out_of_use(line, text, member, now) if stops else (None, None)
    fault = _write(line.resource, text, claim_id, span, member, now)
    _tell(line.resource, fault, line.occurrence.ends_at, member, now)
    defect_reported.send(line.resource, text=text, member=member, now=now)
    return fault


def tell_defect(resource: Resource, text: str, *, member: Member, now: datetime) -> Fault:
    """Any member says what does not work: a notice, which cancels nothing. To stop the thing is its owner's to do."""
    queries.touch_resources([resource.id])  # its row is locked: two at once are counted one after the other
    told = resource_queries.notices_by(member.person_id, resource.id, now)
    refuse_if(why_not_tell_defect(told))
    fault = _write(resource, text, None, None, member, now)
    _tell(resource, fault, now, member, now)
    return fault


def _write(
    resource: Resource, text: str, claim_id: int | None, span: TimeSpan | None, member: Member, now: datetime
) -> Fault:
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
    return fault


def _tell(resource: Resource, fault: Fault, after: datetime, member: Member, now: datetime) -> None:
    mails.defect_for_owner(resource, fault.text, stopped=fault.claim_id is not None, member=member, now=now)
    ahead = handed.next_line(resource.id, after, now + REPAIRS[0])
    if ahead is not None and ahead.occurrence.booking.person_id != member.person_id:
        mails.defect_for_next(ahead.occurrence.booking, ahead.occurrence, fault.text, now=now)


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
