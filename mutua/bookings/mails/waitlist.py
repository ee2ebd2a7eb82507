"""Who is told that a time they waited for is free."""

from __future__ import annotations

from datetime import datetime

from mutua.bookings.models.waitlist import Waiting
from mutua.kernel import outbox
from mutua.kernel.timespan import wall
from mutua.pole import queries as pole_queries


def offered(entry: Waiting, *, now: datetime) -> None:
    _send("bookings/offered", entry, now)


def lapsed(entry: Waiting, *, now: datetime) -> None:
    """The offer was not taken in time."""
    _send("bookings/offer_lapsed", entry, now)


def closed(entry: Waiting, *, now: datetime) -> None:
    """What was waited for is shared no more."""
    _send("bookings/wait_closed", entry, now)


def _send(template: str, entry: Waiting, now: datetime) -> None:
    until = wall(entry.offer_until_at, entry.zone).isoformat() if entry.offer_until_at else ""
    outbox.mail(
        template,
        to=entry.person.email,
        locale=entry.person.locale,
        pole_id=entry.pole_id,
        at=now,
        facts={
            "name": entry.person.name,
            "structure": entry.structure.name,
            "resources": [entry.resource.name],
            "title": entry.title,
            "starts": entry.local_start.isoformat(),
            "ends": entry.local_end.isoformat(),
            "dates": 1,
            "until": until,
            "path": f"/p/{pole_queries.slug_of(entry.pole_id)}/waiting",
        },
    )
