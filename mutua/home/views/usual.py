"""« Réserver comme d’habitude »: what the person books often, and when it is free next at the same hours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mutua.bookings import queries as bookings
from mutua.bookings import rules, series
from mutua.bookings.models import Slot
from mutua.home import queries
from mutua.home.queries import Habit
from mutua.kernel.timespan import TimeSpan, wall
from mutua.pole.models import Member
from mutua.resources import queries as resources
from mutua.resources.models import Resource

LOOK_BACK = timedelta(days=120)
WEEKS, DAYS = 3, 14
LOOK_AHEAD = timedelta(weeks=WEEKS + 1)


@dataclass(frozen=True)
class Suggestion:
    """A resource booked often, and the next time it may be had; no slot: not soon at these hours."""

    resource: Resource
    slot: Slot | None


def suggestions(member: Member, now: datetime) -> list[Suggestion]:
    """At most three, in six statements whatever the number of bookings; none of what the structure has already."""
    habits = queries.habits(member, now - LOOK_BACK) if member.structure_id is not None else []
    if not habits:
        return []
    known = {found.id: found for found in resources.resources_for(member, ids=[habit.resource_id for habit in habits])}
    held = queries.held_by(member, list(known), now, now + LOOK_AHEAD)
    found = []
    wished: list[tuple[Resource, Slot]] = []
    for habit in habits:
        resource = known.get(habit.resource_id)
        if resource is None or _is_settled(habit, resource, held[habit.resource_id], now):
            continue
        found.append(resource)
        slots = _allowed(resource, habit, member, now)
        wished += [(resource, slot) for slot in slots if not _is_ours(slot, held[resource.id])]
    spans = [TimeSpan(slot.span.start, slot.span.end + resource.turnaround) for resource, slot in wished]
    counts = bookings.busy_counts([resource.id for resource in found], spans, now)
    first: dict[int, Slot] = {}
    for place, (resource, slot) in enumerate(wished):
        if resource.id not in first and _is_free(resource, counts, place):
            first[resource.id] = slot
    return [Suggestion(resource, first.get(resource.id)) for resource in found]


def _is_ours(slot: Slot, held: Iterable[TimeSpan]) -> bool:
    return any(span.start < slot.span.end and slot.span.start < span.end for span in held)


def _is_settled(habit: Habit, resource: Resource, held: list[TimeSpan], now: datetime) -> bool:
    """The structure has it at the habit's hours in each of the next weeks: nothing is left to book as usual."""
    today = wall(now, resource.zone).date()
    slots = [slot for day in _same_weekday(habit, today) if (slot := _slot(habit, day, resource.zone))]
    ahead = [slot for slot in slots if slot.span.start > now]
    return bool(ahead) and all(_is_ours(slot, held) for slot in ahead)


def _is_free(resource: Resource, counts: Mapping[tuple[int, int], int], place: int) -> bool:
    units = sum(draw.unit.retired_at is None for draw in resource.draws)
    return units - counts.get((resource.id, place), 0) >= bookings.units_needed(resource)


def _allowed(resource: Resource, habit: Habit, member: Member, now: datetime) -> list[Slot]:
    """Slots at the habit's hours that no rule forbids, in the order to try them."""
    slots = (_slot(habit, day, resource.zone) for day in _days(habit, wall(now, resource.zone).date()))
    why_not = rules.why_not_book
    return [slot for slot in slots if slot and not why_not(resource, slot.span, member, headcount=1, now=now)]


def _days(habit: Habit, today: date) -> Iterator[date]:
    """The habit's weekday in the next weeks, then any of the next days."""
    same = _same_weekday(habit, today)
    yield from same
    yield from (day for day in (today + timedelta(days=index) for index in range(DAYS)) if day not in same)


def _same_weekday(habit: Habit, today: date) -> list[date]:
    ahead = (habit.start.weekday() - today.weekday()) % 7
    return [today + timedelta(days=ahead + 7 * week) for week in range(WEEKS)]


def _slot(habit: Habit, day: date, zone: str) -> Slot | None:
    """None where the clock change leaves nothing of it."""
    start = datetime.combine(day, habit.start.time())
    try:
        return series.slot(start, start + (habit.end - habit.start), zone)
    except ValueError:
        return None
