"""The dates of a foreign rule, on the event's own clock, inside a window; bounded whatever the rule says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Any

from dateutil.rrule import rrule, rrulestr

Component = Any
Lister = Callable[[Component], list[tuple[datetime, bool]]]
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
MOST_LOOKED_AT = 60_000  # a daily event of 160 years
MARGIN = timedelta(days=2)


class WrongRule(ValueError):
    """`code`: bad_rule or too_often. The first date still stands."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def repeated(
    event: Component, first: datetime, here: tzinfo, window: tuple[datetime, datetime], listed: Lister
) -> list[datetime]:
    """Naive starts on the clock of `here`. Raises WrongRule."""
    limit = window[1].astimezone(here).replace(tzinfo=None) + MARGIN
    found = {first}
    for rule in _all(event, "RRULE"):
        found.update(ruled(rule, first, here, limit))
    for prop in _all(event, "RDATE"):
        found.update(start for start, _ in listed(prop))
    gone, gone_days = set[datetime](), set[datetime]()
    for prop in _all(event, "EXDATE"):
        for start, is_day in listed(prop):
            (gone_days if is_day else gone).add(start)
    return sorted(
        start
        for start in found
        if start not in gone and datetime.combine(start, time()) not in gone_days and start <= limit
    )


def _all(event: Component, name: str) -> list[Component]:
    value = event.get(name)
    found = value if isinstance(value, list) else [value]
    return [entry for entry in found if entry is not None and (name == "RRULE" or readable(entry, "dts"))]


def readable(value: Component, name: str) -> bool:
    """Whether the library understood the property; a broken one raises at every look."""
    try:
        return hasattr(value, name)
    except Exception:
        return False


def ruled(rule: Component, first: datetime, here: tzinfo, limit: datetime) -> list[datetime]:
    if not readable(rule, "items"):  # the library kept it as text that it could not read
        raise WrongRule("bad_rule")
    parts = {name.upper(): value for name, value in rule.items()}
    frequency = str((parts.get("FREQ") or [""])[0]).upper()
    if frequency not in FREQUENCIES:
        raise WrongRule("too_often" if frequency in ("HOURLY", "MINUTELY", "SECONDLY") else "bad_rule")
    until = _until(parts.pop("UNTIL", None), here)
    count = (parts.pop("COUNT", None) or [None])[0]
    try:
        text = ";".join(piece for piece in rule.to_ical().decode().split(";") if not _is_bound(piece))
        made = rrulestr(text, dtstart=first)
    except Exception:  # whatever the rule says, it is the rule's fault
        raise WrongRule("bad_rule") from None
    if not isinstance(made, rrule):
        raise WrongRule("bad_rule")
    bounded = made.replace(until=min(limit, until) if until else limit, count=None)
    return list(islice(bounded, min(int(count), MOST_LOOKED_AT) if count else MOST_LOOKED_AT))


def _is_bound(piece: str) -> bool:
    return piece.upper().startswith(("UNTIL=", "COUNT="))


def _until(values: Any, here: tzinfo) -> datetime | None:
    """The last moment, on the event's clock; a day counts to its end."""
    if not values:
        return None
    value = values[0] if isinstance(values, list) else values
    if not isinstance(value, datetime):
        return datetime.combine(value, time(23, 59, 59))
    return value.astimezone(here).replace(tzinfo=None) if value.tzinfo is not None else value
