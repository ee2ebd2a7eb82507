"""The times of an outside calendar as holds: what bookings have already is left to them, and told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from mutua.calendars import queries, rules
from mutua.calendars.models import OutsideCalendar, OutsideHold
from mutua.kernel.db import db
from mutua.kernel.timespan import TimeSpan
from mutua.resources import occupancy
from mutua.resources import queries as resource_queries
from mutua.resources.models import Ask, ClaimKind
from mutua.resources.occupancy import OnConflict
from mutua.resources.queries import Taken

MOST_HOLDS = 20_000
MOST_CLASHES = 200
AT_ONCE = 200

Piece = tuple[int, datetime, datetime]  # unit, start, end


def free_outside(calendar: OutsideCalendar) -> None:
    """Everything it holds."""
    gone = queries.claims_of(calendar.id)
    if gone:
        occupancy.release(gone)
        resource_queries.touch(calendar.resource_id)


def hold_outside(calendar: OutsideCalendar, *, now: datetime) -> None:
    """Its coming times on each unit, around what others have; only what differs from before is touched."""
    units = [calendar.unit_id] if calendar.unit_id else queries.live_units(calendar.resource_id)
    spans = rules.merged((time.starts_at, time.ends_at) for time in queries.times_of(calendar.id, now))
    resource_queries.lock_units(sorted(units))
    held = queries.holds_of(calendar.id)
    own = {claim for claim, *_ in held}
    others = _others(units, spans, own, now)
    wanted: set[Piece] = set()
    clashes = []
    for unit in units:
        pieces, met = rules.around(spans, others[unit])
        wanted.update((unit, *piece) for piece in pieces)
        clashes += met
    wanted = set(sorted(wanted, key=lambda piece: (piece[1], piece[0]))[:MOST_HOLDS])
    gone = {claim for claim, unit, start, end in held if end > now and (unit, start, end) not in wanted}
    kept = {(unit, start, end) for claim, unit, start, end in held if claim not in gone}
    fresh = sorted(wanted - kept, key=lambda piece: (piece[1], piece[0]))
    occupancy.release(gone)
    _hold(calendar, fresh, now)
    calendar.clashes = _told(clashes)
    if gone or fresh:
        resource_queries.touch(calendar.resource_id)


def _others(
    units: list[int], spans: list[tuple[datetime, datetime]], own: set[int], now: datetime
) -> dict[int, list[Taken]]:
    """What anybody else holds there, by unit and start; forms whose ten minutes are over hold nothing."""
    found: dict[int, list[Taken]] = defaultdict(list)
    if not spans or not units:
        return found
    for row in resource_queries.taken_during(units, (spans[0][0], max(end for _, end in spans))):
        if row.claim_id not in own and (row.expires_at is None or row.expires_at > now):
            found[row.unit_id].append(row)
    return found


def _hold(calendar: OutsideCalendar, pieces: list[Piece], now: datetime) -> None:
    """In parts: choosing looks at all that an ask may meet."""
    owner = calendar.resource.structure_id
    reason = "" if calendar.is_own_time else calendar.name
    for first in range(0, len(pieces), AT_ONCE):
        asks = [
            Ask(calendar.resource_id, (unit,), 1, TimeSpan(start, end), timedelta(), owner)
            for unit, start, end in pieces[first : first + AT_ONCE]
        ]
        chosen = occupancy.hold(asks, now=now, keep=OnConflict.SKIP, kind=ClaimKind.BLOCK, reason=reason)
        db.session.add_all(
            OutsideHold(calendar_id=calendar.id, claim_id=got.claim_id) for got in chosen if got.claim_id is not None
        )
    db.session.flush()


def _told(clashes: Iterable[Taken]) -> list[dict[str, Any]]:
    """The bookings in the way, each once."""
    rows = {row.claim_id: row for row in clashes if row.kind is ClaimKind.BOOKING and row.claim_id is not None}
    behind = queries.booked_in(rows.keys())
    found: dict[object, dict[str, Any]] = {
        (behind.get(claim), row.starts_at): {
            "booking_id": behind.get(claim),
            "starts": row.starts_at.isoformat(),
            "ends": row.used_until.isoformat(),
        }
        for claim, row in sorted(rows.items(), key=lambda pair: pair[1].starts_at)
    }
    return list(found.values())[:MOST_CLASHES]
