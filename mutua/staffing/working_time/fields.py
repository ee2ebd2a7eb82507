"""Reads single values of a JSON case, each with one clear line when it cannot be read."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_YEAR, LAST_YEAR = 1900, 2200  # outside, dates are typing errors, and calendars overflow near year 1 and 9999

Json: TypeAlias = Mapping[str, object]


class Unreadable(ValueError):
    """The case cannot be read; the message is one line that names the field."""


def table(value: object, name: str) -> Json:
    """A JSON object; an absent one is empty."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Unreadable(f"{name}: an object is expected")
    return value


def items(value: object, name: str) -> list[object]:
    """A JSON list; an absent one is empty."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise Unreadable(f"{name}: a list is expected")
    return value


def text(value: object, name: str) -> str:
    """A text that says something."""
    if not isinstance(value, str) or not value.strip():
        raise Unreadable(f"{name}: a text is expected")
    return value


def text_or_nothing(value: object, name: str) -> str:
    """A text; "" when absent."""
    return "" if value is None or value == "" else text(value, name)


def flag(value: object, name: str) -> bool:
    """true or false; absent is false."""
    if value is None:
        return False
    if not isinstance(value, bool):
        raise Unreadable(f"{name}: true or false is expected")
    return value


def minutes(value: object, name: str) -> int:
    """A whole number of minutes, zero or more; true is no number."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Unreadable(f"{name}: a whole number of minutes, zero or more, is expected")
    return value


def minutes_or_nothing(value: object, name: str) -> int | None:
    """Minutes; None when absent."""
    return None if value is None else minutes(value, name)


def day(value: object, name: str) -> date:
    """A date such as "2027-03-01"."""
    try:
        found = date.fromisoformat(text(value, name))
    except ValueError as error:
        raise Unreadable(f"{name}: a date such as 2027-03-01 is expected") from error
    return in_range(found, name)


def day_or_nothing(value: object, name: str) -> date | None:
    """A date; None when absent."""
    return None if value is None else day(value, name)


def moment(value: object, name: str) -> datetime:
    """A date and time with its offset, such as "2027-03-01T08:00:00+01:00"."""
    try:
        found = datetime.fromisoformat(text(value, name))
    except ValueError as error:
        raise Unreadable(f"{name}: a time such as 2027-03-01T08:00:00+01:00 is expected") from error
    return aware(found, name)


def aware(value: datetime, name: str) -> datetime:
    """The same moment in UTC, refused without offset or outside the years Mutua knows."""
    if value.utcoffset() is None:
        raise Unreadable(f"{name}: the offset from UTC is missing")
    in_range(value.date(), name)
    return value.astimezone(UTC)  # Python compares two moments of one ZoneInfo by their wall clocks


def in_range(value: date, name: str) -> date:
    """The same date, refused outside the years Mutua knows."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise Unreadable(f"{name}: the year must lie between {FIRST_YEAR} and {LAST_YEAR}")
    return value


def zone(value: object, name: str) -> ZoneInfo:
    """A zone of the tz database, such as "Europe/Paris"."""
    wanted = text(value, name)
    try:
        return ZoneInfo(wanted)
    except (KeyError, ValueError, OSError) as error:  # OSError: "Europe" is a directory of the tz database
        raise Unreadable(f"{name}: {wanted[:60]!r} is no zone such as Europe/Paris") from error
