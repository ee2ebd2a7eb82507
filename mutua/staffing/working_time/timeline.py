"""The time line of a person: effective work as disjoint stretches, cut at the midnights of the zone.

A span is a pair (start, end) of instants, microseconds since 1970 in UTC, start < end.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import TypeAlias
from zoneinfo import ZoneInfo

from mutua.staffing.working_time.case import Case, Work
from mutua.staffing.working_time.fields import EPOCH

MINUTE = 60_000_000
MICROSECOND = timedelta(microseconds=1)
ONE_DAY = timedelta(days=1)
Span: TypeAlias = tuple[int, int]


def instant(moment: datetime) -> int:
    """Microseconds since 1970 in UTC of an aware moment."""
    return (moment - EPOCH) // MICROSECOND


def length(spans: Iterable[Span]) -> int:
    """Microseconds in all."""
    return sum(end - start for start, end in spans)


def minutes_up(microseconds: int) -> int:
    """Minutes, a started one counting whole, so that what exceeds a limit also reads as more than it."""
    return -(-microseconds // MINUTE)


def monday_of(day: date) -> date:
    """The Monday of the civil week."""
    return day - timedelta(days=day.weekday())


class Calendar:
    """Civil days of a zone; midnights are remembered because a case asks for the same ones again and again."""

    def __init__(self, zone: ZoneInfo) -> None:
        """An empty memory for one zone."""
        self._zone = zone
        self._midnights: dict[date, int] = {}

    def at(self, day: date, hour: int) -> int:
        """The instant at which a wall clock shows the full hour: the first if doubled, the jump itself if skipped."""
        return instant(datetime.combine(day, time(hour), tzinfo=self._zone))

    def midnight(self, day: date) -> int:
        """The instant at which a civil day begins."""
        if day not in self._midnights:
            self._midnights[day] = self.at(day, 0)
        return self._midnights[day]

    def day_of(self, moment: int) -> date:
        """The civil day of an instant."""
        return (EPOCH + timedelta(microseconds=moment)).astimezone(self._zone).date()

    def cut(self, span: Span) -> Iterator[tuple[date, Span]]:
        """The parts of a span by civil day. A day of 23 or 25 hours is one day; a skipped date has no part."""
        start, end = span
        day = self.day_of(start)
        while start < end:
            until = min(end, self.midnight(day + ONE_DAY))
            if until > start:
                yield day, (start, until)
                start = until
            day += ONE_DAY


@dataclass(frozen=True, slots=True)
class Timeline:
    """All that the rules look at.

    work: stretches of effective work with travel, disjoint, in order, never touching. days: the same by civil
    day. overlaps: microseconds covered by more than one entry, by civil day. unknown_travel: days on which the
    travel between two places is not known.
    """

    calendar: Calendar
    work: tuple[Span, ...]
    days: dict[date, tuple[Span, ...]]
    overlaps: dict[date, int]
    unknown_travel: tuple[date, ...]

    def minutes_of(self, day: date) -> int:
        """Microseconds worked on a civil day."""
        return length(self.days.get(day, ()))

    def weeks(self) -> dict[date, list[date]]:
        """Days with work by the Monday of their week, in order."""
        weeks: dict[date, list[date]] = {}
        for day in self.days:
            weeks.setdefault(monday_of(day), []).append(day)
        return weeks


def timeline(case: Case) -> Timeline:
    """The time line of a case."""
    calendar = Calendar(case.zone)
    travel, unknown = _travel(case, calendar)
    entries = [(instant(work.start), instant(work.end)) for work in case.work]
    work = tuple(union([*entries, *travel]))
    days: dict[date, list[Span]] = {}
    for span in work:
        for day, part in calendar.cut(span):
            days.setdefault(day, []).append(part)
    overlaps: dict[date, int] = {}
    for span in overlapping(entries):
        for day, part in calendar.cut(span):
            overlaps[day] = overlaps.get(day, 0) + length([part])
    return Timeline(calendar, work, {day: tuple(parts) for day, parts in days.items()}, overlaps, unknown)


def union(spans: Iterable[Span]) -> Iterator[Span]:
    """The same time as disjoint spans that do not touch, in order."""
    current: Span | None = None
    for start, end in sorted(spans):
        if current is None or start > current[1]:
            if current is not None:
                yield current
            current = start, end
        else:
            current = current[0], max(current[1], end)
    if current is not None:
        yield current


def overlapping(spans: Iterable[Span]) -> Iterator[Span]:
    """Where at least two spans cover the same time, counted once however many they are."""
    turns = sorted(turn for start, end in spans for turn in ((start, 1), (end, -1)))  # ends before starts
    depth = since = 0
    for moment, step in turns:
        if depth >= 2 and moment > since:
            yield since, moment
        depth, since = depth + step, moment


def _travel(case: Case, calendar: Calendar) -> tuple[list[Span], tuple[date, ...]]:
    """Travel between consecutive entries of one civil day (T10), and the days on which it is not known.

    The break comes before the travel: it is the person's choice, and the reading under which no breach of T7 is
    found that another order of the same day would disprove.
    """
    found: list[Span] = []
    unknown: dict[date, None] = {}
    last: Work | None = None
    in_order = sorted(case.work, key=lambda work: (work.start, work.where, work.end))
    for start, group in groupby(in_order, key=lambda work: work.start):
        together = list(group)
        if last is not None and start >= last.end and all(work.where != last.where for work in together):
            gap = instant(last.end), instant(start)
            day = calendar.day_of(gap[0] - 1)  # work until midnight belongs to the day before
            if day == calendar.day_of(gap[1]):
                known = _minutes_between(case, last.where, together[0].where)
                if known is None:
                    unknown[day] = None
                elif known and gap[1] > gap[0]:
                    found.append((max(gap[0], gap[1] - known * MINUTE), gap[1]))
        last = _latest(together if last is None else [last, *together])
    return found, tuple(unknown)


def _latest(works: Sequence[Work]) -> Work:
    return max(works, key=lambda work: (work.end, work.where))


def _minutes_between(case: Case, place: str, other: str) -> int | None:
    """Minutes on the road, the direction asked for first; None when the pair is missing."""
    there = case.travel_minutes.get(f"{place}|{other}")
    return there if there is not None else case.travel_minutes.get(f"{other}|{place}")
