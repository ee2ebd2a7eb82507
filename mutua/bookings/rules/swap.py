"""Why not change places, and why not pass a booking on."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from mutua.bookings.models import Booking, Occurrence, State
from mutua.bookings.models.swap import Swap, SwapState
from mutua.pole.models import Member
from mutua.resources.models import Shown


class No(StrEnum):
    NOT_SWAPPABLE = "not_swappable"
    NOT_YOUR_SWAP = "not_your_swap"
    SWAP_ANSWERED = "swap_answered"
    SWAP_PROPOSED_ALREADY = "swap_proposed_already"
    NOT_YOURS_TO_PASS_ON = "not_yours_to_pass_on"
    COLLEAGUE_NOT_ENTITLED = "colleague_not_entitled"


def is_swappable(date: Occurrence, now: datetime) -> bool:
    """One resource, still to come, asked for or confirmed."""
    return len(date.lines) == 1 and date.starts_at > now and date.state in (State.REQUESTED, State.CONFIRMED)


def why_not_propose(given: Occurrence, wanted: Occurrence, member: Member, *, now: datetime) -> No | None:
    if given.booking.structure_id != member.structure_id:
        return No.NOT_YOUR_SWAP
    same = given.booking_id == wanted.booking_id or given.booking.pole_id != wanted.booking.pole_id
    if same or not (is_swappable(given, now) and is_swappable(wanted, now)):
        return No.NOT_SWAPPABLE
    return None if _is_named_to(member, wanted) else No.NOT_SWAPPABLE


def _is_named_to(member: Member, date: Occurrence) -> bool:
    """Whether the member reads who has the date: of one told as taken alone, nobody is asked."""
    resource, own = date.lines[0].resource, date.booking.structure_id == member.structure_id
    own = own or resource.structure_id == member.structure_id
    return own or member.is_coordinator or resource.shown is not Shown.BUSY


def why_not_answer_swap(swap: Swap, member: Member, *, now: datetime) -> No | None:
    """The side whose date is wanted says yes or no."""
    if swap.wanted.booking.structure_id != member.structure_id:
        return No.NOT_YOUR_SWAP
    if swap.state is not SwapState.PROPOSED:
        return No.SWAP_ANSWERED
    return None if is_swappable(swap.given, now) and is_swappable(swap.wanted, now) else No.NOT_SWAPPABLE


def why_not_pass_on(booking: Booking, member: Member) -> No | None:
    """Whoever booked, or their structure's manager, gives a booking to a colleague."""
    if booking.structure_id != member.structure_id:
        return No.NOT_YOURS_TO_PASS_ON
    own = booking.person_id == member.person_id or member.manages(booking.structure_id)
    return None if own else No.NOT_YOURS_TO_PASS_ON
