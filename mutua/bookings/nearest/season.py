"""How much of a term is still free for each wish of a round: read before it is granted, decided when it is booked."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from mutua.bookings import availability, queries, series
from mutua.bookings.models import Slot
from mutua.bookings.models.rounds import Answer, Round, RoundWish
from mutua.pole.models import Member


def free_dates(season: Round, member: Member, *, now: datetime) -> dict[int, tuple[int, int]]:
    """Free dates and all of them, by wish; one look a resource. Wishes that are booked hold theirs already."""
    by: dict[int, list[RoundWish]] = defaultdict(list)
    for wish in season.wishes:
        if wish.answer is not Answer.BOOKED:
            by[wish.resource_id].append(wish)
    found: dict[int, tuple[int, int]] = {}
    for shelf in queries.shelf(member, ids=by) if by else ():
        dates = [(wish, slot.span) for wish in by[shelf.id] for slot in _dates(season, wish)]
        free = availability.free_on([shelf], [span for _, span in dates], now)[shelf.id]
        for (wish, _span), is_free in zip(dates, free, strict=True):
            kept, every = found.get(wish.id, (0, 0))
            found[wish.id] = kept + is_free, every + 1
    return found


def _dates(season: Round, wish: RoundWish) -> tuple[Slot, ...]:
    start, end = wish.first_date(season.first_on)
    return series.slots(start, end, wish.resource.zone, series.weekly(wish.every, season.last_on))
