"""Who met whom where: exact counts of co-activity from real uses (L4121-5, R4511-7).

A use is one employer on one resource for a half-open span [start, end). Resources lie in rooms, rooms in buildings.
Two uses of different employers that overlap meet once, at the nearest place they share: the same resource
(distance 0), the same room (1) or the same building (2). Instants are held as whole microseconds of UTC here,
so that a change of clock cannot bend a length; local dates are read in the zone given.

Cost: one sweep a place over its sorted instants; at each instant only pairs with an employer who came or left.
What else a row must know of the uses that met (what they did, how sure it is) travels as tags, in the same sweep.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from zoneinfo import ZoneInfo

from mutua.safety.tags import NO_TAGS, Loads, Tags

SAME_RESOURCE, SAME_ROOM, SAME_BUILDING = 0, 1, 2
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_HOUR = 3_600_000_000
_MINUTE = 60_000_000
HANDOVER = 24 * _HOUR  # longest gap between two uses that still count as successive


@dataclass(frozen=True, slots=True)
class Location:
    """Where a resource lies. Ids are unique among resources, among rooms and among buildings."""

    resource: str
    room: str
    building: str


@dataclass(frozen=True, slots=True)
class Use:
    """headcount people of one employer on a resource during [start, end), aware datetimes, kept in UTC.

    `tags`: what the counts do not need and the rows of this very use must know."""

    employer: str
    resource: str
    start: datetime
    end: datetime
    headcount: int
    tags: Tags = field(default=NO_TAGS, compare=False)

    def __post_init__(self) -> None:
        # Python compares two datetimes of one zone by their wall clock, blind to the doubled hour; UTC has none
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        object.__setattr__(self, "end", self.end.astimezone(UTC))
        if self.end <= self.start:
            raise ValueError("end must follow start")


@dataclass(frozen=True, slots=True, order=True)
class Simultaneous:
    """Two employers (sorted) at a place at once: distinct local days, minutes of the union, peak headcount.

    `tags`: those of the uses of each that took part in an overlap of this row."""

    place: str
    distance: int
    employers: tuple[str, str]
    days: int
    minutes: int
    peak: int
    tags: tuple[Tags, Tags] = field(default=(NO_TAGS, NO_TAGS), compare=False)


@dataclass(frozen=True, slots=True, order=True)
class Successive:
    """Uses of a resource by `taker` within 24 h after `giver`: their number and the distinct local days they start.

    `tags`: those of the uses of `giver` that were followed."""

    resource: str
    giver: str
    taker: str
    times: int
    days: int
    tags: Tags = field(default=NO_TAGS, compare=False)


class LocalDays:
    """Local dates touched by spans of microseconds, each instant converted once."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._known: dict[int, date] = {}

    def at(self, instant: int) -> date:
        if instant not in self._known:
            self._known[instant] = (_EPOCH + instant * _MICROSECOND).astimezone(self._zone).date()
        return self._known[instant]

    def add_touched(self, start: int, end: int, days: set[date]) -> None:
        """Add the dates of [start, end). A local day lasts 23 h at least: steps of 12 h miss none and invent none."""
        days.add(self.at(start))
        days.add(self.at(end - 1))
        for instant in range(start + 12 * _HOUR, end, 12 * _HOUR):
            days.add(self.at(instant))


def microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


# --- simultaneous presence ---

_Event = tuple[int, str, str, int, int]  # instant, employer, child of the place, +1 or -1 use, +/- load
_Pair = tuple[str, str]


@dataclass(slots=True)
class _Presence:
    """One employer at a place now: uses and load in each child (resource of a room, room of a building)."""

    uses: dict[str, int] = field(default_factory=dict)
    loads: dict[str, int] = field(default_factory=dict)
    total: int = 0

    def change(self, child: str, uses: int, load: int) -> None:
        self.total += load
        self.uses[child] = self.uses.get(child, 0) + uses
        self.loads[child] = self.loads.get(child, 0) + load
        if not self.uses[child]:
            del self.uses[child], self.loads[child]

    def away_from(self, other: _Presence) -> int | None:
        """Load of the uses that meet one of `other` in another child; None when there is no such use."""
        if len(other.uses) > 1:
            return self.total
        (child,) = other.uses
        if len(self.uses) == 1 and child in self.uses:
            return None
        return self.total - self.loads.get(child, 0)


@dataclass(slots=True)
class _Tally:
    """What a row has counted so far; since is the instant its running overlap began, None between two; first and
    second are all loads of each employer that took part, or-ed."""

    since: int | None = None
    length: int = 0
    peak: int = 0
    first: int = 0
    second: int = 0
    days: set[date] = field(default_factory=set)

    def stop(self, instant: int, local: LocalDays) -> None:
        if self.since is not None:
            self.length += instant - self.since
            local.add_touched(self.since, instant, self.days)
            self.since = None


class _Sweep:
    """The rows of one place at one distance, filled instant by instant."""

    def __init__(self, distance: int, local: LocalDays, shift: int) -> None:
        self.distance = distance
        self.local = local
        self.shift = shift
        self.present: dict[str, _Presence] = {}
        self.rows: defaultdict[_Pair, _Tally] = defaultdict(_Tally)

    def run(self, events: list[_Event]) -> None:
        """Ends and starts of one instant are applied together, so touching spans never meet."""
        events.sort()
        for instant, changes in groupby(events, key=itemgetter(0)):
            changed = self._apply(changes)
            for pair in self._pairs_of(changed):
                self._update(pair, instant)

    def _apply(self, changes: Iterable[_Event]) -> set[str]:
        changed = set()
        for _, employer, child, uses, load in changes:
            self.present.setdefault(employer, _Presence()).change(child, uses, load)
            changed.add(employer)
        for employer in changed:
            if not self.present[employer].uses:
                del self.present[employer]
        return changed

    def _pairs_of(self, changed: set[str]) -> Iterator[_Pair]:
        everyone = changed.union(self.present)
        for one in changed:
            for other in everyone:
                if one < other:
                    yield one, other
                elif other < one and other not in changed:
                    yield other, one

    def _update(self, pair: _Pair, instant: int) -> None:
        together = self._together(pair)
        if together is None:
            if pair in self.rows:
                self.rows[pair].stop(instant, self.local)
            return
        row = self.rows[pair]
        if row.since is None:
            row.since = instant
        here, there = together
        row.first |= here
        row.second |= there
        row.peak = max(row.peak, (here + there) >> self.shift)

    def _together(self, pair: _Pair) -> tuple[int, int] | None:
        """Load of each that takes part in an overlap of this row now; None when none runs."""
        first, second = self.present.get(pair[0]), self.present.get(pair[1])
        if first is None or second is None:
            return None
        if self.distance == SAME_RESOURCE:
            return first.total, second.total
        here, there = first.away_from(second), second.away_from(first)
        return None if here is None or there is None else (here, there)


def simultaneous(uses: Iterable[Use], locations: Iterable[Location], zone: ZoneInfo) -> list[Simultaneous]:
    """Every (place, distance, pair of employers) that met, sorted."""
    local, known = LocalDays(zone), list(uses)
    loads, rows = Loads(use.tags for use in known), []
    for (distance, place), events in _events(known, {at.resource: at for at in locations}, loads).items():
        sweep = _Sweep(distance, local, loads.shift)
        sweep.run(events)
        rows += [
            Simultaneous(
                place, distance, pair, len(row.days), row.length // _MINUTE, row.peak,
                (loads.tags_in(row.first), loads.tags_in(row.second)),
            )
            for pair, row in sweep.rows.items()
        ]  # fmt: skip
    return sorted(rows)


def _events(uses: Iterable[Use], at: Mapping[str, Location], loads: Loads) -> dict[tuple[int, str], list[_Event]]:
    events: defaultdict[tuple[int, str], list[_Event]] = defaultdict(list)
    for use in uses:
        where = at[use.resource]
        start, end, load = microseconds(use.start), microseconds(use.end), loads.of(use.headcount, use.tags)
        for distance, place, child in (
            (SAME_RESOURCE, where.resource, where.resource),
            (SAME_ROOM, where.room, where.resource),
            (SAME_BUILDING, where.building, where.room),
        ):
            events[distance, place].append((start, use.employer, child, 1, load))
            events[distance, place].append((end, use.employer, child, -1, -load))
    return events


# --- one after the other ---


def successive(uses: Iterable[Use], zone: ZoneInfo) -> list[Successive]:
    """Every (resource, from, to) where `to` took the resource over within 24 hours, sorted."""
    local = LocalDays(zone)
    by_resource: defaultdict[str, list[Use]] = defaultdict(list)
    for use in uses:
        by_resource[use.resource].append(use)
    starts: defaultdict[tuple[str, str, str], list[int]] = defaultdict(list)
    tags: defaultdict[tuple[str, str, str], set[Tags]] = defaultdict(set)
    for resource, mine in by_resource.items():
        for giver, taker, start in _handovers(mine):
            key = (resource, giver.employer, taker)
            starts[key].append(start)
            tags[key].add(giver.tags)
    return sorted(
        Successive(*key, len(moments), len({local.at(moment) for moment in moments}), NO_TAGS.union(*tags[key]))
        for key, moments in starts.items()
    )


def _handovers(uses: Sequence[Use]) -> Iterator[tuple[Use, str, int]]:
    """(giver's use, taker, start) for each use of one resource that follows one of another employer.

    Equal ends: the use begun last is the latest; equal spans: the first employer by name.
    """
    ended = sorted(uses, key=lambda use: use.employer, reverse=True)
    ended.sort(key=lambda use: (use.end, use.start))
    last: Use | None = None  # latest use ended
    other: Use | None = None  # latest use ended of any employer but the last one's
    done = 0
    for taker in sorted(uses, key=lambda use: use.start):
        while done < len(ended) and ended[done].end <= taker.start:
            if last is not None and last.employer != ended[done].employer:
                other = last
            last = ended[done]
            done += 1
        giver = other if last is not None and last.employer == taker.employer else last
        start = microseconds(taker.start)
        if giver is not None and start - microseconds(giver.end) <= HANDOVER:
            yield giver, taker.employer, start
