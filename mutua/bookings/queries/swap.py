"""Dates that could change places, proposals that wait, and uses as they are counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import BindParameter, ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload

from mutua.bookings.models import Booking, Line, Occurrence, State
from mutua.bookings.models.swap import Swap, SwapState, Use
from mutua.bookings.queries.dates import _whole, detailed
from mutua.kernel.db import db
from mutua.pole.models import Member
from mutua.resources.models import Kind, Resource, Shown
from mutua.resources.queries import visible_to

NEAR = timedelta(days=14)
MOST_OTHERS = 30
# Written out in the statement: the index of what waits serves no parameter.
_WAITS = Swap.state == literal(SwapState.PROPOSED, Swap.state.type, literal_execute=True)


@dataclass(frozen=True)
class Near:
    """Which dates to look for: around which moment of which day, of which kind, or on one resource alone."""

    day: date
    at: datetime
    kind: Kind
    resource_id: int | None = None


def _whole_dates(ids: list[int]) -> dict[int, Occurrence]:
    """Dates with their bookings, by id."""
    parents = select(Occurrence.booking_id).where(Occurrence.id.in_(ids))
    found = [_whole(booking) for booking in db.session.scalars(detailed().where(Booking.id.in_(parents)))]
    return {entry.id: entry for booking in found for entry in booking.occurrences if entry.id in ids}


def date_in(member: Member, occurrence_id: int) -> Occurrence | None:
    """Any date of the pole on a resource the member may know of."""
    seen = (
        select(Line.id)
        .join(Resource, Resource.id == Line.resource_id)
        .where(Line.occurrence_id == Occurrence.id, visible_to(member))
    )
    known = db.session.scalar(select(Occurrence.id).where(Occurrence.id == occurrence_id, seen.exists()))
    return _whole_dates([occurrence_id]).get(occurrence_id) if known else None


def others_near(given: Occurrence, near: Near, member: Member, now: datetime) -> tuple[list[Occurrence], bool]:
    """Dates of other structures that could be had instead, those of the day first, then by distance in time.

    Within a fortnight, one resource each, none whose structure the member may not read. And whether there are more.
    """
    start, query = Occurrence.starts_at, _others(given, near, member)
    after = query.where(start >= near.at, start > now, start < near.at + NEAR).order_by(start, Occurrence.id)
    before = query.where(start < near.at, start > max(now, near.at - NEAR)).order_by(start.desc(), Occurrence.id)
    rows = [row for half in (after, before) for row in db.session.execute(half.limit(MOST_OTHERS + 1))]
    rows.sort(key=lambda row: (row.on_date != near.day, abs(row.starts_at - near.at), row.id))
    ids = [row.id for row in rows[:MOST_OTHERS]]
    found = _whole_dates(ids)
    return [found[number] for number in ids], len(rows) > MOST_OTHERS


def _others(given: Occurrence, near: Near, member: Member) -> Select[int, date, datetime]:
    line = aliased(Line)
    alone = select(func.count(line.id)).where(line.occurrence_id == Occurrence.id).scalar_subquery()
    proposed = select(Swap.id).where(Swap.given_id == given.id, Swap.wanted_id == Occurrence.id, _WAITS)
    query = (
        select(Occurrence.id, Occurrence.on_date, Occurrence.starts_at)
        .join(Occurrence.booking)
        .join(Occurrence.lines)
        .join(Line.resource)
        .where(_named_to(member), Booking.pole_id == member.pole_id, Booking.structure_id != member.structure_id)
        .where(Occurrence.state == State.CONFIRMED, alone == 1, ~proposed.exists())
    )
    return query.where(Resource.id == near.resource_id if near.resource_id else Resource.kind == near.kind)


def _named_to(member: Member) -> ColumnElement[bool]:
    """Resources on which the member reads who booked."""
    if member.is_coordinator:
        return visible_to(member)
    return and_(visible_to(member), or_(Resource.shown != Shown.BUSY, Resource.structure_id == member.structure_id))


def choices(member: Member, kind: Kind) -> list[tuple[int, str]]:
    """(id, name) of the resources of a kind on which others' dates may be looked for."""
    query = select(Resource.id, Resource.name).where(_named_to(member), Resource.kind == kind)
    rows = db.session.execute(query.where(Resource.retired_at.is_(None)).order_by(Resource.name, Resource.id))
    return [(number, name) for number, name in rows]


def swaps_of(member: Member, now: datetime, *, booking_id: int | None = None) -> list[Swap]:
    """Proposals to or from the member's structure that still wait; `booking_id`: those about one booking."""
    which = _of(member) if booking_id is None else [*_of(member), Booking.id == booking_id]
    ours = [_side(date, now, *which) for date in (Swap.given_id, Swap.wanted_id)]
    query = select(Swap).options(joinedload(Swap.proposed_by)).where(*_waiting(now), or_(*ours))
    return _with_dates(list(db.session.scalars(query.order_by(Swap.id))))


def counting_swaps(member: Member, now: BindParameter[datetime]) -> Select[int]:
    """How many proposals the member's structure has to answer: the figure in the menu."""
    return select(func.count(Swap.id)).where(*_waiting(now), _side(Swap.wanted_id, now, *_of(member)))


def _of(member: Member) -> list[ColumnElement[bool]]:
    return [Booking.pole_id == member.pole_id, Booking.structure_id == member.structure_id]


def _waiting(now: datetime | BindParameter[datetime]) -> list[ColumnElement[bool]]:
    """Proposals whose two dates may still change places."""
    return [_WAITS, *(_side(date, now) for date in (Swap.given_id, Swap.wanted_id))]


def _side(
    date: InstrumentedAttribute[int], now: datetime | BindParameter[datetime], *which: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Asked of each proposal, so that no plan begins with all of a structure's bookings."""
    query = select(Occurrence.id).join(Booking, Booking.id == Occurrence.booking_id).where(Occurrence.id == date)
    still = Occurrence.state.in_((State.REQUESTED, State.CONFIRMED))
    return query.where(Occurrence.starts_at > now, still, *which).correlate(Swap).exists()


def swap_for(member: Member, swap_id: int) -> Swap | None:
    """One proposal, locked, if one side is the member's structure."""
    query = select(Swap).options(joinedload(Swap.proposed_by)).where(Swap.id == swap_id)
    found = _with_dates(list(db.session.scalars(query.with_for_update(of=Swap))))
    sides = {side.booking.structure_id for swap in found for side in (swap.given, swap.wanted)}
    here = found and found[0].given.booking.pole_id == member.pole_id
    return found[0] if here and member.structure_id in sides else None


def _with_dates(swaps: list[Swap]) -> list[Swap]:
    dates = _whole_dates([number for swap in swaps for number in (swap.given_id, swap.wanted_id)])
    for swap in swaps:
        swap.given, swap.wanted = dates[swap.given_id], dates[swap.wanted_id]
    return swaps


def coming_of(structure_id: int, pole_id: int | None, person_id: int | None, now: datetime) -> list[Booking]:
    """Bookings of a person for a structure, or of everybody's, that are not over, with all that their letters say."""
    later = select(Occurrence.id).where(Occurrence.booking_id == Booking.id, Occurrence.ends_at > now)
    mine: list[ColumnElement[bool]] = [Booking.structure_id == structure_id]
    if person_id is not None:
        mine.append(Booking.person_id == person_id)
    if pole_id is not None:
        mine.append(Booking.pole_id == pole_id)
    query = detailed().where(*mine, later.exists()).order_by(Booking.id)
    return [_whole(found) for found in db.session.scalars(query)]


def booked_by(person_id: int) -> list[Booking]:
    """All that a person booked, over or not."""
    query = detailed().where(Booking.person_id == person_id).order_by(Booking.id)
    return [_whole(found) for found in db.session.scalars(query)]


def uses_between(pole_id: int, first: date, last: date) -> list[Use]:
    """What was used in a pole, both days included."""
    query = select(Use).where(Use.pole_id == pole_id, Use.on_date >= first, Use.on_date <= last)
    return list(db.session.scalars(query.order_by(Use.on_date, Use.id)))
