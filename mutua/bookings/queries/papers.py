"""The documents of a resource that a member may read: some are for those who have a confirmed date there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mutua.bookings.queries.movable import has_confirmed
from mutua.pole.models import Member
from mutua.resources.models import Resource, ResourceDocument
from mutua.resources.rules import why_not_read


def readable(
    papers: Sequence[ResourceDocument], resource: Resource, member: Member, now: datetime
) -> list[ResourceDocument]:
    """Those of `papers` that are open to this member."""
    if not papers:
        return []
    booked = has_confirmed(member, resource.id, now)
    return [paper for paper in papers if why_not_read(paper, resource, member, booked=booked) is None]
