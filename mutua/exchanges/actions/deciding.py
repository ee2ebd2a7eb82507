"""Confirm (and post), refuse, withdraw, let expire, dispute, settle."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mutua.exchanges import mails, queries, rules
from mutua.exchanges.actions import versions
from mutua.exchanges.models import Dispute, Exchange, Posting, Reversal, State
from mutua.exchanges.rules import No
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if, refusing
from mutua.kernel.timespan import wall
from mutua.pole.models import Member


def confirm(exchange: Exchange, *, version_hash: str, member: Member, now: datetime) -> bool:
    """Give one's structure's assent to the version on the screen; True when both had it and the exchange was posted."""
    refuse_if(rules.why_not_confirm(exchange, version_hash, member))
    legs = rules.ordered_legs(exchange)
    versions.add_confirmation(legs, member, now)
    with refusing(No.ALREADY_CONFIRMED, when="confirmation"):
        db.session.flush()
    for leg in legs:
        versions.record(leg, "assented", actor=member, now=now, before=leg.state)
    if not rules.is_agreed(exchange):
        mails.half_confirmed(exchange, member, now=now)
        return False
    post(legs, member.pole_zone, actor=member, now=now)
    mails.confirmed(exchange, member, now=now)
    return True


def post(legs: Sequence[Exchange], zone: str, *, actor: Member | None, now: datetime) -> None:
    """What both sides agreed enters the ledger: every entry of a deal first, then its two exchanges say so."""
    queries.lock_ledger(legs[0].pole_id)
    for leg in legs:
        _enter(leg, zone, now)
    for leg in legs:
        _conclude(leg, actor, now)


def _enter(leg: Exchange, zone: str, now: datetime) -> None:
    """One row is written here, the giver's; the database adds the receiver's in the same statement."""
    version, today = leg.current, wall(now, zone).date()
    posting = Posting(
        exchange_id=leg.id,
        version_id=version.id,
        pole_id=leg.pole_id,
        structure_id=leg.giver_id,
        other_id=leg.receiver_id,
        unit_id=leg.unit_id,
        quantity=version.quantity,
        event_on=version.event_on,
        accounted_on=rules.accounted_on(version.event_on, queries.closed_through(leg.pole_id), today),
        posted_at=now,
    )
    db.session.add(posting)
    with refusing(No.EXCHANGE_STATE, when="posting"):
        db.session.flush()


def _conclude(leg: Exchange, actor: Member | None, now: datetime) -> None:
    leg.posted_at = now
    versions.settle_disputes(leg, now)
    versions.move(leg, State.CONFIRMED, verb="confirmed", actor=actor, now=now)
    if leg.reverses is not None:
        db.session.add(Reversal(exchange_id=leg.id, reversed_id=leg.reverses.id, at=now))
        versions.settle_disputes(leg.reverses, now)
        versions.move(leg.reverses, State.REVERSED, verb="reversed", actor=actor, now=now)
    db.session.flush()


def confirm_many(
    wanted: Sequence[tuple[int, str]], *, member: Member, now: datetime
) -> tuple[int, list[tuple[int, No]]]:
    """A month's batch in one click: (id, version hash) as they were on the screen; how many, and what stood against."""
    done, against = 0, []
    for number, version_hash in sorted(set(wanted)):
        exchange = queries.exchange_for(member, number, lock=True)
        why = rules.why_not_confirm(exchange, version_hash, member) if exchange is not None else No.NOT_A_PARTY
        if exchange is None or why is not None:
            against.append((number, why or No.NOT_A_PARTY))
            continue
        confirm(exchange, version_hash=version_hash, member=member, now=now)
        done += 1
    return done, against


def refuse(exchange: Exchange, *, member: Member, now: datetime, reason: str = "") -> None:
    """Say no to the version that waits for one's structure."""
    refuse_if(rules.why_not_refuse(exchange, member))
    _end(exchange, State.REFUSED, verb="refused", actor=member, now=now, reason=reason)
    mails.refused(exchange, member, now=now)


def withdraw(exchange: Exchange, *, member: Member, now: datetime) -> None:
    """Take back what one's own side proposed, before the other confirms; a draft is thrown away like this."""
    refuse_if(rules.why_not_withdraw(exchange, member))
    was_draft = exchange.state is State.DRAFT
    _end(exchange, State.WITHDRAWN, verb="withdrawn", actor=member, now=now)
    if not was_draft:
        mails.withdrawn(exchange, member, now=now)


def expire_past(now: datetime) -> int:
    """What nobody answered in time; called by the worker."""
    done = 0
    for exchange in queries.overdue(now):
        if exchange.state in (State.PROPOSED, State.COUNTERED):  # its deal's other leg may have taken it along
            _end(exchange, State.EXPIRED, verb="expired", actor=None, now=now)
            mails.expired(exchange, queries.pole(exchange.pole_id), now=now)
            done += 1
    return done


def _end(exchange: Exchange, state: State, *, verb: str, actor: Member | None, now: datetime, reason: str = "") -> None:
    for leg in exchange.legs:
        leg.reason = reason
        versions.settle_disputes(leg, now)
        versions.move(leg, state, verb=verb, actor=actor, now=now)
        versions.free_original(leg, actor=actor, now=now)


def dispute(exchange: Exchange, reason: str, *, member: Member, now: datetime) -> None:
    """Ask the coordination to mediate; nothing moves until the parties agree again."""
    refuse_if(rules.why_not_dispute(exchange, member, now=now))
    assert member.structure_id is not None
    row = Dispute(structure_id=member.structure_id, person_id=member.person_id, reason=reason, raised_at=now)
    exchange.disputes.append(row)
    exchange.disputed_at = now
    db.session.flush()
    versions.record(exchange, "disputed", actor=member, now=now, before=exchange.state)
    mails.disputed(exchange, reason, member, now=now)


def settle(exchange: Exchange, outcome: str = "", *, member: Member, now: datetime) -> None:
    """The dispute is over, with what was agreed; what the parties then do, they do themselves, in a whole new time."""
    refuse_if(rules.why_not_settle(exchange, member))
    versions.settle_disputes(exchange, now, outcome)
    for leg in exchange.legs:
        leg.expires_at = max(leg.expires_at, now + rules.ANSWER_WITHIN)
    versions.record(exchange, "settled", actor=member, now=now, before=exchange.state)
    mails.settled(exchange, outcome, member, now=now)
