"""The ways out: another hour, a like resource, another day, a shorter stay, fewer dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from mutua.bookings import availability, board, queries, rules
from mutua.bookings.models import Slot, Wish
from mutua.bookings.nearest.allowance import within
from mutua.bookings.nearest.found import Alternative, Way
from mutua.bookings.queries import Shelf
from mutua.bookings.series import slot as slot_at
from mutua.pole.models import Member
from mutua.resources import queries as resource_queries
from mutua.resources.models import Kind, Resource
from mutua.resources.occupancy import OnConflict

DAYS_AHEAD = 14
LIKE_ENOUGH = 5


def other_hours(
    shelf: Shelf, resource: Resource, wish: Wish, member: Member, now: datetime, *, beside: Sequence[Shelf] = ()
) -> list[Alternative]:
    """The same day, the same length, the nearest starts. `beside`: what has to be free with it."""
    slot = wish.slots[0]
    length = slot.local_end - slot.local_start
    minutes = int(length.total_seconds() // 60)
    if minutes > board.DAY or _too_many(shelf, wish):
        return []
    day = slot.local_start.date()
    free = _free_together([shelf, *beside], day, member, minutes, now)
    asked = slot.local_start.hour * 60 + slot.local_start.minute
    midnight = slot.local_start.replace(hour=0, minute=0, second=0, microsecond=0)
    starts = board.nearest_starts(free, minutes, asked, shelf.granularity)
    begins = [midnight + timedelta(minutes=start) for start in starts if start != asked]
    others = [slot_at(begin, begin + length, shelf.zone) for begin in begins]
    return [
        Alternative(
            Way.TIME,
            shelf.id,
            shelf.name,
            other.local_start,
            other.local_end,
            shelf.capacity,
            (other.local_start - slot.local_start) // timedelta(minutes=1),
        )
        for other in _allowed(resource, others, wish, member, now)[:2]
    ]


def _free_together(
    shelves: Sequence[Shelf], day: date, member: Member, minutes: int, now: datetime
) -> list[tuple[int, int]]:
    """Parts of a day in which all of these are free, in minutes after midnight."""
    rows = availability.day_of(
        list({shelf.id: shelf for shelf in shelves}.values()), day, member, wanted=minutes, now=now
    )
    free = list(rows[0].free)
    for row in rows[1:]:
        both = [(max(one, other), min(end, last)) for one, end in free for other, last in row.free]
        free = [(start, end) for start, end in both if start < end]
    return free


def _too_many(shelf: Shelf, wish: Wish) -> bool:
    return shelf.capacity is not None and wish.headcount > shelf.capacity


def like(shelf: Shelf, wish: Wish, member: Member, now: datetime) -> list[Alternative]:
    """Resources of the same kind with room enough, free at every date wished; the tightest fit first. Nobody's skill
    stands for another's: people have no like."""
    if shelf.kind is Kind.STAFF:
        return []
    others = [other for other in queries.shelf(member, kind=shelf.kind, people=wish.headcount) if other.id != shelf.id]
    spans = [slot.span for slot in wish.slots]
    first = availability.free_on(others, spans[:1], now, member=member)
    near = sorted((other for other in others if first[other.id][0]), key=lambda other: _unlike(shelf, other))
    kept = near[:LIKE_ENOUGH]
    whole = availability.free_on(kept, spans, now, member=member) if len(spans) > 1 else first
    loaded = {found.id: found for found in resource_queries.resources_for(member, ids=[other.id for other in kept])}
    start, end = wish.slots[0].local_start, wish.slots[0].local_end
    return [
        Alternative(Way.RESOURCE, other.id, other.name, start, end, other.capacity, dates=len(spans))
        for other in kept
        if all(whole[other.id])
        and len(_allowed(loaded[other.id], wish.slots, wish, member, now)) == len(spans)
        and (len(spans) == 1 or within(loaded[other.id], spans, member)(spans))
    ]


def _unlike(shelf: Shelf, other: Shelf) -> tuple[bool, int, str]:
    """Another building is further than another size."""
    size = abs((other.capacity or 0) - (shelf.capacity or 0))
    return other.building != shelf.building, size, other.name


def _allowed(resource: Resource, slots: Sequence[Slot], wish: Wish, member: Member, now: datetime) -> list[Slot]:
    """Those of the dates against which, each by itself, no rule, quota or right stands."""
    cover = queries.cover_for([resource], member)
    passes = within(resource, [slot.span for slot in slots], member)
    found = []
    for slot in slots:
        lent = cover.holds(resource.id, slot.span, resource.zone)
        if rules.why_not_book(resource, slot.span, member, headcount=wish.headcount, now=now, lent=lent) is None:
            found.append(slot)
    return [slot for slot in found if passes([slot.span])]


def other_days(
    shelf: Shelf, resource: Resource, wish: Wish, member: Member, now: datetime, *, beside: Sequence[Shelf] = ()
) -> list[Alternative]:
    """The same hours on one of the next days. `beside`: as above."""
    slot = wish.slots[0]
    later = [_shifted(slot, timedelta(days=days), shelf.zone) for days in range(1, DAYS_AHEAD + 1)]
    allowed = _allowed(resource, later, wish, member, now)
    every = list({entry.id: entry for entry in (shelf, *beside)}.values())
    free = availability.free_on(every, [entry.span for entry in allowed], now, member=member) if allowed else {}
    days = [entry for place, entry in enumerate(allowed) if all(of[place] for of in free.values())]
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


def shorter(
    shelf: Shelf,
    resource: Resource,
    wish: Wish,
    member: Member,
    now: datetime,
    *,
    most: int | None = None,
    beside: Sequence[Shelf] = (),
) -> list[Alternative]:
    """The longest free part of what was asked, when it is half of it or more. `most`: minutes that a rule leaves."""
    slot = wish.slots[0]
    if slot.local_end.date() != slot.local_start.date() or _too_many(shelf, wish):
        return []
    day = slot.local_start.date()
    midnight = slot.local_start.replace(hour=0, minute=0, second=0, microsecond=0)
    first, last = ((edge - midnight) // timedelta(minutes=1) for edge in (slot.local_start, slot.local_end))
    free = _free_together([shelf, *beside], day, member, 0, now)
    parts = [(max(start, first), min(end, last)) for start, end in free]
    begins, ends = max(parts, key=lambda part: part[1] - part[0], default=(0, 0))
    if most is not None:
        ends = min(ends, begins + most // shelf.granularity * shelf.granularity)
    if not last - first > ends - begins >= max(shelf.granularity, (last - first) / 2):
        return []
    part = slot_at(midnight + timedelta(minutes=begins), midnight + timedelta(minutes=ends), shelf.zone)
    return [
        Alternative(Way.SHORTER, shelf.id, shelf.name, entry.local_start, entry.local_end, shelf.capacity)
        for entry in _allowed(resource, [part], wish, member, now)
    ]


def fewer_dates(shelf: Shelf, resource: Resource, wish: Wish, member: Member, now: datetime) -> list[Alternative]:
    free = availability.free_on([shelf], [slot.span for slot in wish.slots], now, member=member)[shelf.id]
    kept = [slot.span for slot, is_free in zip(wish.slots, free, strict=True) if is_free]
    if not 0 < len(kept) < len(wish.slots) or wish.on_conflict is OnConflict.SKIP:
        return []
    if not within(resource, kept, member)(kept):
        return []
    first = wish.slots[0]
    start, end = first.local_start, first.local_end
    return [Alternative(Way.DATES, shelf.id, shelf.name, start, end, shelf.capacity, dates=len(kept))]
