"""What a booking to come would cross: thresholds of law at its place, lone presence, hours for another employer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from mutua.bookings.models import Booking, Line, LineState, Occurrence
from mutua.kernel.db import db
from mutua.kernel.timespan import TimeSpan
from mutua.resources.models import PlaceKind, Resource
from mutua.safety import thresholds
from mutua.safety.coactivity import Use
from mutua.safety.models import PlaceSafety, Risk, Ventilation, WorkUnit
from mutua.safety.queries.places import place_safety
from mutua.safety.queries.presence import PRESENT, Seat, lone_moments, peak_of
from mutua.safety.queries.unit_of import standing_ids

LOOKED_AT = 12  # dates of a series; the same week repeats itself
ASKS_AN_ACTION = 3


@dataclass(frozen=True)
class Crossing:
    """`code` has its sentence in the doors; `numbers` fill it."""

    code: str
    resource_id: int
    place: str
    numbers: tuple[float, ...] = ()


def warnings_for(booking_id: int, now: datetime, today: date) -> list[Crossing]:
    """Each thing once, over the coming dates of the booking."""
    found: dict[tuple[str, int], Crossing] = {}
    for resource, seat in _coming(booking_id, now):
        here = _at_once(resource, seat, booking_id)
        each = [*_people(resource, seat, here, today), *_lone(resource, seat, here)]
        for warning in each:
            kept = found.get((warning.code, resource.id))
            if kept is None or kept.numbers < warning.numbers:
                found[warning.code, resource.id] = warning
    for resource in _resources(booking_id):
        level = _worst_level(resource.id)
        if level >= ASKS_AN_ACTION:
            found["level", resource.id] = Crossing("level", resource.id, resource.name, (level,))
    return list(found.values())


def warnings_of_wish(
    resources: Sequence[Resource],
    spans: Sequence[TimeSpan],
    *,
    structure_id: int,
    headcount: int,
    profile: str,
    today: date,
) -> list[Crossing]:
    """What dates that nobody has asked for yet would cross with those that stand, each thing once, at its worst."""
    found: dict[tuple[str, int], Crossing] = {}
    looked_at = spans[:LOOKED_AT]
    for resource in resources:
        near = _between(resource, looked_at[0].start, max(span.end for span in looked_at))
        for number, span in enumerate(looked_at):
            use = Use(str(structure_id), f"resource:{resource.id}", span.start, span.end, headcount)
            seat = Seat(use, profile, "planned", f"wish {number}")
            here = [other for other in near if other.use.start < span.end and other.use.end > span.start]
            for crossing in (*_people(resource, seat, here, today), *_lone(resource, seat, here)):
                kept = found.get((crossing.code, resource.id))
                if kept is None or kept.numbers < crossing.numbers:
                    found[crossing.code, resource.id] = crossing
    return list(found.values())


def _coming(booking_id: int, now: datetime) -> list[tuple[Resource, Seat]]:
    query = (
        select(Line, Occurrence, Booking)
        .join(Line.occurrence)
        .join(Occurrence.booking)
        .options(joinedload(Line.resource).options(joinedload(Resource.place), joinedload(Resource.pole)))
        .where(Booking.id == booking_id, Occurrence.ends_at > now, Occurrence.state.in_(PRESENT))
        .order_by(Occurrence.starts_at, Line.id)
        .limit(LOOKED_AT)
    )
    return [(line.resource, _seat(line, at, booking)) for line, at, booking in db.session.execute(query)]


def _seat(line: Line, at: Occurrence, booking: Booking) -> Seat:
    use = Use(str(booking.structure_id), f"resource:{line.resource_id}", at.starts_at, at.ends_at, booking.headcount)
    return Seat(use, str(booking.profile), "planned", f"line {line.id}")


def _resources(booking_id: int) -> list[Resource]:
    ids = select(Line.resource_id).join(Line.occurrence).where(Occurrence.booking_id == booking_id)
    return list(db.session.scalars(select(Resource).where(Resource.id.in_(ids)).order_by(Resource.id)))


def _at_once(resource: Resource, seat: Seat, booking_id: int) -> list[Seat]:
    """Other bookings of the same room, and of the whole of it, at some moment of this one."""
    return _between(resource, seat.use.start, seat.use.end, without=booking_id)


def _between(resource: Resource, start: datetime, end: datetime, *, without: int = 0) -> list[Seat]:
    """Who is in the room of a resource at some moment of a span: a date that takes two of its things counts once."""
    if resource.place_id is None:
        return []
    query = (
        select(Line, Occurrence, Booking)
        .join(Line.occurrence)
        .join(Occurrence.booking)
        .join(Resource, Resource.id == Line.resource_id)
        .where(Resource.place_id == resource.place_id, Booking.id != without, Line.state != LineState.DECLINED)
        .where(Occurrence.state.in_(PRESENT), Occurrence.starts_at < end, Occurrence.ends_at > start)
        .order_by(Line.id.desc())
    )
    return list({at.id: _seat(line, at, booking) for line, at, booking in db.session.execute(query)}.values())


def _people(resource: Resource, seat: Seat, others: Iterable[Seat], today: date) -> list[Crossing]:
    """The band of exits, the alarm and the air of the place, at the greatest number of people of that moment."""
    place = resource.place
    if place is None or place.kind is not PlaceKind.ROOM:
        return []
    known, peak, found = place_safety(place.id), peak_of([seat, *others]), []
    band = thresholds.exit_band(peak, today)
    if band is not None and _too_narrow(known, band, peak, today):
        found.append(Crossing("exits", resource.id, place.name, (peak, band.exits, band.width)))
    if thresholds.alarm_due(peak, today):
        found.append(Crossing("alarm", resource.id, place.name, (peak,)))
    if known and known.volume_m3 and known.ventilation is not Ventilation.MECHANICAL:
        holds = thresholds.people_for_air(known.volume_m3, today)
        if peak > holds:
            found.append(Crossing("air", resource.id, place.name, (peak, holds)))
    return found


def _too_narrow(known: PlaceSafety | None, band: thresholds.ExitBand, peak: int, today: date) -> bool:
    """Narrower than asked; where nobody measured, from the second band on."""
    if known is None or known.exit_width_cm is None:
        return band != thresholds.exit_band(1, today)
    return known.exit_width_cm < band.width * 100 or (known.exits is not None and known.exits < band.exits)


def _lone(resource: Resource, seat: Seat, others: list[Seat]) -> list[Crossing]:
    if not lone_moments([seat, *others], ZoneInfo(resource.zone)):
        return []
    return [Crossing("lone", resource.id, resource.name)]


def _worst_level(resource_id: int) -> int:
    query = (
        select(func.max(Risk.residual))
        .join(Risk.unit)
        .where(WorkUnit.id.in_(standing_ids(resource_id)), Risk.removed_at.is_(None), Risk.rated_at.is_not(None))
    )
    return db.session.scalar(query) or 0
