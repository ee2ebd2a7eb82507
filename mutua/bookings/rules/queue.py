"""Why not remind, and who may name a stand-in."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import fields, replace
from datetime import datetime, timedelta
from enum import StrEnum

from mutua.bookings.models import Booking, State
from mutua.bookings.models.delegate import Delegate
from mutua.kernel.role import Role
from mutua.pole.models import Member

BETWEEN_REMINDERS = timedelta(hours=24)


class No(StrEnum):
    REMINDED_ALREADY = "reminded_already"
    NOTHING_TO_REMIND = "nothing_to_remind"
    NOT_THE_MANAGER = "not_the_manager"
    NOT_A_COLLEAGUE = "not_a_colleague"
    NOT_OUR_RESOURCE = "not_our_resource"


def why_not_remind(booking: Booking, member: Member, *, last: datetime | None, now: datetime) -> No | None:
    """The asker's structure reminds who decides, once a day at most."""
    if booking.structure_id != member.structure_id:
        return No.NOTHING_TO_REMIND
    if not any(date.state is State.REQUESTED for date in booking.occurrences):
        return No.NOTHING_TO_REMIND
    return No.REMINDED_ALREADY if last is not None and last + BETWEEN_REMINDERS > now else None


def why_not_name(member: Member) -> No | None:
    """A manager names who answers in their place."""
    return None if member.manages(member.structure_id) else No.NOT_THE_MANAGER


def in_place_of_managers(member: Member, answers: Set[int | None]) -> Member:
    """Who answers for all decides as a manager of the same structure would, under their own name; else for some."""
    if None in answers:
        return replace(member, roles=member.roles | {Role.MANAGER})
    some = frozenset(number for number in answers if number is not None)
    return Delegate(**{field.name: getattr(member, field.name) for field in fields(member)}, resource_ids=some)
