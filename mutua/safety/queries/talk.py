"""Remarks on the draft."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from mutua.kernel.db import db
from mutua.safety.models import DraftRemark


def remarks_of(document_id: int, unit_id: int | None = None) -> list[DraftRemark]:
    """Newest first, of all units or of one."""
    query = select(DraftRemark).options(
        joinedload(DraftRemark.unit), joinedload(DraftRemark.structure), joinedload(DraftRemark.person)
    )
    query = query.where(DraftRemark.document_id == document_id)
    query = query if unit_id is None else query.where(DraftRemark.unit_id == unit_id)
    return list(db.session.scalars(query.order_by(DraftRemark.id.desc())))


def remark_in(document_id: int, remark_id: int) -> DraftRemark | None:
    query = select(DraftRemark).options(joinedload(DraftRemark.unit), joinedload(DraftRemark.person))
    return db.session.scalar(query.where(DraftRemark.id == remark_id, DraftRemark.document_id == document_id))


def count_open_remarks(document_id: int) -> int:
    query = select(func.count()).select_from(DraftRemark)
    same = (DraftRemark.document_id == document_id, DraftRemark.answered_at.is_(None))
    return db.session.scalar(query.where(*same)) or 0
