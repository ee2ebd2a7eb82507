"""Why not wait, and why not take what is offered."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from mutua.bookings.models.waitlist import Waiting, WaitingState
from mutua.pole.models import Member


class No(StrEnum):
    FREE_ALREADY = "free_already"
    WAITING_ALREADY = "waiting_already"
    NOT_YOUR_TURN = "not_your_turn"
    OFFER_OVER = "offer_over"
    NOT_WAITING = "not_waiting"
    NOT_YOUR_PLACE = "not_your_place"


def why_not_take(entry: Waiting, member: Member, *, now: datetime) -> No | None:
    """Only the structure it is offered to, and only while the offer stands."""
    if entry.structure_id != member.structure_id:
        return No.NOT_YOUR_PLACE
    if entry.state is WaitingState.WAITING:
        return No.NOT_YOUR_TURN
    if entry.state is not WaitingState.OFFERED or entry.offer_until_at is None or entry.offer_until_at <= now:
        return No.OFFER_OVER
    return None


def why_not_leave(entry: Waiting, member: Member) -> No | None:
    if entry.structure_id != member.structure_id:
        return No.NOT_YOUR_PLACE
    return None if entry.is_open else No.NOT_WAITING
