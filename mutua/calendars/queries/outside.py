"""Every SELECT about outside calendars."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select
from sqlalchemy.orm import joinedload, undefer

from mutua.bookings.models import Booking, Line, Occurrence
from mutua.calendars.models import DavObject, OldCalendar, OutsideCalendar, OutsideHold, OutsideTime
from mutua.kernel.db import db
from mutua.kernel.reading_order import by_name
from mutua.pole.models import Member
from mutua.resources.models import Drawing, Hold, Resource, Unit

WITH = (
    joinedload(OutsideCalendar.resource).options(joinedload(Resource.pole), joinedload(Resource.place)),
    joinedload(OutsideCalendar.person),
)
AT_ONCE = 500


def outside_of(member: Member) -> list[OutsideCalendar]:
    """Those the member looks after: of their own time, and of resources they set."""
    query = select(OutsideCalendar).join(OutsideCalendar.resource).options(*WITH).where(_theirs(member))
    return list(
        db.session.scalars(query.order_by(by_name(Resource.name), by_name(OutsideCalendar.name), OutsideCalendar.id))
    )


def outside_for(member: Member, calendar_id: int) -> OutsideCalendar | None:
    """One of them."""
    query = select(OutsideCalendar).join(OutsideCalendar.resource).options(*WITH, undefer(OutsideCalendar.kept))
    return db.session.scalar(query.where(OutsideCalendar.id == calendar_id, _theirs(member)))


def _theirs(member: Member) -> ColumnElement[bool]:
    """A person's time is theirs alone: no manager sees where it comes from."""
    own = and_(OutsideCalendar.unit_id.is_not(None), OutsideCalendar.person_id == member.person_id)
    managed = Resource.structure_id == member.structure_id if member.manages(member.structure_id or 0) else None
    kept = [own] if managed is None else [own, and_(OutsideCalendar.unit_id.is_(None), managed)]
    return and_(OutsideCalendar.pole_id == member.pole_id, or_(*kept))


def outside_by_id(calendar_id: int) -> OutsideCalendar | None:
    query = select(OutsideCalendar).options(*WITH, undefer(OutsideCalendar.kept))
    return db.session.scalar(query.where(OutsideCalendar.id == calendar_id))


def count_outside(resource_id: int, unit_id: int | None) -> int:
    same = (OutsideCalendar.resource_id == resource_id, OutsideCalendar.unit_id.is_not_distinct_from(unit_id))
    return db.session.scalar(select(func.count()).select_from(OutsideCalendar).where(*same)) or 0


def outside_due(now: datetime) -> OutsideCalendar | None:
    """The one that has waited longest to be read again."""
    query = select(OutsideCalendar).join(OutsideCalendar.resource).options(*WITH, undefer(OutsideCalendar.kept))
    due = (OutsideCalendar.next_at <= now, Resource.retired_at.is_(None))
    return db.session.scalar(query.where(*due).order_by(OutsideCalendar.next_at, OutsideCalendar.id).limit(1))


def own_unit(member: Member) -> tuple[int, int] | None:
    """(unit, resource) of the member's own working time here: the first resource that draws on it."""
    query = (
        select(Unit.id, Resource.id)
        .join(Drawing, Drawing.unit_id == Unit.id)
        .join(Resource, Resource.id == Drawing.resource_id)
        .where(Unit.person_id == member.person_id, Unit.retired_at.is_(None))
        .where(Resource.pole_id == member.pole_id, Resource.retired_at.is_(None))
    )
    row = db.session.execute(query.order_by(Resource.id).limit(1)).one_or_none()
    return (row[0], row[1]) if row else None


def our_uids(pole_id: int, uids: Collection[str]) -> set[str]:
    """Which of these events are our own bookings, come back through somebody's calendar."""
    found: set[str] = set()
    wanted = list(uids)
    for first in range(0, len(wanted), AT_ONCE):
        some = wanted[first : first + AT_ONCE]
        found |= set(db.session.scalars(select(Booking.uid).where(Booking.uid.in_(some), Booking.pole_id == pole_id)))
        put = select(DavObject.uid).join(Booking, Booking.id == DavObject.booking_id)
        found |= set(db.session.scalars(put.where(DavObject.uid.in_(some), Booking.pole_id == pole_id)))
    return found


def times_of(calendar_id: int, start: datetime, *, most: int | None = None) -> list[OutsideTime]:
    """Those that are not over at `start`, in order."""
    query = select(OutsideTime).where(OutsideTime.calendar_id == calendar_id, OutsideTime.ends_at > start)
    return list(db.session.scalars(query.order_by(OutsideTime.starts_at, OutsideTime.id).limit(most)))


def count_times(calendar_id: int, start: datetime) -> int:
    same = (OutsideTime.calendar_id == calendar_id, OutsideTime.ends_at > start)
    return db.session.scalar(select(func.count()).select_from(OutsideTime).where(*same)) or 0


def replace_times(calendar_id: int, rows: Sequence[dict[str, object]]) -> None:
    db.session.execute(delete(OutsideTime).where(OutsideTime.calendar_id == calendar_id))
    for first in range(0, len(rows), AT_ONCE):
        db.session.execute(insert(OutsideTime), rows[first : first + AT_ONCE])


def holds_of(calendar_id: int) -> list[tuple[int, int, datetime, datetime]]:
    """(claim, unit, start, end) of what a calendar holds."""
    query = (
        select(Hold.claim_id, Hold.unit_id, Hold.starts_at, Hold.ends_at)
        .join(OutsideHold, OutsideHold.claim_id == Hold.claim_id)
        .where(OutsideHold.calendar_id == calendar_id)
    )
    return [(claim, unit, start, end) for claim, unit, start, end in db.session.execute(query)]


def booked_in(claim_ids: Collection[int]) -> dict[int, int]:
    """The booking behind each claim."""
    found: dict[int, int] = {}
    wanted = list(claim_ids)
    for first in range(0, len(wanted), AT_ONCE):
        query = select(Line.claim_id, Occurrence.booking_id).join(Occurrence, Occurrence.id == Line.occurrence_id)
        found |= {
            claim: booking
            for claim, booking in db.session.execute(query.where(Line.claim_id.in_(wanted[first : first + AT_ONCE])))
            if claim is not None
        }
    return found


def claims_of(calendar_id: int) -> list[int]:
    query = select(OutsideHold.claim_id).where(OutsideHold.calendar_id == calendar_id)
    return list(db.session.scalars(query))


def old_calendar(member: Member, number: int) -> OldCalendar | None:
    """A file of an old system that this member brought."""
    query = select(OldCalendar).options(
        joinedload(OldCalendar.resource).options(joinedload(Resource.pole), joinedload(Resource.place)),
        undefer(OldCalendar.body),
    )
    mine = (OldCalendar.person_id == member.person_id, OldCalendar.pole_id == member.pole_id)
    return db.session.scalar(query.where(OldCalendar.id == number, *mine))
