"""What is found about a wish: its dates, what stands against them, what is near."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from mutua.bookings.models import Slot
from mutua.resources.models import Resource


class Way(StrEnum):
    """In what an alternative differs from the wish: its hour, its resource, its day, its length, or fewer dates."""

    TIME = "time"
    RESOURCE = "resource"
    DAY = "day"
    SHORTER = "shorter"
    DATES = "dates"


@dataclass(frozen=True)
class Alternative:
    """Something that was free a moment ago; wall-clock times of the resource. `dates` counts those it keeps."""

    way: Way
    resource_id: int
    name: str
    local_start: datetime
    local_end: datetime
    capacity: int | None = None
    minutes_away: int = 0
    dates: int = 1


@dataclass(frozen=True)
class DateFound:
    """One date of the wish: free, or who has it (as much as the reader may know) and what could replace it.

    `rule`: what stands against the date, whether it is taken or not.
    """

    slot: Slot
    free: bool
    rule: StrEnum | None = None
    holders: tuple[str, ...] = ()
    instead: tuple[Alternative, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """Why not, who could lift it, and what is near. `dates` is filled when the time is taken.

    `until`: the moment from which the rule stands no more (or, for a notice, the first start it allows); `liftable`:
    the structure that shares the resource may make an exception.
    """

    reason: StrEnum
    resource: Resource | None = None
    slot: Slot | None = None
    dates: tuple[DateFound, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    until: datetime | None = None
    liftable: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def taken(self) -> tuple[DateFound, ...]:
        return tuple(date for date in self.dates if not date.free)
