"""Closures: works, holidays, a repair. They hold every unit, like a booking."""

from __future__ import annotations

from datetime import datetime, timedelta

from mutua.kernel import audit
from mutua.kernel.refusal import refuse_if
from mutua.kernel.timespan import TimeSpan
from mutua.pole.models import Member
from mutua.resources import occupancy, queries
from mutua.resources.models import Ask, Claim, ClaimKind, Resource
from mutua.resources.rules import why_not_edit


def close_resource(resource: Resource, span: TimeSpan, *, reason: str, member: Member, now: datetime) -> int:
    """Hold all units; Refused(SLOT_TAKEN) when somebody has booked. The claim's id."""
    refuse_if(why_not_edit(resource, member))
    units = tuple(draw.unit_id for draw in resource.draws if draw.unit.retired_at is None)
    ask = Ask(resource.id, units, max(1, len(units)), span, timedelta(), None)
    chosen = occupancy.hold([ask], now=now, kind=ClaimKind.BLOCK, person_id=member.person_id, reason=reason)
    claim_id = chosen[0].claim_id
    assert claim_id is not None  # taken would have been refused
    _moved(resource, now)
    audit.record("resource.closed", "resource", resource.id, actor=member, at=now)
    return claim_id


def reopen_resource(resource: Resource, claim: Claim, *, member: Member, now: datetime) -> None:
    """Give the time back."""
    refuse_if(why_not_edit(resource, member))
    occupancy.release([claim.id])
    _moved(resource, now)
    audit.record("resource.reopened", "resource", resource.id, actor=member, at=now)


def _moved(resource: Resource, now: datetime) -> None:
    resource.changed_at = now
    queries.touch(resource.id)
