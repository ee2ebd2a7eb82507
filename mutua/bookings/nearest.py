"""« Pourquoi pas ? »: what stands against a wish, and the nearest things that work. Pages and API say the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from mutua.bookings import availability, board, queries, rules
from mutua.bookings.models import Slot, Wish
from mutua.bookings.queries import Shelf
from mutua.bookings.rules import No
from mutua.bookings.series import slot as slot_at
from mutua.kernel.refusal import Refused
from mutua.kernel.timespan import wall
from mutua.pole.models import Member
from mutua.resources import queries as resource_queries
from mutua.resources.models import Resource
from mutua.resources.occupancy import OnConflict
from mutua.resources.rules import No as Taken

DAYS_AHEAD = 14
LIKE_ENOUGH = 5
DATES_WITH_CHOICE = 12
# Other times, days and resources do not help against these.
HOPELESS = (No.NO_STRUCTURE, Taken.TERMS_TO_ACCEPT)
# Against these only another resource helps.
NOT_HERE = (No.NOT_FOR_YOU, No.TOO_MANY_PEOPLE, Taken.MANAGERS_ALONE, Taken.NOT_ON_THE_LIST, Taken.NOT_ENTITLED)


class Way(StrEnum):
    """In what an alternative differs from the wish: its hour, its resource, its day, or fewer dates."""

    TIME = "time"
    RESOURCE = "resource"
    DAY = "day"
    DATES = "dates"


@dataclass(frozen=True)
class Alternative:
    """Something that was free a moment ago; wall-clock times of the resource. `dates` counts those it keeps."""

    way: Way
    resource_id: int
    name: str
    local_start: datetime
    local_end: datetime
    capacity: int | None = None
    minutes_away: int = 0
    dates: int = 1


@dataclass(frozen=True)
class DateFound:
    """One date of the wish: free, or who has it (as much as the reader may know) and what could replace it."""

    slot: Slot
    free: bool
    holders: tuple[str, ...] = ()
    instead: tuple[Alternative, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """Why not, who could lift it, and what is near. `dates` is filled when the time is taken."""

    reason: StrEnum
    resource: Resource | None = None
    slot: Slot | None = None
    dates: tuple[DateFound, ...] = ()
    alternatives: tuple[Alternative, ...] = field(default=())
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def taken(self) -> tuple[DateFound, ...]:
        return tuple(date for date in self.dates if not date.free)


def explain(refused: Refused, wish: Wish, member: Member, *, now: datetime) -> Explanation:
    """Read after the transaction was rolled back: a picture for people, never a decision."""
    reason = refused.reason
    found = resource_queries.resources_for(member, ids=wish.resource_ids)
    if not found or not wish.slots or reason in HOPELESS:
        return Explanation(reason, found[0] if found else None, facts=refused.facts)
    resource = next((entry for entry in found if entry.id == _blamed(refused, wish)), found[0])
    slot = refused.facts.get("slot") or wish.slots[0]
    shelves = queries.shelf(member, ids=[resource.id])
    if not shelves:
        return Explanation(reason, resource, slot)
    return Explanation(
        reason,
        resource,
        slot,
        dates=_dates(shelves[0], wish, member, now) if reason in (Taken.SLOT_TAKEN, No.NOTHING_LEFT) else (),
        alternatives=tuple(_like(shelves[0], wish, member, now)[:3])
        if reason in NOT_HERE
        else _alternatives(shelves[0], resource, slot, wish, member, now),
        facts=refused.facts,
    )


def _blamed(refused: Refused, wish: Wish) -> int:
    resource = refused.facts.get("resource")
    asks = refused.facts.get("asks") or ()
    return resource.id if resource is not None else asks[0].resource_id if asks else wish.resource_ids[0]


def _alternatives(
    shelf: Shelf, resource: Resource, slot: Slot, wish: Wish, member: Member, now: datetime
) -> tuple[Alternative, ...]:
    """At most three, each of another kind: fewer dates first for a series, then hour, resource, day."""
    single = replace(wish, slots=(slot,))
    if len(wish.slots) > 1:
        candidates = [*_fewer_dates(shelf, wish, member, now), *_like(shelf, wish, member, now)]
        return tuple(candidates[:3])
    ways = (
        _other_hours(shelf, single, member, now),
        _like(shelf, single, member, now),
        _other_days(shelf, resource, single, member, now),
    )
    first = [way[0] for way in ways if way]
    more = [entry for way in ways for entry in way[1:]]
    return tuple([*first, *more][:3])


def _other_hours(shelf: Shelf, wish: Wish, member: Member, now: datetime) -> list[Alternative]:
    """The same day, the same length, the nearest starts."""
    slot = wish.slots[0]
    length = slot.local_end - slot.local_start
    minutes = int(length.total_seconds() // 60)
    if minutes > board.DAY or _too_many(shelf, wish):
        return []
    day = slot.local_start.date()
    row = availability.day_of([shelf], day, member, wanted=minutes, now=now)[0]
    asked = slot.local_start.hour * 60 + slot.local_start.minute
    midnight = slot.local_start.replace(hour=0, minute=0, second=0, microsecond=0)
    found = []
    for start in board.nearest_starts(row.free, minutes, asked, shelf.granularity):
        begin = midnight + timedelta(minutes=start)
        away = start - asked
        if away:
            found.append(Alternative(Way.TIME, shelf.id, shelf.name, begin, begin + length, shelf.capacity, away))
    return found[:2]


def _too_many(shelf: Shelf, wish: Wish) -> bool:
    return shelf.capacity is not None and wish.headcount > shelf.capacity


def _like(shelf: Shelf, wish: Wish, member: Member, now: datetime) -> list[Alternative]:
    """Resources of the same kind with room enough, free at every date wished; the tightest fit first."""
    others = [other for other in queries.shelf(member, kind=shelf.kind, people=wish.headcount) if other.id != shelf.id]
    spans = [slot.span for slot in wish.slots]
    first = availability.free_on(others, spans[:1], now, person_id=member.person_id)
    near = sorted((other for other in others if first[other.id][0]), key=lambda other: _unlike(shelf, other))
    kept = near[:LIKE_ENOUGH]
    whole = availability.free_on(kept, spans, now, person_id=member.person_id) if len(spans) > 1 else first
    loaded = {found.id: found for found in resource_queries.resources_for(member, ids=[other.id for other in kept])}
    start, end = wish.slots[0].local_start, wish.slots[0].local_end
    return [
        Alternative(Way.RESOURCE, other.id, other.name, start, end, other.capacity, dates=len(spans))
        for other in kept
        if all(whole[other.id]) and _allowed(loaded[other.id], wish.slots, wish, member, now)
    ]


def _unlike(shelf: Shelf, other: Shelf) -> tuple[bool, int, str]:
    """Another building is further than another size."""
    size = abs((other.capacity or 0) - (shelf.capacity or 0))
    return other.building != shelf.building, size, other.name


def _allowed(resource: Resource, slots: Sequence[Slot], wish: Wish, member: Member, now: datetime) -> bool:
    return all(
        rules.why_not_book(resource, slot.span, member, headcount=wish.headcount, now=now) is None for slot in slots
    )


def _other_days(shelf: Shelf, resource: Resource, wish: Wish, member: Member, now: datetime) -> list[Alternative]:
    """The same hours on one of the next days."""
    slot = wish.slots[0]
    later = [_shifted(slot, timedelta(days=days), shelf.zone) for days in range(1, DAYS_AHEAD + 1)]
    allowed = [entry for entry in later if _allowed(resource, [entry], wish, member, now)]
    free = (
        availability.free_on([shelf], [entry.span for entry in allowed], now, person_id=member.person_id)[shelf.id]
        if allowed
        else []
    )
    days = [entry for entry, is_free in zip(allowed, free, strict=True) if is_free]
    return [
        Alternative(
            Way.DAY,
            shelf.id,
            shelf.name,
            entry.local_start,
            entry.local_end,
            shelf.capacity,
            minutes_away=(entry.local_start - slot.local_start).days * board.DAY,
        )
        for entry in days[:2]
    ]


def _shifted(slot: Slot, by: timedelta, zone: str) -> Slot:
    return slot_at(slot.local_start + by, slot.local_end + by, zone)


def _fewer_dates(shelf: Shelf, wish: Wish, member: Member, now: datetime) -> list[Alternative]:
    free = availability.free_on([shelf], [slot.span for slot in wish.slots], now, person_id=member.person_id)[shelf.id]
    count = sum(free)
    if not 0 < count < len(wish.slots) or wish.on_conflict is OnConflict.SKIP:
        return []
    first = wish.slots[0]
    start, end = first.local_start, first.local_end
    return [Alternative(Way.DATES, shelf.id, shelf.name, start, end, shelf.capacity, dates=count)]


def _dates(shelf: Shelf, wish: Wish, member: Member, now: datetime) -> tuple[DateFound, ...]:
    """Every date of the wish with its answer; the first taken ones with what could take their place."""
    free = availability.free_on([shelf], [slot.span for slot in wish.slots], now, person_id=member.person_id)[shelf.id]
    found: list[DateFound] = []
    choices = 0
    for slot, is_free in zip(wish.slots, free, strict=True):
        if is_free or choices >= DATES_WITH_CHOICE:
            found.append(DateFound(slot, is_free))
            continue
        choices += 1
        single = replace(wish, slots=(slot,))
        series = len(wish.slots) > 1
        instead = (
            [*_like(shelf, single, member, now)[:1], *_other_hours(shelf, single, member, now)[:1]] if series else []
        )
        found.append(DateFound(slot, is_free, _holders(shelf, slot, member, now), tuple(instead)))
    return tuple(found)


def _holders(shelf: Shelf, slot: Slot, member: Member, now: datetime) -> tuple[str, ...]:
    """Who has the time, once each, with their hours: `Le Fournil, 14:00 – 15:30`; a nameless one is left out."""
    names = []
    for used in queries.used_during([shelf.id], slot.span, now):
        label = used.reason or availability.seen(used, member)[0]
        start, end = wall(used.starts_at, shelf.zone), wall(used.used_until, shelf.zone)
        hours = board.hours(start.hour * 60 + start.minute, end.hour * 60 + end.minute)
        if label:
            names.append(f"{label}, {hours}" if start.date() == end.date() == slot.local_start.date() else label)
    return tuple(dict.fromkeys(names))
