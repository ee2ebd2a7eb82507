"""« Pourquoi pas ? »: what stands against a wish, and the nearest things that work. Pages and API say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from mutua.bookings import availability, board, queries, rules
from mutua.bookings.models import Slot, Wish
from mutua.bookings.nearest import ways
from mutua.bookings.nearest.found import Alternative, DateFound, Explanation, Way
from mutua.bookings.queries import Shelf
from mutua.bookings.rules import No
from mutua.bookings.series import slot as slot_at
from mutua.kernel.refusal import Refused
from mutua.kernel.timespan import wall
from mutua.pole.models import Member
from mutua.resources.models import Measure, Resource
from mutua.resources.rules import Excess
from mutua.resources.rules import No as Taken
from mutua.staffing.rules.cover import Cover

DATES_WITH_CHOICE = 12
# Other times, days and resources do not help against these.
HOPELESS = (No.NO_STRUCTURE, No.WORK_UNSAID, Taken.TERMS_TO_ACCEPT)
# Against these only another resource helps.
NOT_HERE = (
    No.NOT_FOR_YOU,
    No.TOO_MANY_PEOPLE,
    Taken.MANAGERS_ALONE,
    Taken.NOT_ON_THE_LIST,
    Taken.NOT_ENTITLED,
    Taken.POLE_NOT_OPEN,
)


def explain(refused: Refused, wish: Wish, member: Member, *, now: datetime) -> Explanation:
    """Read after the transaction was rolled back: a picture for people, never a decision."""
    reason = refused.reason
    found = queries.wanted(wish, member)
    if not found or not wish.slots:
        return Explanation(reason, found[0] if found else None, refused.facts.get("slot"), facts=refused.facts)
    resource = next((entry for entry in found if entry.id == _blamed(refused, wish)), found[0])
    slot = refused.facts.get("slot") or wish.slots[0]
    if reason in HOPELESS:
        return Explanation(reason, resource, slot, facts=refused.facts)
    every = queries.shelf(member, ids=[entry.id for entry in found], abroad=True)
    shelves = [entry for entry in every if entry.id == resource.id]
    if not shelves:
        return Explanation(reason, resource, slot)
    if reason in NOT_HERE:
        near = tuple(ways.like(shelves[0], wish, member, now)[:3])
    else:
        near = _alternatives(shelves[0], resource, slot, wish, member, now, most=_left(refused), beside=every)
    return Explanation(
        reason,
        resource,
        slot,
        dates=_dates(every, found, wish, member, now) if reason in (Taken.SLOT_TAKEN, No.NOTHING_LEFT) else (),
        alternatives=near if len(found) == 1 else _together(near, every, found, resource, wish, member, now),
        facts=refused.facts,
        until=rules.stands_until(reason, resource, slot.span, now, over=refused.facts.get("excess")),
        liftable=reason in rules.LIFTABLE,
    )


def _left(refused: Refused) -> int | None:
    """Minutes that the rule leaves of a stay that is too long."""
    over, resource = refused.facts.get("excess"), refused.facts.get("resource")
    if isinstance(over, Excess):
        return over.left if over.quota.measure is Measure.HOURS else None
    if resource is None:
        return None
    longest = {No.TOO_LONG: resource.longest_minutes, Taken.PEAK_TOO_LONG: resource.house.peak_longest_minutes}
    return longest.get(refused.reason)


def _blamed(refused: Refused, wish: Wish) -> int:
    resource = refused.facts.get("resource")
    asks = refused.facts.get("asks") or ()
    return resource.id if resource is not None else asks[0].resource_id if asks else wish.resource_ids[0]


def _alternatives(
    shelf: Shelf,
    resource: Resource,
    slot: Slot,
    wish: Wish,
    member: Member,
    now: datetime,
    *,
    most: int | None,
    beside: Sequence[Shelf],
) -> tuple[Alternative, ...]:
    """At most three, each of another kind (fewer dates, hour, resource, day), and a shorter stay.

    `beside`: the shelves of all that is wished.
    """
    single = replace(wish, slots=(slot,))
    if len(wish.slots) > 1:
        candidates = [*ways.fewer_dates(shelf, resource, wish, member, now), *ways.like(shelf, wish, member, now)]
        return tuple(candidates[:3])
    near = (
        ways.other_hours(shelf, resource, single, member, now, beside=beside),
        ways.like(shelf, single, member, now),
        ways.other_days(shelf, resource, single, member, now, beside=beside),
    )
    first = [way[0] for way in near if way]
    more = [entry for way in near for entry in way[1:]]
    return (*[*first, *more][:3], *ways.shorter(shelf, resource, single, member, now, most=most, beside=beside))


def _together(
    near: Sequence[Alternative],
    shelves: Sequence[Shelf],
    resources: Sequence[Resource],
    blamed: Resource,
    wish: Wish,
    member: Member,
    now: datetime,
) -> tuple[Alternative, ...]:
    """Of several things booked at once: times at which all of them can be had, under the name of the first; another
    thing in its place alone, since one click keeps what comes along.
    """
    main, kept = wish.resource_ids[0], []
    cover = queries.cover_for(resources, member)
    for entry in near:
        if entry.way in (Way.RESOURCE, Way.DATES):
            kept += [entry] if blamed.id == main else []
            continue
        slot = slot_at(entry.local_start, entry.local_end, wish.zone)
        free = availability.free_on(shelves, [slot.span], now, member=member)
        if all(free[shelf.id][0] for shelf in shelves) and not _rule_against(resources, slot, wish, member, now, cover):
            name = next(shelf.name for shelf in shelves if shelf.id == main)
            kept.append(replace(entry, resource_id=main, name=name))
    return tuple(kept)


def preview(wish: Wish, member: Member, *, now: datetime) -> Explanation | None:
    """Every date of a wish before anything is written; None when nothing of it can be shown."""
    found = queries.wanted(wish, member)
    shelves = queries.shelf(member, ids=wish.resource_ids, abroad=True)
    if not found or len(shelves) != len(wish.resource_ids):
        return None
    main = next(entry for entry in found if entry.id == wish.resource_ids[0])
    dates = _dates(shelves, found, wish, member, now)
    reason = next((date.rule for date in dates if date.rule), None) or Taken.SLOT_TAKEN
    return Explanation(reason, main, wish.slots[0], dates=dates)


def _dates(
    shelves: Sequence[Shelf], resources: Sequence[Resource], wish: Wish, member: Member, now: datetime
) -> tuple[DateFound, ...]:
    """Every date of the wish with its answer; the first taken ones with what could take their place."""
    spans = [slot.span for slot in wish.slots]
    free = availability.free_on(shelves, spans, now, member=member)
    cover = queries.cover_for(resources, member)
    found: list[DateFound] = []
    choices = 0
    for place, slot in enumerate(wish.slots):
        rule = _rule_against(resources, slot, wish, member, now, cover)
        busy = [shelf for shelf in shelves if not free[shelf.id][place]]
        if not busy and rule is None:
            found.append(DateFound(slot, free=True))
            continue
        choices += 1
        asked = choices <= DATES_WITH_CHOICE
        holders = tuple(name for shelf in busy for name in _holders(shelf, slot, member, now)) if asked else ()
        instead = _instead(busy, resources[0], wish, slot, member, now) if asked and len(shelves) == 1 else ()
        found.append(DateFound(slot, free=False, rule=rule, holders=holders, instead=instead))
    return tuple(found)


def _rule_against(
    resources: Sequence[Resource], slot: Slot, wish: Wish, member: Member, now: datetime, cover: Cover
) -> StrEnum | None:
    for resource in resources:
        lent = cover.holds(resource.id, slot.span, resource.zone)
        why = rules.why_not_book(resource, slot.span, member, headcount=wish.headcount, now=now, lent=lent)
        if why is not None:
            return why
    return None


def _instead(
    busy: Sequence[Shelf], resource: Resource, wish: Wish, slot: Slot, member: Member, now: datetime
) -> tuple[Alternative, ...]:
    """For one date of a series: another hour, another like resource, a shorter stay."""
    if len(wish.slots) == 1:
        return ()
    shelf = busy[0] if busy else queries.shelf(member, ids=wish.resource_ids, abroad=True)[0]
    single = replace(wish, slots=(slot,))
    return (
        *ways.like(shelf, single, member, now)[:1],
        *ways.other_hours(shelf, resource, single, member, now)[:1],
        *ways.shorter(shelf, resource, single, member, now),
    )


def _holders(shelf: Shelf, slot: Slot, member: Member, now: datetime) -> tuple[str, ...]:
    """Who has the time, once each, with their hours: `Le Fournil, 14:00 – 15:30`; a nameless one is left out."""
    names = []
    for used in queries.used_during([shelf.id], slot.span, now):
        label = availability.reason_of(used, member) or availability.seen(used, member)[0]
        start, end = wall(used.starts_at, shelf.zone), wall(used.used_until, shelf.zone)
        hours = board.hours(start.hour * 60 + start.minute, end.hour * 60 + end.minute)
        if label:
            names.append(f"{label}, {hours}" if start.date() == end.date() == slot.local_start.date() else label)
    return tuple(dict.fromkeys(names))
