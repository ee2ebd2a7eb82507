"""What waits for an answer: requests with what their answer turns on, stand-ins, letters sent once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from mutua.bookings.models import Booking, Line, Occurrence, State
from mutua.bookings.models.desk import DeskRule, StandIn, Told
from mutua.kernel.db import db
from mutua.kernel.reading_order import by_name
from mutua.pole.models import Affiliation, Member, Person
from mutua.resources.models import Resource

YEAR = timedelta(days=365)


def _today(today: date) -> tuple[ColumnElement[bool], ...]:
    ahead = or_(StandIn.through_on.is_(None), StandIn.through_on >= today)
    return StandIn.from_on <= today, ahead, StandIn.ended_at.is_(None)


def answers_for(member: Member, today: date) -> set[int | None]:
    """The resources this person answers for today beside the managers; None among them: all of their structure."""
    mine = (StandIn.structure_id == member.structure_id, StandIn.person_id == member.person_id)
    return set(db.session.scalars(select(StandIn.resource_id).where(*mine, *_today(today))))


def stand_ins_now(structure_id: int, today: date, resource_id: int) -> list[Person]:
    """Who answers for a resource beside its structure's managers today; only while they belong to it."""
    query = (
        select(Person)
        .join(StandIn, StandIn.person_id == Person.id)
        .join(Affiliation, Affiliation.person_id == Person.id)
        .where(Affiliation.structure_id == structure_id, StandIn.structure_id == structure_id, *_today(today))
        .where(or_(StandIn.resource_id.is_(None), StandIn.resource_id == resource_id), Person.disabled_at.is_(None))
    )
    return list(db.session.scalars(query.distinct().order_by(Person.id)))


def stand_ins_of(structure_id: int, today: date) -> list[StandIn]:
    """Named and not over, by day."""
    query = select(StandIn).options(joinedload(StandIn.person), joinedload(StandIn.resource))
    over = or_(StandIn.through_on.is_(None), StandIn.through_on >= today)
    query = query.where(StandIn.structure_id == structure_id, StandIn.ended_at.is_(None), over)
    return list(db.session.scalars(query.order_by(StandIn.from_on, StandIn.id)))


def stand_in(structure_id: int, stand_in_id: int) -> StandIn | None:
    same = (StandIn.id == stand_in_id, StandIn.structure_id == structure_id, StandIn.ended_at.is_(None))
    return db.session.scalar(select(StandIn).where(*same))


def unanswered(now: datetime, *, at_most: int = 200) -> list[Occurrence]:
    """Requests whose time has come, or that no owner answered within the hours they set themselves."""
    query = (
        select(Occurrence)
        .join(Occurrence.booking)
        .options(
            contains_eager(Occurrence.booking).options(
                joinedload(Booking.structure), joinedload(Booking.person), selectinload(Booking.occurrences)
            ),
            selectinload(Occurrence.lines)
            .joinedload(Line.resource)
            .options(joinedload(Resource.structure), joinedload(Resource.pole)),
        )
        .where(Occurrence.state == State.REQUESTED)
    )
    begun = query.where(Occurrence.starts_at <= now).order_by(Occurrence.starts_at).limit(at_most)
    return list(dict.fromkeys([*db.session.scalars(begun), *_unanswered_in_time(query, now, at_most)]))


def _unanswered_in_time(query: Select[Occurrence], now: datetime, at_most: int) -> list[Occurrence]:
    hours = select(Line.occurrence_id, func.min(DeskRule.answer_hours).label("hours")).join(
        DeskRule, DeskRule.resource_id == Line.resource_id
    )
    shortest = hours.where(DeskRule.answer_hours.is_not(None)).group_by(Line.occurrence_id).subquery()
    late = query.add_columns(shortest.c.hours).join(shortest, shortest.c.occurrence_id == Occurrence.id)
    rows = db.session.execute(late.where(Occurrence.starts_at > now).order_by(Occurrence.changed_at).limit(at_most))
    return [date for date, allowed in rows if date.changed_at + timedelta(hours=allowed) <= now]


def lock_booking(booking_id: int) -> None:
    """Whoever changes a booking takes its row first: two who answer it at once wait instead of dead-locking."""
    db.session.execute(select(Booking.id).where(Booking.id == booking_id).with_for_update()).all()


def last_told(sort: str, occurrence_id: int) -> tuple[int, datetime] | None:
    """(round, moment) of the last letter of this sort about a date, to whomever."""
    query = select(Told.round, Told.at).where(Told.sort == sort, Told.occurrence_id == occurrence_id)
    found = db.session.execute(query.order_by(Told.round.desc(), Told.id.desc()).limit(1)).first()
    return (found[0], found[1]) if found else None


def missed_by(structure_ids: Iterable[int], pole_id: int, now: datetime) -> dict[int, int]:
    """How many dates of the last twelve months nobody came to, by structure."""
    query = (
        select(Booking.structure_id, func.count())
        .join(Occurrence, Occurrence.booking_id == Booking.id)
        .where(Occurrence.state == State.NO_SHOW, Occurrence.starts_at > now - YEAR, Booking.pole_id == pole_id)
        .where(Booking.structure_id.in_(list(structure_ids)))
        .group_by(Booking.structure_id)
    )
    return {found[0]: found[1] for found in db.session.execute(query)}


def colleagues_of(structure_id: int) -> list[Person]:
    """Everybody of a structure, by name."""
    query = select(Person).join(Affiliation, Affiliation.person_id == Person.id)
    query = query.where(Affiliation.structure_id == structure_id, Person.disabled_at.is_(None))
    return list(db.session.scalars(query.order_by(by_name(Person.name), Person.id)))
