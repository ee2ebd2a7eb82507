"""Told to those whose date a breakdown cancels."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from mutua.bookings.mails.letters import send
from mutua.bookings.models import Occurrence
from mutua.bookings.nearest import Alternative
from mutua.pole.models import Member


def occurrence_stopped(occurrence: Occurrence, near: Sequence[Alternative], *, member: Member, now: datetime) -> None:
    """One letter a date, with what was free near it."""
    booking, slug = occurrence.booking, occurrence.lines[0].resource.pole.slug
    found = [
        {
            "name": entry.name,
            "starts": entry.local_start.isoformat(),
            "ends": entry.local_end.isoformat(),
            "path": f"/p/{slug}/resources/{entry.resource_id}/bookings/new?{_when(entry)}",
        }
        for entry in near
    ]
    send("bookings/stopped", booking.person, booking, occurrence, now, by=member, near=found)


def _when(entry: Alternative) -> str:
    return urlencode(
        {
            "day": entry.local_start.date().isoformat(),
            "from": f"{entry.local_start:%H:%M}",
            "to": f"{entry.local_end:%H:%M}",
        }
    )
