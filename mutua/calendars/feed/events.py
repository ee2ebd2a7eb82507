"""A booking as VEVENTs (RFC 5545, 3.6.1), written once when it changes. Same facts, same bytes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from mutua.calendars.feed.facts import EventFacts, OccurrenceFacts, Status
from mutua.calendars.feed.lines import content, stamp, text, uri, utc
from mutua.calendars.feed.zones import is_utc, zone_info

_RULE = re.compile(r"FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;[A-Z]+=[A-Z0-9,+-]+)*")
_UNTIL = re.compile(r";UNTIL=(\d{8})(T\d{6})?(Z?)(?=;|$)")


def event(facts: EventFacts) -> bytes:
    """The VEVENT of a booking, or of a series with one more VEVENT for each date that differs; one UID."""
    if facts.rrule is None:
        if facts.exdates or facts.overrides:
            raise ValueError("exceptions need a rule")
        return content(_component(facts, _own_date(facts)))
    dates = sorted(facts.overrides, key=lambda date: date.was)
    if len({date.was for date in dates}) < len(dates):
        raise ValueError("two overrides of one date")
    return content(_series(facts)) + b"".join(content(_override(facts, date)) for date in dates)


def flat(facts: EventFacts, dates: Iterable[OccurrenceFacts]) -> bytes:
    """One VEVENT a date with a UID of its own, `<uid>-<start by the rule>`, for readers that know no RECURRENCE-ID.

    A booking that does not repeat keeps its UID: it stays the same event when it is moved.
    """
    if facts.rrule is None:
        return event(facts)
    ordered = sorted(dates, key=lambda date: date.was)
    return b"".join(content(_component(replace(facts, uid=f"{facts.uid}-{stamp(date.was)}"), date)) for date in ordered)


def one_date(facts: EventFacts, date: OccurrenceFacts) -> bytes:
    """One date of a series alone, by its RECURRENCE-ID: what a message about this date carries (RFC 5546, 3.2.5)."""
    return content(_override(facts, date))


def _own_date(facts: EventFacts) -> OccurrenceFacts:
    """The only date of a booking that does not repeat."""
    return OccurrenceFacts(
        was=facts.start,
        start=facts.start,
        end=facts.end,
        starts_at=facts.starts_at,
        ends_at=facts.ends_at,
        status=facts.status,
    )


def _series(facts: EventFacts) -> Iterator[str]:
    """The VEVENT that carries the rule: its times are wall clock, as the rule repeats them."""
    yield from _opening(facts, facts.status)
    yield from _span(facts, facts.start, facts.end)
    yield f"RRULE:{_rule(facts)}"
    for exdate in sorted(set(facts.exdates)):
        yield _wall("EXDATE", exdate, facts)  # one a line: not every reader splits a list
    yield from _words(facts, _own_date(facts))


def _override(facts: EventFacts, date: OccurrenceFacts) -> Iterator[str]:
    return _component(facts, date, _wall("RECURRENCE-ID", date.was, facts))


def _component(facts: EventFacts, date: OccurrenceFacts, *recurrence: str) -> Iterator[str]:
    """A VEVENT that stands for one date. Its instants decide: the wall clock is read off them again."""
    yield from _opening(facts, date.status)
    if facts.all_day:
        yield from _span(facts, date.start, date.end)
    else:
        yield _instant("DTSTART", date.starts_at, facts.zone)
        yield _instant("DTEND", date.ends_at, facts.zone)
    yield from recurrence
    yield from _words(facts, date)


def _opening(facts: EventFacts, status: Status) -> Iterator[str]:
    """The lines before the times. A cancelled date blocks nobody, also for readers that skip STATUS."""
    uid, changed = text(facts.uid), utc(facts.changed_at)
    if not uid or facts.sequence < 0:
        raise ValueError("an event needs a UID and a sequence from 0")
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}"
    yield f"DTSTAMP:{changed}"
    yield f"LAST-MODIFIED:{changed}"
    yield f"CREATED:{utc(facts.created_at)}"
    yield f"SEQUENCE:{facts.sequence}"
    yield f"STATUS:{status.value}"
    yield "TRANSP:OPAQUE" if facts.opaque and status is not Status.CANCELLED else "TRANSP:TRANSPARENT"


def _words(facts: EventFacts, date: OccurrenceFacts) -> Iterator[str]:
    """The lines after the times; an empty text has no line."""
    words = (
        ("SUMMARY", facts.summary if date.summary is None else date.summary),
        ("DESCRIPTION", facts.description if date.description is None else date.description),
        ("LOCATION", facts.location if date.location is None else date.location),
    )
    for name, value in words:
        if value:
            yield f"{name}:{text(value)}"
    if facts.categories:
        yield "CATEGORIES:" + ",".join(map(text, facts.categories))
    if facts.url:
        yield f"URL:{uri(facts.url)}"
    yield "END:VEVENT"


def _span(facts: EventFacts, start: datetime, end: datetime) -> Iterator[str]:
    """DTSTART and DTEND on the wall clock; of whole days, DTEND is the day after the last (RFC 5545, 3.6.1)."""
    if facts.all_day and (end.time() != time.min or end <= start):
        end += timedelta(days=1)
    yield _wall("DTSTART", start, facts)
    yield _wall("DTEND", end, facts)


def _wall(name: str, moment: datetime, facts: EventFacts) -> str:
    """A property with a wall-clock time of the booking's zone, or a day."""
    if moment.tzinfo is not None:
        raise ValueError("a wall-clock time has no zone")
    if facts.all_day:
        return f"{name};VALUE=DATE:{stamp(moment.date())}"
    zone_info(facts.zone)  # refuses a zone we could not describe
    if is_utc(facts.zone):
        return f"{name}:{stamp(moment)}Z"
    return f"{name};TZID={facts.zone}:{stamp(moment)}"


def _instant(name: str, moment: datetime, zone: str) -> str:
    """A property with an instant, on the zone's clock where that is unambiguous."""
    if is_utc(zone):
        return f"{name}:{utc(moment)}"
    if moment.tzinfo is None:
        raise ValueError("an instant needs its zone")
    local = moment.astimezone(zone_info(zone))
    if local.fold:  # the second of a doubled hour: TZID always means the first (RFC 5545, 3.3.5)
        return f"{name}:{utc(moment)}"
    return f"{name};TZID={zone}:{stamp(local)}"


def _rule(facts: EventFacts) -> str:
    """The RRULE with UNTIL as RFC 5545, 3.3.10 asks: a day for whole days, else UTC."""
    rule = (facts.rrule or "").removeprefix("RRULE:").upper()
    if not _RULE.fullmatch(rule):
        raise ValueError("not a rule of days, weeks, months or years")
    written, ends = _UNTIL.subn(lambda found: f";UNTIL={_until(*found.groups(), facts=facts)}", rule)
    if rule.count(";UNTIL=") + rule.count(";COUNT=") > 1 or ends != rule.count(";UNTIL="):
        raise ValueError("a rule ends once, on a day or at a moment")
    return written


def _until(day: str, hour: str | None, zulu: str, *, facts: EventFacts) -> str:
    """The end of a rule; a day means up to its last second in the booking's zone."""
    last = datetime.fromisoformat(day + (hour or "T235959"))
    zone = zone_info(facts.zone)
    if facts.all_day:
        return stamp((last.replace(tzinfo=UTC).astimezone(zone) if zulu else last).date())
    return utc(last.replace(tzinfo=UTC if zulu else zone))
