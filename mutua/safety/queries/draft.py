"""The open draft of a pole: document, units, risks, measures, rules, incidents, consultation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from mutua.kernel.db import db
from mutua.kernel.reading_order import by_name
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member, Pole, Structure
from mutua.resources.models import Place, Resource
from mutua.safety.models import (
    CommonRule,
    ConsultationEntry,
    Measure,
    MeasureShare,
    MeasureState,
    Risk,
    SafetyDocument,
    StandingOccupation,
    WorkUnit,
)
from mutua.staffing.models import Arrangement
from mutua.staffing.models.states import UNDER_WAY

OPEN_STATES = (MeasureState.PLANNED, MeasureState.STARTED)
STANDING = (WorkUnit.retired_at.is_(None), WorkUnit.aside_at.is_(None), WorkUnit.merged_into_id.is_(None))


def document_of(pole_id: int) -> SafetyDocument | None:
    return db.session.scalar(_document(), {"pole": pole_id})


@cache
def _document() -> Select[SafetyDocument]:
    """Built once: it is asked at every booking."""
    query = select(SafetyDocument).options(joinedload(SafetyDocument.pole))
    return query.where(SafetyDocument.pole_id == bindparam("pole"))


def pole(pole_id: int) -> Pole | None:
    return db.session.get(Pole, pole_id)


def structures(pole_id: int) -> list[Structure]:
    """Employers of the pole today, by name."""
    return [row.structure for row in pole_queries.memberships_of(pole_id, active_only=True)]


def structures_by_id(ids: list[int]) -> list[Structure]:
    return list(db.session.scalars(select(Structure).where(Structure.id.in_(ids)).order_by(by_name(Structure.name))))


def place_in(pole_id: int, place_id: int) -> Place | None:
    return db.session.scalar(select(Place).where(Place.id == place_id, Place.pole_id == pole_id))


def resources_of(pole_id: int) -> list[Resource]:
    """Live resources of a pole, each a unit to be."""
    query = select(Resource).options(joinedload(Resource.place), joinedload(Resource.structure))
    query = query.where(Resource.pole_id == pole_id, Resource.retired_at.is_(None))
    return list(db.session.scalars(query.order_by(Resource.kind, by_name(Resource.name), Resource.id)))


def arrangements_of(pole_id: int) -> list[Arrangement]:
    """Loans of staff that are under way, with their terms and papers."""
    query = select(Arrangement).options(
        joinedload(Arrangement.lender), joinedload(Arrangement.host), selectinload(Arrangement.terms),
        selectinload(Arrangement.papers),
    )  # fmt: skip
    query = query.where(Arrangement.pole_id == pole_id, Arrangement.state.in_(UNDER_WAY))
    return list(db.session.scalars(query.order_by(Arrangement.id)))


def _units() -> Select[WorkUnit]:
    measures = selectinload(WorkUnit.risks).selectinload(Risk.measures)
    return select(WorkUnit).options(
        joinedload(WorkUnit.place).joinedload(Place.parent),
        joinedload(WorkUnit.structure),
        selectinload(WorkUnit.parts),
        measures.joinedload(Measure.structure),
        measures.selectinload(Measure.shares).joinedload(MeasureShare.structure),
    )


def _whole(units: Iterable[WorkUnit]) -> list[WorkUnit]:
    """Tie risks and measures back to what they belong to, so that each of them keeps its unit alive and at hand."""
    found = list(units)
    for unit in found:
        for risk in unit.risks:
            set_committed_value(risk, "unit", unit)
            for measure in risk.measures:
                set_committed_value(measure, "risk", risk)
    return found


def units_of(document_id: int) -> list[WorkUnit]:
    """Units the document tells of, suggested ones too, with everything their cards and sheets show."""
    query = _units().where(WorkUnit.document_id == document_id, *STANDING)
    return _whole(db.session.scalars(query.order_by(WorkUnit.kind, by_name(WorkUnit.name), WorkUnit.id)))


def units_aside(document_id: int) -> list[WorkUnit]:
    """Units that somebody left out, with the reason."""
    query = select(WorkUnit).where(WorkUnit.document_id == document_id, WorkUnit.aside_at.is_not(None))
    return list(
        db.session.scalars(query.where(WorkUnit.retired_at.is_(None)).order_by(by_name(WorkUnit.name), WorkUnit.id))
    )


def every_unit_of(document_id: int) -> list[WorkUnit]:
    """Retired ones too: a source that comes back finds its unit again."""
    return _whole(db.session.scalars(_units().where(WorkUnit.document_id == document_id).order_by(WorkUnit.id)))


def unit_for(member: Member, unit_id: int) -> WorkUnit | None:
    query = _units().join(SafetyDocument, SafetyDocument.id == WorkUnit.document_id)
    query = query.where(WorkUnit.id == unit_id, SafetyDocument.pole_id == member.pole_id)
    return next(iter(_whole(db.session.scalars(query))), None)


def live_risks(units: list[WorkUnit]) -> list[Risk]:
    return [risk for unit in units for risk in unit.risks if risk.removed_at is None]


def risk_for(member: Member, risk_id: int) -> Risk | None:
    query = (
        select(Risk)
        .join(Risk.unit)
        .join(SafetyDocument, SafetyDocument.id == WorkUnit.document_id)
        .options(
            contains_eager(Risk.unit).options(joinedload(WorkUnit.place), joinedload(WorkUnit.structure)),
            selectinload(Risk.measures).joinedload(Measure.structure),
            selectinload(Risk.measures).selectinload(Measure.shares).joinedload(MeasureShare.structure),
        )
        .where(Risk.id == risk_id, Risk.removed_at.is_(None), SafetyDocument.pole_id == member.pole_id)
    )
    return db.session.scalar(query)


def _measures() -> Select[Measure]:
    return (
        select(Measure)
        .join(Measure.risk)
        .join(Risk.unit)
        .join(SafetyDocument, SafetyDocument.id == WorkUnit.document_id)
        .options(contains_eager(Measure.risk).contains_eager(Risk.unit), joinedload(Measure.structure))
        .options(selectinload(Measure.shares).joinedload(MeasureShare.structure))
        .where(Risk.removed_at.is_(None), *STANDING)
    )


def measures_of(document_id: int) -> list[Measure]:
    """The action programme, soonest due first."""
    query = _measures().where(SafetyDocument.id == document_id).order_by(Measure.due_on, Measure.id)
    return list(db.session.scalars(query))


def measure_for(member: Member, measure_id: int) -> Measure | None:
    return db.session.scalar(_measures().where(Measure.id == measure_id, SafetyDocument.pole_id == member.pole_id))


def open_measures(before: date) -> list[tuple[Measure, Pole]]:
    """Of every pole: open actions due until this day, and closed ones whose effect is to be looked at by then."""
    due = and_(Measure.state.in_(OPEN_STATES), Measure.due_on <= before)
    effect = and_(Measure.state == MeasureState.DONE, Measure.effect_at.is_(None), Measure.effect_on <= before)
    query = _measures().add_columns(Pole).join(Pole, Pole.id == SafetyDocument.pole_id).where(or_(due, effect))
    return [(measure, found) for measure, found in db.session.execute(query.order_by(Measure.id))]


def measures_waiting_for(member: Member) -> list[Measure]:
    """Open measures of the structure one manages."""
    if not member.manages(member.structure_id):
        return []
    query = _measures().where(SafetyDocument.pole_id == member.pole_id, Measure.structure_id == member.structure_id)
    return list(db.session.scalars(query.where(Measure.state.in_(OPEN_STATES)).order_by(Measure.due_on, Measure.id)))


def rules_of(document_id: int) -> list[CommonRule]:
    query = select(CommonRule).options(joinedload(CommonRule.place))
    query = query.where(CommonRule.document_id == document_id, CommonRule.retired_at.is_(None))
    return list(db.session.scalars(query.order_by(CommonRule.place_id, CommonRule.theme, CommonRule.id)))


def rule_for(member: Member, rule_id: int) -> CommonRule | None:
    query = select(CommonRule).join(SafetyDocument, SafetyDocument.id == CommonRule.document_id)
    same = (CommonRule.id == rule_id, SafetyDocument.pole_id == member.pole_id)
    return db.session.scalar(query.where(*same))


def consultations_of(document_id: int) -> list[ConsultationEntry]:
    query = select(ConsultationEntry).options(joinedload(ConsultationEntry.structure))
    query = query.where(ConsultationEntry.document_id == document_id)
    return list(db.session.scalars(query.order_by(ConsultationEntry.held_on.desc(), ConsultationEntry.id.desc())))


def occupation_for(member: Member, occupation_id: int) -> StandingOccupation | None:
    query = select(StandingOccupation).join(SafetyDocument, SafetyDocument.id == StandingOccupation.document_id)
    return db.session.scalar(
        query.where(StandingOccupation.id == occupation_id, SafetyDocument.pole_id == member.pole_id)
    )


def counting_to_review(pole_id: int) -> Select[int]:
    return (
        select(func.count())
        .select_from(Risk)
        .join(Risk.unit)
        .join(SafetyDocument, SafetyDocument.id == WorkUnit.document_id)
        .where(SafetyDocument.pole_id == pole_id, Risk.to_review.is_(True))
        .where(Risk.removed_at.is_(None), *STANDING)
    )


def count_to_review(pole_id: int) -> int:
    return db.session.scalar(counting_to_review(pole_id)) or 0
