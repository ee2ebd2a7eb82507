"""Breakdowns and maintenance: told to those who book, or holding every unit."""

from __future__ import annotations

from datetime import datetime

from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.kernel.timespan import TimeSpan
from mutua.pole.models import Member
from mutua.resources import occupancy, queries
from mutua.resources.actions.closures import close_resource
from mutua.resources.models import Fault, Resource, Severity
from mutua.resources.rules import why_not_edit


def report_fault(
    resource: Resource,
    severity: Severity,
    text: str,
    starts_at: datetime,
    ends_at: datetime | None,
    *,
    member: Member,
    now: datetime,
) -> Fault:
    """A notice may have no end; a stop holds the units until its own. Refused(SLOT_TAKEN) while somebody has them."""
    refuse_if(why_not_edit(resource, member))
    claim_id = None
    if severity is Severity.STOP and ends_at is not None:
        occupancy.free_open_forms([draw.unit_id for draw in resource.draws], TimeSpan(starts_at, ends_at))
        span = TimeSpan(starts_at, ends_at)
        claim_id = close_resource(resource, span, reason=text[:200], member=member, now=now)
    fault = Fault(
        resource_id=resource.id,
        severity=severity,
        text=text,
        starts_at=starts_at,
        ends_at=ends_at,
        claim_id=claim_id,
        reported_by_id=member.person_id,
        reported_at=now,
    )
    db.session.add(fault)
    db.session.flush()
    queries.touch(resource.id)
    audit.record("resource.fault", "resource", resource.id, actor=member, at=now, after=severity.value)
    return fault


def mend_fault(fault: Fault, resource: Resource, *, member: Member, now: datetime) -> None:
    """It works again: the notice ends now, the units are free from now on."""
    refuse_if(why_not_edit(resource, member))
    if fault.claim_id is not None:
        claim_id, fault.claim_id = fault.claim_id, None
        db.session.flush()
        occupancy.release([claim_id])
    if fault.starts_at < now:
        fault.ends_at = now
    else:
        db.session.delete(fault)
    queries.touch(resource.id)
    audit.record("resource.mended", "resource", resource.id, actor=member, at=now)
