"""The delay rule: when a silent side gets its letters, and when its silence is taken as assent."""

from __future__ import annotations

from datetime import timedelta

from mutua.exchanges.models import Exchange
from mutua.exchanges.rules.refusals import No
from mutua.pole.models import Member

SHORTEST, LONGEST = 7, 40  # days; an open proposal expires after 45
# Between the first letter and the second, and between the second and the assent: a worker that slept catches up slowly.
BETWEEN, LAST_CALL = timedelta(days=1), timedelta(days=2)
DISPUTABLE = timedelta(days=30)


def waits(delay_days: int) -> tuple[timedelta, timedelta, timedelta]:
    """From the version on: until the first letter, the second, the assent."""
    whole = timedelta(days=delay_days)
    return whole / 3, whole * 2 / 3, whole


def silent_side(exchange: Exchange) -> int | None:
    """The party that has not answered while the other confirmed; None when both or neither did."""
    given = {row.structure_id for row in exchange.current.confirmations}
    missing = [number for number in exchange.parties if number not in given]
    return missing[0] if len(missing) == 1 else None


def why_not_set_rules(member: Member, delay_days: int | None, late_hours: int | None) -> No | None:
    if not member.is_coordinator:
        return No.NOT_THE_MEDIATOR
    if delay_days is not None and not SHORTEST <= delay_days <= LONGEST:
        return No.WRONG_DELAY
    return No.WRONG_DELAY if late_hours is not None and not 1 <= late_hours <= 168 else None
