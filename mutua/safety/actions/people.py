"""Pictures of risks, and the numbers that employers say of their own people."""

from __future__ import annotations

from datetime import datetime

from mutua.documents.actions import store_file
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if
from mutua.pole.models import Member
from mutua.resources.actions.photos import reduced
from mutua.safety import queries, rules
from mutua.safety.models import Factor, FactorFigure, Risk, RiskPhoto, SafetyDocument, UnitExposure, WorkUnit


def add_photo(risk: Risk, content: bytes, alt: str, *, member: Member, now: datetime) -> RiskPhoto:
    """Smaller, without where and when it was taken; UnreadablePhoto when it is none."""
    refuse_if(rules.why_not_add_photo(member, alt, len(queries.photos_of([risk.id]).get(risk.id, []))))
    stored = store_file(reduced(content), "risque.jpg", actor=member, now=now)
    row = RiskPhoto(risk_id=risk.id, file_id=stored.id, alt=alt, added_at=now)
    db.session.add(row)
    db.session.flush()
    audit.record("safety.photo_added", "risk_photo", row.id, actor=member, at=now)
    return row


def remove_photo(row: RiskPhoto, *, member: Member, now: datetime) -> None:
    """From the draft; published versions keep it."""
    refuse_if(rules.why_not_edit(member))
    row.removed_at = row.removed_at or now
    audit.record("safety.photo_removed", "risk_photo", row.id, actor=member, at=now)


def say_exposure(unit: WorkUnit, women: int, men: int, *, member: Member, now: datetime) -> UnitExposure:
    """A manager says how many of their own women and men the unit exposes."""
    refuse_if(rules.why_not_say_of_ones_own(member))
    structure_id = _own(member)
    row = queries.exposure_of(unit.id, structure_id)
    if row is None:
        row = UnitExposure(unit_id=unit.id, structure_id=structure_id)
        db.session.add(row)
    row.women, row.men, row.said_at = women, men, now
    db.session.flush()
    audit.record("safety.exposure_said", "unit_exposure", row.id, actor=member, at=now)
    return row


def say_figure(
    document: SafetyDocument, factor: Factor, exposed: int, beyond: int, *, member: Member, now: datetime
) -> FactorFigure:
    """For the annex of one's own extract (R4121-1-1)."""
    refuse_if(rules.why_not_say_figure(member, exposed, beyond))
    structure_id = _own(member)
    known = {row.factor: row for row in queries.figures_of(document.id, structure_id)}
    row = known.get(factor)
    if row is None:
        row = FactorFigure(document_id=document.id, structure_id=structure_id, factor=factor)
        db.session.add(row)
    row.exposed, row.beyond, row.said_at = exposed, beyond, now
    db.session.flush()
    audit.record("safety.figure_said", "factor_figure", row.id, actor=member, at=now)
    return row


def _own(member: Member) -> int:
    if member.structure_id is None:
        raise Refused(rules.No.NOT_YOUR_PEOPLE)
    return member.structure_id
