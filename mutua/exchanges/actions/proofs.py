"""Proofs of an exchange: laid beside it, taken back."""

from __future__ import annotations

from datetime import datetime

from mutua.documents import actions as documents
from mutua.documents import queries as files
from mutua.exchanges import queries, rules
from mutua.exchanges.models import Exchange, Proof
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.pole.models import Member


def add_proof(exchange: Exchange, upload: tuple[bytes, str], title: str, *, member: Member, now: datetime) -> Proof:
    """Keep a file (content, name). Raises Refused, also with what the documents' room says of its bytes."""
    refuse_if(rules.why_not_add_proof(exchange, member, queries.proofs_of(exchange)))
    assert member.structure_id is not None
    stored = documents.store_file(*upload, actor=member, now=now)
    made = Proof(
        exchange_id=exchange.id,
        structure_id=member.structure_id,
        file_id=stored.id,
        title=title or stored.name,
        added_at=now,
    )
    db.session.add(made)
    db.session.flush()
    audit.record(
        "exchange.proof_added", "exchange", exchange.id, actor=member, at=now, after=f"sha256:{stored.sha256[:32]}"
    )
    return made


def remove_proof(proof: Proof, exchange: Exchange, *, member: Member, now: datetime) -> None:
    """Nobody reads it from now on, and its bytes go."""
    refuse_if(rules.why_not_remove_proof(proof, exchange, member))
    proof.removed_at = now
    stored = files.file_with_content(proof.file_id)
    if stored is not None:
        documents.erase_file(stored, now=now)
    audit.record("exchange.proof_removed", "exchange", exchange.id, actor=member, at=now)
