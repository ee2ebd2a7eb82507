"""The places a booking is counted at, its room and its building, and who else is there at those moments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial

from sqlalchemy import select

from mutua.bookings.models import Booking, Line, LineState, Occurrence
from mutua.kernel.db import db
from mutua.kernel.timespan import TimeSpan, wall
from mutua.resources.models import Kind, Opening, Place, PlaceKind, Resource
from mutua.safety.coactivity import Use
from mutua.safety.models import SafetyDocument, StandingOccupation
from mutua.safety.queries.lone import host_hours, rooms_of
from mutua.safety.queries.presence import PRESENT, Period, Seat, standing_seats, upwards


@dataclass(frozen=True)
class Spot:
    """A place whose people are counted, with those that lie in it."""

    place: Place
    inside: frozenset[int]
    hours: Callable[[], list[Opening]]  # of the host; read when somebody is alone there

    @property
    def is_room(self) -> bool:
        return self.place.kind is PlaceKind.ROOM


@dataclass(frozen=True)
class Near:
    """Somebody else's use, and the place it is in."""

    place_id: int
    seat: Seat


def spots_of(resource: Resource) -> list[Spot]:
    """The room, then its building; nothing for a vehicle, which stands in no room, and for what has no place."""
    if resource.place_id is None or resource.kind is Kind.VEHICLE:
        return []
    places = {row.id: row for row in db.session.scalars(select(Place).where(Place.pole_id == resource.pole_id))}
    chain = upwards(places[resource.place_id], places)
    room = next((row for row in chain if row.kind is PlaceKind.ROOM), None)
    building = next((row for row in chain if row.kind is PlaceKind.BUILDING), None)
    hours = cache(partial(_hours, places[resource.place_id], places))
    return [Spot(row, _inside(row, places), hours) for row in (room, building) if row is not None]


def _hours(place: Place, places: dict[int, Place]) -> list[Opening]:
    return host_hours(place, places, rooms_of(place.pole_id))


def _inside(place: Place, places: dict[int, Place]) -> frozenset[int]:
    return frozenset(row.id for row in places.values() if place in upwards(row, places))


def near_to(spots: Sequence[Spot], resource: Resource, spans: Sequence[TimeSpan], *, without: int) -> list[Near]:
    """Bookings and standing occupations of these places between the first and the last of the spans."""
    inside = {place_id for spot in spots for place_id in spot.inside}
    if not inside:
        return []
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    return [*_booked(inside, start, end, without), *_standing(inside, resource, start, end)]


def _booked(inside: set[int], start: datetime, end: datetime, without: int) -> list[Near]:
    query = (
        select(Resource.place_id, Line.id, Line.resource_id, Occurrence.id.label("date_id"), Occurrence.starts_at,
               Occurrence.ends_at, Booking.structure_id, Booking.headcount, Booking.profile)
        .select_from(Line)
        .join(Line.occurrence)
        .join(Occurrence.booking)
        .join(Line.resource)
        .where(Resource.place_id.in_(inside), Resource.kind != Kind.VEHICLE, Booking.id != without)
        .where(Line.state != LineState.DECLINED, Occurrence.state.in_(PRESENT))
        .where(Occurrence.starts_at < end, Occurrence.ends_at > start)
        .order_by(Line.id)
    )  # fmt: skip
    return [
        Near(row.place_id, Seat(
            Use(str(row.structure_id), f"resource:{row.resource_id}", row.starts_at, row.ends_at, row.headcount),
            str(row.profile), "planned", f"line {row.id}", f"date {row.date_id}",
        ))
        for row in db.session.execute(query)
    ]  # fmt: skip


def _standing(inside: set[int], resource: Resource, start: datetime, end: datetime) -> list[Near]:
    """Who is there every week without booking: a tenant is somebody too."""
    query = select(StandingOccupation).join(SafetyDocument, SafetyDocument.id == StandingOccupation.document_id)
    query = query.where(SafetyDocument.pole_id == resource.pole_id, StandingOccupation.place_id.in_(inside))
    rows = list(db.session.scalars(query.order_by(StandingOccupation.id)))
    period = Period(wall(start, resource.zone).date(), wall(end, resource.zone).date(), resource.zone)
    return [Near(row.place_id, seat) for row in rows for seat in standing_seats(row, f"standing:{row.id}", period)]
