"""SELECTs about exchanges: one with all its page shows, those that wait, recent ones, the units of a pole."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select, text
from sqlalchemy.orm import aliased, joinedload, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from mutua.exchanges.models import (
    OPEN,
    QUANTA,
    BalanceLimit,
    Confirmation,
    Deal,
    Dispute,
    Exchange,
    ExchangeVersion,
    State,
    UnitCode,
    UnitOfAccount,
)
from mutua.kernel.db import db
from mutua.pole.models import Member, Membership, Pole


def _with_parts() -> list[_AbstractLoad]:
    """What every reader of an exchange touches: parties, unit, versions with words and confirmations."""
    versions = selectinload(Exchange.versions)
    return [
        joinedload(Exchange.giver),
        joinedload(Exchange.receiver),
        joinedload(Exchange.unit),
        versions.joinedload(ExchangeVersion.words),
        versions.joinedload(ExchangeVersion.author),
        versions.selectinload(ExchangeVersion.reminders),
        versions.selectinload(ExchangeVersion.confirmations).options(
            joinedload(Confirmation.person), joinedload(Confirmation.structure)
        ),
        selectinload(Exchange.disputes).joinedload(Dispute.structure),
    ]


@cache
def detailed() -> Select[Exchange]:
    """Exchanges with their parts, their deal's other leg and what they undo.

    Made once: to build so many options anew was half the time of a confirmation.
    """
    parts = [*_with_parts(), joinedload(Exchange.reverses).options(*_with_parts())]
    legs = joinedload(Exchange.deal).selectinload(Deal.legs)
    return select(Exchange).options(*parts, legs.options(*parts))


@cache
def _numbered() -> Select[Exchange]:
    """One by its `number`; asked so often that its own key in SQLAlchemy's cache is worth keeping."""
    return detailed().where(Exchange.id == bindparam("number"))


def mine(member: Member) -> ColumnElement[bool]:
    """Of the pole, with the member's structure as a party; drafts only for the side that writes them."""
    own = or_(Exchange.giver_id == member.structure_id, Exchange.receiver_id == member.structure_id)
    theirs = and_(Exchange.state == State.DRAFT, ~_current_by(member.structure_id))
    return and_(Exchange.pole_id == member.pole_id, own, ~theirs)


def _current_by(structure_id: int | None) -> ColumnElement[bool]:
    version = aliased(ExchangeVersion)
    return exists().where(
        version.exchange_id == Exchange.id,
        version.number == Exchange.current_number,
        version.author_structure_id == structure_id,
    )


def exchange_for(member: Member, exchange_id: int, *, lock: bool = False) -> Exchange | None:
    """The exchange for its two parties and, once sent, the coordination; None for anybody else.

    `lock` holds the rows of its deal in id order, so that two confirmations at one instant post once.
    """
    seen = mine(member)
    if member.is_coordinator:
        seen = or_(seen, and_(Exchange.pole_id == member.pole_id, Exchange.state != State.DRAFT))
    query = select(Exchange.id, Exchange.deal_id, Exchange.reverses_id).where(Exchange.id == exchange_id, seen)
    found = db.session.execute(query).one_or_none()
    if found is None:
        return None
    if lock:
        _lock(found[0], found[1], found[2])
    return db.session.scalar(_numbered(), {"number": exchange_id})


def _lock(exchange_id: int, deal_id: int | None, reverses_id: int | None) -> None:
    rows: ColumnElement[bool] = Exchange.id.in_((exchange_id, reverses_id))
    if deal_id is not None:
        rows = or_(rows, Exchange.deal_id == deal_id)
    db.session.execute(select(Exchange.id).where(rows).order_by(Exchange.id).with_for_update())


def exchange_by_uid(uid: str) -> Exchange | None:
    return db.session.scalar(detailed().where(Exchange.uid == uid))


def exchanges_of(member: Member, *, limit: int = 50, offset: int = 0) -> list[Exchange]:
    """The structure's exchanges, the last to move first."""
    query = detailed().where(mine(member)).order_by(Exchange.changed_at.desc(), Exchange.id.desc())
    return list(db.session.scalars(query.limit(limit).offset(offset)))


def count_exchanges(member: Member) -> int:
    return db.session.scalar(select(func.count()).select_from(Exchange).where(mine(member))) or 0


def waiting(member: Member) -> ColumnElement[bool]:
    """Open, of my structure, and my structure has not confirmed the current version."""
    confirmed = (
        exists()
        .where(ExchangeVersion.exchange_id == Exchange.id, ExchangeVersion.number == Exchange.current_number)
        .where(Confirmation.version_id == ExchangeVersion.id, Confirmation.structure_id == member.structure_id)
    )
    return and_(mine(member), Exchange.state.in_(OPEN), ~confirmed, _first_leg())


def _first_leg() -> ColumnElement[bool]:
    """A deal waits, and is shown, once: by its first leg."""
    other = aliased(Exchange)
    return ~exists().where(other.deal_id == Exchange.deal_id, other.id < Exchange.id)


def waiting_for(member: Member, *, limit: int = 100) -> list[Exchange]:
    """What this member's structure is asked to confirm, the oldest first."""
    if member.structure_id is None:
        return []
    return list(db.session.scalars(detailed().where(waiting(member)).order_by(Exchange.id).limit(limit)))


def counting_waiting(member: Member) -> Select[int]:
    """How many proposals wait for this member's structure: the figure in the menu; none for whoever acts for none."""
    return select(func.count()).select_from(Exchange).where(waiting(member))


def count_waiting(member: Member) -> int:
    return db.session.scalar(counting_waiting(member)) or 0


def waiting_elsewhere(member: Member, *, limit: int = 20) -> list[Exchange]:
    """Sent by us, not answered yet."""
    if member.structure_id is None:
        return []
    ours = and_(mine(member), Exchange.state.in_(OPEN), _current_by(member.structure_id), _first_leg())
    return list(db.session.scalars(detailed().where(ours).order_by(Exchange.id.desc()).limit(limit)))


def disputed(pole_id: int) -> list[Exchange]:
    """What the coordination is asked to mediate."""
    query = detailed().where(Exchange.pole_id == pole_id, Exchange.disputed_at.is_not(None))
    return list(db.session.scalars(query.order_by(Exchange.disputed_at)))


def count_open_until(pole_id: int, day: date) -> int:
    """Proposals of a time that is about to be closed, and that nobody has answered yet."""
    version = ExchangeVersion
    current = and_(version.exchange_id == Exchange.id, version.number == Exchange.current_number)
    query = select(func.count()).select_from(Exchange).join(version, current)
    query = query.where(Exchange.pole_id == pole_id, Exchange.state.in_(OPEN), version.event_on <= day)
    return db.session.scalar(query) or 0


def held(wanted: Select[int], at_most: int) -> list[Exchange]:
    """What the clock may act on: `wanted` ids, locked, less those another worker or a person has in hand.

    Asked twice: a rival may have finished between our reading and our lock, which the second reading sees.
    """
    rows = wanted.order_by(Exchange.id).limit(at_most).with_for_update(of=Exchange, skip_locked=True)
    ours = list(db.session.scalars(rows))
    if not ours:
        return []
    still = detailed().where(Exchange.id.in_(ours), Exchange.id.in_(wanted)).order_by(Exchange.id)
    return list(db.session.scalars(still))


def overdue(now: datetime, *, at_most: int = 200) -> list[Exchange]:
    """Open proposals that nobody answered in time; never while one of the deal's legs is disputed."""
    leg = aliased(Exchange)
    disputed = exists().where(leg.disputed_at.is_not(None), or_(leg.id == Exchange.id, leg.deal_id == Exchange.deal_id))
    query = select(Exchange.id).where(Exchange.state.in_(OPEN), Exchange.expires_at <= now, ~disputed)
    return held(query, at_most)


def unit_for(pole_id: int, code: UnitCode) -> UnitOfAccount:
    """The pole's unit of account, made on first use; two makers at once make one."""
    db.session.execute(
        text("INSERT INTO unit_of_account (pole_id, code, label, quanta) VALUES (:pole, :code, '', :quanta) "
             "ON CONFLICT DO NOTHING"),
        {"pole": pole_id, "code": code.value, "quanta": QUANTA[code]},
    )  # fmt: skip
    same = (UnitOfAccount.pole_id == pole_id, UnitOfAccount.code == code)
    return db.session.scalars(select(UnitOfAccount).where(*same)).one()


def limit_of(pole_id: int) -> int | None:
    """The soft limit in force, in minutes either way."""
    query = select(BalanceLimit.minutes).where(BalanceLimit.pole_id == pole_id)
    return db.session.scalar(query.order_by(BalanceLimit.id.desc()).limit(1))


def pole(pole_id: int) -> Pole:
    return db.session.get_one(Pole, pole_id)


def memberships(pole_id: int, structure_ids: Iterable[int]) -> dict[int, Membership]:
    """By structure, with the structure itself."""
    query = select(Membership).options(joinedload(Membership.structure))
    query = query.where(Membership.pole_id == pole_id, Membership.structure_id.in_(list(structure_ids)))
    return {row.structure_id: row for row in db.session.scalars(query)}
