"""What a booking to come would cross: thresholds of law at its place and building, lone presence, hours of works for
another employer, headcounts that staff lent for a year moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from mutua.bookings.models import Booking, Line, Occurrence
from mutua.kernel.db import db
from mutua.kernel.timespan import TimeSpan, wall
from mutua.resources.models import Kind, Resource
from mutua.safety import thresholds
from mutua.safety.coactivity import Use
from mutua.safety.models import PlaceSafety, Risk, Ventilation, WorkUnit
from mutua.safety.queries.lone import alone, lone_moments, lone_when_closed
from mutua.safety.queries.places import safety_of_places
from mutua.safety.queries.presence import PRESENT, Seat, peak_of
from mutua.safety.queries.spots import Near, Spot, near_to, spots_of
from mutua.safety.queries.unit_of import standing_ids
from mutua.safety.queries.worked import headcounts_crossed, hours_worked

LOOKED_AT = 12  # dates of a series; the same week repeats itself
ASKS_AN_ACTION = 3


@dataclass(frozen=True)
class Crossing:
    """`code` has its sentence in the doors; `numbers` fill it."""

    code: str
    resource_id: int
    place: str
    numbers: tuple[float, ...] = ()


@dataclass(frozen=True)
class Coming:
    """Dates that one employer asks for, with what they take. `booking_id` 0: nobody has written them yet."""

    structure_id: int
    headcount: int
    profile: str
    resources: Sequence[Resource]
    spans: Sequence[TimeSpan]
    booking_id: int = 0

    def seat(self, resource: Resource, span: TimeSpan) -> Seat:
        use = Use(str(self.structure_id), f"resource:{resource.id}", span.start, span.end, self.headcount)
        return Seat(use, self.profile, "planned", "")


def warnings_for(booking_id: int, now: datetime, today: date) -> list[Crossing]:
    """Each thing once, at its worst, over the coming dates of the booking."""
    coming = _coming(booking_id, now)
    found = _crossings(coming, today) if coming else []
    for resource in _resources(booking_id):
        level = _worst_level(resource.id)
        if level >= ASKS_AN_ACTION:
            found.append(Crossing("level", resource.id, resource.name, (level,)))
    return found


def warnings_of_wish(
    resources: Sequence[Resource],
    spans: Sequence[TimeSpan],
    *,
    structure_id: int,
    headcount: int,
    profile: str,
    today: date,
    booking_id: int = 0,
) -> list[Crossing]:
    """What the dates of a wish cross with all others that stand, each thing once, at its worst."""
    if not resources or not spans:
        return []
    return _crossings(Coming(structure_id, headcount, profile, resources, spans, booking_id), today)


def _coming(booking_id: int, now: datetime) -> Coming | None:
    query = (
        select(Line, Occurrence, Booking)
        .join(Line.occurrence)
        .join(Occurrence.booking)
        .options(joinedload(Line.resource).options(joinedload(Resource.structure), joinedload(Resource.pole)))
        .where(Booking.id == booking_id, Occurrence.ends_at > now, Occurrence.state.in_(PRESENT))
        .order_by(Occurrence.starts_at, Line.id)
    )
    rows = list(db.session.execute(query))
    if not rows:
        return None
    booking = rows[0][2]
    resources = {line.resource_id: line.resource for line, _at, _booking in rows}
    spans = {at.id: TimeSpan(at.starts_at, at.ends_at) for _line, at, _booking in rows}
    return Coming(
        booking.structure_id, booking.headcount, str(booking.profile), list(resources.values()), list(spans.values()),
        booking.id,
    )  # fmt: skip


def _resources(booking_id: int) -> list[Resource]:
    ids = select(Line.resource_id).join(Line.occurrence).where(Occurrence.booking_id == booking_id)
    return list(db.session.scalars(select(Resource).where(Resource.id.in_(ids)).order_by(Resource.id)))


def _crossings(coming: Coming, today: date) -> list[Crossing]:
    found: dict[tuple[str, str], Crossing] = {}
    for warning in (*_where(coming, today), *_hours(coming), *_headcounts(coming, today)):
        kept = found.get((warning.code, warning.place))
        if kept is None or kept.numbers < warning.numbers:
            found[warning.code, warning.place] = warning
    return list(found.values())


def _where(coming: Coming, today: date) -> Iterator[Crossing]:
    """At each of the first dates: the room, then the building where the room has not said the same already."""
    spans = coming.spans[:LOOKED_AT]
    for resource in coming.resources:
        spots = spots_of(resource)
        known = safety_of_places(resource.pole_id, [spot.place.id for spot in spots])
        near = near_to(spots, resource, spans, without=coming.booking_id)
        for span in spans:
            mine, told = coming.seat(resource, span), set[str]()
            if resource.kind is Kind.VEHICLE and lone_moments([mine], ZoneInfo(resource.zone), today):
                yield Crossing("lone", resource.id, resource.name)
            for spot in spots:
                here = [seat for seat in _during(near, span) if seat.place_id in spot.inside]
                for warning in _people(resource, spot, mine, [each.seat for each in here], known, today):
                    if warning.code not in told:
                        yield warning
                    told.add(warning.code)


def _during(near: Iterable[Near], span: TimeSpan) -> list[Near]:
    return [each for each in near if each.seat.use.start < span.end and each.seat.use.end > span.start]


def _people(
    resource: Resource, spot: Spot, mine: Seat, others: list[Seat], all_known: dict[int, PlaceSafety], today: date
) -> Iterator[Crossing]:
    """The band of exits, the alarm, the sanitary rooms and the air, at the greatest number of people of that moment. A
    whole building is told of by the booking that changes the answer: not again by each that comes after."""
    known, before, peak = all_known.get(spot.place.id), peak_of(others), peak_of([mine, *others])
    news = set(thresholds.crossed(before, peak, today))
    band = thresholds.exit_band(peak, today)
    if band is not None and (spot.is_room or "R4227-5" in news) and _too_narrow(known, band, today):
        yield Crossing("exits", resource.id, spot.place.name, (peak, band.exits, band.width))
    if thresholds.alarm_due(peak, today) and (spot.is_room or "R4227-34" in news):
        yield Crossing("alarm", resource.id, spot.place.name, (peak,))
    wanted = thresholds.toilets_for(peak, today)
    if known and known.toilets is not None and thresholds.toilets_for(before, today) <= known.toilets < wanted:
        yield Crossing("toilets", resource.id, spot.place.name, (peak, wanted, known.toilets))
    if spot.is_room and known and known.volume_m3 and known.ventilation is not Ventilation.MECHANICAL:
        holds = thresholds.people_for_air(known.volume_m3, today)
        if peak > holds:
            yield Crossing("air", resource.id, spot.place.name, (peak, holds))
    if spot.is_room:
        yield from _alone(resource, spot, [mine, *others], today)


def _alone(resource: Resource, spot: Spot, seats: list[Seat], today: date) -> Iterator[Crossing]:
    zone = ZoneInfo(resource.zone)
    if lone_moments(seats, zone, today):
        yield Crossing("lone", resource.id, resource.name)
    if alone(seats) and lone_when_closed(seats, zone, today, spot.hours()):
        yield Crossing("lone_closed", resource.id, resource.name)


def _too_narrow(known: PlaceSafety | None, band: thresholds.ExitBand, today: date) -> bool:
    """Narrower than asked; where nobody measured, from the second band on."""
    if known is None or known.exit_width_cm is None:
        return band != thresholds.exit_band(1, today)
    return known.exit_width_cm < band.width * 100 or (known.exits is not None and known.exits < band.exits)


def _hours(coming: Coming) -> Iterator[Crossing]:
    """R4512-7: the hours of works for each host, with those of the twelve months before the last date."""
    last = max(span.end for span in coming.spans)
    own = sum((span.end - span.start).total_seconds() / 3600 for span in coming.spans) * coming.headcount
    hosts = {row.structure_id: row for row in coming.resources if row.structure_id != coming.structure_id}
    for host_id, resource in hosts.items():
        on = wall(last, resource.zone).date()
        spent = hours_worked(coming.structure_id, host_id, coming.profile, last, without=coming.booking_id)
        answer = thresholds.plan_hours(own + spent, on) if spent is not None else ""
        if spent is not None and answer:
            name = resource.structure.name
            yield Crossing(f"hours_{answer}", resource.id, name, (round(own + spent), thresholds.hours_of_plan(on)))


def _headcounts(coming: Coming, today: date) -> Iterator[Crossing]:
    """11 and 50: staff lent for a year counts with its host."""
    staff = next((row for row in coming.resources if row.kind is Kind.STAFF), None)
    if staff is None:
        return
    last = wall(max(span.end for span in coming.spans), staff.zone).date()
    for name, count, threshold in headcounts_crossed(staff.pole_id, coming.structure_id, today, last):
        yield Crossing("headcount", staff.id, name, (count, threshold))


def _worst_level(resource_id: int) -> int:
    query = (
        select(func.max(Risk.residual))
        .join(Risk.unit)
        .where(WorkUnit.id.in_(standing_ids(resource_id)), Risk.removed_at.is_(None), Risk.rated_at.is_not(None))
    )
    return db.session.scalar(query) or 0
