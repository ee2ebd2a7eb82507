"""Until when a rule stands, and whether somebody may make an exception."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from mutua.bookings.rules.dates import No
from mutua.kernel.timespan import TimeSpan, wall
from mutua.resources.models import Resource
from mutua.resources.rules import Excess, bounds, opens_to_others
from mutua.resources.rules import No as House

# The structure that shares the resource made these rules and may lift them for once.
LIFTABLE: tuple[StrEnum, ...] = (
    *(No.TOO_SOON, No.TOO_FAR, No.TOO_LONG, No.CLOSED, No.NOT_FOR_YOU, No.OFF_THE_GRID),
    *(House.MANAGERS_ALONE, House.NOT_ON_THE_LIST, House.TOO_SHORT, House.PEAK_TOO_LONG, House.OWNER_FIRST),
    *(House.QUOTA_OF_STRUCTURE, House.QUOTA_OF_PERSON, House.NOT_ENTITLED, House.ENTITLED_TOO_SHORT),
)


def stands_until(
    reason: StrEnum, resource: Resource, span: TimeSpan, now: datetime, *, over: Excess | None = None
) -> datetime | None:
    """From when the wish may be booked: too far, the owner's hours, a quota that is used up. For a notice, the first
    start that is late enough. Else None.
    """
    if reason is No.TOO_FAR:
        return span.end - timedelta(days=resource.horizon_days)
    if reason is No.TOO_SOON:
        return now + resource.notice
    if reason is House.OWNER_FIRST:
        return opens_to_others(resource.house, span, resource.zone)
    if over is not None and not over.too_large:
        return bounds(over.quota.period, wall(over.span.start, resource.zone).date(), resource.zone).end
    return None
