"""Who sees what: the guards on privacy, which win over the table of states."""

from __future__ import annotations

from datetime import datetime

from mutua.kernel.role import Role
from mutua.pole.models import Member
from mutua.staffing.models import NOT_PURSUED, Arrangement, Party, State
from mutua.staffing.rules.thinking import is_change_over

INSIDERS = frozenset({Party.LENDER, Party.EMPLOYEE})


def parties_of(arrangement: Arrangement, member: Member) -> frozenset[Party]:
    """Every side the member stands on here, while acting for the structure they chose."""
    found = set()
    if member.pole_id != arrangement.pole_id:
        return frozenset()
    if member.manages(arrangement.lender_id):
        found.add(Party.LENDER)
    asked = arrangement.asked_by_side is Party.HOST and arrangement.asked_by_id == member.person_id
    if member.manages(arrangement.host_id) or (asked and member.structure_id == arrangement.host_id):
        found.add(Party.HOST)
    if arrangement.employee is not None and arrangement.employee.person_id == member.person_id and _told(arrangement):
        found.add(Party.EMPLOYEE)
    if member.is_coordinator:
        found.add(Party.COORDINATOR)
    return frozenset(found)


def _told(arrangement: Arrangement) -> bool:
    """The employee hears of it when both structures have agreed to the terms, not while they negotiate."""
    return arrangement.reflection_ends_at is not None


def ends_unseen(arrangement: Arrangement, member: Member, *, now: datetime) -> bool:
    """True while an end is kept from this member, so that it cannot be told for a refusal."""
    ending = arrangement.ending
    if not arrangement.not_pursued or ending is None:
        return False
    mine = parties_of(arrangement, member)
    if mine & INSIDERS or now >= ending.shown_from_at:
        return False
    return not (Party.HOST in mine and ending.host_knows_at is not None)


def shown_state(arrangement: Arrangement, member: Member, *, now: datetime) -> State:
    """The state as this member may know it. Past the time for reflection an unanswered request has expired for all,
    whether the worker has passed by or not: a delay of minutes would tell an expiry from a refusal."""
    if ends_unseen(arrangement, member, now=now) and arrangement.ending is not None:
        return arrangement.ending.from_state
    ends = arrangement.reflection_ends_at
    if arrangement.state is State.TERMS_AGREED and ends is not None and now >= ends:
        return State.EXPIRED
    if is_change_over(arrangement, now):
        return State.ACTIVE
    return State.EXPIRED if arrangement.state in NOT_PURSUED else arrangement.state


def sees_name(arrangement: Arrangement, member: Member) -> bool:
    """Lender and employee always; host and coordination once there is a consent."""
    mine = parties_of(arrangement, member)
    return bool(mine & INSIDERS) or (bool(mine) and arrangement.consented_at is not None)


def sees_pay(arrangement: Arrangement, member: Member) -> bool:
    """The employer alone."""
    return Party.LENDER in parties_of(arrangement, member)


def sees_documents(arrangement: Arrangement, member: Member) -> bool:
    """Papers name the person: for the coordination they are present or not, never open."""
    mine = parties_of(arrangement, member)
    return bool(mine & INSIDERS) or (
        Party.HOST in mine and Role.MANAGER in member.roles and arrangement.consented_at is not None
    )
