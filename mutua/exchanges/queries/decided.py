"""SELECTs about what the pole decided: the rules in force, those that came before, and who is silent under them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, exists, func, or_, select

from mutua.exchanges.models import (
    OPEN,
    BalanceLimit,
    Confirmation,
    Dispute,
    Exchange,
    ExchangeVersion,
    PeriodClosing,
    PoleRules,
    Reminder,
)
from mutua.exchanges.queries.exchange import held
from mutua.exchanges.rules.delay import BETWEEN, LAST_CALL, waits
from mutua.kernel.audit import AuditRow
from mutua.kernel.db import db
from mutua.pole.models import Person


def rules_of(pole_id: int) -> PoleRules | None:
    """The rules in force; None while the pole decided nothing: no delay, no proposal for what was not used."""
    query = select(PoleRules).where(PoleRules.pole_id == pole_id)
    return db.session.scalar(query.order_by(PoleRules.id.desc()).limit(1))


def delay_rules() -> list[PoleRules]:
    """The rules in force of every pole that switched the delay on."""
    newest = select(func.max(PoleRules.id)).group_by(PoleRules.pole_id)
    query = select(PoleRules).where(PoleRules.id.in_(newest), PoleRules.delay_days.is_not(None))
    return list(db.session.scalars(query.order_by(PoleRules.pole_id)))


def silent(decided: PoleRules, now: datetime, *, at_most: int = 100) -> list[Exchange]:
    """One side confirmed, the other has not answered, and the next letter, or the assent, is due.

    Never a reversal, an agreed counterpart or a version somebody disputed, the dispute open or closed: there, silence
    says nothing.
    """
    first, second, third = waits(decided.delay_days or 0)
    version = ExchangeVersion
    given = select(func.count()).where(Confirmation.version_id == version.id).scalar_subquery()
    written = select(func.count()).where(Reminder.version_id == version.id).scalar_subquery()
    last = select(func.max(Reminder.sent_at)).where(Reminder.version_id == version.id).scalar_subquery()
    due = or_(
        and_(written == 0, version.created_at <= now - first),
        and_(written == 1, version.created_at <= now - second, last <= now - BETWEEN),
        and_(written == 2, version.created_at <= now - third, last <= now - LAST_CALL),
    )
    contested = exists().where(Dispute.exchange_id == Exchange.id, Dispute.raised_at >= version.created_at)
    query = (
        select(Exchange.id)
        .join(version, and_(version.exchange_id == Exchange.id, version.number == Exchange.current_number))
        .where(Exchange.pole_id == decided.pole_id, Exchange.state.in_(OPEN))
        .where(Exchange.disputed_at.is_(None), ~contested)
        .where(Exchange.reverses_id.is_(None), Exchange.deal_id.is_(None), given == 1, due)
    )
    return held(query, at_most)


def limits_of(pole_id: int) -> list[tuple[BalanceLimit, Person]]:
    """Every soft limit that was set, the newest first, with who set it."""
    query = select(BalanceLimit, Person).join(Person, Person.id == BalanceLimit.person_id)
    query = query.where(BalanceLimit.pole_id == pole_id).order_by(BalanceLimit.id.desc())
    return [(row, person) for row, person in db.session.execute(query)]


def modes_before(pole_id: int) -> list[tuple[AuditRow, Person]]:
    """Every change of the way the pole counts, the newest first, with who chose it (and so read W1)."""
    query = select(AuditRow, Person).join(Person, Person.id == AuditRow.person_id)
    query = query.where(AuditRow.pole_id == pole_id, AuditRow.verb == "exchanges.mode")
    return [(row, person) for row, person in db.session.execute(query.order_by(AuditRow.id.desc()))]


def rules_before(pole_id: int) -> list[tuple[PoleRules, Person]]:
    """Every decision, the newest first, with who took it."""
    query = select(PoleRules, Person).join(Person, Person.id == PoleRules.person_id)
    query = query.where(PoleRules.pole_id == pole_id).order_by(PoleRules.id.desc())
    return [(row, person) for row, person in db.session.execute(query)]


def closings_of(pole_id: int) -> list[tuple[PeriodClosing, Person]]:
    """Every closing, the newest first, with who closed."""
    query = select(PeriodClosing, Person).join(Person, Person.id == PeriodClosing.person_id)
    query = query.where(PeriodClosing.pole_id == pole_id).order_by(PeriodClosing.id.desc())
    return [(row, person) for row, person in db.session.execute(query)]
