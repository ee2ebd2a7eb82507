"""SELECTs behind the pictures of reciprocity: sums of structures, never a person, one kind and unit at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, case, func, select

from mutua.exchanges.models import Exchange, Posting, State, UnitCode, UnitOfAccount
from mutua.kernel.db import db
from mutua.kernel.reading_order import by_name
from mutua.pole.models import Membership, MembershipState, Structure
from mutua.resources.models import Kind


@dataclass(frozen=True)
class KindSum:
    """One kind in one unit: quanta, how many exchanges, from and to how many structures."""

    kind: Kind
    unit: UnitCode
    quantity: int
    times: int
    givers: int
    receivers: int


@dataclass(frozen=True)
class Pulse:
    """How often a member gave and received since a day."""

    name: str
    given: int
    received: int


def _since(start: date | None) -> list[ColumnElement[bool]]:
    return [] if start is None else [Posting.accounted_on >= start]


def _standing() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Neither undone nor an undoing."""
    return Exchange.state != State.REVERSED, Exchange.reverses_id.is_(None)


def by_month(pole_id: int, kind: Kind, unit: UnitCode, *, start: date | None = None) -> list[tuple[date, int, int]]:
    """(first day of the month, quanta given, exchanges), by the local day that carries the entry."""
    query = (
        select(Posting.accounted_on, func.sum(Posting.quantity), func.count())
        .join(Exchange, Exchange.id == Posting.exchange_id)
        .join(UnitOfAccount, UnitOfAccount.id == Posting.unit_id)
        .where(Posting.pole_id == pole_id, Posting.quantity > 0, *_since(start), *_standing())
        .where(Exchange.kind == kind, UnitOfAccount.code == unit)
        .group_by(Posting.accounted_on)
    )
    sums: dict[date, tuple[int, int]] = {}
    for day, quantity, times in db.session.execute(query):
        whole, count = sums.get(day.replace(day=1), (0, 0))
        sums[day.replace(day=1)] = (whole + int(quantity), count + int(times))
    return [(month, *sums[month]) for month in sorted(sums)]


def kind_sums(pole_id: int, *, start: date | None = None) -> list[KindSum]:
    """What is exchanged, kind by kind and unit by unit, the most frequent first."""
    query = (
        select(
            Exchange.kind,
            UnitOfAccount.code,
            func.sum(Posting.quantity),
            func.count(),
            func.count(Posting.structure_id.distinct()),
            func.count(Posting.other_id.distinct()),
        )
        .select_from(Posting)
        .join(Exchange, Exchange.id == Posting.exchange_id)
        .join(UnitOfAccount, UnitOfAccount.id == Posting.unit_id)
        .where(Posting.pole_id == pole_id, Posting.quantity > 0, *_since(start), *_standing())
        .group_by(Exchange.kind, UnitOfAccount.code)
        .order_by(func.count().desc(), Exchange.kind, UnitOfAccount.code)
    )
    return [KindSum(a, b, int(c), int(d), int(e), int(f)) for a, b, c, d, e, f in db.session.execute(query)]


def arrows(pole_id: int, *, start: date | None = None) -> dict[tuple[int, int], int]:
    """(giver, receiver) -> how many times, whatever was given."""
    query = (
        select(Posting.structure_id, Posting.other_id, func.count())
        .join(Exchange, Exchange.id == Posting.exchange_id)
        .where(Posting.pole_id == pole_id, Posting.quantity > 0, *_since(start), *_standing())
        .group_by(Posting.structure_id, Posting.other_id)
    )
    return {(giver, receiver): int(times) for giver, receiver, times in db.session.execute(query)}


def names_of(pole_id: int) -> dict[int, str]:
    """Every structure that is or was a member."""
    query = select(Structure.id, Structure.name).join(Membership, Membership.structure_id == Structure.id)
    return {row.id: row.name for row in db.session.execute(query.where(Membership.pole_id == pole_id))}


def pulses(pole_id: int, *, start: date) -> list[Pulse]:
    """Each active member and how often it gave and received; for the coordination alone, in the order of names."""
    moved = (
        select(Posting.structure_id, Posting.quantity)
        .join(Exchange, Exchange.id == Posting.exchange_id)
        .where(Posting.pole_id == pole_id, *_since(start), *_standing())
        .subquery()
    )
    given = func.coalesce(func.sum(case((moved.c.quantity > 0, 1), else_=0)), 0)
    received = func.coalesce(func.sum(case((moved.c.quantity < 0, 1), else_=0)), 0)
    query = (
        select(Structure.name, given, received)
        .select_from(Membership)
        .join(Structure, Structure.id == Membership.structure_id)
        .outerjoin(moved, moved.c.structure_id == Membership.structure_id)
        .where(Membership.pole_id == pole_id, Membership.state == MembershipState.ACTIVE)
        .group_by(Structure.id, Structure.name)
        .order_by(by_name(Structure.name))
    )
    return [Pulse(name, int(a), int(b)) for name, a, b in db.session.execute(query)]
