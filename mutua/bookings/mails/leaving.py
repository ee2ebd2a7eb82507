"""Who is told that a booking, or a resource, ends because a structure leaves the pole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mutua.bookings.mails.letters import send
from mutua.bookings.models import Occurrence
from mutua.kernel import outbox
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member
from mutua.resources.models import Resource


def structure_left(dates: Sequence[Occurrence], actor: Member, *, now: datetime) -> None:
    """One letter a booking."""
    booking = dates[0].booking
    send("bookings/structure_left", booking.person, booking, dates[0], now, by=actor, count=len(dates))


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
