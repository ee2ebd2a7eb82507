"""Who is told what about a booking."""

from __future__ import annotations

from datetime import datetime

from mutua.bookings.models import Booking, Line, LineState, Occurrence
from mutua.bookings.queries import queue
from mutua.kernel import outbox
from mutua.kernel.timespan import wall
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member, Person
from mutua.resources.models import Approval, Resource


def booking_requested(booking: Booking, member: Member, *, now: datetime) -> None:
    """To those who decide: one letter a person, whatever the number of dates."""
    told: set[int] = set()
    for line in booking.occurrences[0].lines if booking.occurrences else ():
        if line.state is not LineState.PENDING:
            continue
        for person in deciders(line, now):
            if person.id not in told and person.id != member.person_id:
                told.add(person.id)
                send("bookings/requested", person, booking, line.occurrence, now, by=member)


def occurrence_decided(occurrence: Occurrence, *, confirmed: bool, now: datetime) -> None:
    template = "bookings/confirmed" if confirmed else "bookings/declined"
    send(template, occurrence.booking.person, occurrence.booking, occurrence, now)


def occurrences_cancelled(occurrences: list[Occurrence], member: Member, *, now: datetime) -> None:
    """To the owners of what becomes free again, once a booking."""
    told = {member.person_id}
    for occurrence in occurrences[:1]:
        for line in occurrence.lines:
            if line.resource.structure_id == occurrence.booking.structure_id:
                continue
            for person in pole_queries.managers_of(line.resource.structure_id):
                if person.id not in told:
                    told.add(person.id)
                    send("bookings/cancelled", person, occurrence.booking, occurrence, now)


def occurrence_moved(occurrence: Occurrence, member: Member, *, now: datetime) -> None:
    for line in occurrence.lines:
        if line.resource.structure_id != occurrence.booking.structure_id:
            for person in pole_queries.managers_of(line.resource.structure_id):
                send("bookings/moved", person, occurrence.booking, occurrence, now)


def deciders(line: Line, now: datetime) -> list[Person]:
    """Who may answer for a line: the coordination, or the owner's managers and whoever stands in for them today."""
    if line.approval is Approval.COORDINATOR:
        return pole_queries.coordinators_of(line.resource.pole_id)
    owner = line.resource.structure_id
    today = wall(now, line.resource.pole.zone).date()
    return [*pole_queries.managers_of(owner), *queue.stand_ins_now(owner, today, line.resource_id)]


def slug_for(person: Person, booking: Booking, resource: Resource) -> str:
    """The pole in which this reader opens the booking: who booked in theirs, who shares in that of the resource."""
    if booking.pole_id != resource.pole_id and person.id == booking.person_id:
        return pole_queries.slug_of(booking.pole_id)
    return resource.pole.slug


def send(
    template: str,
    person: Person,
    booking: Booking,
    occurrence: Occurrence,
    now: datetime,
    *,
    by: Member | None = None,
    **more: object,
) -> None:
    """A letter about one date; `more` are facts of its own template."""
    resources = [line.resource for line in occurrence.lines]
    outbox.mail(
        template,
        to=person.email,
        locale=person.locale,
        pole_id=booking.pole_id,
        at=now,
        facts={
            "name": person.name,
            "structure": by.structure_name if by else booking.structure.name,
            "by": by.name if by else booking.person.name,
            "resources": [resource.name for resource in resources],
            "title": booking.title,
            "starts": occurrence.local_start.isoformat(),
            "ends": occurrence.local_end.isoformat(),
            "dates": len(booking.occurrences),
            "reason": occurrence.reason,
            "path": f"/p/{slug_for(person, booking, resources[0])}/bookings/{booking.id}",
            **more,
        },
    )
