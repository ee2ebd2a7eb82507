"""A zone's changes of the clock, from the IANA data of the machine, as yearly rules where they repeat."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 2000, 2037
FIRST_DAY = datetime(1970, 1, 1)
FIXED_RULE = "FREQ=YEARLY;BYMONTH=1;BYDAY=1TH"  # gives FIRST_DAY, a Thursday, as its first date
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Observance:
    """One STANDARD or DAYLIGHT: onset is naive, on the clock as it stood before; offsets are east of UTC."""

    onset: datetime
    before: timedelta
    after: timedelta
    name: str
    daylight: bool = False
    rule: str = ""


@dataclass(slots=True)
class _Run:
    """Onsets a year apart on one weekday of a month; `places`: those they share in the month (1 to 5, -1 the last)."""

    onsets: list[Observance] = field(default_factory=list)
    places: set[int] = field(default_factory=set)

    def take(self, onset: Observance) -> bool:
        """Add the onset if it goes on with the run."""
        places = _places(onset.onset)
        if self.onsets:
            places &= self.places
            if not places or self._kind(onset) != self._kind(self.onsets[-1]):
                return False
        self.onsets.append(onset)
        self.places = places
        return True

    @staticmethod
    def _kind(onset: Observance) -> tuple[object, ...]:
        """What the onsets of one rule share, beside their place in the month."""
        moment = onset.onset
        return moment.month, moment.weekday(), moment.time(), onset.before, onset.after, onset.name

    @property
    def follows(self) -> int:
        """The year the next onset must fall in."""
        return self.onsets[-1].onset.year + 1

    @property
    def endless(self) -> bool:
        return len(self.onsets) > 1 and self.onsets[-1].onset.year == LAST_YEAR

    def place(self) -> int:
        """The last of the month if that fits: then a fifth week is no surprise."""
        return min(self.places)

    def observance(self) -> Observance:
        """The run as one observance, its rule ending with it unless it lasts."""
        first, last = self.onsets[0], self.onsets[-1]
        if len(self.onsets) == 1:
            return first
        rule = f"FREQ=YEARLY;BYMONTH={first.onset.month};BYDAY={self.place()}{_WEEKDAYS[first.onset.weekday()]}"
        if not self.endless:  # a day more: dateutil takes UNTIL for wall clock and would drop the last year east of UTC
            rule += f";UNTIL={last.onset - last.before + timedelta(days=1):%Y%m%dT%H%M%S}Z"
        return replace(first, rule=rule)


def derive(zone: ZoneInfo) -> tuple[Observance, ...]:
    """The zone's observances, right from 2000 to 2037."""
    runs = _runs(_changes(zone))
    offset, _, name = _state(zone, datetime(FIRST_YEAR, 1, 1, tzinfo=UTC))
    if not runs:
        return (Observance(FIRST_DAY, offset, offset, name, rule=FIXED_RULE),)
    if all(run.endless and run.onsets[0].onset.year == FIRST_YEAR for run in runs):
        return tuple(_from_1970(run) for run in runs)
    before = Observance(FIRST_DAY, offset, offset, name)
    return (before, *(run.observance() for run in runs))


def _runs(changes: Iterator[Observance]) -> list[_Run]:
    runs: list[_Run] = []
    for change in changes:
        going = (run for run in runs if run.follows == change.onset.year)
        if not any(run.take(change) for run in going):
            runs.append(_Run())
            runs[-1].take(change)
    return runs


def _from_1970(run: _Run) -> Observance:
    """A rule that held the whole time, told from 1970: two blocks suffice, which is what simple readers expect."""
    first = run.observance()
    moment, place = first.onset, run.place()
    days = [day for day in range(1, 32) if _is_place(moment.replace(year=1970), day, moment.weekday(), place)]
    return replace(first, onset=moment.replace(year=1970, day=days[0]))


def _is_place(month: datetime, day: int, weekday: int, place: int) -> bool:
    if day > monthrange(month.year, month.month)[1]:
        return False
    there = month.replace(day=day)
    return there.weekday() == weekday and place in _places(there)


def _places(day: datetime) -> set[int]:
    """Which weekday of its month this is: {2} for a second, {4, -1} for a fourth that is the last."""
    places = {(day.day - 1) // 7 + 1}
    if day.day + 7 > monthrange(day.year, day.month)[1]:
        places.add(-1)
    return places


def _changes(zone: ZoneInfo) -> Iterator[Observance]:
    """Every change of the offset in the years looked at, in order."""
    day, end = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)
    while day < end:
        next_day = day + timedelta(days=1)
        if _state(zone, day)[0] != _state(zone, next_day)[0]:
            yield _change(zone, day, next_day)
        day = next_day


def _change(zone: ZoneInfo, early: datetime, late: datetime) -> Observance:
    """The one change between two instants, found by halving to the second."""
    before, saved, _ = _state(zone, early)
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        early, late = (middle, late) if _state(zone, middle)[0] == before else (early, middle)
    after, saves, name = _state(zone, late)
    onset = (late + before).replace(tzinfo=None)
    # Ireland's data calls winter the exception: the clock going forward for the season is DAYLIGHT all the same.
    return Observance(onset, before, after, name, daylight=saves != saved and after > before)


def _state(zone: ZoneInfo, moment: datetime) -> tuple[timedelta, timedelta, str]:
    """Offset, summer time in it, and name."""
    local = moment.astimezone(zone)
    return local.utcoffset() or timedelta(0), local.dst() or timedelta(0), local.tzname() or "UTC"
