"""A half-open span of time, and the two ways between wall clock and moments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, order=True)
class TimeSpan:
    """[start, end): aware moments in UTC, start before end. Raises ValueError otherwise."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a span is made of aware moments")
        if self.start >= self.end:
            raise ValueError("a span ends after it starts")

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    @property
    def minutes(self) -> int:
        return int(self.length.total_seconds() // 60)

    def overlaps(self, other: TimeSpan) -> bool:
        return self.start < other.end and other.start < self.end


def moment(wall: datetime, zone: str) -> datetime:
    """The moment of a naive wall-clock time: one that does not exist moves forward, a doubled one is the first."""
    # In a gap, fold=0 reads the offset before the change, so that UTC lands after the gap, moved forward by its length.
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def wall(instant: datetime, zone: str) -> datetime:
    """The naive wall-clock time of a moment."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
