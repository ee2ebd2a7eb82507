"""From what a program wants to the dates of a booking."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from mutua.bookings import series
from mutua.bookings.models import Slot
from mutua.calendars.reading.events import Given, GivenDate


class WrongDates(ValueError):
    """`code`: as of `series.WrongSeries`, or `other_zone`, or `order` for an end that does not follow its start."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def slots_of(given: Given, zone: str) -> tuple[Slot, ...]:
    """The dates on the clock of `zone`, exceptions in their places. Raises WrongDates."""
    if given.end <= given.start:
        raise WrongDates("order")
    starts = _starts(given, zone)
    if not {date.was for date in given.overrides} <= set(starts):
        raise WrongDates("malformed")
    wanted = placed(given, starts)
    if given.is_series:
        _check_clock(given, list(wanted), zone)
    return tuple(_slot(was, start, end, zone) for was, (start, end) in sorted(wanted.items()))


def placed(given: Given, starts: Iterable[datetime]) -> dict[datetime, tuple[datetime, datetime]]:
    """When each date of the series is, by where its rule has it; exceptions in place, those given up left out."""
    length = given.end - given.start
    wanted = {start: (start, start + length) for start in starts}
    for date in sorted(given.overrides, key=lambda date: date.was):
        if date.and_after:
            _move_after(wanted, date)
    for date in given.overrides:
        wanted[date.was] = (date.start, date.end)
    over = [was for was in wanted if is_ended(given, was)]
    for gone in (*given.exdates, *given.cancelled, *over):
        wanted.pop(gone, None)
    return wanted


def is_ended(given: Given, was: datetime) -> bool:
    """Given up with a date before it and all that follow."""
    return any(was >= end for end in given.ended)


def _move_after(wanted: dict[datetime, tuple[datetime, datetime]], date: GivenDate) -> None:
    """The later dates as far from their rule as this one, and of its length."""
    for was in wanted:
        if was > date.was:
            start = was + (date.start - date.was)
            wanted[was] = (start, start + (date.end - date.start))


def _starts(given: Given, zone: str) -> list[datetime]:
    try:
        found = series.starts(given.rrule, given.start, zone) if given.rrule else [given.start]
    except series.WrongSeries as wrong:
        raise WrongDates(wrong.code) from None
    except (ValueError, OverflowError):
        raise WrongDates("malformed") from None
    found = sorted({*found, *given.rdates})
    if len(found) > series.MOST_DATES:
        raise WrongDates("too_many")
    if found[-1] - found[0] > series.LONGEST:
        raise WrongDates("too_long")
    return found


def _check_clock(given: Given, starts: list[datetime], zone: str) -> None:
    """A series of another zone's clock would drift from ours: only zones that change together, or never, will do."""
    if given.zone is None:
        return
    here = ZoneInfo(zone)
    if len({_apart(start.replace(tzinfo=here), given.zone) for start in (given.start, *starts)}) > 1:
        raise WrongDates("other_zone")


def _apart(here: datetime, zone: tzinfo) -> timedelta:
    """How far two clocks are apart at that moment."""
    return (here.utcoffset() or timedelta()) - (here.astimezone(zone).utcoffset() or timedelta())


def _slot(was: datetime, start: datetime, end: datetime, zone: str) -> Slot:
    try:
        plain = series.slot(start, end, zone)
    except (ValueError, OverflowError):
        raise WrongDates("order") from None
    return Slot(plain.local_start, plain.local_end, plain.span, was)
