"""What stays of a use when the people in it are forgotten."""

from __future__ import annotations

from datetime import datetime

from mutua.bookings.models import Occurrence, State
from mutua.bookings.models.swap import Use
from mutua.kernel.db import db


def count_use(occurrence: Occurrence, now: datetime) -> None:
    """One row a resource of a date that is over; states before that leave none."""
    if occurrence.state not in (State.DONE, State.NO_SHOW):
        return
    booking = occurrence.booking
    for line in occurrence.lines:
        db.session.add(
            Use(
                line_id=line.id,
                pole_id=booking.pole_id,
                resource_id=line.resource_id,
                kind=line.resource.kind,
                owner_id=line.resource.structure_id,
                structure_id=booking.structure_id,
                on_date=occurrence.on_date,
                minutes=occurrence.span.minutes,
                headcount=booking.headcount,
                profile=booking.profile,
                outcome=occurrence.state,
                noted_at=now,
            )
        )
