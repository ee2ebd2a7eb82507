"""Who may use what until when: the rights a resource asks for, against those held."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from mutua.kernel.timespan import wall
from mutua.pole.models import Member
from mutua.resources.models import LOCAL, Entitlement, Resource, Right
from mutua.resources.rules.refusals import No


class Lack(NamedTuple):
    """A right that is missing on a day; `until_on` when one is held that ends too soon."""

    right: Right
    until_on: date | None

    @property
    def reason(self) -> No:
        return No.ENTITLED_TOO_SHORT if self.until_on else No.NOT_ENTITLED


def lacks(resource: Resource, day: date, held: Iterable[Entitlement]) -> list[Lack]:
    """What is missing to use the resource until the end of a local day."""
    found = []
    for code in resource.house.requires:
        mine = [entry for entry in held if entry.code == code and entry.resource_id in (None, resource.id)]
        if not any(entry.holds_on(day) for entry in mine):
            found.append(Lack(Right(code), max((entry.until_on for entry in mine if entry.until_on), default=None)))
    return found


def last_day(resource: Resource, ends: Iterable[datetime]) -> date:
    """The local day on which the last of these stays ends."""
    return max(wall(end, resource.zone).date() for end in ends)


def why_not_record(entitlement: Entitlement, resource: Resource | None, member: Member, *, same: bool) -> No | None:
    """Who notes a right: those who share the resource for a local one; else the manager of the holder's structure.

    `same`: the holder belongs to the structure the member acts for (or is it). The coordination may note any.
    """
    if member.is_coordinator:
        return None
    if entitlement.code in LOCAL:
        return None if resource is not None and member.manages(resource.structure_id) else No.NOT_THE_OWNER
    return None if same and member.manages(member.structure_id) else No.NOT_THE_OWNER
