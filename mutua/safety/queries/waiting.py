"""What the safety document asks of a member."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ScalarSelect, Select, and_, case, func, literal, or_, select

from mutua.kernel.db import db
from mutua.pole.models import Member
from mutua.safety.models import (
    Adoption,
    Edition,
    PairJudgement,
    PlaceSignatory,
    PlaceSignature,
    SafetyDocument,
    Signatory,
    SignatureRow,
)
from mutua.safety.queries.draft import count_to_review, counting_to_review


@dataclass(frozen=True)
class Waiting:
    """Signatures asked of the member's structure (numbers of versions; ids of judgements) and risks to rate again."""

    versions: tuple[int, ...]
    judgements: tuple[int, ...]
    to_review: int

    @property
    def count(self) -> int:
        return len(self.versions) + len(self.judgements) + (1 if self.to_review else 0)


def waiting_for(member: Member) -> Waiting:
    """Managers and heads of places sign; the safety officer rates (all the risks to review are one thing to do)."""
    manages = member.manages(member.structure_id)
    return Waiting(
        versions=tuple(db.session.scalars(_unsigned(member))),
        judgements=tuple(db.session.scalars(_judgements(member))) if manages else (),
        to_review=count_to_review(member.pole_id) if member.is_safety_officer else 0,
    )


def counting_waiting(member: Member) -> Select[int]:
    """The same as a count: the figure in the menu."""
    asked: list[ScalarSelect[int]] = [_counted(_unsigned(member))]
    if member.manages(member.structure_id):
        asked.append(_counted(_judgements(member)))
    if member.is_safety_officer:
        risks = counting_to_review(member.pole_id).scalar_subquery()
        asked.append(select(case((risks > 0, 1), else_=0)).scalar_subquery())
    return select(sum(asked, start=literal(0)))


def _counted(query: Select[int]) -> ScalarSelect[int]:
    return select(func.count()).select_from(query.order_by(None).subquery()).scalar_subquery()


def count_waiting(member: Member) -> int:
    return waiting_for(member).count


def _unsigned(member: Member) -> Select[int]:
    """At signature, and in force without it: whoever has not signed is asked until another version is published."""
    places = (
        select(PlaceSignatory.adoption_id)
        .outerjoin(PlaceSignature, PlaceSignature.signatory_id == PlaceSignatory.id)
        .where(PlaceSignatory.person_id == member.person_id, PlaceSignature.id.is_(None))
    )
    structures = (
        select(Signatory.adoption_id)
        .outerjoin(SignatureRow, SignatureRow.signatory_id == Signatory.id)
        .where(Signatory.structure_id == member.structure_id, SignatureRow.id.is_(None))
    )
    asked = [Adoption.id.in_(places)]
    if member.manages(member.structure_id):
        asked.append(Adoption.id.in_(structures))
    in_force = select(func.max(Edition.number)).where(Edition.document_id == Adoption.document_id).scalar_subquery()
    return (
        select(Adoption.number)
        .join(SafetyDocument, SafetyDocument.id == Adoption.document_id)
        .where(SafetyDocument.pole_id == member.pole_id, or_(*asked))
        .where(Adoption.withdrawn_at.is_(None), or_(Adoption.published_at.is_(None), Adoption.number == in_force))
        .order_by(Adoption.number)
    )


def _judgements(member: Member) -> Select[int]:
    mine = or_(
        and_(PairJudgement.giver_id == member.structure_id, PairJudgement.giver_signed_at.is_(None)),
        and_(PairJudgement.taker_id == member.structure_id, PairJudgement.taker_signed_at.is_(None)),
    )
    query = select(PairJudgement.id).join(SafetyDocument, SafetyDocument.id == PairJudgement.document_id)
    return query.where(SafetyDocument.pole_id == member.pole_id, mine).order_by(PairJudgement.id)
