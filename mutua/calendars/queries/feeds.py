"""Every SELECT about written events and feeds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    inspect,
    or_,
    select,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload, selectinload

from mutua.bookings.models import LIVE, Booking, Line, Occurrence
from mutua.bookings.queries import may_see
from mutua.calendars.models import (
    CalendarEntry,
    CalendarObject,
    Detail,
    FeedKind,
    FeedToken,
    Pulse,
    Taken,
    View,
    Window,
    Written,
)
from mutua.kernel.db import UtcInstant, db
from mutua.pole.models import Affiliation, Member, Membership, Office, Person, Pole, Structure
from mutua.resources.models import Claim, ClaimKind, Drawing, Hold, Place, Resource, Unit
from mutua.resources.queries import holding, visible_to

BODIES: dict[Detail, InstrumentedAttribute[bytes]] = {
    Detail.OWN: CalendarObject.ics,
    Detail.EVERYTHING: CalendarObject.ics_everything,
    Detail.STRUCTURE: CalendarObject.ics_structure,
    Detail.BUSY: CalendarObject.ics_busy,
}
# The same in the calendar of one resource.
BODIES_THERE: dict[Detail, ColumnElement[bytes]] = {
    Detail.OWN: func.coalesce(CalendarEntry.ics, CalendarObject.ics),
    Detail.EVERYTHING: func.coalesce(CalendarEntry.ics_everything, CalendarObject.ics_everything),
    Detail.STRUCTURE: func.coalesce(CalendarEntry.ics_structure, CalendarObject.ics_structure),
    Detail.BUSY: func.coalesce(CalendarEntry.ics_busy, CalendarObject.ics_busy),
}


def whole(booking: Booking) -> Booking:
    """The booking with all that an event tells of it: as it stands when its verb has read all that, else read now."""
    if _has(booking, "structure", "person", "occurrences") and all(
        _has(date, "lines") and all(_is_whole(line) for line in date.lines) for date in booking.occurrences
    ):
        return booking
    return bookings_to_write([booking.id])[0]


def bookings_to_write(booking_ids: Iterable[int]) -> list[Booking]:
    """Bookings with all that an event tells of them."""
    lines = selectinload(Booking.occurrences).selectinload(Occurrence.lines)
    resource = lines.joinedload(Line.resource).options(
        joinedload(Resource.pole), joinedload(Resource.place).joinedload(Place.parent)
    )
    query = select(Booking).options(joinedload(Booking.structure), joinedload(Booking.person), resource)
    return list(db.session.scalars(query.where(Booking.id.in_(list(booking_ids))).order_by(Booking.id)))


def _has(row: object, *names: str) -> bool:
    unloaded: set[str] = inspect(row).unloaded
    return unloaded.isdisjoint(names)


def _is_whole(line: Line) -> bool:
    if not _has(line, "resource") or not _has(line.resource, "place", "pole"):
        return False
    return line.resource.place is None or _has(line.resource.place, "parent")


def object_of(booking_id: int) -> CalendarObject | None:
    """The written event of a booking, without its bytes."""
    query = select(CalendarObject).options(selectinload(CalendarObject.entries))
    return db.session.scalar(query.where(CalendarObject.booking_id == booking_id))


def bytes_for(member: Member, booking_id: int) -> bytes | None:
    """The events of a booking this member may open."""
    query = select(CalendarObject.ics).join(Booking, Booking.id == CalendarObject.booking_id)
    return db.session.scalar(query.where(Booking.id == booking_id, may_see(member)))


def feed_by_hash(sha256: str) -> FeedToken | None:
    """The live feed of a token, with its person and pole."""
    query = select(FeedToken).join(FeedToken.person)
    query = query.options(joinedload(FeedToken.person), joinedload(FeedToken.pole))
    live = (FeedToken.token_sha256 == sha256, FeedToken.revoked_at.is_(None), Person.disabled_at.is_(None))
    return db.session.scalar(query.where(*live))


def feeds_of(member: Member) -> list[FeedToken]:
    """A person's live feeds in this pole, the newest first."""
    query = select(FeedToken).options(joinedload(FeedToken.structure), joinedload(FeedToken.resource))
    return list(db.session.scalars(query.where(*_live_of(member)).order_by(FeedToken.id.desc())))


def feed_of(member: Member, feed_id: int) -> FeedToken | None:
    """One of the person's own feeds in this pole, live or not."""
    query = select(FeedToken).options(joinedload(FeedToken.structure), joinedload(FeedToken.resource))
    mine = (FeedToken.person_id == member.person_id, FeedToken.pole_id == member.pole_id)
    return db.session.scalar(query.where(FeedToken.id == feed_id, *mine))


def count_feeds(member: Member) -> int:
    return db.session.scalar(select(func.count()).select_from(FeedToken).where(*_live_of(member))) or 0


def _live_of(member: Member) -> tuple[ColumnElement[bool], ...]:
    mine = (FeedToken.person_id == member.person_id, FeedToken.pole_id == member.pole_id)
    return (*mine, FeedToken.revoked_at.is_(None))


def resource_seen(member: Member, resource_id: int) -> Resource | None:
    """The resource's own columns, if this member may know of it."""
    return db.session.scalar(select(Resource).where(Resource.id == resource_id, visible_to(member)))


def mark_used(feed_id: int, day: date) -> None:
    db.session.execute(update(FeedToken).where(FeedToken.id == feed_id).values(used_on=day))


def _owned(view: View) -> tuple[ColumnElement[bool], ...]:
    """The events of a person or of a structure."""
    if view.kind is FeedKind.PERSON:
        mine = (CalendarObject.person_id == view.number, CalendarObject.structure_id.in_(sorted(view.structures)))
        return (CalendarObject.pole_id == view.pole_id, *mine)
    if view.kind is FeedKind.POLE:
        return (CalendarObject.pole_id == view.pole_id,)
    return (CalendarObject.pole_id == view.pole_id, CalendarObject.structure_id == view.number)


def pulse_of(sha256: str, since: datetime) -> Pulse | None:
    """The state of the live feed of a token, in one statement and without reading an event; None: no such feed.

    It holds all that decides what its reader may see and gets, so that whatever changes that changes it too. Of a
    resource its own counters, which its row's lock orders; of people and structures sums over an index of the events
    that end after `since`: the last change alone would miss one that was committed late.
    """
    row = db.session.execute(_PULSE, {"sha256": sha256, "since": since}).one_or_none()
    if row is None:
        return None
    feed_id, zone, used_on, *moments = row[:9]
    return Pulse(feed_id, zone, used_on, max(moment for moment in moments if moment is not None), repr(row[9:]))


def _pulse() -> Select[*tuple[Any, ...]]:
    events = CalendarObject.pole_id == FeedToken.pole_id
    since = bindparam("since", type_=UtcInstant())
    whose = (
        and_(FeedToken.kind == FeedKind.PERSON, events, CalendarObject.person_id == FeedToken.person_id),
        and_(FeedToken.kind == FeedKind.STRUCTURE, events, CalendarObject.structure_id == FeedToken.structure_id),
        and_(FeedToken.kind == FeedKind.POLE, events),
    )
    latest = [
        select(func.max(CalendarObject.modified_at)).where(mine, CalendarObject.last_at > since) for mine in whose
    ]
    latest.append(select(func.max(CalendarEntry.modified_at)).where(CalendarEntry.resource_id == FeedToken.resource_id))
    counts = [func.count(), func.sum(CalendarObject.id), func.sum(CalendarObject.revision)]
    states = [select(count).where(mine, CalendarObject.last_at > since) for mine in whose for count in counts]
    inner = [
        query.correlate(FeedToken).scalar_subquery() for query in (*latest, *states, _acting(), _offices(), _sheets())
    ]
    return (
        select(FeedToken.id, Pole.zone, FeedToken.used_on, FeedToken.created_at, Resource.changed_at, *inner)
        .add_columns(Resource.modseq, Resource.version, Person.locale, Pole.version)
        .join(Person, Person.id == FeedToken.person_id)
        .join(Pole, Pole.id == FeedToken.pole_id)
        .outerjoin(Resource, Resource.id == FeedToken.resource_id)
        .where(FeedToken.token_sha256 == bindparam("sha256"))
        .where(FeedToken.revoked_at.is_(None), Person.disabled_at.is_(None))
    )


def _acting() -> Select[str]:
    """For which structures the feed's person acts, under which names and roles."""
    words = cast(Structure.id, String) + Affiliation.role + Membership.state + cast(Structure.version, String)
    query = select(func.aggregate_strings(words, " ")).select_from(Affiliation)
    query = query.join(Structure, Structure.id == Affiliation.structure_id)
    query = query.join(Membership, Membership.structure_id == Structure.id)
    return query.where(Affiliation.person_id == FeedToken.person_id, Membership.pole_id == FeedToken.pole_id)


def _offices() -> Select[str]:
    holding = (Office.person_id == FeedToken.person_id, Office.pole_id == FeedToken.pole_id)
    return select(func.aggregate_strings(cast(Office.role, String), " ")).where(*holding)


def _sheets() -> Select[int]:
    """Of a pole's feed: what its resources are called and tell changes it too."""
    sheet = aliased(Resource)
    return select(func.sum(sheet.version + sheet.id)).where(
        FeedToken.kind == FeedKind.POLE, sheet.pole_id == FeedToken.pole_id
    )


_PULSE = _pulse()  # built once: building it takes longer than running it


def events_in(view: View, window: Window) -> list[Written]:
    """The events that touch the window, by start, each with the bytes its reader may have."""
    query = _bodies(view).order_by(CalendarObject.first_at, CalendarObject.id)
    if view.kind is FeedKind.RESOURCE:
        query = query.join(CalendarEntry, CalendarEntry.object_id == CalendarObject.id)
        query = query.where(
            CalendarEntry.resource_id == view.number,
            CalendarEntry.last_at > window.start,
            CalendarEntry.first_at < window.end,
        )
    else:
        touching = (CalendarObject.last_at > window.start, CalendarObject.first_at < window.end)
        query = query.where(*_owned(view), *touching)
    kept = or_(CalendarObject.cancelled_at.is_(None), CalendarObject.cancelled_at > window.cancelled_since)
    return [Written._make((*row, None, "")) for row in db.session.execute(query.where(kept))]


def _bodies(view: View) -> Select[int, int, bool, object, bytes]:
    bodies = BODIES_THERE if view.kind is FeedKind.RESOURCE else BODIES
    others: ColumnElement[bytes] | InstrumentedAttribute[bytes] = bodies[view.others]
    if view.own and view.others is not Detail.OWN:
        others = case((CalendarObject.structure_id.in_(sorted(view.own)), bodies[Detail.OWN]), else_=others)
    return select(
        CalendarObject.booking_id,
        CalendarObject.structure_id,
        CalendarObject.is_series,
        CalendarObject.waiting,
        others,
    )


def dates_taken(view: View, window: Window) -> list[Taken]:
    """The live dates of a person's or a structure's bookings."""
    query = (
        select(Occurrence.starts_at, Occurrence.ends_at, Occurrence.state)
        .join(CalendarObject, CalendarObject.booking_id == Occurrence.booking_id)
        .where(*_owned(view), CalendarObject.last_at > window.start, CalendarObject.first_at < window.end)
        .where(Occurrence.state.in_(LIVE), Occurrence.starts_at < window.end, Occurrence.ends_at > window.start)
    )
    return [Taken._make(row) for row in db.session.execute(query.order_by(Occurrence.starts_at))]


def live_units(resource_id: int) -> list[int]:
    query = select(Drawing.unit_id).join(Unit, Unit.id == Drawing.unit_id)
    return list(db.session.scalars(query.where(Drawing.resource_id == resource_id, Unit.retired_at.is_(None))))


def units_taken(unit_ids: Iterable[int], window: Window) -> list[Taken]:
    """Holds of the units, whichever resource they were taken through; a form open for ten minutes takes nothing."""
    query = (
        select(Hold.starts_at, Hold.ends_at, Occurrence.state)
        .select_from(Unit)
        .join(Hold, holding(Unit.id, window.start, window.end))
        .join(Claim, and_(Claim.id == Hold.claim_id, Claim.kind != ClaimKind.TENTATIVE))
        .outerjoin(Line, Line.claim_id == Claim.id)
        .outerjoin(Occurrence, Occurrence.id == Line.occurrence_id)
        .where(Unit.id.in_(list(unit_ids)))
    )
    return [Taken._make(row) for row in db.session.execute(query.order_by(Hold.starts_at))]
