"""Measures agreed between two employers, cell by cell."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from mutua.kernel.db import db
from mutua.safety.models import PairJudgement


def judgements_of(document_id: int) -> list[PairJudgement]:
    query = select(PairJudgement).options(joinedload(PairJudgement.giver), joinedload(PairJudgement.taker))
    query = query.where(PairJudgement.document_id == document_id)
    return list(db.session.scalars(query.order_by(PairJudgement.id)))


def judgement_for(document_id: int, judgement_id: int) -> PairJudgement | None:
    same = (PairJudgement.id == judgement_id, PairJudgement.document_id == document_id)
    query = select(PairJudgement).options(joinedload(PairJudgement.giver), joinedload(PairJudgement.taker))
    return db.session.scalar(query.where(*same))


def judgement_of(document_id: int, giver_id: int, taker_id: int, family: str, place_key: str) -> PairJudgement | None:
    """What was agreed for exactly this cell."""
    same = (
        PairJudgement.document_id == document_id,
        PairJudgement.giver_id == giver_id,
        PairJudgement.taker_id == taker_id,
        PairJudgement.family == family,
        PairJudgement.place_key == place_key,
    )
    return db.session.scalar(select(PairJudgement).where(*same))
