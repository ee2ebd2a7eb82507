"""Who is told what about resources."""

from __future__ import annotations

from datetime import datetime

from mutua.kernel import outbox
from mutua.pole import queries as pole_queries
from mutua.resources.models import Entitlement


def right_ends(entry: Entitlement, slug: str, *, now: datetime) -> None:
    """To the person, or to the managers of the structure that holds it."""
    people = [entry.person] if entry.person else pole_queries.managers_of(entry.structure_id or 0)
    assert entry.until_on is not None
    for person in people:
        outbox.mail(
            "resources/right_ends",
            to=person.email,
            locale=person.locale,
            pole_id=entry.pole_id,
            at=now,
            facts={
                "name": person.name,
                "right": entry.code.value,
                "until": entry.until_on.isoformat(),
                "path": f"/p/{slug}/rights",
            },
        )
