"""Who is told that somebody would change places, and that a booking is theirs now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mutua.bookings.mails.letters import send
from mutua.bookings.models import Booking, Occurrence
from mutua.bookings.models.swap import Swap
from mutua.pole.models import Member


def proposed(swap: Swap, member: Member, *, now: datetime) -> None:
    """To whoever has the wanted date: what they would give, what they would get."""
    wanted = swap.wanted
    send("bookings/swap_proposed", wanted.booking.person, wanted.booking, wanted, now, by=member,
         gets=_facts(swap.given), note=swap.message, page=f"/p/{member.pole_slug}/swaps")  # fmt: skip


def answered(swap: Swap, member: Member, *, yes: bool, now: datetime) -> None:
    booking = swap.given.booking
    send("bookings/swap_answered", swap.proposed_by, booking, swap.given, now, by=member, yes=yes)


def _facts(date: Occurrence) -> dict[str, str]:
    starts, ends = date.local_start.isoformat(), date.local_end.isoformat()
    return {"resource": date.lines[0].resource.name, "starts": starts, "ends": ends}


def passed_on(
    booking: Booking, dates: Sequence[Occurrence], lacks: Sequence[str], member: Member, *, now: datetime
) -> None:
    """To the colleague whose booking it is now; `lacks`: codes of the rights they need first."""
    if booking.person_id != member.person_id:
        send(
            "bookings/passed_on", booking.person, booking, dates[0], now, by=member, count=len(dates), lacks=list(lacks)
        )
