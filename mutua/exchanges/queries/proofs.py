"""The proofs of an exchange, with their files but without their bytes."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from mutua.exchanges.models import Exchange, Proof
from mutua.kernel.db import db


def proofs_of(exchange: Exchange) -> list[Proof]:
    """Those that stand, the oldest first."""
    query = select(Proof).where(Proof.exchange_id == exchange.id, Proof.removed_at.is_(None))
    return list(db.session.scalars(query.options(joinedload(Proof.file)).order_by(Proof.id)))
