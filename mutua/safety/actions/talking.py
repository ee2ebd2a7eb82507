"""What structures remark on the draft, and what the prevention answers."""

from __future__ import annotations

from datetime import datetime

from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.pole.models import Member
from mutua.safety import mails, rules
from mutua.safety.models import DraftRemark, SafetyDocument, WorkUnit


def remark(document: SafetyDocument, unit: WorkUnit | None, text: str, *, member: Member, now: datetime) -> DraftRemark:
    """For one's own structure, of a unit or of the whole draft."""
    refuse_if(rules.why_not_remark(member))
    row = DraftRemark(
        document_id=document.id, unit_id=unit.id if unit else None, structure_id=member.structure_id,
        person_id=member.person_id, text=text, made_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record("safety.remarked", "safety_remark", row.id, actor=member, at=now)
    mails.remark_made(document, unit, member, now=now)
    return row


def answer_remark(document: SafetyDocument, row: DraftRemark, text: str, *, member: Member, now: datetime) -> None:
    """Once: what was said and what was answered stay side by side."""
    refuse_if(rules.why_not_answer(row, member))
    row.answer, row.answered_at, row.answered_by_id = text, now, member.person_id
    audit.record("safety.remark_answered", "safety_remark", row.id, actor=member, at=now)
    mails.remark_answered(document, row, now=now)
