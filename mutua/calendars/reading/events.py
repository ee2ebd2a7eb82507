"""One calendar object as a program puts it (RFC 4791, 4.1): an event, or a series with its exceptions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from mutua.calendars.feed.lines import clean
from mutua.calendars.reading.lines import RawEvent, limited, raw_events

# The library's components: what a property holds is known only once it is there.
Component = Any

LARGEST = 1024 * 1024
MOST_COMPONENTS = 500
LONGEST_UID = 255
FIRST_YEAR, LAST_YEAR = 1970, 2200


class Unreadable(Exception):
    """`condition`: the CalDAV precondition that fails (RFC 4791, 5.3.2.1)."""

    def __init__(self, condition: str, words: str) -> None:
        super().__init__(words)
        self.condition = condition


@dataclass(frozen=True)
class GivenDate:
    """One date: wall-clock times, naive, in the resource's zone. `was`: the start its rule gives.

    `and_after`: the later dates move with it (RANGE=THISANDFUTURE, RFC 5545, 3.2.13).
    """

    was: datetime
    start: datetime
    end: datetime
    summary: str
    lines: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()
    and_after: bool = False


@dataclass(frozen=True)
class Given:
    """What a program wants. Times are wall clock of the zone it was read for; `zone` is the event's own, None for days
    and floating times. `cancelled`: dates of the series it gives up; `ended`: those it gives up with all
    that follow."""

    uid: str
    summary: str
    description: str
    start: datetime
    end: datetime
    zone: tzinfo | None
    is_cancelled: bool
    rrule: str | None = None
    rdates: tuple[datetime, ...] = ()
    exdates: tuple[datetime, ...] = ()
    overrides: tuple[GivenDate, ...] = ()
    cancelled: tuple[datetime, ...] = ()
    ended: tuple[datetime, ...] = ()
    lines: tuple[str, ...] = ()
    alarms: tuple[str, ...] = field(default=())

    @property
    def is_series(self) -> bool:
        return self.rrule is not None or bool(self.rdates)

    def mark(self) -> str:
        """The same for the same wish, whatever its time stamps say."""
        dates = [(date.was, date.start, date.end, date.and_after) for date in self.overrides]
        wish = (self.uid, self.summary, self.start, self.end, self.rrule, self.rdates, self.exdates, dates, self.ended)
        ends = (self.cancelled, self.is_cancelled)
        return hashlib.sha256(repr((*wish, *ends) if any(ends) else wish).encode()).hexdigest()

    def extras(self) -> dict[str, dict[str, Any]]:
        """Lines to give back, and the words of single dates, by date."""
        found: dict[str, dict[str, Any]] = {"": {"lines": limited(list(self.lines))}}
        for given in self.overrides:
            own = {"lines": limited(list(given.lines))}
            found[given.was.isoformat()] = own | ({"summary": given.summary} if given.summary != self.summary else {})
        return {key: value for key, value in found.items() if value["lines"] or "summary" in value}

    def all_alarms(self) -> dict[str, list[str]]:
        """Whole or not at all: half a reminder would break the event."""
        found = {"": list(self.alarms)}
        found |= {given.was.isoformat(): list(given.alarms) for given in self.overrides}
        return {key: lines for key, lines in found.items() if lines and lines == limited(lines)}


def read_event(body: bytes, zone: str) -> Given:
    """The one event of a calendar object, in wall-clock times of `zone`. Raises Unreadable."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("valid-calendar-data", "not UTF-8") from None
    if "\x00" in text:
        raise Unreadable("valid-calendar-data", "a NUL character")
    events = _components(text)
    raw = raw_events(text)
    if len(raw) != len(events):
        raise Unreadable("valid-calendar-data", "components that do not nest")
    try:
        return _read(list(zip(events, raw, strict=True)), zone)
    except Unreadable:
        raise
    except Exception as error:  # whatever a library finds in hostile bytes, it is the bytes' fault
        raise Unreadable("valid-calendar-data", type(error).__name__) from error


def _components(text: str) -> list[Component]:
    if text.upper().count("BEGIN:V") > 2 * MOST_COMPONENTS:  # the library takes a millisecond for each
        raise Unreadable("valid-calendar-object-resource", "one event")
    try:
        calendars = Calendar.from_ical(text, multiple=True)
    except Exception as error:  # the library raises what its pieces raise
        raise Unreadable("valid-calendar-data", str(error)[:200]) from error
    if len(calendars) != 1 or calendars[0].name != "VCALENDAR":
        raise Unreadable("valid-calendar-object-resource", "one VCALENDAR")
    calendar = calendars[0]
    if "METHOD" in calendar:
        raise Unreadable("valid-calendar-object-resource", "METHOD")
    kinds = {part.name for part in calendar.subcomponents} - {"VTIMEZONE"}
    if not kinds <= {"VEVENT"}:
        raise Unreadable("supported-calendar-component", ", ".join(sorted(map(str, kinds)))[:200])
    events = [part for part in calendar.subcomponents if part.name == "VEVENT"]
    if not events or len(events) > MOST_COMPONENTS:
        raise Unreadable("valid-calendar-object-resource", "one event")
    return events


def _read(events: list[tuple[Component, RawEvent]], zone: str) -> Given:
    uids = {str(event.get("UID", "")) for event, _raw in events}
    uid = next(iter(uids))
    if len(uids) != 1 or not uid.strip() or len(uid) > LONGEST_UID or clean(uid) != uid:
        raise Unreadable("valid-calendar-object-resource", "one UID")
    masters = [pair for pair in events if "RECURRENCE-ID" not in pair[0]]
    if len(masters) != 1:
        raise Unreadable("valid-calendar-object-resource", "one event without RECURRENCE-ID")
    master, raw = masters[0]
    start, end = _span(master, zone)
    exceptions = [(event, own) for event, own in events if event is not master]
    dates = [(_exception(event, own, zone), _is_cancelled(event)) for event, own in exceptions]
    return Given(
        uid=uid,
        summary=_text(master, "SUMMARY", 160),
        description=_text(master, "DESCRIPTION", 4000),
        start=start,
        end=end,
        zone=_zone_of(master),
        is_cancelled=_is_cancelled(master),
        rrule=_rule(master),
        rdates=_list(master, "RDATE", zone),
        exdates=_list(master, "EXDATE", zone),
        overrides=tuple(date for date, gone in dates if not gone),
        cancelled=tuple(date.was for date, gone in dates if gone),
        ended=tuple(date.was for date, gone in dates if gone and date.and_after),
        lines=tuple(raw.kept),
        alarms=raw.own,
    )


def _exception(event: Component, raw: RawEvent, zone: str) -> GivenDate:
    reach = str(event["RECURRENCE-ID"].params.get("RANGE", "")).upper()
    if reach not in ("", "THISANDFUTURE"):
        raise Unreadable("valid-calendar-data", "RANGE")
    start, end = _span(event, zone)
    was = _wall(event["RECURRENCE-ID"].dt, zone)
    return GivenDate(was, start, end, _text(event, "SUMMARY", 160), tuple(raw.kept), raw.own, and_after=bool(reach))


def _is_cancelled(event: Component) -> bool:
    return str(event.get("STATUS", "")).upper() == "CANCELLED"


def _text(event: Component, name: str, longest: int) -> str:
    value = event.get(name, "")
    value = value[0] if isinstance(value, list) else value
    return clean(str(value)).strip()[:longest]


def _span(event: Component, zone: str) -> tuple[datetime, datetime]:
    """Start and end on the zone's clock; an event without end lasts its day, or no time at all (RFC 5545, 3.6.1)."""
    if "DTSTART" not in event:
        raise Unreadable("valid-calendar-data", "DTSTART")
    first = event["DTSTART"].dt
    if "DTEND" in event:
        last = event["DTEND"].dt
    elif "DURATION" in event:
        last = first + event["DURATION"].dt
    else:
        last = first if isinstance(first, datetime) else first + timedelta(days=1)
    for name in ("DTSTART", "DTEND"):
        _check_zone(event.get(name))
    if isinstance(first, datetime) != isinstance(last, datetime):
        raise Unreadable("valid-calendar-data", "DTEND")
    return _wall(first, zone), _wall(last, zone)


def _check_zone(given: Component) -> None:
    """A zone that nobody knows and that the event does not describe (RFC 5545, 3.2.19): the hour would be a guess."""
    named = given.params.get("TZID") if given is not None else None
    if named and isinstance(given.dt, datetime) and given.dt.tzinfo is None:
        raise Unreadable("valid-calendar-data", f"TZID={clean(str(named))[:80]}")


def _wall(moment: date | datetime, zone: str) -> datetime:
    """On the zone's clock, to the second: a day is its midnight, a floating time is taken as it stands."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time())
    if moment.tzinfo is not None:
        moment = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise Unreadable("min-date-time" if moment.year < FIRST_YEAR else "max-date-time", str(moment.year))
    return moment.replace(microsecond=0, fold=0)


def _zone_of(event: Component) -> tzinfo | None:
    start = event["DTSTART"].dt
    return start.tzinfo if isinstance(start, datetime) else None


def _rule(event: Component) -> str | None:
    if "RRULE" not in event and "EXRULE" not in event:
        return None
    rule = event.get("RRULE")
    if isinstance(rule, list) or rule is None or "EXRULE" in event:
        raise Unreadable("valid-calendar-data", "one RRULE")
    return str(rule.to_ical().decode())


def _list(event: Component, name: str, zone: str) -> tuple[datetime, ...]:
    found = event.get(name, [])
    lists: Iterable[Any] = found if isinstance(found, list) else [found]
    moments = [entry.dt for given in lists for entry in given.dts]
    if any(isinstance(moment, tuple) for moment in moments):
        raise Unreadable("valid-calendar-data", name)
    return tuple(sorted({_wall(moment, zone) for moment in moments}))
