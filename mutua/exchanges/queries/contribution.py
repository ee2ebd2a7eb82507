"""SELECTs about contributions in kind: what was received freely, what it is worth, what was settled."""

from __future__ import annotations

from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from mutua.exchanges.models import (
    AccountingYear,
    ContributionJudgement,
    ContributionStatement,
    Exchange,
    ExchangeVersion,
    Posting,
    Valuation,
)
from mutua.exchanges.rules.fiscal import Fiscal, Years
from mutua.kernel.db import db
from mutua.pole.models import Structure


def contributions(pole_id: int, structure_id: int, year: Fiscal) -> list[Posting]:
    """Entries of free exchanges this structure received in a year, and those that undid one: in order.

    An agreed counterpart is a sale, not a gift (X2, X3); a date that was not used contributed nothing.
    """
    load = joinedload(Posting.exchange)
    received = and_(Exchange.reverses_id.is_(None), Posting.quantity < 0)
    undone = and_(Exchange.reverses_id.is_not(None), Posting.quantity > 0)
    query = (
        select(Posting)
        .join(Exchange, Exchange.id == Posting.exchange_id)
        .options(
            load.joinedload(Exchange.giver),
            load.joinedload(Exchange.receiver),
            load.joinedload(Exchange.unit),
            load.selectinload(Exchange.versions).joinedload(ExchangeVersion.words),
        )
        .where(Posting.pole_id == pole_id, Posting.structure_id == structure_id)
        .where(Posting.accounted_on.between(year.start, year.end))
        .where(Exchange.deal_id.is_(None), Exchange.unused.is_(False), or_(received, undone))
    )
    return list(db.session.scalars(query.order_by(Posting.accounted_on, Posting.id)))


def years_of(structure_id: int) -> Years:
    """The structure's accounting years: calendar years unless it said otherwise."""
    query = select(AccountingYear).where(AccountingYear.structure_id == structure_id)
    return Years(list(db.session.scalars(query.order_by(AccountingYear.id))))


def settled_until(structure_id: int) -> date | None:
    """The last day of the last accounting year that was settled, in any pole; None when none was."""
    query = select(func.max(ContributionStatement.until_on))
    return db.session.scalar(query.where(ContributionStatement.structure_id == structure_id))


def valuations(pole_id: int, structure_id: int, year: Fiscal) -> list[Valuation]:
    """Every value given for a year, the oldest first."""
    query = select(Valuation).where(Valuation.pole_id == pole_id, Valuation.structure_id == structure_id)
    query = query.where(Valuation.year == year.year, Valuation.part == year.part)
    return list(db.session.scalars(query.order_by(Valuation.id)))


def judgement(pole_id: int, structure_id: int, year: Fiscal) -> ContributionJudgement | None:
    """The newest answer to X14's two conditions for a year."""
    row = ContributionJudgement
    query = select(row).options(joinedload(row.person)).where(row.pole_id == pole_id, row.structure_id == structure_id)
    return db.session.scalar(query.where(row.year == year.year, row.part == year.part).order_by(row.id.desc()).limit(1))


def settled_year(pole_id: int, structure_id: int, year: Fiscal) -> ContributionStatement | None:
    row = ContributionStatement
    query = select(row).options(joinedload(row.person)).where(row.pole_id == pole_id, row.year == year.year)
    return db.session.scalar(query.where(row.structure_id == structure_id, row.part == year.part))


def mirrors(postings: list[Posting]) -> dict[int, Posting]:
    """By exchange: the entry that stands for the same thing in the other structure's statement."""
    other = aliased(Posting)
    own = {row.id for row in postings}
    found: dict[int, Posting] = {}
    numbers = sorted({row.exchange_id for row in postings})
    for start in range(0, len(numbers), 500):
        query = select(other).where(other.exchange_id.in_(numbers[start : start + 500]))
        found.update({row.exchange_id: row for row in db.session.scalars(query) if row.id not in own})
    return found


def structure(structure_id: int, *, lock: bool = False) -> Structure:
    """With `lock`, nobody else settles a year of the structure nor moves its years until this transaction ends."""
    return db.session.get_one(Structure, structure_id, with_for_update={"key_share": True} if lock else None)
