"""SELECTs about the ledger: balances are sums, never stored; every row is of one pole and one unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import joinedload

from mutua.exchanges.models import (
    Exchange,
    ExchangeVersion,
    PeriodClosing,
    Posting,
    State,
    UnitCode,
    UnitOfAccount,
)
from mutua.kernel.db import db
from mutua.pole.models import Member, Pole, Structure
from mutua.resources.models import Kind


@dataclass(frozen=True)
class Register:
    """Given and received side by side, of one kind in one unit: quanta, and how many times. Never netted."""

    kind: Kind
    unit: UnitCode
    given: int
    received: int
    given_times: int
    received_times: int


class Flow(NamedTuple):
    """What one structure gave to another in one kind and unit: quanta, and how many times."""

    giver_id: int
    giver: str
    receiver_id: int
    receiver: str
    quantity: int
    times: int


# The two sums that read a whole ledger: written once, over columns alone. Objects and statements made for each asking
# cost more than the sums themselves.
_P, _E, _U = Posting.__table__.c, Exchange.__table__.c, UnitOfAccount.__table__.c
_SPAN = _P.accounted_on.between(bindparam("start"), bindparam("end"))
_GAVE = _P.quantity > 0  # one object, one parameter: PostgreSQL groups by what it selects
EVER, FOR_EVER = date(1900, 1, 1), date(9999, 12, 31)
_STANDING = (_E.state != State.REVERSED, _E.reverses_id.is_(None))  # neither undone nor an undoing


def _registers(*only: ColumnElement[bool]) -> Select[Any]:
    sides = (
        select(_E.kind, _P.unit_id, _GAVE.label("gave"), func.sum(_P.quantity).label("total"))
        .add_columns(func.count().label("times"))
        .select_from(Posting.__table__.join(Exchange.__table__, _E.id == _P.exchange_id))
        .where(_P.pole_id == bindparam("pole"), _P.structure_id == bindparam("structure"), _SPAN, *only)
        .group_by(_E.kind, _P.unit_id, _GAVE)
        .subquery()
    )
    return select(sides.c.kind, _U.code, sides.c.gave, sides.c.total, sides.c.times).select_from(
        sides.join(UnitOfAccount.__table__, _U.id == sides.c.unit_id)
    )


_REGISTERS, _STANDING_REGISTERS = _registers(), _registers(*_STANDING)
_FLOWS = (
    select(_P.structure_id, _P.other_id, func.sum(_P.quantity), func.count())
    .select_from(Posting.__table__.join(Exchange.__table__, _E.id == _P.exchange_id))
    .where(_P.pole_id == bindparam("pole"), _P.unit_id == bindparam("unit"), _P.quantity > 0, _SPAN)
    .where(_E.kind == bindparam("kind"), *_STANDING)
    .group_by(_P.structure_id, _P.other_id)
)
_UNIT = select(_U.id).where(_U.pole_id == bindparam("pole"), _U.code == bindparam("code"))


def _period(start: date | None, end: date | None) -> list[ColumnElement[bool]]:
    """[start, end], both included, by the day that carries the entry."""
    rows = [] if start is None else [Posting.accounted_on >= start]
    return rows if end is None else [*rows, Posting.accounted_on <= end]


def registers_of(
    pole_id: int, structure_id: int, *, start: date | None = None, end: date | None = None, standing: bool = False
) -> list[Register]:
    """One line a kind and unit, over [start, end]; `standing` leaves out what was undone and what undid it."""
    asked = {"pole": pole_id, "structure": structure_id, "start": start or EVER, "end": end or FOR_EVER}
    sides: dict[tuple[Kind, UnitCode], list[int]] = {}
    for kind, unit, gave, total, times in db.session.execute(_STANDING_REGISTERS if standing else _REGISTERS, asked):
        side = sides.setdefault((kind, unit), [0, 0, 0, 0])
        side[0 if gave else 1], side[2 if gave else 3] = abs(int(total)), int(times)
    rows = [Register(*key, *side) for key, side in sides.items()]
    return sorted(rows, key=lambda row: (list(Kind).index(row.kind), list(UnitCode).index(row.unit)))


def balances_of(member: Member, *, start: date | None = None, standing: bool = False) -> list[Register]:
    """The member's structure's registers: the sums a balance is, or what it gave and received and still stands."""
    if member.structure_id is None:
        return []
    return registers_of(member.pole_id, member.structure_id, start=start, standing=standing)


def balance_in_hours(pole_id: int, structure_id: int) -> int:
    """Solde d'entraide in minutes, for a pole that counts in one unit."""
    query = (
        select(func.coalesce(func.sum(Posting.quantity), 0))
        .join(UnitOfAccount, UnitOfAccount.id == Posting.unit_id)
        .where(Posting.pole_id == pole_id, Posting.structure_id == structure_id, UnitOfAccount.code == UnitCode.HOUR)
    )
    return int(db.session.scalar(query) or 0)


def flows(
    pole_id: int, kind: Kind, unit: UnitCode, *, start: date | None = None, end: date | None = None
) -> list[Flow]:
    """Who gave to whom in one kind and unit, the largest first: sums of structures, no person, nothing undone."""
    number = db.session.scalar(_UNIT, {"pole": pole_id, "code": unit})
    if number is None:
        return []
    asked = {"pole": pole_id, "unit": number, "kind": kind, "start": start or EVER, "end": end or FOR_EVER}
    found = db.session.execute(_FLOWS, asked).all()  # by number first: names would widen every entry that is summed
    names = _names({row[0] for row in found} | {row[1] for row in found})
    flown = [Flow(a, names[a], b, names[b], quantity, times) for a, b, quantity, times in found]
    flown.sort(key=itemgetter(1, 3))
    flown.sort(key=itemgetter(4), reverse=True)
    return flown


def _names(numbers: Iterable[int]) -> dict[int, str]:
    query = select(Structure.id, Structure.name).where(Structure.id.in_(list(numbers)))
    return {row.id: row.name for row in db.session.execute(query)}


def kinds_in_use(pole_id: int, *, start: date | None = None, end: date | None = None) -> list[tuple[Kind, UnitCode]]:
    """(kind, unit) of the pole's ledger, the most frequent first."""
    query = (
        select(Exchange.kind, UnitOfAccount.code)
        .select_from(Posting)
        .join(Exchange, Exchange.id == Posting.exchange_id)
        .join(UnitOfAccount, UnitOfAccount.id == Posting.unit_id)
        .where(Posting.pole_id == pole_id, *_period(start, end))
        .where(Exchange.state != State.REVERSED, Exchange.reverses_id.is_(None))
        .group_by(Exchange.kind, UnitOfAccount.code)
        .order_by(func.count().desc(), Exchange.kind, UnitOfAccount.code)
    )
    return [(kind, unit) for kind, unit in db.session.execute(query)]


def movements(pole_id: int, structure_id: int, *, start: date, end: date) -> list[Posting]:
    """The structure's entries accounted in [start, end], in order, each with its exchange."""
    load = joinedload(Posting.exchange)
    query = select(Posting).options(
        load.joinedload(Exchange.giver),
        load.joinedload(Exchange.receiver),
        load.joinedload(Exchange.unit),
        load.selectinload(Exchange.versions).joinedload(ExchangeVersion.words),
    )
    query = query.where(Posting.pole_id == pole_id, Posting.structure_id == structure_id, *_period(start, end))
    return list(db.session.scalars(query.order_by(Posting.accounted_on, Posting.id)))


def closed_through(pole_id: int) -> date | None:
    """The last day of the last closed month."""
    query = select(func.max(PeriodClosing.through_on)).where(PeriodClosing.pole_id == pole_id)
    return db.session.scalar(query)


def lock_ledger(pole_id: int, *, closing: bool = False) -> None:
    """Posters share the pole's row, a closing waits for them: no entry slips into a month while it closes."""
    query = select(Pole.id).where(Pole.id == pole_id)
    lock = query.with_for_update(key_share=True) if closing else query.with_for_update(read=True)
    db.session.execute(lock)
