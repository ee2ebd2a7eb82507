"""Who is told that a booking, or a resource, ends because a structure leaves the pole."""

from __future__ import annotations

from datetime import datetime

from mutua.bookings.mails.letters import send
from mutua.bookings.models import Booking, Occurrence
from mutua.kernel import outbox
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member
from mutua.resources.models import Resource


def structure_left(booking: Booking, date: Occurrence, actor: Member, *, now: datetime) -> None:
    send("bookings/structure_left", booking.person, booking, date, now, by=actor)


def part_left(whole: Resource, structure_id: int, actor: Member, *, keeps: bool, now: datetime) -> None:
    """To who shares a resource of which a part went with its structure."""
    gone = pole_queries.structure(structure_id)
    for person in pole_queries.managers_of(whole.structure_id):
        outbox.mail(
            "bookings/part_left",
            to=person.email,
            locale=person.locale,
            pole_id=whole.pole_id,
            at=now,
            facts={
                "name": person.name,
                "resource": whole.name,
                "structure": gone.name if gone else "",
                "keeps": keeps,
                "path": f"/p/{actor.pole_slug}/resources/{whole.id}",
            },
        )
