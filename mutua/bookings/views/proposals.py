"""Proposals to change places as a page names them: by as much of the other side as the reader may know."""

from __future__ import annotations

from dataclasses import dataclass

from mutua.bookings import rules
from mutua.bookings.models import Booking, Occurrence
from mutua.bookings.models.swap import Swap
from mutua.bookings.queries import swap
from mutua.kernel import clock
from mutua.pole.login import current_member
from mutua.resources.models import Shown


@dataclass(frozen=True)
class Proposal:
    """What one date of ours would be given for: by us (`ours`), or as the other side asks."""

    swap: Swap
    other: Occurrence
    ours: bool
    who: str


def who_has(date: Occurrence) -> str:
    """The structure that has a date; empty where the reader may only know that it is taken."""
    resource, booking = date.lines[0].resource, date.booking
    shown = rules.shown_to(
        current_member(),
        resource.shown,
        owner_id=resource.structure_id,
        structure_id=booking.structure_id,
        pole_ids=(resource.pole_id, booking.pole_id),
    )
    return "" if shown is Shown.BUSY else booking.structure.name


def pending_on(booking: Booking) -> dict[int, list[Proposal]]:
    """By date of a booking of ours: the proposals that wait."""
    found: dict[int, list[Proposal]] = {}
    for entry in swap.swaps_of(current_member(), clock.now(), booking_id=booking.id):
        ours = entry.given.booking_id == booking.id
        date, other = (entry.given, entry.wanted) if ours else (entry.wanted, entry.given)
        who = who_has(other) if ours else other.booking.structure.name  # who asks has said their name
        found.setdefault(date.id, []).append(Proposal(entry, other, ours, who))
    return found
