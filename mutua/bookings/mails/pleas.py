"""A rule stands against a wish: those who made it are asked for an exception."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mutua.bookings.models import Slot
from mutua.kernel import outbox
from mutua.pole.models import Member, Person
from mutua.resources.models import Resource


def exception_asked(
    resource: Resource,
    slots: Sequence[Slot],
    people: Sequence[Person],
    *,
    title: str,
    rule: str,
    member: Member,
    now: datetime,
) -> None:
    """`rule`: the code of the refusal; its sentence is written in the reader's language."""
    for person in people:
        outbox.mail(
            "bookings/exception",
            to=person.email,
            locale=person.locale,
            pole_id=member.pole_id,
            at=now,
            facts={
                "name": person.name,
                "structure": member.structure_name,
                "by": member.name,
                "email": member.email,
                "resources": [resource.name],
                "title": title,
                "starts": slots[0].local_start.isoformat(),
                "ends": slots[0].local_end.isoformat(),
                "dates": len(slots),
                "rule": rule,
                "path": f"/p/{resource.pole.slug}/resources/{resource.id}",
            },
        )
