"""Asking those who set a rule for an exception."""

from __future__ import annotations

from datetime import datetime

from mutua.bookings import mails, queries, rules
from mutua.bookings.actions.gates import ask_gates
from mutua.bookings.models import Wish
from mutua.bookings.rules import No
from mutua.kernel import audit
from mutua.kernel.refusal import Refused
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member
from mutua.resources.models import Resource


def ask_exception(wish: Wish, *, member: Member, now: datetime) -> Resource:
    """A letter to the managers of the structure that shares the resource whose rule stands; that resource.

    Refused with the rule itself when nobody can lift it, and as changed when nothing stands any more.
    """
    found = queries.wanted(wish, member)
    if not found or wish.structure_id != member.structure_id:
        raise Refused(No.NOT_FOR_YOU)
    refused = _standing(found, wish, member, now)
    if refused is None:
        raise Refused(No.NOTHING_STANDS)
    if refused.reason not in rules.LIFTABLE:
        raise refused
    resource: Resource = refused.facts["resource"]
    people = pole_queries.managers_of(resource.structure_id) or pole_queries.coordinators_of(resource.pole_id)
    rule = refused.reason.value
    mails.exception_asked(resource, wish.slots, people, title=wish.title, rule=rule, member=member, now=now)
    audit.record("booking.exception_asked", "resource", resource.id, actor=member, at=now, after=rule)
    return resource


def _standing(found: list[Resource], wish: Wish, member: Member, now: datetime) -> Refused | None:
    """The first refusal that booking this would meet, units aside."""
    cover = queries.cover_for(found, member)
    for slot in wish.slots:
        for resource in found:
            lent = cover.holds(resource.id, slot.span, resource.zone)
            reason = rules.why_not_book(resource, slot.span, member, headcount=wish.headcount, now=now, lent=lent)
            if reason is not None:
                return Refused(reason, resource=resource, slot=slot)
    try:
        who, pole_id = member.person_id, member.pole_id
        ask_gates(found, wish.slots, structure_id=wish.structure_id, person_id=who, pole_id=pole_id)
    except Refused as refused:
        return refused
    return None
