"""Seasonal rounds with their resources and wishes."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from mutua.bookings.models import Booking
from mutua.bookings.models.rounds import Answer, Round, RoundMove, RoundResource, RoundState, RoundWish
from mutua.kernel.db import db
from mutua.pole.models import Member, Pole
from mutua.resources.models import Drawing, Place, Resource


def _resource() -> tuple[_AbstractLoad, ...]:
    return (
        joinedload(Resource.structure),
        joinedload(Resource.pole),
        joinedload(Resource.place).joinedload(Place.parent),
        selectinload(Resource.hours),
        selectinload(Resource.draws).joinedload(Drawing.unit),
    )


def _rounds() -> Select[Round]:
    wishes = selectinload(Round.wishes)
    return select(Round).options(
        selectinload(Round.choices).joinedload(RoundResource.resource).options(*_resource()),
        wishes.joinedload(RoundWish.resource).options(*_resource()),
        wishes.joinedload(RoundWish.structure),
        wishes.joinedload(RoundWish.person),
        wishes.joinedload(RoundWish.move).joinedload(RoundMove.resource),
        wishes.joinedload(RoundWish.booking).selectinload(Booking.occurrences),
    )


def rounds_of(member: Member) -> list[Round]:
    """Every round of the pole, the newest term first, with its wishes."""
    query = _rounds().where(Round.pole_id == member.pole_id).order_by(Round.first_on.desc(), Round.id.desc())
    return list(db.session.scalars(query.limit(40)))


def round_for(member: Member, round_id: int, *, lock: bool = False) -> Round | None:
    """`lock`: whoever changes a round or its wishes waits for whoever does so now."""
    query = _rounds().where(Round.pole_id == member.pole_id, Round.id == round_id)
    return db.session.scalar(query.with_for_update(of=Round) if lock else query)


def open_rounds(member: Member, today: date) -> list[Round]:
    """Rounds that take wishes today."""
    query = select(Round).where(Round.pole_id == member.pole_id, Round.state == RoundState.OPEN)
    return list(db.session.scalars(query.where(Round.wishes_until_on >= today).order_by(Round.wishes_until_on)))


def rounds_to_close(before: date) -> list[tuple[Round, Pole]]:
    """Open rounds whose last day of wishes is before a day, locked."""
    query = select(Round, Pole).join(Pole, Pole.id == Round.pole_id).where(Round.state == RoundState.OPEN)
    query = query.where(Round.wishes_until_on < before).order_by(Round.id).limit(20)
    return [(row[0], row[1]) for row in db.session.execute(query.with_for_update(skip_locked=True, of=Round))]


def whole_round(round_id: int) -> Round:
    return db.session.execute(_rounds().where(Round.id == round_id)).scalar_one()


def granted_of(round_id: int) -> list[int]:
    """Wishes whose series is still to be made, the best ranks first."""
    query = select(RoundWish.id).where(RoundWish.round_id == round_id, RoundWish.answer == Answer.GRANTED)
    return list(db.session.scalars(query.order_by(RoundWish.rank, RoundWish.wished_at, RoundWish.id)))
