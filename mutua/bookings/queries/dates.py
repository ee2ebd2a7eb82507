"""Bookings, their dates and lines, each loaded with what its reader touches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, literal, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from mutua.bookings.models import LIVE, Booking, Line, LineState, Occurrence, Slot, State, Wish
from mutua.bookings.models.delegate import Delegate
from mutua.bookings.rules.dates import MISSED_WITHIN
from mutua.kernel.db import db
from mutua.pole.models import Affiliation, Member, Person, Structure
from mutua.resources.models import Approval, Ask, Draw, Drawing, Place, Resource
from mutua.resources.queries import resources_for


def wanted(wish: Wish, member: Member) -> list[Resource]:
    """The resources of a wish, in its order; those the member may not know of are missing."""
    found = {resource.id: resource for resource in resources_for(member, ids=wish.resource_ids)}
    missing = set(wish.resource_ids) - found.keys()
    if missing:
        found |= {resource.id: resource for resource in resources_for(member, ids=missing, abroad=True)}
    return [found[number] for number in wish.resource_ids if number in found]


def parties(member: Member) -> tuple[Structure, Person]:
    """The structure and the person of a new booking, for what is told of it at once."""
    row = db.session.execute(_parties(), {"structure": member.structure_id, "person": member.person_id}).one()
    return row[0], row[1]


@cache
def _parties() -> Select[Structure, Person]:
    query = select(Structure, Person).join(Affiliation, Affiliation.structure_id == Structure.id)
    query = query.join(Person, Person.id == Affiliation.person_id)
    return query.where(Structure.id == bindparam("structure"), Person.id == bindparam("person"))


def asks(resources: Sequence[Resource], slot: Slot, structure_id: int) -> list[Ask]:
    """What one date asks of the units: the largest turnaround among the resources holds for all of them."""
    turnaround = max(resource.turnaround for resource in resources)
    return [
        Ask(
            resource_id=resource.id,
            unit_ids=tuple(draw.unit_id for draw in resource.draws if draw.unit.retired_at is None),
            count=units_needed(resource),
            span=slot.span,
            turnaround=turnaround,
            structure_id=structure_id,
        )
        for resource in resources
    ]


def units_needed(resource: Resource) -> int:
    """All of its live units, or the n that it asks of any; never fewer than one, so that an empty resource is taken."""
    live = [draw for draw in resource.draws if draw.unit.retired_at is None]
    return max(1, len(live)) if resource.draw is Draw.ALL else resource.units_needed


def detailed() -> Select[Booking]:
    dates = selectinload(Booking.occurrences)
    lines = dates.selectinload(Occurrence.lines)
    return select(Booking).options(
        joinedload(Booking.structure),
        joinedload(Booking.person),
        lines.joinedload(Line.resource).options(
            joinedload(Resource.structure),
            joinedload(Resource.pole),
            joinedload(Resource.place).joinedload(Place.parent),
            selectinload(Resource.hours),
            selectinload(Resource.draws).joinedload(Drawing.unit),
        ),
    )


def may_see(member: Member) -> ColumnElement[bool]:
    """One's own structure's bookings, those of the resources one's structure shares, and all for the coordination.

    What other poles booked here is seen by who shares the resource and by the coordination of its home, by nobody else.
    """
    lent = (
        select(Line.id)
        .join(Resource, Resource.id == Line.resource_id)
        .join(Occurrence, Occurrence.id == Line.occurrence_id)
        .where(Occurrence.booking_id == Booking.id, Resource.pole_id == member.pole_id)
    )
    if member.is_coordinator:
        return or_(Booking.pole_id == member.pole_id, lent.exists())
    ours = and_(Booking.pole_id == member.pole_id, Booking.structure_id == member.structure_id)
    return or_(ours, lent.where(Resource.structure_id == member.structure_id).exists())


def _whole(booking: Booking) -> Booking:
    """Tie dates and lines back to what they belong to, so that each of them keeps the booking alive and at hand."""
    for occurrence in booking.occurrences:
        set_committed_value(occurrence, "booking", booking)
        for line in occurrence.lines:
            set_committed_value(line, "occurrence", occurrence)
    return booking


def booking_for(member: Member, booking_id: int) -> Booking | None:
    found = db.session.scalar(detailed().where(Booking.id == booking_id, may_see(member)))
    return _whole(found) if found else None


def occurrence_for(member: Member, occurrence_id: int) -> Occurrence | None:
    """A date with its booking's other dates loaded too."""
    parent = select(Occurrence.booking_id).where(Occurrence.id == occurrence_id).scalar_subquery()
    booking = db.session.scalar(detailed().where(Booking.id == parent, may_see(member)))
    return next((date for date in _whole(booking).occurrences if date.id == occurrence_id), None) if booking else None


def bookings_of(member: Member, *, limit: int = 50, offset: int = 0) -> list[Booking]:
    query = detailed().where(Booking.pole_id == member.pole_id, Booking.structure_id == member.structure_id)
    return [
        _whole(found) for found in db.session.scalars(query.order_by(Booking.id.desc()).limit(limit).offset(offset))
    ]


def _dates() -> Select[Occurrence]:
    return (
        select(Occurrence)
        .join(Occurrence.booking)
        .options(
            contains_eager(Occurrence.booking).options(joinedload(Booking.structure), joinedload(Booking.person)),
            selectinload(Occurrence.lines)
            .joinedload(Line.resource)
            .options(joinedload(Resource.structure), joinedload(Resource.place), joinedload(Resource.pole)),
        )
    )


def occurrences_between(member: Member, start: datetime, end: datetime) -> list[Occurrence]:
    """The member's structure's dates that touch [start, end), by start."""
    mine = and_(Booking.pole_id == member.pole_id, Booking.structure_id == member.structure_id)
    query = _dates().where(mine, Occurrence.starts_at < end, Occurrence.ends_at > start)
    return list(db.session.scalars(query.order_by(Occurrence.starts_at, Occurrence.id)))


def upcoming(
    member: Member, now: datetime, *, limit: int = 60, offset: int = 0, mine_alone: bool = False
) -> list[Occurrence]:
    """The structure's dates that are not over, by start; `mine_alone`: those this person asked for."""
    query = _dates().where(_ours(member, mine_alone), Occurrence.ends_at > now)
    query = query.order_by(Occurrence.starts_at, Occurrence.id)
    return list(db.session.scalars(query.limit(limit).offset(offset)))


def past(
    member: Member, now: datetime, *, limit: int = 60, offset: int = 0, mine_alone: bool = False
) -> list[Occurrence]:
    """The structure's dates that are over, the latest first."""
    query = _dates().where(_ours(member, mine_alone), Occurrence.ends_at <= now)
    query = query.order_by(Occurrence.starts_at.desc(), Occurrence.id)
    return list(db.session.scalars(query.limit(limit).offset(offset)))


def count_dates(member: Member, now: datetime, *, over: bool, mine_alone: bool = False) -> int:
    """How many dates `past` (over) or `upcoming` would give in all."""
    when = Occurrence.ends_at <= now if over else Occurrence.ends_at > now
    query = select(func.count()).select_from(Occurrence).join(Occurrence.booking).where(_ours(member, mine_alone), when)
    return db.session.scalar(query) or 0


def _ours(member: Member, mine_alone: bool) -> ColumnElement[bool]:
    ours = and_(Booking.pole_id == member.pole_id, Booking.structure_id == member.structure_id)
    return and_(ours, Booking.person_id == member.person_id) if mine_alone else ours


# Written out in the statement: the index of what waits serves no parameter.
_PENDING = Line.state == literal(LineState.PENDING, Line.state.type, literal_execute=True)


def _decided_by(member: Member) -> ColumnElement[bool]:
    owner = and_(Line.approval == Approval.OWNER, Resource.structure_id == member.structure_id)
    if not member.manages(member.structure_id):
        owner = and_(owner, Line.resource_id.in_(member.resource_ids if isinstance(member, Delegate) else ()))
    pole = Line.approval == Approval.COORDINATOR
    return or_(owner, pole) if member.is_coordinator else owner


def lines_to_decide(member: Member, *, limit: int = 50) -> list[Line]:
    """Requests that wait for this member, the nearest date first."""
    query = (
        select(Line)
        .join(Line.occurrence)
        .join(Line.resource)
        .join(Occurrence.booking)
        .options(
            contains_eager(Line.occurrence)
            .contains_eager(Occurrence.booking)
            .options(joinedload(Booking.structure), joinedload(Booking.person)),
            contains_eager(Line.resource).options(joinedload(Resource.structure), joinedload(Resource.pole)),
        )
        .where(Resource.pole_id == member.pole_id, Occurrence.state == State.REQUESTED)
        .where(_PENDING, _decided_by(member))
    )
    return list(db.session.scalars(query.order_by(Occurrence.starts_at, Line.id).limit(limit)))


def counting_to_decide(member: Member) -> Select[int]:
    """How many bookings (not dates) wait for this member's answer: the figure in the menu."""
    return (
        select(func.count(func.distinct(Occurrence.booking_id)))
        .select_from(Line)
        .join(Line.occurrence)
        .join(Line.resource)
        .where(Resource.pole_id == member.pole_id, Occurrence.state == State.REQUESTED)
        .where(_PENDING, _decided_by(member))
    )


def usual(member: Member, since: datetime) -> list[tuple[int, int]]:
    """(resource id, times booked) by this person since a moment, the most used first."""
    times = func.count()
    query = (
        select(Line.resource_id, times)
        .join(Line.occurrence)
        .join(Occurrence.booking)
        .where(Booking.person_id == member.person_id, Booking.pole_id == member.pole_id)
        .where(Occurrence.starts_at > since, Occurrence.state.in_(LIVE))
        .group_by(Line.resource_id)
        .order_by(times.desc(), Line.resource_id)
    )
    return [(number, count) for number, count in db.session.execute(query.limit(3))]


def last_occurrence_of(member: Member, resource_id: int) -> Occurrence | None:
    query = (
        _dates()
        .join(Occurrence.lines)
        .where(Booking.person_id == member.person_id, Line.resource_id == resource_id)
        .order_by(Occurrence.starts_at.desc())
    )
    return db.session.scalar(query.limit(1))


def over(now: datetime, *, at_most: int = 200) -> list[Occurrence]:
    """Dates that ended while still requested or confirmed: the worker moves them on.

    Confirmed ones on what others share only a day later: until then their owners may say that nobody came.
    """
    foreign = (
        select(Line.id)
        .join(Resource, Resource.id == Line.resource_id)
        .join(Booking, Booking.id == Occurrence.booking_id)
        .where(Line.occurrence_id == Occurrence.id, Resource.structure_id != Booking.structure_id)
    )
    settled = or_(Occurrence.state == State.REQUESTED, Occurrence.ends_at <= now - MISSED_WITHIN, ~foreign.exists())
    query = _dates().where(Occurrence.state.in_((State.REQUESTED, State.CONFIRMED)), Occurrence.ends_at <= now, settled)
    return list(db.session.scalars(query.order_by(Occurrence.ends_at).limit(at_most)))


def finished_lines_of(pole_id: int, start: datetime, end: datetime) -> list[Line]:
    """Approved lines of dates that are done or no-show, of another structure's resource, ended in [start, end)."""
    query = (
        select(Line)
        .join(Line.occurrence)
        .join(Line.resource)
        .join(Occurrence.booking)
        .options(
            contains_eager(Line.occurrence).contains_eager(Occurrence.booking).joinedload(Booking.structure),
            contains_eager(Line.resource).options(joinedload(Resource.structure), joinedload(Resource.pole)),
        )
        .where(Booking.pole_id == pole_id, Resource.pole_id == pole_id, Resource.structure_id != Booking.structure_id)
        .where(Occurrence.state.in_((State.DONE, State.NO_SHOW)))
        .where(Occurrence.ends_at >= start, Occurrence.ends_at < end)
    )
    return list(db.session.scalars(query.order_by(Occurrence.ends_at, Line.id)))


def uid_taken(uid: str) -> bool:
    return db.session.scalar(select(Booking.id).where(Booking.uid == uid)) is not None


def resources_of(booking_id: int) -> list[int]:
    """The resources of all dates of a booking."""
    query = select(Line.resource_id).join(Line.occurrence).where(Occurrence.booking_id == booking_id)
    return list(db.session.scalars(query.distinct()))
