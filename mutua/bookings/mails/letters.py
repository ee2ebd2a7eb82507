"""Who is told what about a booking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from mutua.bookings.models import Booking, Line, LineState, Occurrence, State
from mutua.bookings.queries import queue
from mutua.kernel import outbox
from mutua.kernel.timespan import wall
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member, Person
from mutua.resources.models import Approval, Resource


def booking_requested(
    booking: Booking, member: Member, *, now: datetime, dates: Sequence[Occurrence] | None = None
) -> None:
    """To those who decide: one letter a person, whatever the number of dates. `dates`: those asked for now."""
    asked = [date for date in dates or booking.occurrences if date.state is State.REQUESTED]
    told = {member.person_id}
    for line in _waiting(asked):
        for person in deciders(line, now):
            if person.id not in told:
                told.add(person.id)
                send("bookings/requested", person, booking, line.occurrence, now, by=member, count=len(asked))


def _waiting(dates: Iterable[Occurrence]) -> list[Line]:
    """What has to be answered: the first line of each resource."""
    found: dict[int, Line] = {}
    for date in dates:
        for line in date.lines if date.state is State.REQUESTED else ():
            if line.state is LineState.PENDING:
                found.setdefault(line.resource_id, line)
    return list(found.values())


def dates_decided(dates: Sequence[Occurrence], *, confirmed: bool, now: datetime) -> None:
    """To whoever asked: one letter for all that was answered together."""
    template, first = "bookings/confirmed" if confirmed else "bookings/declined", dates[0]
    send(template, first.booking.person, first.booking, first, now, count=len(dates))


def occurrences_cancelled(
    dates: Sequence[Occurrence], member: Member, *, now: datetime, tells_booker: bool = True
) -> None:
    """To the owners of what becomes free again, and to whoever booked if somebody else cancels: once a booking."""
    if dates:
        _tell_change("bookings/cancelled", dates, member, now, tells_booker=tells_booker)


def occurrences_moved(dates: Sequence[Occurrence], member: Member, *, now: datetime) -> None:
    """To the owners, to those who have to say yes again, and to whoever booked if somebody else moves it."""
    _tell_change("bookings/moved", dates, member, now)


def occurrences_left(dates: Sequence[Occurrence], to: Resource, member: Member, *, now: datetime) -> None:
    """To the owners of what becomes free as these dates go to a resource of somebody else; said before they go."""
    booking = dates[0].booking
    for person, theirs in _concerned(dates, {}, without={booking.structure_id, to.structure_id}):
        left = theirs[0].lines[0].resource
        here = f"/p/{left.pole.slug}/resources/{left.id}"
        send("bookings/left", person, booking, theirs[0], now, by=member, count=len(theirs), path=here)


def _tell_change(
    template: str, dates: Sequence[Occurrence], member: Member, now: datetime, *, tells_booker: bool = True
) -> None:
    booking = dates[0].booking
    if tells_booker and booking.person_id != member.person_id:
        send(template, booking.person, booking, dates[0], now, by=member, count=len(dates), yours=True)
    answering = {line.resource_id: deciders(line, now) for line in _waiting(dates)}
    decides = {person.id for people in answering.values() for person in people}
    for person, theirs in _concerned(dates, answering, without={booking.structure_id}):
        if person.id not in (member.person_id, booking.person_id):
            send(template, person, booking, theirs[0], now, by=member, count=len(theirs), decides=person.id in decides)


def _concerned(
    dates: Sequence[Occurrence], answering: Mapping[int, Sequence[Person]], *, without: Iterable[int]
) -> list[tuple[Person, list[Occurrence]]]:
    """Who answers for what these dates take (by resource), or shares it and is not of those structures: the dates."""
    sharing: dict[int, Sequence[Person]] = dict.fromkeys(without, ())
    found: dict[int, tuple[Person, list[Occurrence]]] = {}
    for date in dates:
        for line in date.lines:
            owner = line.resource.structure_id
            if owner not in sharing:
                sharing[owner] = pole_queries.managers_of(owner)
            for person in (*sharing[owner], *answering.get(line.resource_id, ())):
                theirs = found.setdefault(person.id, (person, []))[1]
                if date not in theirs[-1:]:
                    theirs.append(date)
    return list(found.values())


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
    count: int = 1,
    **more: object,
) -> None:
    """A letter about a date, or about `count` of which it is the first; `more` are facts of its own template."""
    resources = [line.resource for line in occurrence.lines]
    outbox.mail(
        template,
        to=person.email,
        locale=person.locale,
        pole_id=booking.pole_id,
        at=now,
        facts={
            "name": person.name,
            "structure": (by.structure_name or by.pole_name) if by else booking.structure.name,
            "by": by.name if by else booking.person.name,
            "resources": [resource.name for resource in resources],
            "title": booking.title,
            "starts": occurrence.local_start.isoformat(),
            "ends": occurrence.local_end.isoformat(),
            "dates": count,
            "reason": occurrence.reason,
            "path": f"/p/{slug_for(person, booking, resources[0])}/bookings/{booking.id}",
            **more,
        },
    )
