"""Told to those whose date a breakdown cancels, or loses what it stood on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from mutua.bookings.mails.letters import send, slug_for
from mutua.bookings.models import Booking, Occurrence
from mutua.bookings.nearest import Alternative
from mutua.pole.models import Member
from mutua.resources.models import Resource


def occurrence_stopped(occurrence: Occurrence, near: Sequence[Alternative], *, member: Member, now: datetime) -> None:
    """One letter a date, with what was free near it."""
    send("bookings/stopped", occurrence.booking.person, occurrence.booking, occurrence, now, by=member,
         near=_found(occurrence, near))  # fmt: skip


def occurrence_withdrawn(
    occurrence: Occurrence, resource: Resource, near: Sequence[Alternative], *, member: Member, now: datetime
) -> None:
    """The owner took the resource, or the place of it, away; `resource` is the one that goes."""
    found, owner = _found(occurrence, near), resource.structure.name
    booking = occurrence.booking
    send("bookings/withdrawn", booking.person, booking, occurrence, now, by=member, near=found, gone=resource.name,
         owner=owner)  # fmt: skip


def occurrence_resettled(booking: Booking, dates: Sequence[Occurrence], resource: Resource, *, now: datetime) -> None:
    """The same hours on another resource: one letter a booking, about its first date."""
    owner = resource.structure.name
    send("bookings/resettled", booking.person, booking, dates[0], now, gone=resource.name, owner=owner,
         moved=len(dates))  # fmt: skip


def _found(occurrence: Occurrence, near: Sequence[Alternative]) -> list[dict[str, str]]:
    slug = slug_for(occurrence.booking.person, occurrence.booking, occurrence.lines[0].resource)
    return [
        {
            "name": entry.name,
            "starts": entry.local_start.isoformat(),
            "ends": entry.local_end.isoformat(),
            "path": f"/p/{slug}/resources/{entry.resource_id}/bookings/new?{_when(entry)}",
        }
        for entry in near
    ]


def _when(entry: Alternative) -> str:
    return urlencode(
        {
            "day": entry.local_start.date().isoformat(),
            "from": f"{entry.local_start:%H:%M}",
            "to": f"{entry.local_end:%H:%M}",
        }
    )
