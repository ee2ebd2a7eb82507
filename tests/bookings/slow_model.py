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
    retired: set[str] = field(default_factory=set)

    def held(self) -> list[tuple[str, datetime, datetime]]:
        mine = [(unit, day.start, day.end) for day in self.days.values() for unit in day.units]
        return sorted([*mine, *self.closures])

    def pick(self, name: str, start: datetime, end: datetime, more: list[tuple[str, datetime, datetime]]) -> tuple:
        """The units a date gets; none when too few are free."""
        thing, taken = self.things[name], [*self.held(), *more]
        free = [u for u in thing.units if all(u != held or end <= a or b <= start for held, a, b in taken)]
        return tuple(free[: thing.needs]) if len(free) >= thing.needs else ()

    def allow(self, name: str, start: datetime, end: datetime) -> None:
        if name in self.retired:
            raise Refusal
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

    def swap(self, given: int, wanted: int) -> None:
        """Each takes the other's thing and hours; nothing changes when one of them may not."""
        before, sides = dict(self.days), sorted((given, wanted), key=lambda key: self.days[key].booking)
        if before[given].booking == before[wanted].booking:
            raise Refusal
        new = {given: before[wanted], wanted: before[given]}
        for key in sides:
            self.allow(new[key].thing, new[key].start, new[key].end)
        for key in sides:
            self.release(key, "moving")
        for key in sides:
            place, who = new[key], before[key].who
            units = self.pick(place.thing, place.start, place.end, [])
            if not units:
                self.days = before
                raise Refusal
            facts = {"thing": place.thing, "start": place.start, "end": place.end, "units": units}
            self.days[key] = replace(before[key], **facts, state=self.begin(place.thing, who))

    def retire(self, name: str, fate: str, target: str = "") -> None:
        """A thing goes: its dates stay, go to the target where they may, or are cancelled."""
        if name in self.retired or (fate == "move" and target in self.retired and self._live(name)):
            raise Refusal
        self._settle(self._live(name), fate, target)
        self.retired.add(name)

    def retire_unit(self, name: str, unit: str, fate: str) -> None:
        thing = self.things[name]
        if len(thing.units) == 1 or name in self.retired:
            raise Refusal
        self.things[name] = replace(thing, units=tuple(one for one in thing.units if one != unit))
        self._settle([key for key in self._live(name) if unit in self.days[key].units], fate, name)

    def _live(self, name: str) -> list[int]:
        found = [day for day in self.days.values() if day.thing == name and day.units]
        return [day.key for day in sorted(found, key=lambda day: (day.start, day.key))]

    def _settle(self, keys: list[int], fate: str, target: str) -> None:
        if fate == "keep":
            return
        old = {key: self.days[key] for key in keys}
        fits = [key for key in keys if fate == "move" and self._opens(target, old[key])]
        for key in fits:
            self.release(key, "moving")
        for key in keys:
            units = self.pick(target, old[key].start, old[key].end, []) if key in fits else ()
            if units:
                self.days[key] = replace(old[key], thing=target, units=units)
            else:
                self.release(key, "cancelled")

    def _opens(self, name: str, day: Day) -> bool:
        try:
            self.allow(name, day.start, day.end)
        except Refusal:
            return False
        return True
