"""Who is told about returns, defects and empty rooms."""

from __future__ import annotations

from datetime import datetime

from mutua.bookings.mails.letters import send
from mutua.bookings.models import Booking, Occurrence
from mutua.kernel import outbox
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member, Person
from mutua.resources.models import Resource


def not_back(occurrence: Occurrence, *, now: datetime) -> None:
    """To whoever booked it, half an hour after the end, and to those who share it: somebody may be waiting."""
    booking = occurrence.booking
    send("bookings/not_back", booking.person, booking, occurrence, now)
    for person in _sharers(occurrence):
        send("bookings/not_back", person, booking, occurrence, now, shares=True)


def keys_kept(occurrence: Occurrence, keys: str, *, now: datetime) -> None:
    """The thing is back, what opens it is not: to both sides."""
    booking = occurrence.booking
    for person in (booking.person, *_sharers(occurrence)):
        send("bookings/keys_kept", person, booking, occurrence, now, keys=keys)


def _sharers(occurrence: Occurrence) -> list[Person]:
    """Those who manage the other structures' things of a date."""
    owners = {line.resource.structure_id for line in occurrence.lines} - {occurrence.booking.structure_id}
    found = {person.id: person for owner in sorted(owners) for person in pole_queries.managers_of(owner)}
    return [person for person in found.values() if person.id != occurrence.booking.person_id]


def released(occurrence: Occurrence, *, now: datetime) -> None:
    """To whoever booked it and did not come."""
    send("bookings/released", occurrence.booking.person, occurrence.booking, occurrence, now)


def defect_for_owner(resource: Resource, text: str, *, stopped: bool, member: Member, now: datetime) -> None:
    for person in pole_queries.managers_of(resource.structure_id):
        if person.id != member.person_id:
            facts = {
                "name": person.name,
                "by": member.name,
                "structure": member.structure_name or resource.pole.name,
                "resource": resource.name,
                "text": text,
                "stopped": stopped,
                "path": f"/p/{resource.pole.slug}/resources/{resource.id}",
            }
            outbox.mail(
                "bookings/defect", to=person.email, locale=person.locale, facts=facts, at=now, pole_id=resource.pole_id
            )


def defect_for_next(booking: Booking, occurrence: Occurrence, text: str, *, now: datetime) -> None:
    """To whoever comes next: what they will find."""
    send("bookings/defect_ahead", booking.person, booking, occurrence, now, note=text)
