"""Which letters are due: the eve, after use, the day's; light looks first, since the worker asks every few seconds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from mutua.bookings.models import Booking, Line, Occurrence, State
from mutua.bookings.models.desk import DeskRule, StandIn, Told
from mutua.bookings.models.handover import Handover, Moment
from mutua.bookings.models.notices import GiveBackLink, NoticeChoice
from mutua.bookings.queries.dates import counting_to_decide
from mutua.kernel.db import db
from mutua.pole.models import Member, Person, Pole
from mutua.resources.models import Kind, Resource

AT_ONCE = 100
A_DAY_AND_MORE = timedelta(hours=33)


def choice(person_id: int, pole_id: int) -> NoticeChoice | None:
    same = (NoticeChoice.person_id == person_id, NoticeChoice.pole_id == pole_id)
    return db.session.scalar(select(NoticeChoice).where(*same))


def _untold(sort: str, unwanted: Select[int]) -> Select[int]:
    told = select(Told.id).where(Told.sort == sort, Told.occurrence_id == Occurrence.id)
    return select(Occurrence.id).join(Occurrence.booking).where(~told.exists(), ~unwanted.exists())


def on_their_eve(now: datetime) -> list[tuple[int, date, str, datetime]]:
    """(date's id, local day, zone, asked at) of confirmed dates of the next 33 hours nobody was reminded of.

    All of them: those asked for too late for a letter stay among them until they begin, and must hide none behind them.
    """
    unwanted = select(NoticeChoice.id).where(
        NoticeChoice.person_id == Booking.person_id, NoticeChoice.pole_id == Booking.pole_id, ~NoticeChoice.eve
    )
    query = _untold("eve", unwanted).add_columns(Occurrence.on_date, Booking.zone, Booking.created_at)
    query = query.where(Occurrence.state == State.CONFIRMED, Occurrence.starts_at > now)
    query = query.where(Occurrence.starts_at < now + A_DAY_AND_MORE).order_by(Occurrence.starts_at)
    return [(row[0], row[1], row[2], row[3]) for row in db.session.execute(query)]


def just_used(now: datetime) -> list[int]:
    """Ids of dates over since a quarter of an hour to a day, of a thing of others that is handed over, unreturned."""
    unwanted = select(NoticeChoice.id).where(
        NoticeChoice.person_id == Booking.person_id, NoticeChoice.pole_id == Booking.pole_id, ~NoticeChoice.after
    )
    handed = (
        select(Line.id)
        .join(Resource, Resource.id == Line.resource_id)
        .outerjoin(DeskRule, DeskRule.resource_id == Resource.id)
        .where(Line.occurrence_id == Occurrence.id, Resource.structure_id != Booking.structure_id)
        .where(or_(Resource.kind.in_((Kind.VEHICLE, Kind.EQUIPMENT)), DeskRule.handover))
    )
    back = select(Handover.id).join(Line, Line.id == Handover.line_id)
    back = back.where(Line.occurrence_id == Occurrence.id, Handover.moment == Moment.BACK)
    query = _untold("after", unwanted).where(
        Occurrence.state.in_((State.CONFIRMED, State.DONE)), handed.exists(), ~back.exists()
    )
    query = query.where(Occurrence.ends_at <= now - timedelta(minutes=15), Occurrence.ends_at > now - timedelta(days=1))
    return list(db.session.scalars(query.order_by(Occurrence.ends_at).limit(AT_ONCE)))


def dates_with_letters(ids: Iterable[int]) -> list[Occurrence]:
    """With all that a letter says."""
    query = (
        select(Occurrence)
        .join(Occurrence.booking)
        .options(
            contains_eager(Occurrence.booking).options(
                joinedload(Booking.structure), joinedload(Booking.person), selectinload(Booking.occurrences)
            ),
            selectinload(Occurrence.lines)
            .joinedload(Line.resource)
            .options(joinedload(Resource.structure), joinedload(Resource.pole), joinedload(Resource.place)),
        )
        .where(Occurrence.id.in_(list(ids)))
    )
    return list(db.session.scalars(query.order_by(Occurrence.starts_at, Occurrence.id)))


def daily_readers() -> list[tuple[NoticeChoice, Person, Pole]]:
    """Who wants one letter a day."""
    query = (
        select(NoticeChoice, Person, Pole)
        .join(Person, Person.id == NoticeChoice.person_id)
        .join(Pole, Pole.id == NoticeChoice.pole_id)
        .where(NoticeChoice.daily, Person.disabled_at.is_(None))
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(query.order_by(NoticeChoice.id))]


def dates_of_person(person_id: int, pole_id: int, day: date) -> list[Occurrence]:
    """Ids of what a person has booked for a day, by hour."""
    query = select(Occurrence.id).join(Occurrence.booking)
    query = query.where(Booking.person_id == person_id, Booking.pole_id == pole_id, Occurrence.on_date == day)
    return dates_with_letters(db.session.scalars(query.where(Occurrence.state == State.CONFIRMED)))


def count_waiting(member: Member) -> int:
    """How many bookings wait for this member's answer."""
    return db.session.scalar(counting_to_decide(member)) or 0


def give_back_link(token_sha256: str) -> GiveBackLink | None:
    return db.session.scalar(select(GiveBackLink).where(GiveBackLink.token_sha256 == token_sha256))


def drop_choices(person_id: int) -> None:
    """Which letters somebody wanted, the links in those they got, the days they stood in."""
    for table in (NoticeChoice, GiveBackLink, StandIn):
        db.session.execute(delete(table).where(table.person_id == person_id))
