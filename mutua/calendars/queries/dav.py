"""Calendars as CalDAV sees them: which events they hold, under which names, as of when, and their bytes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, update

from mutua.bookings.models import LIVE, Line, Occurrence
from mutua.calendars.models import (
    CalendarEntry,
    CalendarObject,
    DavAlarm,
    DavEntry,
    DavLook,
    DavObject,
    DavRefusal,
    Detail,
    FeedKind,
    View,
)
from mutua.calendars.queries.feeds import BODIES_THERE
from mutua.kernel.db import EPOCH, MICROSECOND, db, microseconds
from mutua.pole.models import Member
from mutua.resources.models import Resource
from mutua.resources.rules import No as ResourceNo


class Listed(NamedTuple):
    """An event in a calendar. `mark` changes whenever its bytes do; `is_here`: neither cancelled nor elsewhere."""

    booking_id: int
    name: str
    uid: str
    mark: int
    structure_id: int
    modified_at: datetime
    is_here: bool = True


class Span(NamedTuple):
    """[start, end), either open."""

    start: datetime | None
    end: datetime | None


# --- the calendar of a resource ---------------------------------------------------------------------------------------
def _entries() -> Select[*tuple[Any, ...]]:
    here = and_(DavEntry.is_gone.is_(False), CalendarObject.cancelled_at.is_(None))
    columns = (DavEntry.booking_id, DavEntry.name, DavEntry.uid, DavEntry.modseq, CalendarObject.structure_id)
    query = select(*columns, CalendarObject.modified_at, here)
    return query.join(CalendarObject, CalendarObject.booking_id == DavEntry.booking_id)


def listed_in(
    resource_id: int,
    *,
    names: Collection[str] | None = None,
    uid: str | None = None,
    span: Span | None = None,
    since: int | None = None,
) -> list[Listed]:
    """The events of a resource's calendar, by change; `since` a modseq: what changed after it, gone ones too."""
    query = _entries().where(DavEntry.resource_id == resource_id)
    if since is None:
        query = query.where(DavEntry.is_gone.is_(False), CalendarObject.cancelled_at.is_(None))
    else:
        query = query.where(DavEntry.modseq > since)
    if names is not None:
        query = query.where(DavEntry.name.in_(list(names)))
    if uid is not None:
        query = query.where(DavEntry.uid == uid)
    if span is not None:
        here = select(Line.id).where(Line.occurrence_id == Occurrence.id, Line.resource_id == resource_id).exists()
        query = query.where(*_touching(span, or_(DavEntry.ics.is_(None), here)))
    query = query.order_by(DavEntry.modseq, DavEntry.booking_id)
    return [Listed(*row) for row in db.session.execute(query)]


def _touching(span: Span, *which: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    """Events with a live date (one of these) in the span: the whole event's edges first, which an index knows."""
    edges = []
    dates = [Occurrence.booking_id == CalendarObject.booking_id, Occurrence.state.in_(LIVE), *which]
    if span.start is not None:
        edges.append(CalendarObject.last_at > span.start)
        dates.append(Occurrence.ends_at > span.start)
    if span.end is not None:
        edges.append(CalendarObject.first_at < span.end)
        dates.append(Occurrence.starts_at < span.end)
    return [*edges, select(Occurrence.id).where(*dates).exists()]


def modseq_of(resource_id: int) -> int:
    return db.session.scalar(select(Resource.modseq).where(Resource.id == resource_id)) or 0


def bodies_in(resource_id: int, booking_ids: Collection[int], view: View, writer_id: int) -> dict[int, bytes]:
    """The VEVENTs of these events as the reader may have them; those of `writer_id`, a structure, as it writes them."""
    own = CalendarObject.structure_id.in_(sorted(view.own)) if view.own else false()
    body = case(
        (CalendarObject.structure_id == writer_id, func.coalesce(DavEntry.ics, DavObject.ics)),
        (own, BODIES_THERE[Detail.OWN]),
        else_=BODIES_THERE[view.others],
    )
    query = select(CalendarObject.booking_id, body)
    query = query.join(DavObject, DavObject.booking_id == CalendarObject.booking_id)
    query = query.join(DavEntry, DavEntry.booking_id == CalendarObject.booking_id)
    there = and_(CalendarEntry.object_id == CalendarObject.id, CalendarEntry.resource_id == resource_id)
    query = query.outerjoin(CalendarEntry, there).where(DavEntry.resource_id == resource_id)
    return _by_id(query, CalendarObject.booking_id, booking_ids)


def _by_id(query: Select[int, bytes], column: Any, ids: Collection[int]) -> dict[int, bytes]:
    """All of them when there are many: one statement without a list of thousands."""
    found = query.where(column.in_(list(ids))) if len(ids) <= 500 else query
    return {number: body for number, body in db.session.execute(found) if number in ids}


# --- one's own bookings, and one's structure's ------------------------------------------------------------------------
def _owned(view: View) -> list[ColumnElement[bool]]:
    mine = [CalendarObject.pole_id == view.pole_id, CalendarObject.structure_id.in_(sorted(view.structures))]
    if view.kind is FeedKind.PERSON:
        mine.append(CalendarObject.person_id == view.number)
    return mine


def owned_by(
    view: View, *, names: Collection[str] | None = None, uid: str | None = None, span: Span | None = None
) -> list[Listed]:
    """A person's or a structure's events that are not cancelled."""
    columns = (CalendarObject.booking_id, CalendarObject.uid + ".ics", CalendarObject.uid, CalendarObject.revision)
    query = select(*columns, CalendarObject.structure_id, CalendarObject.modified_at).where(*_owned(view))
    query = query.where(CalendarObject.cancelled_at.is_(None))
    if names is not None:
        query = query.where(CalendarObject.uid.in_([name.removesuffix(".ics") for name in names]))
    if uid is not None:
        query = query.where(CalendarObject.uid == uid)
    if span is not None:
        query = query.where(*_touching(span))
    found = [Listed(*row) for row in db.session.execute(query.order_by(CalendarObject.id))]
    return found if names is None else [row for row in found if row.name in names]


def owned_state(view: View) -> str:
    """Differs whenever the events do."""
    counts = (func.count(), func.sum(CalendarObject.id), func.sum(CalendarObject.revision))
    return "-".join(str(number or 0) for number in db.session.execute(select(*counts).where(*_owned(view))).one())


class Marks(NamedTuple):
    """What tells two states of a person's or a structure's events apart: how many, the sums of their ids and revisions,
    the last id, and the last change in microseconds."""

    events: int
    ids: int
    revisions: int
    last_id: int
    changed: int


def owned_marks(view: View, *, up_to: int | None = None) -> Marks:
    """`up_to`: of the events up to this id alone."""
    mine = _owned(view) + ([] if up_to is None else [CalendarObject.id <= up_to])
    sums = (func.count(), func.sum(CalendarObject.id), func.sum(CalendarObject.revision), func.max(CalendarObject.id))
    row: tuple[Any, ...] = tuple(
        db.session.execute(select(*sums, func.max(CalendarObject.modified_at)).where(*mine)).one()
    )
    changed = 0 if row[4] is None else microseconds(row[4])
    count, ids, revisions, last_id = (int(number or 0) for number in row[:4])
    return Marks(count, ids, revisions, last_id, changed)


def owned_since(view: View, changed: int, late: timedelta) -> list[Listed]:
    """What changed after that moment (as in Marks) or shortly before, cancelled ones too."""
    moment = max(EPOCH, EPOCH + changed * MICROSECOND - late)
    columns = (CalendarObject.booking_id, CalendarObject.uid + ".ics", CalendarObject.uid, CalendarObject.revision)
    live = CalendarObject.cancelled_at.is_(None)
    query = select(*columns, CalendarObject.structure_id, CalendarObject.modified_at, live).where(*_owned(view))
    query = query.where(CalendarObject.modified_at > moment).order_by(CalendarObject.id)
    return [Listed(*row) for row in db.session.execute(query)]


def owned_bodies(view: View, booking_ids: Collection[int]) -> dict[int, bytes]:
    query = select(CalendarObject.booking_id, CalendarObject.ics).where(*_owned(view))
    return _by_id(query, CalendarObject.booking_id, booking_ids)


# --- rows to write ----------------------------------------------------------------------------------------------------
def dav_object(booking_id: int) -> DavObject | None:
    return db.session.scalar(select(DavObject).where(DavObject.booking_id == booking_id))


def dav_entries(booking_id: int) -> list[DavEntry]:
    return list(db.session.scalars(select(DavEntry).where(DavEntry.booking_id == booking_id)))


def entry_at(resource_id: int, *, name: str | None = None, uid: str | None = None) -> DavEntry | None:
    """Whatever stands there, cancelled or gone too."""
    query = select(DavEntry).where(DavEntry.resource_id == resource_id)
    query = query.where(DavEntry.name == name) if name is not None else query.where(DavEntry.uid == uid)
    return db.session.scalar(query)


def is_apart(booking_id: int, resource_id: int) -> bool:
    """Whether the calendar of the resource shows a part of the booking's dates to those who write it."""
    here = (DavEntry.booking_id == booking_id, DavEntry.resource_id == resource_id, DavEntry.ics.is_not(None))
    return db.session.scalar(select(DavEntry.id).where(*here)) is not None


def is_live(booking_id: int, resource_id: int) -> bool:
    """Whether the booking stands in the calendar of the resource."""
    return any(row.is_here for row in listed_ids(booking_id, resource_id))


def listed_ids(booking_id: int, resource_id: int) -> list[Listed]:
    query = _entries().where(DavEntry.booking_id == booking_id, DavEntry.resource_id == resource_id)
    return [Listed(*row) for row in db.session.execute(query)]


def count_up(resource_ids: Iterable[int]) -> dict[int, int]:
    """The next count of each of these resources; its row is locked until the end, so that counts follow commits."""
    change = update(Resource).where(Resource.id.in_(sorted(resource_ids))).values(modseq=Resource.modseq + 1)
    change = change.returning(Resource.id, Resource.modseq).execution_options(synchronize_session=False)
    return dict(iter(db.session.execute(change)))


def touch(booking_id: int) -> None:
    """A new ETag for the booking in each of its calendars, and a place among their last changes."""
    entries = dav_entries(booking_id)
    counters = count_up(entry.resource_id for entry in entries)
    for entry in entries:
        entry.modseq = counters[entry.resource_id]


# --- what is the member's own -----------------------------------------------------------------------------------------
def alarms_of(person_id: int, booking_ids: Collection[int]) -> dict[int, dict[str, list[str]]]:
    query = select(DavAlarm.booking_id, DavAlarm.lines).where(DavAlarm.person_id == person_id)
    if len(booking_ids) <= 500:
        query = query.where(DavAlarm.booking_id.in_(list(booking_ids)))
    return dict(iter(db.session.execute(query)))


def alarm_row(person_id: int, booking_id: int) -> DavAlarm | None:
    mine = (DavAlarm.person_id == person_id, DavAlarm.booking_id == booking_id)
    return db.session.scalar(select(DavAlarm).where(*mine))


def _looks(member: Member) -> tuple[ColumnElement[bool], ...]:
    return (
        DavLook.person_id == member.person_id,
        DavLook.structure_id == member.structure_id,
        DavLook.pole_id == member.pole_id,
    )


def looks_of(member: Member) -> dict[str, dict[str, str]]:
    """What the member's programs set, by calendar."""
    query = select(DavLook.calendar, DavLook.name, DavLook.value).where(*_looks(member))
    found: dict[str, dict[str, str]] = {}
    for calendar, name, value in db.session.execute(query):
        found.setdefault(calendar, {})[name] = value
    return found


def look(member: Member, calendar: str, name: str) -> DavLook | None:
    same = (DavLook.calendar == calendar, DavLook.name == name)
    return db.session.scalar(select(DavLook).where(*_looks(member), *same))


def refusal(person_id: int, resource_id: int, uid: str, wish_sha256: str) -> DavRefusal | None:
    same = (DavRefusal.person_id == person_id, DavRefusal.resource_id == resource_id, DavRefusal.uid == uid)
    return db.session.scalar(select(DavRefusal).where(*same, DavRefusal.wish_sha256 == wish_sha256))


def solve_refusals(person_id: int, uid: str, now: datetime) -> set[str]:
    """Mark the refusals of this event as over; of which wishes. A cancellation that came too late stays refused."""
    mine = (DavRefusal.person_id == person_id, DavRefusal.uid == uid)
    waiting = (*mine, DavRefusal.solved_at.is_(None), DavRefusal.reason != ResourceNo.TOO_LATE_TO_CANCEL)
    change = update(DavRefusal).where(*waiting).values(solved_at=now).returning(DavRefusal.wish_sha256)
    return set(db.session.scalars(change.execution_options(synchronize_session=False)))
