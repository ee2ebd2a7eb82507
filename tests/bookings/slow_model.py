"""The rules of booking once more, slow and simple: a list of what is held, and a look at all of it each time.

Times are naive local ones: no unit here changes zone, so that the model knows nothing of clock changes and the product
must agree with it over them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta


class Refusal(Exception):
    """What the product must refuse."""


@dataclass(frozen=True)
class Thing:
    """A resource: its units in the order they are taken, how many it needs, whether it opens on weekdays alone."""

    units: tuple[str, ...]
    needs: int
    weekdays: bool = False
    asks_owner: bool = False


@dataclass
class Day:
    """One date of a booking; `units` empty when it holds nothing."""

    key: int
    booking: int
    thing: str
    who: str
    by_rule: datetime
    start: datetime
    end: datetime
    state: str
    units: tuple[str, ...] = ()


@dataclass
class Model:
    things: dict[str, Thing]
    owner: str
    days: dict[int, Day] = field(default_factory=dict)
    closures: list[tuple[str, datetime, datetime]] = field(default_factory=list)

    def held(self) -> list[tuple[str, datetime, datetime]]:
        mine = [(unit, day.start, day.end) for day in self.days.values() for unit in day.units]
        return sorted([*mine, *self.closures])

    def pick(self, name: str, start: datetime, end: datetime, more: list[tuple[str, datetime, datetime]]) -> tuple:
        """The units a date gets; none when too few are free."""
        thing, taken = self.things[name], [*self.held(), *more]
        free = [u for u in thing.units if all(u != held or end <= a or b <= start for held, a, b in taken)]
        return tuple(free[: thing.needs]) if len(free) >= thing.needs else ()

    def allow(self, name: str, start: datetime, end: datetime) -> None:
        if self.things[name].weekdays and (start.weekday() > 4 or start.hour < 8 or end > start.replace(hour=19)):
            raise Refusal

    def begin(self, name: str, who: str) -> str:
        asks = self.things[name].asks_owner and who != self.owner
        return "requested" if asks else "confirmed"

    def book(self, name: str, who: str, times: list[tuple[datetime, datetime]], skip: bool) -> list[tuple[str, tuple]]:
        """(state, units) of each date, or Refusal."""
        got: list[tuple[str, tuple]] = []
        more: list[tuple[str, datetime, datetime]] = []
        for start, end in times:
            try:
                self.allow(name, start, end)
                units = self.pick(name, start, end, more)
            except Refusal:
                if not skip:
                    raise
                units = ()
            if not units and not skip:
                raise Refusal
            more += [(unit, start, end) for unit in units]
            got.append((self.begin(name, who) if units else "declined", units))
        if not any(units for _, units in got):
            raise Refusal
        return got

    def release(self, key: int, state: str) -> None:
        self.days[key] = replace(self.days[key], state=state, units=())

    def retry(self, key: int) -> None:
        day = self.days[key]
        self.allow(day.thing, day.start, day.end)
        units = self.pick(day.thing, day.start, day.end, [])
        if not units:
            raise Refusal
        self.days[key] = replace(day, units=units, state=self.begin(day.thing, day.who))

    def move(self, keys: list[int], first: int, start: datetime, end: datetime, keep_old: bool) -> None:
        """All of them by as much as the first; a date that finds no room stays, if it may and still can."""
        shift = start - self.days[first].by_rule
        before = dict(self.days)
        try:
            self._move(keys, shift, end - start, keep_old)
        except Refusal:
            self.days = before
            raise

    def _move(self, keys: list[int], shift: timedelta, length: timedelta, keep_old: bool) -> None:
        live = [key for key in keys if self.days[key].units]
        old = {key: self.days[key] for key in keys}
        for key in live:
            begin = old[key].by_rule + shift
            self.allow(old[key].thing, begin, begin + length)
            self.release(key, "moving")
        missed = []
        for key in live:
            day, begin = old[key], old[key].by_rule + shift
            units = self.pick(day.thing, begin, begin + length, [])
            if not units and not keep_old:
                raise Refusal
            if not units:
                missed.append(key)
                continue
            within = day.start <= begin and begin + length <= day.end
            state = day.state if within else self.begin(day.thing, day.who)
            self.days[key] = replace(day, by_rule=begin, start=begin, end=begin + length, units=units, state=state)
        for key in missed:
            day = old[key]
            units = self.pick(day.thing, day.start, day.end, [])
            if not units:
                raise Refusal
            self.days[key] = replace(day, by_rule=day.by_rule + shift, units=units)
        for key in set(keys) - set(live):
            begin = old[key].by_rule + shift
            self.days[key] = replace(old[key], by_rule=begin, start=begin, end=begin + length)
