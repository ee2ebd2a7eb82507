"""A form that is opened keeps its time for ten minutes."""

from __future__ import annotations

from datetime import datetime, timedelta

from mutua.bookings import queries, rules
from mutua.bookings.models import Slot
from mutua.bookings.rules import No
from mutua.kernel.refusal import Refused, refuse_if
from mutua.pole.models import Member
from mutua.resources import occupancy
from mutua.resources.models import ClaimKind, Resource

KEPT_FOR = timedelta(minutes=10)


def open_form(resources: list[Resource], slot: Slot, *, member: Member, now: datetime) -> datetime:
    """Until when the time is kept. At most two forms a person: a third one lets the oldest go.

    The same form opened again takes its own place; booking takes the place of the form. No audit row: a form that
    nobody sends leaves no trace, as if it had not been opened.
    """
    if member.structure_id is None:
        raise Refused(No.NO_STRUCTURE)
    cover = queries.cover_for(resources, member)
    for resource in resources:
        lent = cover.holds(resource.id, slot.span, resource.zone)
        why = rules.why_not_book(resource, slot.span, member, headcount=1, now=now, lent=lent)
        refuse_if(why, resource=resource, slot=slot, loans=cover.loans.get(resource.id, ()))
    wanted = queries.asks(resources, slot, member.structure_id)
    kept = queries.open_forms_of(member.person_id)
    occupancy.lock(wanted, held=(form.unit_id for form in kept))
    newest = {form.expires_at for form in kept[-1:]}  # the claims of one form run out together
    occupancy.release({form.claim_id for form in kept if form.expires_at not in newest})
    until = now + KEPT_FOR
    occupancy.hold(wanted, now=now, kind=ClaimKind.TENTATIVE, person_id=member.person_id, expires_at=until)
    queries.touch_resources(resource.id for resource in resources)
    return until
