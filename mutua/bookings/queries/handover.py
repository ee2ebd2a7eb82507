"""Hand-overs with what their page shows; who said they are there; what a door shows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Select, case, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from mutua.bookings.models import Booking, Line, Occurrence, State
from mutua.bookings.models.desk import DeskRule, Told
from mutua.bookings.models.handover import EARLY_AT_THE_DOOR, DoorLink, Handover, HandoverPhoto, Moment, Presence
from mutua.bookings.queries.dates import _whole, detailed, may_see
from mutua.kernel.db import db
from mutua.pole.models import Member
from mutua.resources.models import Hold, Resource
from mutua.resources.queries import loaded

LATE = timedelta(minutes=30)


def _handovers() -> Select[Handover]:
    return select(Handover).options(
        joinedload(Handover.by),
        joinedload(Handover.structure),
        joinedload(Handover.acknowledged_by),
        selectinload(Handover.photos),
    )


def handovers_of(line_ids: Iterable[int]) -> dict[int, list[Handover]]:
    """By line, start before return."""
    query = _handovers().where(Handover.line_id.in_(list(line_ids))).order_by(Handover.id)
    found: dict[int, list[Handover]] = {}
    for handover in db.session.scalars(query):
        found.setdefault(handover.line_id, []).append(handover)
    return found


def handover_for(member: Member, handover_id: int) -> Handover | None:
    """With its line, date and booking, if the member may see the booking."""
    line_id = db.session.scalar(select(Handover.line_id).where(Handover.id == handover_id))
    line = line_for(member, line_id) if line_id is not None else None
    if line is None:
        return None
    found = db.session.scalars(_handovers().where(Handover.id == handover_id)).one()
    found.line = line
    return found


def line_for(member: Member, line_id: int) -> Line | None:
    parent = select(Occurrence.booking_id).join(Line, Line.occurrence_id == Occurrence.id).where(Line.id == line_id)
    booking = db.session.scalar(detailed().where(Booking.id == parent.scalar_subquery(), may_see(member)))
    if booking is None:
        return None
    return next(line for date in _whole(booking).occurrences for line in date.lines if line.id == line_id)


def photo(photo_id: int) -> HandoverPhoto | None:
    return db.session.scalar(select(HandoverPhoto).where(HandoverPhoto.id == photo_id))


def held_until(claim_id: int) -> datetime | None:
    """When the last hold of a claim ends."""
    query = select(Hold.ends_at).where(Hold.claim_id == claim_id).order_by(Hold.ends_at.desc())
    return db.session.scalar(query.limit(1))


def next_line(resource_id: int, after: datetime, before: datetime) -> Line | None:
    """The next date that counts on a resource, to warn those who come."""
    query = (
        select(Line)
        .join(Line.occurrence)
        .join(Occurrence.booking)
        .options(
            contains_eager(Line.occurrence).options(
                contains_eager(Occurrence.booking).options(
                    joinedload(Booking.structure), joinedload(Booking.person), selectinload(Booking.occurrences)
                ),
                selectinload(Occurrence.lines).joinedload(Line.resource).joinedload(Resource.pole),
            )
        )
        .where(Line.resource_id == resource_id, Occurrence.starts_at >= after, Occurrence.starts_at < before)
        .where(Occurrence.state.in_((State.REQUESTED, State.CONFIRMED)))
    )
    return db.session.scalar(query.order_by(Occurrence.starts_at, Line.id).limit(1))


def _dates() -> Select[Occurrence]:
    return (
        select(Occurrence)
        .join(Occurrence.booking)
        .options(
            contains_eager(Occurrence.booking).options(
                joinedload(Booking.structure), joinedload(Booking.person), selectinload(Booking.occurrences)
            ),
            selectinload(Occurrence.lines)
            .joinedload(Line.resource)
            .options(joinedload(Resource.structure), joinedload(Resource.place), joinedload(Resource.pole)),
        )
    )


def late_returns(now: datetime) -> list[Occurrence]:
    """Dates that ended half an hour ago or more, with something out that is not back; nobody was told yet."""
    later = aliased(Handover)
    back = select(later.id).where(later.line_id == Line.id, later.moment == Moment.BACK).correlate(Line)
    out = select(Line.id).join(Handover, Handover.line_id == Line.id)
    out = out.where(Line.occurrence_id == Occurrence.id, Handover.moment == Moment.OUT, ~back.exists())
    told = select(Told.id).where(Told.sort == "late", Told.occurrence_id == Occurrence.id)
    query = _dates().where(Occurrence.ends_at <= now - LATE, Occurrence.ends_at > now - timedelta(days=7))
    query = query.where(out.exists(), ~told.exists(), Occurrence.state.in_((State.CONFIRMED, State.DONE)))
    return list(db.session.scalars(query.order_by(Occurrence.ends_at).limit(50)))


def lock_date(occurrence: Occurrence) -> None:
    """Whoever comes, and whoever gives a date up in their place, takes its row first and reads its state then."""
    db.session.refresh(occurrence, ["state", "version"], with_for_update=True)


def absent(now: datetime) -> list[Occurrence]:
    """Dates that run, whose every resource asks people to say they are there, and nobody has in time; locked."""
    asked = select(Line.occurrence_id).join(DeskRule, DeskRule.resource_id == Line.resource_id)
    asked = asked.where(Line.occurrence_id == Occurrence.id, DeskRule.auto_release_minutes.is_not(None))
    here = select(Presence.id).where(Presence.occurrence_id == Occurrence.id)
    handed = select(Handover.id).join(Line, Line.id == Handover.line_id).where(Line.occurrence_id == Occurrence.id)
    missing = (
        Occurrence.state == State.CONFIRMED, Occurrence.starts_at < now, Occurrence.ends_at > now,
        asked.exists(), ~here.exists(), ~handed.exists(),
    )  # fmt: skip
    found = select(Occurrence.id).where(*missing).order_by(Occurrence.starts_at, Occurrence.id).limit(50)
    ids = list(db.session.scalars(found.with_for_update(skip_locked=True)))
    still = _dates().where(Occurrence.id.in_(ids), *missing)  # whoever came before the lock was had is there now
    return list(db.session.scalars(still.order_by(Occurrence.starts_at, Occurrence.id))) if ids else []


def expected_at(member: Member, resource_id: int, now: datetime) -> Occurrence | None:
    """The date of the member's structure on a resource that runs or comes next today.

    Where several run side by side (desks), the member's own, even confirmed, before a colleague's: a double tap says
    nothing of somebody else. Among each, one that nobody has confirmed yet.
    """
    here = select(Presence.id).where(Presence.occurrence_id == Occurrence.id).exists()
    runs = Occurrence.starts_at <= now + EARLY_AT_THE_DOOR
    own = Booking.person_id == member.person_id
    first = case((runs & own & ~here, 0), (runs & own, 1), (runs & ~here, 2), (runs, 3), else_=4)
    query = (
        _dates()
        .join(Occurrence.lines)
        .where(Line.resource_id == resource_id, Booking.structure_id == member.structure_id)
        .where(Occurrence.state == State.CONFIRMED, Occurrence.ends_at > now)
        .where(Occurrence.starts_at < now + timedelta(hours=12))
    )
    return db.session.scalar(query.order_by(first, Occurrence.starts_at, Occurrence.id).limit(1))


def presence_of(occurrence_id: int) -> Presence | None:
    return db.session.scalar(select(Presence).where(Presence.occurrence_id == occurrence_id))


def door_links(resource_id: int) -> list[DoorLink]:
    """Those that still open, the latest first."""
    query = select(DoorLink).where(DoorLink.resource_id == resource_id, DoorLink.revoked_at.is_(None))
    return list(db.session.scalars(query.order_by(DoorLink.id.desc())))


def door_link(resource_id: int, link_id: int) -> DoorLink | None:
    same = (DoorLink.id == link_id, DoorLink.resource_id == resource_id, DoorLink.revoked_at.is_(None))
    return db.session.scalar(select(DoorLink).where(*same))


def resource_behind(token_sha256: str) -> Resource | None:
    """What a door link shows; None once it is revoked or the resource retired."""
    query = loaded().join(DoorLink, DoorLink.resource_id == Resource.id)
    query = query.where(DoorLink.token_sha256 == token_sha256, DoorLink.revoked_at.is_(None))
    return db.session.scalar(query.where(Resource.retired_at.is_(None)))
