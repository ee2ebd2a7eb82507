"""Dates that could change places, proposals that wait, and uses as they are counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.orm import aliased, joinedload

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
    query, mine, theirs = _waiting(select(Swap).options(joinedload(Swap.proposed_by)), now)
    sides = [and_(side.pole_id == member.pole_id, side.structure_id == member.structure_id) for side in (mine, theirs)]
    if booking_id is not None:
        sides = [and_(sides[0], mine.id == booking_id), and_(sides[1], theirs.id == booking_id)]
    return _with_dates(list(db.session.scalars(query.where(or_(*sides)).order_by(Swap.id))))


def counting_swaps(member: Member, now: BindParameter[datetime]) -> Select[int]:
    """How many proposals the member's structure has to answer: the figure in the menu."""
    query, _, theirs = _waiting(select(func.count(Swap.id)), now)
    return query.where(theirs.pole_id == member.pole_id, theirs.structure_id == member.structure_id)


def _waiting(query: Select[Any], now: datetime | BindParameter[datetime]) -> tuple[Select[Any], Any, Any]:
    """The query narrowed to proposals whose two dates may still change places, and the bookings of both sides."""
    given, wanted = aliased(Occurrence), aliased(Occurrence)
    mine, theirs = aliased(Booking), aliased(Booking)
    query = (
        query.join(given, given.id == Swap.given_id)
        .join(wanted, wanted.id == Swap.wanted_id)
        .join(mine, mine.id == given.booking_id)
        .join(theirs, theirs.id == wanted.booking_id)
        .where(_WAITS, *(side.starts_at > now for side in (given, wanted)))
        .where(*(side.state.in_((State.REQUESTED, State.CONFIRMED)) for side in (given, wanted)))
    )
    return query, mine, theirs


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
