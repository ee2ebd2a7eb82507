"""Series: an RFC 5545 RRULE on the wall clock, at most two years and 400 dates, turned into slots."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

from mutua.bookings.models import Slot
from mutua.kernel.timespan import TimeSpan, moment, wall

MOST_DATES = 400
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LONGEST = timedelta(days=731)
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
PARTS = re.compile(
    r"(FREQ|COUNT|UNTIL|INTERVAL|BYDAY|BYMONTHDAY|BYMONTH|BYSETPOS|WKST|BYYEARDAY|BYWEEKNO)=[A-Z0-9,+-]+"
)
UNTIL = re.compile(r"UNTIL=(\d{8})(T\d{6})?(Z)?")


class WrongSeries(ValueError):
    """`code`: malformed, endless, too_many, too_long or empty."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def slot(local_start: datetime, local_end: datetime, zone: str) -> Slot:
    """One date. Raises ValueError when, once the clock change is reckoned, nothing is left between start and end."""
    return Slot(local_start, local_end, TimeSpan(moment(local_start, zone), moment(local_end, zone)))


def weekly(every: int, last_on: date) -> str:
    """Each week or each second one, to the end of a day."""
    return f"FREQ=WEEKLY;INTERVAL={every};UNTIL={last_on:%Y%m%d}T235959"


def slots(local_start: datetime, local_end: datetime, zone: str, rule: str | None) -> tuple[Slot, ...]:
    """Every date of the series: same clock times each, whatever the clock change. Raises WrongSeries or ValueError."""
    if not rule:
        return (slot(local_start, local_end, zone),)
    length = local_end - local_start
    return tuple(slot(start, start + length, zone) for start in starts(rule, local_start, zone))


def chosen(local_start: datetime, local_end: datetime, zone: str, days: Iterable[date]) -> tuple[Slot, ...]:
    """The first date and the same clock times on each chosen day. Raises WrongSeries or ValueError."""
    length = local_end - local_start
    all_days = sorted({local_start.date(), *days})
    if len(all_days) > MOST_DATES:
        raise WrongSeries("too_many")
    if all_days[-1] - all_days[0] > LONGEST:
        raise WrongSeries("too_long")
    begins = [datetime.combine(day, local_start.time()) for day in all_days]
    return tuple(slot(begin, begin + length, zone) for begin in begins)


def refitted(rule: str | None, dates: Sequence[datetime], zone: str, *, days: int = 0) -> str | None:
    """The rule that gives exactly these starts, its weekdays turned by `days`; None when no such rule does."""
    if not rule or not dates:
        return None
    parts = {name: value for name, value in _parts(rule).items() if name not in ("COUNT", "UNTIL")}
    if days and "BYDAY" in parts:
        parts["BYDAY"] = ",".join(_turned(name, days) for name in parts["BYDAY"].split(","))
    fitted = ";".join(f"{name}={value}" for name, value in {**parts, "COUNT": len(dates)}.items())
    try:
        return fitted if starts(fitted, dates[0], zone) == list(dates) else None
    except WrongSeries:
        return None


def _turned(name: str, days: int) -> str:
    """`2TU` a day later: `2WE`."""
    return name[:-2] + WEEKDAYS[(WEEKDAYS.index(name[-2:]) + days) % 7] if name[-2:] in WEEKDAYS else name


def starts(rule: str, first: datetime, zone: str) -> list[datetime]:
    """The naive wall-clock starts of a rule; the first counts even when the rule leaves it out (RFC 5545 3.8.5.3)."""
    parts = _parts(rule)
    if "COUNT" not in parts and "UNTIL" not in parts:
        raise WrongSeries("endless")
    if "COUNT" in parts and "UNTIL" in parts:
        raise WrongSeries("malformed")
    limit = _until(parts.pop("UNTIL"), zone) if "UNTIL" in parts else first + LONGEST
    count = _count(parts.pop("COUNT")) if "COUNT" in parts else MOST_DATES + 1
    if limit > first + LONGEST:
        raise WrongSeries("too_long")
    bounded = _parsed(parts, first).replace(until=limit, count=None)
    dates = list(islice(bounded, min(count, MOST_DATES + 1)))
    if first not in dates:
        dates = [first, *dates][: max(1, min(count, MOST_DATES + 1))]
    return _checked(dates, count)


def _checked(dates: list[datetime], count: int) -> list[datetime]:
    if len(dates) > MOST_DATES:
        raise WrongSeries("too_many")
    if len(dates) < count <= MOST_DATES:
        raise WrongSeries("too_long")
    return dates


def _parts(rule: str) -> dict[str, str]:
    text = rule.strip().upper().removeprefix("RRULE:")
    pieces = text.split(";")
    if not all(PARTS.fullmatch(piece) for piece in pieces):
        raise WrongSeries("malformed")
    parts = dict(piece.split("=", 1) for piece in pieces)
    if len(parts) != len(pieces) or parts.get("FREQ") not in FREQUENCIES:
        raise WrongSeries("malformed")
    every = parts.get("INTERVAL", "1")
    if not every.isdecimal() or int(every[:9]) < 1:  # the reader takes 0, and then gives one date for any count
        raise WrongSeries("malformed")
    return parts


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise WrongSeries("malformed")
    if int(text) > MOST_DATES:
        raise WrongSeries("too_many")
    return int(text)


def _until(text: str, zone: str) -> datetime:
    found = UNTIL.fullmatch(f"UNTIL={text}")
    if not found:
        raise WrongSeries("malformed")
    try:
        day = datetime.strptime(found[1] + (found[2] or "T235959"), "%Y%m%dT%H%M%S")
    except ValueError:
        raise WrongSeries("malformed") from None
    return wall(day.replace(tzinfo=ZoneInfo("UTC")), zone) if found[3] else day


def _parsed(parts: dict[str, str], first: datetime) -> rrule:
    try:
        parsed = rrulestr(";".join(f"{name}={value}" for name, value in parts.items()), dtstart=first)
    except (ValueError, KeyError, IndexError, TypeError, OverflowError):
        raise WrongSeries("malformed") from None
    if not isinstance(parsed, rrule):
        raise WrongSeries("malformed")
    return parsed
