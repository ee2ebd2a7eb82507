"""Who was where and when: uses of shared resources read from bookings, and standing occupations, over a period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from mutua.bookings.models import LIVE, Booking, Line, LineState, Occurrence, State
from mutua.kernel.db import db
from mutua.kernel.timespan import moment
from mutua.resources.models import Kind, Place, PlaceKind, Resource
from mutua.safety.coactivity import LocalDays, Location, Use, microseconds
from mutua.safety.models import HostChange, StandingOccupation
from mutua.safety.queries.marks import Marks
from mutua.safety.rules.hosts import standing_changes
from mutua.safety.tags import NO_TAGS, Tags

# A date nobody came to is no presence, though its unit stayed held.
PRESENT = tuple(state for state in LIVE if state is not State.NO_SHOW)
AGREED = (State.CONFIRMED, State.DONE)
STANDING = "standing"


@dataclass(frozen=True)
class Period:
    """Local days `first` to `last`, both included, of a zone."""

    first: date
    last: date
    zone: str

    @property
    def start(self) -> datetime:
        return moment(datetime.combine(self.first, time()), self.zone)

    @property
    def end(self) -> datetime:
        return moment(datetime.combine(self.last + timedelta(days=1), time()), self.zone)


def last_year(today: date, zone: str) -> Period:
    """The twelve months that end yesterday."""
    return Period(today - relativedelta(years=1), today - timedelta(days=1), zone)


@dataclass(frozen=True)
class Seat:
    """A use with what the counts do not need: its activity, its basis and what proves it.

    `visit`: what it has in common with the other things taken for the same date: the same people, counted once."""

    use: Use
    profile: str
    basis: str  # confirmed, planned or standing
    proof: str
    visit: str = ""

    @property
    def hours(self) -> float:
        """People times hours."""
        return (self.use.end - self.use.start).total_seconds() / 3600 * self.use.headcount


@dataclass(frozen=True)
class Presence:
    """Everything counted from: seats, where each resource lies, names and kinds by key ("resource:7", "room:3"…)."""

    period: Period
    seats: list[Seat]
    locations: dict[str, Location]
    names: dict[str, str]
    resources: dict[str, Resource]
    places: dict[int, Place] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.period.zone)

    @property
    def uses(self) -> list[Use]:
        return [seat.use for seat in self.seats]

    @cached_property
    def by_resource(self) -> dict[str, list[Seat]]:
        """Seats of each resource; read once, asked for by every unit."""
        found: defaultdict[str, list[Seat]] = defaultdict(list)
        for seat in self.seats:
            found[seat.use.resource].append(seat)
        return dict(found)

    def keys_at(self, place_key: str) -> set[str]:
        """Keys of the resources that are, or lie in, this place."""
        return {key for key, at in self.locations.items() if place_key in (key, at.room, at.building)}


def presence(pole_id: int, period: Period, document_id: int | None) -> Presence:
    """Uses that begin in the period. Vehicles stand in no building: people meet on board, or one after the other."""
    resources = {f"resource:{row.id}": row for row in _resources(pole_id)}
    places = {row.id: row for row in db.session.scalars(select(Place).where(Place.pole_id == pole_id))}
    locations = {key: _location(key, row.place_id, row.kind, places) for key, row in resources.items()}
    around = {key: [key, *_chain_keys(row.place_id, row.kind, places)] for key, row in resources.items()}
    standing = {f"standing:{row.id}": row for row in (standing_of(document_id) if document_id else ())}
    around |= {key: _chain_keys(row.place_id, Kind.PREMISES, places) for key, row in standing.items()}
    marks = Marks(resources, around, _changes(document_id))
    seats = _booked(pole_id, period, marks)
    names = {key: row.name for key, row in resources.items()}
    names |= {place_key(row): row.name for row in places.values()}
    names |= {at.building: names.get(at.room, names[key]) for key, at in locations.items() if at.building not in names}
    for key, row in standing.items():
        locations[key] = _location(key, row.place_id, Kind.PREMISES, places)
        names[key] = row.place.name
        seats += standing_seats(row, key, period, marks.of(key, str(row.profile), STANDING))
    return Presence(period, seats, locations, names, resources, places)


def _changes(document_id: int | None) -> list[HostChange]:
    query = select(HostChange).where(HostChange.document_id == document_id).order_by(HostChange.id)
    return standing_changes(db.session.scalars(query))


def _chain_keys(place_id: int | None, kind: Kind, places: dict[int, Place]) -> list[str]:
    place = places.get(place_id or 0)
    return [] if place is None or kind is Kind.VEHICLE else [place_key(each) for each in upwards(place, places)]


def _resources(pole_id: int) -> Iterable[Resource]:
    query = select(Resource).options(joinedload(Resource.structure)).where(Resource.pole_id == pole_id)
    return db.session.scalars(query.order_by(Resource.id))


def _booked(pole_id: int, period: Period, marks: Marks) -> list[Seat]:
    """One seat a line; a line the owner refused was never used."""
    columns = (Line.id, Line.resource_id, Booking.structure_id, Booking.headcount, Booking.profile)
    query = (
        select(*columns, Occurrence.id.label("date_id"), Occurrence.starts_at, Occurrence.ends_at, Occurrence.state)
        .join(Line.occurrence)
        .join(Occurrence.booking)
        .join(Line.resource)
        .where(Resource.pole_id == pole_id, Occurrence.state.in_(PRESENT), Line.state != LineState.DECLINED)
        .where(Occurrence.starts_at >= period.start, Occurrence.starts_at < period.end)
        .order_by(Line.id)
    )
    found = []
    for row in db.session.execute(query):
        key, profile = f"resource:{row.resource_id}", str(row.profile)
        basis = "confirmed" if row.state in AGREED else "planned"
        tags = marks.of(key, profile, basis)
        use = Use(str(row.structure_id), key, row.starts_at, row.ends_at, row.headcount, tags)
        found.append(Seat(use, profile, basis, f"line {row.id}", f"date {row.date_id}"))
    return found


def standing_of(document_id: int) -> list[StandingOccupation]:
    query = select(StandingOccupation).options(
        joinedload(StandingOccupation.structure), joinedload(StandingOccupation.place)
    )
    query = query.where(StandingOccupation.document_id == document_id)
    return list(db.session.scalars(query.order_by(StandingOccupation.id)))


def standing_seats(row: StandingOccupation, key: str, period: Period, tags: Tags = NO_TAGS) -> list[Seat]:
    """One use a week day of the period, at the same wall-clock times."""
    day, last = max(row.from_on, period.first), min(row.until_on or period.last, period.last)
    seats = []
    while day <= last:
        if day.weekday() in row.weekdays:
            midnight = datetime.combine(day, time())
            start = moment(midnight + timedelta(minutes=row.opens), period.zone)
            end = moment(midnight + timedelta(minutes=row.closes), period.zone)
            if start < end:
                use = Use(str(row.structure_id), key, start, end, row.headcount, tags)
                seats.append(Seat(use, str(row.profile), STANDING, f"{key} {day}"))
        day += timedelta(days=1)
    return seats


def place_key(place: Place) -> str:
    return f"{'room' if place.kind is PlaceKind.ROOM else 'building'}:{place.id}"


def _location(key: str, place_id: int | None, kind: Kind, places: dict[int, Place]) -> Location:
    """The room and the nearest building, else the site; without one, what stands alone."""
    place = places.get(place_id or 0)
    if place is None or kind is Kind.VEHICLE:
        return Location(key, f"alone {key}", f"apart {key}")
    chain = upwards(place, places)
    room = next((place_key(each) for each in chain if each.kind is PlaceKind.ROOM), f"alone {key}")
    higher = [each for each in chain if each.kind is not PlaceKind.ROOM]
    building = next((each for each in higher if each.kind is PlaceKind.BUILDING), higher[0] if higher else None)
    return Location(key, room, place_key(building) if building else f"apart {room if place_id else key}")


def upwards(place: Place, places: Mapping[int, Place]) -> list[Place]:
    """The place and what it lies in, nearest first."""
    chain = [place]
    while chain[-1].parent_id is not None and chain[-1].parent_id in places and len(chain) < 20:
        chain.append(places[chain[-1].parent_id])
    return chain


def building_of(place: Place, places: Mapping[int, Place]) -> Place:
    """The building a room lies in; what lies in none stands for itself."""
    return next((each for each in upwards(place, places) if each.kind is PlaceKind.BUILDING), place)


def days_of(seats: Iterable[Seat], zone: ZoneInfo) -> int:
    """Distinct local dates touched."""
    local, days = LocalDays(zone), set[date]()
    for seat in seats:
        local.add_touched(microseconds(seat.use.start), microseconds(seat.use.end), days)
    return len(days)


def visits(seats: Iterable[Seat]) -> list[Seat]:
    """One seat a date, however many things it takes: a room and its projector are one crowd, not two."""
    return list({seat.visit or number: seat for number, seat in enumerate(seats)}.values())


def peak_of(seats: Iterable[Seat]) -> int:
    """Most people at one instant; what ends when another begins never meets it."""
    found = visits(seats)
    events = [(seat.use.start, seat.use.headcount) for seat in found]
    events += [(seat.use.end, -seat.use.headcount) for seat in found]
    here = most = 0
    for _, people in sorted(events):
        here += people
        most = max(most, here)
    return most
