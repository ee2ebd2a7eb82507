"""What quotas and rights leave of a resource to a member: what they would refuse is no way out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mutua.bookings import queries
from mutua.kernel.timespan import TimeSpan
from mutua.pole.models import Member
from mutua.resources import queries as resource_queries
from mutua.resources import rules as house
from mutua.resources.models import Resource

Passes = Callable[[Sequence[TimeSpan]], bool]


def within(resource: Resource, reach: Sequence[TimeSpan], member: Member) -> Passes:
    """Whether some of these times, taken together, are left to the member. One look at the database for all of them."""
    if not reach or member.structure_id is None:
        return lambda wanted: True
    who = {"structure_id": member.structure_id, "person_id": member.person_id}
    poles = {member.pole_id, resource.pole_id}
    held = resource_queries.rights_of(poles, **who) if resource.house.requires else []
    counted = bool(resource.house.quotas) and resource.structure_id != member.structure_id
    periods = house.reach(resource.house, reach, resource.zone) if counted else None
    used = queries.uses_of(resource.id, periods, **who, without=()) if periods else []

    def passes(wanted: Sequence[TimeSpan]) -> bool:
        if wanted and house.lacks(resource, house.last_day(resource, [span.end for span in wanted]), held):
            return False
        return not counted or house.excess(resource.house, wanted, used, **who, zone=resource.zone) is None

    return passes
