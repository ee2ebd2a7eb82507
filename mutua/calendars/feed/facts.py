"""What the calendar writer needs to know of a booking: plain values, no table."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    """STATUS of a VEVENT (RFC 5545, 3.8.1.11)."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


_STATUS = {
    "requested": Status.TENTATIVE,
    "confirmed": Status.CONFIRMED,
    "done": Status.CONFIRMED,
    "no_show": Status.CONFIRMED,
}


def status_of(state: str) -> Status:
    """STATUS for the state of an occurrence; what takes no place any more is cancelled."""
    return _STATUS.get(state, Status.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class OccurrenceFacts:
    """One date of a series: `was` is the wall-clock start the rule gives, the rest what holds.

    `start`, `end`, `was`: naive, in the booking's zone; `starts_at`, `ends_at`: aware. A text of None is the booking's.
    """

    was: datetime
    start: datetime
    end: datetime
    starts_at: datetime
    ends_at: datetime
    status: Status
    summary: str | None = None
    description: str | None = None
    location: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFacts:
    """A booking or a series; of a series, the times are those of the rule's first date.

    `start`, `end`, `exdates`: naive wall clock in `zone`; `starts_at`, `ends_at`, `changed_at`, `created_at`: aware.
    `rrule` is an RFC 5545 value without the name; its UNTIL may be a day, a wall-clock time or UTC.
    """

    uid: str
    sequence: int
    status: Status
    summary: str
    zone: str
    start: datetime
    end: datetime
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    created_at: datetime
    description: str = ""
    location: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()
    opaque: bool = True
    all_day: bool = False
    rrule: str | None = None
    exdates: tuple[datetime, ...] = ()
    overrides: tuple[OccurrenceFacts, ...] = ()


def overrides_of(series: EventFacts, dates: Iterable[OccurrenceFacts]) -> tuple[OccurrenceFacts, ...]:
    """The dates that are not what the rule alone says.

    Some engines repeat the exact length (as RFC 5545, 3.8.5.3 asks), some the length on the clock: a date gets its own
    override when either differs, so that a night over a clock change ends at the right time for all of them.
    """
    return tuple(date for date in dates if _differs(series, date))


def _differs(series: EventFacts, date: OccurrenceFacts) -> bool:
    return (
        date.start != date.was
        or date.status is not series.status
        or date.end - date.start != series.end - series.start
        or date.ends_at - date.starts_at != series.ends_at - series.starts_at
        or any(text is not None for text in (date.summary, date.description, date.location))
    )


def busy_only(facts: EventFacts, summary: str) -> EventFacts:
    """The same times without what only the booking's own people may read, in the overrides too."""
    bare = tuple(replace(date, summary=None, description=None, location=None) for date in facts.overrides)
    return replace(facts, summary=summary, description="", location="", url="", categories=(), overrides=bare)
