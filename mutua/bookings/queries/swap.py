"""Dates that could change places, proposals that wait, and uses as they are counted."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from mutua.bookings.models import Booking, Line, Occurrence, State
from mutua.bookings.models.swap import Swap, SwapState, Use
from mutua.bookings.queries.dates import _whole, detailed
from mutua.kernel.db import db
from mutua.pole.models import Member
from mutua.resources.models import Resource
from mutua.resources.queries import visible_to

NEAR = timedelta(days=14)


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


def others_near(given: Occurrence, member: Member, now: datetime) -> list[Occurrence]:
    """Dates of other structures on like resources within a fortnight, one resource each, by start."""
    kind = given.lines[0].resource.kind
    line = aliased(Line)
    alone = select(func.count(line.id)).where(line.occurrence_id == Occurrence.id).scalar_subquery()
    query = (
        select(Occurrence.id)
        .join(Occurrence.booking)
        .join(Occurrence.lines)
        .join(Line.resource)
        .where(visible_to(member), Resource.kind == kind, Booking.structure_id != member.structure_id)
        .where(Occurrence.starts_at > max(now, given.starts_at - NEAR), Occurrence.starts_at < given.starts_at + NEAR)
        .where(Occurrence.state == State.CONFIRMED, alone == 1)
    )
    ids = list(db.session.scalars(query.order_by(Occurrence.starts_at, Occurrence.id).limit(40)))
    found = _whole_dates(ids)
    return [found[number] for number in ids]


def swaps_of(member: Member, now: datetime) -> list[Swap]:
    """Proposals to or from the member's structure that still wait."""
    given, wanted = aliased(Occurrence), aliased(Occurrence)
    mine, theirs = aliased(Booking), aliased(Booking)
    query = (
        select(Swap)
        .options(joinedload(Swap.proposed_by))
        .join(given, given.id == Swap.given_id)
        .join(wanted, wanted.id == Swap.wanted_id)
        .join(mine, mine.id == given.booking_id)
        .join(theirs, theirs.id == wanted.booking_id)
        .where(Swap.state == SwapState.PROPOSED, mine.pole_id == member.pole_id)
        .where(or_(mine.structure_id == member.structure_id, theirs.structure_id == member.structure_id))
        .where(given.starts_at > now, wanted.starts_at > now)
    )
    return _with_dates(list(db.session.scalars(query.order_by(Swap.id))))


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


def uses_between(pole_id: int, first: date, last: date) -> list[Use]:
    """What was used in a pole, both days included."""
    query = select(Use).where(Use.pole_id == pole_id, Use.on_date >= first, Use.on_date <= last)
    return list(db.session.scalars(query.order_by(Use.on_date, Use.id)))
