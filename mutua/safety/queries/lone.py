"""Who was, or would be, alone where R4512-13 forbids it: by night, and while the host's own activity is interrupted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from mutua.kernel.db import db
from mutua.kernel.timespan import wall
from mutua.resources.models import Kind, Opening, Place, PlaceKind, Resource, covered_by
from mutua.safety import thresholds
from mutua.safety.queries.presence import Seat, upwards, visits

LONE_MINUTES = 60  # shorter than this, somebody closes the door
Span = tuple[datetime, datetime]


def lone_moments(seats: Iterable[Seat], zone: ZoneInfo, on: date) -> list[Span]:
    """Spans of an hour at least, in part by night on the wall clock, with one single person."""
    return [span for span in alone(seats) if _by_night(*span, zone, on)]


def lone_when_closed(seats: Iterable[Seat], zone: ZoneInfo, on: date, hours: Sequence[Opening]) -> list[Span]:
    """The same by day, in part outside all of the host's hours; none where no hours are written."""
    found = [span for span in alone(seats) if not _by_night(*span, zone, on)] if hours else []
    return [span for span in found if not _open(hours, wall(span[0], zone.key), wall(span[1], zone.key))]


def _open(hours: Sequence[Opening], start: datetime, end: datetime) -> bool:
    return covered_by(lambda day: [slot for each in hours for slot in each.on(day)], start, end)


def host_hours(place: Place, places: Mapping[int, Place], rooms: Iterable[Resource]) -> list[Opening]:
    """Hours of what the host of a place keeps in the same building (the whole place tree where there is none): while
    all of it is closed, so is the host. What is open day and night tells nothing of its people."""
    chain = upwards(place, places)
    house = next((row for row in chain if row.kind is PlaceKind.BUILDING), chain[-1])
    host = next((row.host_structure_id for row in chain if row.host_structure_id), None)
    inside = {row.id for row in places.values() if house in upwards(row, places)}
    kept = [row for row in rooms if row.place_id in inside and host in (None, row.structure_id)]
    return [row.opening for row in kept if not row.opening.always]


def rooms_of(pole_id: int) -> list[Resource]:
    """Premises and desks that lie somewhere, with their hours."""
    query = select(Resource).options(selectinload(Resource.hours)).where(Resource.pole_id == pole_id)
    query = query.where(Resource.kind.in_((Kind.PREMISES, Kind.DESK)), Resource.retired_at.is_(None))
    return list(db.session.scalars(query.where(Resource.place_id.is_not(None)).order_by(Resource.id)))


def alone(seats: Iterable[Seat]) -> list[Span]:
    """Spans of an hour at least with one single person."""
    changes: defaultdict[datetime, int] = defaultdict(int)
    for seat in visits(seats):
        changes[seat.use.start] += seat.use.headcount
        changes[seat.use.end] -= seat.use.headcount
    found: list[Span] = []
    people, since = 0, None
    for at in sorted(changes):
        before, people = people, people + changes[at]
        if before == 1 and people != 1 and since is not None:
            if (at - since).total_seconds() >= LONE_MINUTES * 60:
                found.append((since, at))
            since = None
        if people == 1 and before != 1:
            since = at
    return found


def _by_night(start: datetime, end: datetime, zone: ZoneInfo, on: date) -> bool:
    """Does any of it lie in the hours that L3122-2 calls night, where no agreement says otherwise?"""
    begins, ends = thresholds.night(on)
    day, last = start.astimezone(zone).date() - timedelta(days=1), end.astimezone(zone).date()
    while day <= last:
        evening = datetime.combine(day, begins, zone).astimezone(UTC)
        morning = datetime.combine(day + timedelta(days=1), ends, zone).astimezone(UTC)
        if max(start, evening) < min(end, morning):
            return True
        day += timedelta(days=1)
    return False
