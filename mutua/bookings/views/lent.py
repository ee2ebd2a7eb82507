"""What a loan says before somebody lent is booked: for which work, and that any other comes back to the person."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request

from mutua.bookings import queries, rules
from mutua.bookings.models import Wish
from mutua.pole.models import Member
from mutua.resources import queries as resource_queries
from mutua.resources.models import Resource
from mutua.staffing.rules.cover import Lent

MOST = 20


def said() -> tuple[str, ...]:
    """The loans whose work it is, as ticked: their codes."""
    return tuple(code[:8] for code in request.form.getlist("work_said")[:MOST])


def unsaid(wish: Wish, resource: Resource, member: Member) -> list[Lent]:
    """Loans that cover dates of the wish, and nobody has said yet that it is their work."""
    resources: Sequence[Resource] = [resource]
    if len(wish.resource_ids) > 1:
        resources = resource_queries.resources_for(member, ids=wish.resource_ids)
    if not any(rules.is_loan(row.regime) for row in resources):
        return []
    cover = queries.cover_for(resources, member)
    found = [cover.of(row.id, slot.span, row.zone) for row in resources for slot in wish.slots]
    wanted = {lent.code: lent for lent in found if lent is not None and lent.code not in wish.work_said}
    return list(wanted.values())
