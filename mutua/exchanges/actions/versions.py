"""How exchanges, versions, assent and moves of state are written: the part that every verb shares."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from mutua.exchanges import rules
from mutua.exchanges.models import (
    NEXT_STATES,
    Confirmation,
    Exchange,
    ExchangeVersion,
    ExchangeWords,
    State,
    Terms,
)
from mutua.exchanges.rules import No
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused
from mutua.pole.models import Member


def write_version(legs: Sequence[Exchange], terms: Sequence[Terms], *, author: Member | None, now: datetime) -> None:
    """The next version of one exchange, or of both legs of a deal: each one's hash covers the other too."""
    number = max((version.number for version in legs[0].versions), default=0) + 1
    words = [_words(leg, wanted) for leg, wanted in zip(legs, terms, strict=True)]
    facts = [
        rules.facts_of(leg, leg.unit.code, number, wanted, _digest(said))
        for leg, wanted, said in zip(legs, terms, words, strict=True)
    ]
    for place, (leg, wanted, said) in enumerate(zip(legs, terms, words, strict=True)):
        across = facts[1 - place] if len(facts) > 1 else None
        leg.versions.append(
            ExchangeVersion(
                number=number,
                quantity=wanted.quantity,
                event_on=wanted.event_on,
                author_id=author.person_id if author else None,
                author_structure_id=author.structure_id if author else None,
                words=said,
                words_sha256=_digest(said),
                sha256=rules.version_digest(facts[place], across),
                created_at=now,
                confirmations=[],
                reminders=[],
            )
        )
        leg.current_number = number
        leg.changed_at = now
        leg.expires_at = now + rules.ANSWER_WITHIN


def _words(leg: Exchange, terms: Terms) -> ExchangeWords:
    return ExchangeWords(
        title=terms.title,
        note=terms.note,
        giver_name=leg.giver.name,
        receiver_name=leg.receiver.name,
        salt=secrets.token_hex(16),
    )


def _digest(words: ExchangeWords) -> str:
    return rules.words_digest(words.salt, words.title, words.note, words.giver_name, words.receiver_name)


def add_confirmation(legs: Sequence[Exchange], member: Member, now: datetime) -> None:
    """The assent of the member's structure to the current version of every leg."""
    assert member.structure_id is not None
    for leg in legs:
        leg.current.confirmations.append(
            Confirmation(
                structure_id=member.structure_id, person_id=member.person_id, sha256=leg.current.sha256, at=now
            )
        )


def move(exchange: Exchange, to: State, *, verb: str, actor: Member | None, now: datetime) -> None:
    """Along the table of states alone, with its audit row."""
    before = exchange.state
    if to not in NEXT_STATES.get(before, ()):
        raise Refused(No.EXCHANGE_STATE)
    exchange.state, exchange.changed_at = to, now
    record(exchange, verb, actor=actor, now=now, before=before)


def record(exchange: Exchange, verb: str, *, actor: Member | None, now: datetime, before: State | None = None) -> None:
    audit.record(
        f"exchange.{verb}",
        "exchange",
        exchange.id,
        actor=actor,
        at=now,
        before=before.value if before else None,
        after=exchange.state.value,
        pole_id=exchange.pole_id,
    )


def free_original(exchange: Exchange, *, actor: Member | None, now: datetime) -> None:
    """A reversal that ends without assent leaves what it wanted to undo confirmed."""
    if exchange.reverses is not None:
        move(exchange.reverses, State.CONFIRMED, verb="reversal_ended", actor=actor, now=now)


def settle_disputes(exchange: Exchange, now: datetime, outcome: str = "") -> None:
    exchange.disputed_at = None
    for dispute in exchange.disputes:
        if dispute.settled_at is None:
            dispute.settled_at, dispute.outcome = now, outcome


def save(exchange: Exchange) -> None:
    """Give ids, so that the audit rows and the letters name them."""
    db.session.add(exchange)
    db.session.flush()
