"""What the first page shows beside what the rooms tell it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from mutua.bookings.models import LIVE, Booking, Line, Occurrence
from mutua.exchanges.models import (
    BalanceLimit,
    Confirmation,
    Exchange,
    ExchangeVersion,
    ExchangeWords,
    Posting,
    UnitCode,
    UnitOfAccount,
)
from mutua.exchanges.queries.exchange import waiting
from mutua.kernel.db import db
from mutua.kernel.timespan import TimeSpan
from mutua.pole.models import Member, Structure
from mutua.resources.models import Kind, Resource


class Habit(NamedTuple):
    """A resource the person books often: how many times, and when the last time was, on the wall clock."""

    resource_id: int
    times: int
    start: datetime
    end: datetime


class Brief(NamedTuple):
    """An exchange that waits for the member's structure, in one row: quantity in quanta of `unit`.

    `is_said`: the other structure stands behind it; Mutua alone proposed the rest, from a finished booking.
    """

    exchange_id: int
    giver_id: int
    giver: str
    receiver: str
    kind: Kind
    unit: UnitCode
    quantity: int
    event_on: date
    title: str
    sha256: str
    is_deal: bool
    is_reversal: bool
    is_said: bool


class Balance(NamedTuple):
    """Of one structure in a pole that counts in hours, all in minutes: balance, what moved since a day, soft limit."""

    balance: int
    given: int
    received: int
    limit: int | None


def habits(member: Member, since: datetime, *, limit: int = 3) -> list[Habit]:
    """The resources this person booked at least twice since a moment, the most used first."""
    newest = func.row_number().over(partition_by=Line.resource_id, order_by=Occurrence.starts_at.desc())
    times = func.count().over(partition_by=Line.resource_id)
    dates = (
        select(
            Line.resource_id,
            times.label("times"),
            Occurrence.local_start.label("start"),
            Occurrence.local_end.label("end"),
            newest.label("newest"),
        )
        .join(Line.occurrence)
        .join(Occurrence.booking)
        .where(Booking.person_id == member.person_id, Booking.pole_id == member.pole_id)
        .where(Booking.structure_id == member.structure_id)
        .where(Occurrence.starts_at > since, Occurrence.state.in_(LIVE))
        .subquery()
    )
    found = dates.c
    query = select(found.resource_id, found.times, found.start, found.end).where(found.newest == 1, found.times > 1)
    rows = db.session.execute(query.order_by(found.times.desc(), found.resource_id).limit(limit))
    return [Habit(*row) for row in rows]


def held_by(member: Member, resource_ids: list[int], start: datetime, end: datetime) -> dict[int, list[TimeSpan]]:
    """By resource: when the member's structure has it in [start, end), asked for or agreed."""
    query = (
        select(Line.resource_id, Occurrence.starts_at, Occurrence.ends_at)
        .join(Line.occurrence)
        .join(Occurrence.booking)
        .where(Booking.structure_id == member.structure_id, Booking.pole_id == member.pole_id)
        .where(Line.resource_id.in_(resource_ids), Occurrence.state.in_(LIVE))
        .where(Occurrence.starts_at < end, Occurrence.ends_at > start)
    )
    found: dict[int, list[TimeSpan]] = defaultdict(list)
    for number, starts_at, ends_at in db.session.execute(query):
        found[number].append(TimeSpan(starts_at, ends_at))
    return found


def pole_dates(pole_id: int, start: datetime, end: datetime, *, limit: int = 12) -> list[Occurrence]:
    """Everybody's live dates that touch [start, end), for the coordination."""
    query = (
        select(Occurrence)
        .join(Occurrence.booking)
        .options(
            contains_eager(Occurrence.booking).options(joinedload(Booking.structure), joinedload(Booking.person)),
            selectinload(Occurrence.lines).joinedload(Line.resource).joinedload(Resource.structure),
        )
        .where(Booking.pole_id == pole_id, Occurrence.state.in_(LIVE))
        .where(Occurrence.starts_at < end, Occurrence.ends_at > start)
    )
    return list(db.session.scalars(query.order_by(Occurrence.starts_at, Occurrence.id).limit(limit)))


def exchanges_waiting(member: Member, *, limit: int = 100) -> list[Brief]:
    """What the structure is asked to confirm, the oldest first, without the versions and papers behind it."""
    if member.structure_id is None:
        return []
    giver, receiver = aliased(Structure), aliased(Structure)
    said = exists().where(Confirmation.version_id == ExchangeVersion.id)  # ours is not there yet
    query = (
        select(
            Exchange.id, giver.id, giver.name, receiver.name, Exchange.kind, UnitOfAccount.code,
            ExchangeVersion.quantity, ExchangeVersion.event_on, ExchangeWords.title, ExchangeVersion.sha256,
            Exchange.deal_id.is_not(None), Exchange.reverses_id.is_not(None), said,
        )
        .join(giver, giver.id == Exchange.giver_id)
        .join(receiver, receiver.id == Exchange.receiver_id)
        .join(UnitOfAccount, UnitOfAccount.id == Exchange.unit_id)
        .join(Exchange.versions)
        .join(ExchangeVersion.words)
        .where(ExchangeVersion.number == Exchange.current_number, waiting(member))
    )  # fmt: skip
    return [Brief._make(row) for row in db.session.execute(query.order_by(Exchange.id).limit(limit))]


def balance_of(pole_id: int, structure_id: int, since: date) -> Balance:
    """In a pole of one unit: the sum of all postings, and what was given and received since a day."""
    recent = Posting.accounted_on >= since
    given = func.sum(case((recent & (Posting.quantity > 0), Posting.quantity), else_=0))
    received = func.sum(case((recent & (Posting.quantity < 0), -Posting.quantity), else_=0))
    newest = select(BalanceLimit.minutes).where(BalanceLimit.pole_id == pole_id).order_by(BalanceLimit.id.desc())
    query = (
        select(func.sum(Posting.quantity), given, received, newest.limit(1).scalar_subquery())
        .join(UnitOfAccount, UnitOfAccount.id == Posting.unit_id)
        .where(Posting.pole_id == pole_id, Posting.structure_id == structure_id, UnitOfAccount.code == UnitCode.HOUR)
    )
    balance, given_since, received_since, limit = db.session.execute(query).one()
    return Balance(int(balance or 0), int(given_since or 0), int(received_since or 0), limit)
