"""Who reads, adds and takes back the proofs of an exchange."""

from __future__ import annotations

from collections.abc import Sequence

from mutua.exchanges.models import OPEN, Exchange, Proof, State
from mutua.exchanges.rules.refusals import No
from mutua.pole.models import Member

MOST_PROOFS = 6


def why_not_read_proofs(exchange: Exchange, member: Member) -> No | None:
    """The two structures; the coordination while it mediates a dispute."""
    mediates = member.is_coordinator and exchange.disputed_leg is not None
    return None if member.structure_id in exchange.parties or mediates else No.NOT_A_PARTY


def why_not_add_proof(exchange: Exchange, member: Member, standing: Sequence[Proof]) -> No | None:
    """A party, while the exchange is open or once it is confirmed."""
    if member.structure_id not in exchange.parties:
        return No.NOT_A_PARTY
    if exchange.state not in (State.DRAFT, *OPEN, State.CONFIRMED):
        return No.EXCHANGE_STATE
    return No.MANY_PROOFS if len(standing) >= MOST_PROOFS else None


def why_not_remove_proof(proof: Proof, exchange: Exchange, member: Member) -> No | None:
    """Whose it is, until both sides have confirmed: what stood beside a posting stays."""
    if member.structure_id != proof.structure_id:
        return No.NOT_A_PARTY
    return No.EXCHANGE_STATE if exchange.posted_at is not None else None
