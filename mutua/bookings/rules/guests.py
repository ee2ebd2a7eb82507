"""What the law asks of a guest: nothing, a plan, a written plan, a protocol."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from mutua.bookings.models.guests import Guest, Operation, Purpose
from mutua.law.reader import rule

NEAR = 0.8  # our convention: warn from 320 of the 400 hours


class No(StrEnum):
    GUEST_UNNAMED = "guest_unnamed"
    NO_OPERATION = "no_operation"


class Duty(StrEnum):
    """`plan`: analysed together whatever its length (R4512-6); `written`: the plan is written (R4512-7)."""

    NOTHING = "nothing"
    PLAN = "plan"
    NEAR = "near"
    WRITTEN = "written"
    PROTOCOL = "protocol"


def duty_of(guest: Guest, *, firm_hours: int, on: date) -> Duty:
    """What is owed before this guest comes; `firm_hours` are those of the firm here over twelve months, this one in."""
    if guest.purpose is Purpose.SHARING:
        return Duty.NOTHING
    if guest.purpose is Purpose.DELIVERING:
        return Duty.PROTOCOL
    limit = hours_limit(on)
    if (guest.operation is not None and guest.operation.dangerous) or firm_hours >= limit:
        return Duty.WRITTEN
    return Duty.NEAR if firm_hours >= limit * NEAR else Duty.PLAN


def hours_limit(on: date) -> int:
    """The 400 hours of R4512-7, as the law says on a day."""
    return next(int(figure.value) for figure in rule("R4512-7", on=on).figures if figure.name == "hours")


def missing_of(operation: Operation | None) -> list[str]:
    """Which facts of R4511-10 are not written yet, by their column."""
    wanted = ("arrives_on", "days", "headcount", "hours", "lead", "dangerous", "alone")
    return [name for name in wanted if operation is None or getattr(operation, name) in (None, "")]
