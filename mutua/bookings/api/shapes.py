"""What the API of bookings answers."""

from __future__ import annotations

from typing import Any

from mutua.bookings.models import Booking, Occurrence
from mutua.kernel import clock


def shape(booking: Booking) -> dict[str, Any]:
    return {
        "id": booking.id,
        "uid": booking.uid,
        "status": overall(booking),
        "structure_id": booking.structure_id,
        "title": booking.title,
        "note": booking.note,
        "headcount": booking.headcount,
        "profile": booking.profile.value,
        "public": booking.public,
        "rrule": booking.rrule,
        "zone": booking.zone,
        "sequence": booking.sequence,
        "occurrences": [_date(date) for date in booking.occurrences],
    }


def _date(date: Occurrence) -> dict[str, Any]:
    return {
        "id": date.id,
        "starts_at": date.starts_at.isoformat(),
        "ends_at": date.ends_at.isoformat(),
        "status": date.said_at(clock.now()).value,
        "reason": date.reason,
        "resource_ids": [line.resource_id for line in date.lines],
    }


def overall(booking: Booking) -> str:
    """One word for the whole: requested while a date waits, else the state of the first live date."""
    states = [date.said_at(clock.now()).value for date in booking.occurrences]
    order = ("requested", "confirmed", "done", "no_show", "declined", "cancelled")
    return min(states, key=order.index)
