"""What the owner of a resource wishes around its use."""

from __future__ import annotations

from datetime import datetime

from mutua.bookings.models.desk import USUAL_OFFER, DeskRule
from mutua.bookings.queries.waitlist import desk_rules
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.pole.models import Member
from mutua.resources.models import Resource
from mutua.resources.rules import why_not_edit


def set_desk_rule(
    resource: Resource,
    *,
    auto_release_minutes: int | None,
    answer_hours: int | None,
    offer_minutes: int | None,
    handover: bool,
    member: Member,
    now: datetime,
) -> DeskRule:
    """Write the owner's wishes down; minutes and hours are elapsed."""
    refuse_if(why_not_edit(resource, member))
    rule = desk_rules([resource.id]).get(resource.id) or DeskRule(resource_id=resource.id)
    rule.auto_release_minutes, rule.answer_hours = auto_release_minutes, answer_hours
    rule.offer_minutes, rule.handover, rule.changed_at = offer_minutes or USUAL_OFFER, handover, now
    db.session.add(rule)
    db.session.flush()
    audit.record("resource.desk_set", "resource", resource.id, actor=member, at=now)
    return rule
