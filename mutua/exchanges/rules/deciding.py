"""Why not confirm, refuse, withdraw, dispute or reverse."""

from __future__ import annotations

from datetime import datetime, timedelta

from mutua.exchanges.models import NEXT_STATES, OPEN, Exchange, State
from mutua.exchanges.rules.delay import DISPUTABLE
from mutua.exchanges.rules.proposing import why_not_answer
from mutua.exchanges.rules.refusals import No
from mutua.pole.models import Member

ANSWER_WITHIN = timedelta(days=45)


def waits_for(exchange: Exchange, structure_id: int | None) -> bool:
    """True while this party has not yet confirmed the current version."""
    confirmed = {row.structure_id for row in exchange.current.confirmations}
    return exchange.state in OPEN and structure_id in exchange.parties and structure_id not in confirmed


def is_agreed(exchange: Exchange) -> bool:
    """Both parties confirmed the current version."""
    return {row.structure_id for row in exchange.current.confirmations} >= set(exchange.parties)


def why_not_confirm(exchange: Exchange, version_sha256: str, member: Member) -> No | None:
    """One's own party, the version on the screen, and never both sides by one person."""
    if member.structure_id not in exchange.parties:
        return No.NOT_A_PARTY
    confirmed = {row.structure_id: row.person_id for row in exchange.current.confirmations}
    if member.structure_id in confirmed:
        return No.ALREADY_CONFIRMED
    if exchange.state not in OPEN:
        return No.EXCHANGE_STATE
    if version_sha256 != exchange.current.sha256:
        return No.VERSION_CHANGED
    return No.SAME_PERSON if member.person_id in confirmed.values() else None


def why_not_refuse(exchange: Exchange, member: Member) -> No | None:
    """Whoever has not confirmed the version; the other side withdraws."""
    if why := why_not_answer(exchange, member):
        return why
    return None if waits_for(exchange, member.structure_id) else No.EXCHANGE_STATE


def why_not_withdraw(exchange: Exchange, member: Member) -> No | None:
    """The side that wrote the current version, draft or sent."""
    if member.structure_id not in exchange.parties:
        return No.NOT_A_PARTY
    if State.WITHDRAWN not in NEXT_STATES.get(exchange.state, ()):
        return No.EXCHANGE_STATE
    return None if exchange.current.author_structure_id == member.structure_id else No.NOT_YOUR_PROPOSAL


def why_not_send(exchange: Exchange, member: Member) -> No | None:
    if exchange.current.author_structure_id != member.structure_id:
        return No.NOT_YOUR_PROPOSAL
    return None if exchange.state is State.DRAFT else No.EXCHANGE_STATE


def why_not_reverse(exchange: Exchange, member: Member) -> No | None:
    """A party undoes what was posted, once, by a mirror; never a mirror itself."""
    if member.structure_id not in exchange.parties:
        return No.NOT_A_PARTY
    if exchange.reverses_id is not None:
        return No.REVERSAL_OF_REVERSAL
    return None if exchange.state is State.CONFIRMED else No.EXCHANGE_STATE


def why_not_dispute(exchange: Exchange, member: Member, *, now: datetime) -> No | None:
    """A party, while it is open or stands; what was agreed by delay for thirty days (law/exchanges 2).

    What one proposed oneself and nobody answered is corrected or withdrawn, not disputed.
    """
    if member.structure_id not in exchange.parties:
        return No.NOT_A_PARTY
    if exchange.disputed_leg is not None:  # of a deal, one is enough: both are mediated together
        return No.ALREADY_DISPUTED
    if exchange.state not in (*OPEN, State.CONFIRMED):
        return No.EXCHANGE_STATE
    if exchange.state in OPEN and exchange.current.author_structure_id == member.structure_id:
        return No.OWN_PROPOSAL
    ends = disputable_until(exchange)
    return No.DISPUTE_LATE if ends is not None and now >= ends else None


def disputable_until(exchange: Exchange) -> datetime | None:
    """For an assent by delay: when its thirty days end; None where both sides answered."""
    by_delay = any(row.by_delay for row in exchange.current.confirmations)
    return exchange.posted_at + DISPUTABLE if by_delay and exchange.posted_at is not None else None


def why_not_settle(exchange: Exchange, member: Member) -> No | None:
    """The party that raised it, or the coordination when both agree again."""
    if exchange.disputed_at is None:
        return No.NOT_DISPUTED
    raised_by = {dispute.structure_id for dispute in exchange.disputes if dispute.settled_at is None}
    return None if member.structure_id in raised_by or member.is_coordinator else No.NOT_YOUR_DISPUTE


def why_changed(exchange: Exchange, version_sha256: str) -> No | None:
    """A correction answers the version that was on the screen."""
    return None if exchange.current.sha256 == version_sha256 else No.VERSION_CHANGED
