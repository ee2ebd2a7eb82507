"""What `mutua check` asks of the ledger (invariants 4 and 5): one line a finding, none when all is well."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import aliased

from mutua.exchanges.models import (
    POSTED,
    Confirmation,
    Exchange,
    ExchangeVersion,
    Posting,
    Reminder,
    Reversal,
    Terms,
)
from mutua.exchanges.queries.exchange import detailed
from mutua.exchanges.rules.measure import facts_of, version_digest, words_digest
from mutua.kernel.db import db

BATCH = 500


def broken() -> list[str]:
    """Every finding, over all poles."""
    checks = (_pairs, _sums, _states, _assent, _deals, _mirrors, _digests)
    return [line for check in checks for line in check()]


def _pairs() -> Iterator[str]:
    """Each posted exchange: two rows, one +q, one −q, the giver's and the receiver's."""
    query = (
        select(Posting.exchange_id, func.count(), func.sum(Posting.quantity), func.count(Posting.unit_id.distinct()))
        .group_by(Posting.exchange_id)
        .having(or_(func.count() != 2, func.sum(Posting.quantity) != 0, func.count(Posting.unit_id.distinct()) != 1))
    )
    for number, rows, total, units in db.session.execute(query):
        yield f"exchange {number} has {rows} entries in {units} units that sum to {total}"
    side = select(Posting.exchange_id).join(Exchange, Exchange.id == Posting.exchange_id)
    wrong = or_(
        and_(Posting.quantity > 0, Posting.structure_id != Exchange.giver_id),
        and_(Posting.quantity < 0, Posting.structure_id != Exchange.receiver_id),
        Posting.unit_id != Exchange.unit_id,
        Posting.pole_id != Exchange.pole_id,
    )
    for number in db.session.scalars(side.where(wrong)):
        yield f"exchange {number} has an entry of the wrong party, unit or pole"


def _sums() -> Iterator[str]:
    total = func.sum(Posting.quantity)
    query = select(Posting.pole_id, Posting.unit_id, total).group_by(Posting.pole_id, Posting.unit_id)
    for pole_id, unit_id, off in db.session.execute(query.having(total != 0)):
        yield f"the entries of pole {pole_id} in unit {unit_id} sum to {off}"


def _states() -> Iterator[str]:
    posted = select(Posting.exchange_id).where(Posting.exchange_id == Exchange.id).exists()
    for number in db.session.scalars(select(Exchange.id).where(Exchange.state.in_(POSTED), ~posted)):
        yield f"exchange {number} is confirmed without entries"
    for number in db.session.scalars(select(Exchange.id).where(Exchange.state.not_in(POSTED), posted)):
        yield f"exchange {number} has entries without being confirmed"


def _assent() -> Iterator[str]:
    """5: two confirmations of the posted version, of both parties, by two people, or by one and the recorded delay."""
    parties = Confirmation.structure_id.in_((Exchange.giver_id, Exchange.receiver_id))
    same = and_(Confirmation.version_id == ExchangeVersion.id, Confirmation.sha256 == ExchangeVersion.sha256, parties)
    letters = select(func.count()).where(Reminder.version_id == Confirmation.version_id).scalar_subquery()
    structures = func.count(Confirmation.structure_id.distinct())
    by_delay = func.coalesce(func.sum(case((and_(Confirmation.by_delay, letters == 2), 1), else_=0)), 0)
    people = func.count(Confirmation.person_id.distinct()) + by_delay
    query = (
        select(Exchange.id)
        .join(Posting, and_(Posting.exchange_id == Exchange.id, Posting.quantity > 0))
        .join(ExchangeVersion, ExchangeVersion.id == Posting.version_id)
        .outerjoin(Confirmation, same)
        .group_by(Exchange.id)
        .having(or_(structures != 2, people != 2))
    )
    for number in db.session.scalars(query):
        yield f"exchange {number} was posted without the assent of both structures"


def _deals() -> Iterator[str]:
    posted = func.count(Exchange.posted_at)
    query = select(Exchange.deal_id, func.count(), posted).where(Exchange.deal_id.is_not(None))
    query = query.group_by(Exchange.deal_id).having(or_(func.count() != 2, posted.not_in((0, 2))))
    for deal_id, legs, done in db.session.execute(query):
        yield f"deal {deal_id} has {legs} exchanges of which {done} are posted"


def _mirrors() -> Iterator[str]:
    """A reversal's entries mirror those of what it undid."""
    new, old = aliased(Posting), aliased(Posting)
    mirrored = and_(
        old.exchange_id == Reversal.reversed_id,
        old.structure_id == new.structure_id,
        old.unit_id == new.unit_id,
        old.quantity == -new.quantity,
    )
    query = select(Reversal.exchange_id).join(new, new.exchange_id == Reversal.exchange_id).outerjoin(old, mirrored)
    for number in db.session.scalars(query.where(old.id.is_(None)).distinct()):
        yield f"reversal {number} does not mirror what it undoes"


def _digests() -> Iterator[str]:
    """The facts of every posted version still have the digest that both sides confirmed; read in batches."""
    last = 0
    while batch := _posted_after(last):
        for exchange in batch:
            if not _fits(exchange):
                yield f"exchange {exchange.id} does not fit the version that was confirmed"
        last = batch[-1].id
        db.session.expunge_all()


def _posted_after(last: int) -> list[Exchange]:
    query = detailed().where(Exchange.posted_at.is_not(None), Exchange.id > last).order_by(Exchange.id)
    return list(db.session.scalars(query.limit(BATCH)))


def _fits(exchange: Exchange) -> bool:
    other = exchange.counterpart
    fitting = version_digest(_facts(exchange), _facts(other) if other is not None else None)
    return exchange.current.sha256 == fitting and _words_fit(exchange.current)


def _words_fit(version: ExchangeVersion) -> bool:
    words = version.words
    if words.erased_at is not None:
        return True
    texts = (words.title, words.note, words.giver_name, words.receiver_name)
    return version.words_sha256 == words_digest(words.salt, *texts)


def _facts(exchange: Exchange) -> list[object]:
    version = exchange.current
    terms = Terms(version.quantity, version.event_on, "")
    return facts_of(exchange, exchange.unit.code, version.number, terms, version.words_sha256)
