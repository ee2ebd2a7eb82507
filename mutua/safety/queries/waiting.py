"""What the safety document asks of a member."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ScalarSelect, Select, and_, case, func, literal, or_, select

from mutua.kernel.db import db
from mutua.pole.models import Member
from mutua.resources.models import Place
from mutua.safety.models import (
    Adoption,
    Edition,
    Incident,
    IncidentKind,
    PairJudgement,
    PlaceSignatory,
    PlaceSignature,
    SafetyDocument,
    Signatory,
    SignatureRow,
    WorkUnit,
)
from mutua.safety.queries.draft import count_to_review, counting_to_review
from mutua.safety.rules.no import may_edit


@dataclass(frozen=True)
class Waiting:
    """Signatures asked of the member's structure (numbers of versions; ids of judgements), risks to rate again, serious
    dangers that nobody has dealt with (number of the incident, unit, words), how many other reports wait for an answer.
    """

    versions: tuple[int, ...]
    judgements: tuple[int, ...]
    to_review: int
    dangers: tuple[tuple[int, str, str], ...] = ()
    reports: int = 0

    @property
    def count(self) -> int:
        once = bool(self.to_review) + bool(self.reports)  # many of them are one thing to do
        return len(self.versions) + len(self.judgements) + len(self.dangers) + once


def waiting_for(member: Member) -> Waiting:
    """Managers and heads of places sign; the safety officer rates; the prevention answers what is reported."""
    manages = member.manages(member.structure_id)
    told = [(number, name or "", words, kind) for number, name, words, kind in db.session.execute(_reports(member))]
    dangers = tuple(row[:3] for row in told if row[3] is IncidentKind.SERIOUS_DANGER)
    return Waiting(
        versions=tuple(db.session.scalars(_unsigned(member))),
        judgements=tuple(db.session.scalars(_judgements(member))) if manages else (),
        to_review=count_to_review(member.pole_id) if member.is_safety_officer else 0,
        dangers=dangers,
        reports=len(told) - len(dangers),
    )


def counting_waiting(member: Member) -> Select[int]:
    """The same as a count: the figure in the menu."""
    asked: list[ScalarSelect[int]] = [_counted(_unsigned(member))]
    if member.manages(member.structure_id):
        asked.append(_counted(_judgements(member)))
    if member.is_safety_officer:
        risks = counting_to_review(member.pole_id).scalar_subquery()
        asked.append(select(case((risks > 0, 1), else_=0)).scalar_subquery())
    serious = Incident.kind == IncidentKind.SERIOUS_DANGER
    asked.append(_counted(_reports(member).where(serious)))
    others = _counted(_reports(member).where(~serious))
    asked.append(select(case((others > 0, 1), else_=0)).scalar_subquery())
    return select(sum(asked, start=literal(0)))


def _counted(query: Select[*tuple[Any, ...]]) -> ScalarSelect[int]:
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


def _reports(member: Member) -> Select[int, str | None, str, IncidentKind]:
    """What was reported and nobody has closed: all of it for the prevention; a serious danger, for who shares the unit
    or is in charge of its place too."""
    query = (
        select(Incident.id, WorkUnit.name, Incident.text, Incident.kind)
        .join(SafetyDocument, SafetyDocument.id == Incident.document_id)
        .outerjoin(WorkUnit, WorkUnit.id == Incident.unit_id)
        .outerjoin(Place, Place.id == WorkUnit.place_id)
        .where(SafetyDocument.pole_id == member.pole_id, Incident.closed_at.is_(None))
        .order_by(Incident.id.desc())
    )
    if may_edit(member):
        return query
    own = [Place.head_id == member.person_id]
    if member.manages(member.structure_id):
        own.append(WorkUnit.structure_id == member.structure_id)
    return query.where(Incident.kind == IncidentKind.SERIOUS_DANGER, or_(*own))


def _judgements(member: Member) -> Select[int]:
    mine = or_(
        and_(PairJudgement.giver_id == member.structure_id, PairJudgement.giver_signed_at.is_(None)),
        and_(PairJudgement.taker_id == member.structure_id, PairJudgement.taker_signed_at.is_(None)),
    )
    query = select(PairJudgement.id).join(SafetyDocument, SafetyDocument.id == PairJudgement.document_id)
    return query.where(SafetyDocument.pole_id == member.pole_id, mine).order_by(PairJudgement.id)
