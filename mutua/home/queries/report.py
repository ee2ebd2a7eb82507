"""Aggregates of the report: a few statements whatever the number of bookings, by the local dates of the pole."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, extract, func, literal_column, or_, select
from sqlalchemy.orm import aliased, selectinload

from mutua.bookings.models import Booking, Line, Occurrence, State
from mutua.home.period import Period
from mutua.home.queries.minutes import minutes_between
from mutua.kernel.db import db
from mutua.kernel.reading_order import by_name
from mutua.pole.models import Member, Person, Structure
from mutua.resources.models import Draw, Kind, Resource, Shown

USED = (State.CONFIRMED, State.DONE)
# A local day begins at most 14 hours before and ends at most 12 hours after the UTC day of the same name.
ZONES = timedelta(hours=14)


class Use(NamedTuple):
    """What was booked of a kind in a month (its first day)."""

    month: date
    kind: Kind
    dates: int
    minutes: int


class Stay(NamedTuple):
    """So many dates of premises with the same weekday (Sunday 0), start (minute of the local day) and length."""

    weekday: int
    start: int
    minutes: int
    times: int


class Premises(NamedTuple):
    """What of a local can be taken: parties at a time, since which day, and its opening hours (none: always open)."""

    parties: int
    since: date
    hours: tuple[tuple[int, int, int], ...]


class Share(NamedTuple):
    """What the users' structure booked of the owners' one."""

    owner_id: int
    owner: str
    user_id: int
    user: str
    dates: int
    minutes: int


class Asked(NamedTuple):
    """A resource, how often it was asked for and granted."""

    resource_id: int
    name: str
    kind: Kind
    owner: str
    dates: int
    granted: int
    minutes: int


class Missed(NamedTuple):
    """Dates of a resource that were asked for and not had: already taken, or declined."""

    resource_id: int
    name: str
    kind: Kind
    taken: int
    declined: int
    structures: int
    minutes: int


class Refusal(NamedTuple):
    """One date not had, as the coordination sees it."""

    on_date: date
    resource: str
    kind: Kind
    structure: str
    person: str
    title: str
    reason: str
    booking_id: int


LENGTH = minutes_between(Occurrence.starts_at, Occurrence.ends_at)
TAKEN = Occurrence.reason == "taken"
_RESOURCE = (Resource.id, Resource.name, Resource.kind)


def _within(pole_id: int, period: Period) -> ColumnElement[bool]:
    """Dates of the pole in the period; the moments let the index on them do the work, the local date decides."""
    first = datetime.combine(period.start, datetime.min.time(), UTC) - ZONES
    last = datetime.combine(period.end, datetime.min.time(), UTC) + ZONES
    return and_(
        Booking.pole_id == pole_id,
        Occurrence.starts_at >= first,
        Occurrence.starts_at < last,
        Occurrence.on_date >= period.start,
        Occurrence.on_date < period.end,
    )


def _lines(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Line)
        .join(Line.occurrence)
        .join(Occurrence.booking)
        .join(Resource, Resource.id == Line.resource_id)
    )


def use_by_month(pole_id: int, period: Period) -> list[Use]:
    year, month = extract("year", Occurrence.on_date), extract("month", Occurrence.on_date)
    query = _lines(year, month, Resource.kind, func.count(), func.sum(LENGTH))
    query = query.where(_within(pole_id, period), Occurrence.state.in_(USED)).group_by(year, month, Resource.kind)
    rows = db.session.execute(query)
    return [Use(date(int(y), int(m), 1), kind, count, int(total)) for y, m, kind, count, total in rows]


def stays_in_premises(pole_id: int, period: Period) -> list[Stay]:
    weekday = extract("dow", Occurrence.on_date)
    start = extract("hour", Occurrence.local_start) * literal_column("60") + extract("minute", Occurrence.local_start)
    query = _lines(weekday, start, LENGTH, func.count())
    query = query.where(_within(pole_id, period), Occurrence.state.in_(USED), Resource.kind == Kind.PREMISES)
    rows = db.session.execute(query.group_by(weekday, start, LENGTH))
    return [Stay(*(int(value) for value in row)) for row in rows]


def premises_of(pole_id: int) -> list[Premises]:
    """The pole's live locals that others may book or see."""
    query = select(Resource).options(selectinload(Resource.hours), selectinload(Resource.draws))
    query = query.where(Resource.pole_id == pole_id, Resource.kind == Kind.PREMISES, Resource.retired_at.is_(None))
    return [
        Premises(
            parties=max(1, len(local.draws) // local.units_needed) if local.draw is Draw.ANY else 1,
            since=local.created_at.date(),
            hours=tuple((slot.weekday, slot.opens, slot.closes) for slot in local.hours),
        )
        for local in db.session.scalars(query.order_by(Resource.id))
    ]


def _told(member: Member) -> ColumnElement[bool]:
    """Who used what, as far as the resource's owner lets the member know; the coordination knows all."""
    if member.is_coordinator:
        return Booking.pole_id == member.pole_id
    mine = member.structure_id if member.structure_id is not None else 0
    return or_(Resource.shown != Shown.BUSY, Resource.structure_id == mine, Booking.structure_id == mine)


def sharing(member: Member, period: Period) -> list[Share]:
    """Owner by user, the busiest pair first."""
    owner, user = aliased(Structure), aliased(Structure)
    total = func.sum(LENGTH)
    query = (
        _lines(owner.id, owner.name, user.id, user.name, func.count(), total)
        .join(owner, owner.id == Resource.structure_id)
        .join(user, user.id == Booking.structure_id)
        .where(_within(member.pole_id, period), Occurrence.state.in_(USED), _told(member))
        .group_by(owner.id, owner.name, user.id, user.name)
        .order_by(total.desc(), owner.id, user.id)
    )
    return [Share(a, b, c, d, dates, int(total)) for a, b, c, d, dates, total in db.session.execute(query)]


def most_asked(pole_id: int, period: Period, *, limit: int = 10) -> list[Asked]:
    granted = case((Occurrence.state.in_(USED), 1), else_=0)
    minutes = case((Occurrence.state.in_(USED), LENGTH), else_=0)
    query = (
        _lines(*_RESOURCE, Structure.name, func.count(), func.sum(granted), func.sum(minutes))
        .join(Structure, Structure.id == Resource.structure_id)
        .where(_within(pole_id, period), Occurrence.state != State.CANCELLED)
        .group_by(*_RESOURCE, Structure.name)
        .order_by(func.count().desc(), by_name(Resource.name))
    )
    rows = db.session.execute(query.limit(limit))
    return [Asked(a, b, c, d, dates, int(had), int(total)) for a, b, c, d, dates, had, total in rows]


def unmet(pole_id: int, period: Period, *, limit: int = 20) -> list[Missed]:
    """Resources that were refused, the most often first."""
    taken = func.sum(case((TAKEN, 1), else_=0))
    declined = func.sum(case((TAKEN, 0), else_=1))
    structures = func.count(func.distinct(Booking.structure_id))
    query = (
        _lines(*_RESOURCE, taken, declined, structures, func.sum(LENGTH))
        .where(_within(pole_id, period), Occurrence.state == State.DECLINED)
        .group_by(*_RESOURCE)
        .order_by(func.count().desc(), by_name(Resource.name))
    )
    rows = db.session.execute(query.limit(limit))
    return [Missed(a, b, c, int(d), int(e), f, int(g)) for a, b, c, d, e, f, g in rows]


def refusals(pole_id: int, period: Period, *, limit: int = 1000) -> list[Refusal]:
    """Each refused date with who asked, the newest first: for the coordination alone."""
    asked = (Person.name, Booking.title, Occurrence.reason, Booking.id)
    query = (
        _lines(Occurrence.on_date, Resource.name, Resource.kind, Structure.name, *asked)
        .join(Structure, Structure.id == Booking.structure_id)
        .join(Person, Person.id == Booking.person_id)
        .where(_within(pole_id, period), Occurrence.state == State.DECLINED)
        .order_by(Occurrence.starts_at.desc(), Line.id)
    )
    return [Refusal(*row) for row in db.session.execute(query.limit(limit))]
