"""Undo what was posted: a mirrored exchange, agreed by both sides like any other."""

from __future__ import annotations

from datetime import datetime

from mutua.exchanges import mails, queries, rules
from mutua.exchanges.actions import versions
from mutua.exchanges.actions.proposing import new_exchange, warn_of_limit
from mutua.exchanges.models import Deal, Exchange, State, Terms
from mutua.exchanges.rules import No
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if, refusing
from mutua.pole.models import Member


def propose_reversal(exchange: Exchange, reason: str, *, member: Member, now: datetime) -> Exchange:
    """Propose the mirror of a confirmed exchange, of both legs when it has an agreed counterpart.

    It happens today, in an open month, and points back: a closed month never moves. No soft limit holds it up.
    """
    refuse_if(rules.why_not_reverse(exchange, member))
    pole = queries.pole(exchange.pole_id)
    parties = queries.memberships(pole.id, exchange.parties)
    originals = rules.ordered_legs(exchange)
    deal = Deal(pole_id=pole.id, created_at=now, legs=[]) if len(originals) > 1 else None
    mirrors = []
    for original in originals:
        refuse_if(rules.why_not_reverse(original, member))
        number = len(original.versions) + (original.version or 1)
        uid = f"reversal:{original.id}:{number}"
        giver, receiver = parties[original.receiver_id], parties[original.giver_id]
        mirror = new_exchange(uid, pole, giver, receiver, original.kind, original.unit.code, now=now)
        mirror.deal, mirror.reverses, mirror.unused = deal, original, original.unused
        mirrors.append(mirror)
    today = rules.local_day(now, member)
    terms = [Terms(leg.current.quantity, today, leg.current.words.title, reason) for leg in originals]
    versions.write_version(mirrors, terms, author=member, now=now)
    with refusing(No.EXCHANGE_STATE, when="reversal"):
        for mirror in mirrors:
            versions.save(mirror)
    _send(mirrors, originals, member, now)
    warn_of_limit(mirrors, pole, now=now)
    return mirrors[0]


def _send(mirrors: list[Exchange], originals: list[Exchange], member: Member, now: datetime) -> None:
    versions.add_confirmation(mirrors, member, now)
    for mirror in mirrors:
        versions.move(mirror, State.PROPOSED, verb="reversal_proposed", actor=member, now=now)
    for original in originals:
        versions.move(original, State.REVERSAL_PROPOSED, verb="reversal_proposed", actor=member, now=now)
    db.session.flush()
    mails.reversal_proposed(mirrors[0], member, now=now)
