"""What the draft takes in by itself: units from what the pole shares and lends, families that apply, days of use."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.kernel.timespan import wall
from mutua.pole.models import Member
from mutua.resources.models import Kind, Resource
from mutua.safety import queries, rules, scoring
from mutua.safety.catalogue import Scoring, catalogue, families_for
from mutua.safety.models import Risk, SafetyDocument, SourceKind, WorkUnit
from mutua.safety.scoring import Mastery
from mutua.staffing.models import Arrangement

Source = tuple[SourceKind, int | None]


def refresh_document(document: SafetyDocument, *, member: Member, now: datetime) -> None:
    """Take in what the pole shares and lends today, and how often it was used; no rating changes by itself."""
    refuse_if(rules.why_not_edit(member))
    here = queries.measured(document, wall(now, document.pole.zone).date())
    units = queries.every_unit_of(document.id)
    known: dict[tuple[SourceKind, int | None], WorkUnit] = {(unit.source_kind, unit.source_id): unit for unit in units}
    seen = _seen(document)
    # what is said of a loan is said of its unit, and stays
    known_answers = {unit.source_id: unit.attributes for unit in units if unit.source_kind is SourceKind.ARRANGEMENT}
    for source, facts in seen.items():
        unit = known.get(source)
        if unit is None:
            unit = new_unit(document, *source, now)
            units.append(unit)
        for name, value in facts.items():
            setattr(unit, name, value)
        if source[0] is SourceKind.ARRANGEMENT:
            unit.attributes = {**known_answers.get(source[1], {}), **facts["attributes"]}
        unit.retired_at = None
    for unit in units:
        if unit.source_kind is not SourceKind.HAND and (unit.source_kind, unit.source_id) not in seen:
            unit.retired_at = unit.retired_at or now
    _let_go(units)
    for unit in units:
        if unit.stands and (unit.source_kind is not SourceKind.HAND or unit.parts or unit.place_id):
            _take_in(unit, queries.days_at(unit, here))
    document.refreshed_at = now
    db.session.flush()
    audit.record("safety.refreshed", "safety_document", document.id, actor=member, at=now)


def _seen(document: SafetyDocument) -> dict[Source, dict[str, Any]]:
    """What is shared and lent today, as the facts a unit copies."""
    shared: dict[Source, dict[str, Any]] = {
        (SourceKind.RESOURCE, resource.id): _seen_resource(resource)
        for resource in queries.resources_of(document.pole_id)
    }
    loans: dict[Source, dict[str, Any]] = {
        (SourceKind.ARRANGEMENT, loan.id): _seen_loan(loan, queries.loan_days(loan))
        for loan in queries.arrangements_of(document.pole_id)
    }
    return shared | loans


def new_unit(document: SafetyDocument, source: SourceKind, source_id: int | None, now: datetime) -> WorkUnit:
    """Suggested: nobody has taken it in yet."""
    unit = WorkUnit(document_id=document.id, source_kind=source, source_id=source_id, added_at=now, attributes={})
    unit.risks, unit.parts = [], []
    db.session.add(unit)
    return unit


def suggest(document: SafetyDocument, resource: Resource, now: datetime) -> WorkUnit:
    """The unit of a resource that came since the draft was last refreshed; its days of use are counted at the next."""
    unit = new_unit(document, SourceKind.RESOURCE, resource.id, now)
    for name, value in _seen_resource(resource).items():
        setattr(unit, name, value)
    unit.place = resource.place
    unit.risks += [proposed(unit, code, 0) for code in families_on(unit)]
    db.session.flush()
    audit.record("safety.unit_suggested", "work_unit", unit.id, actor=None, at=now, pole_id=document.pole_id)
    return unit


def _seen_resource(resource: Resource) -> dict[str, Any]:
    return {
        "name": resource.name,
        "kind": resource.kind,
        "description": resource.subtitle,
        "place_id": resource.place_id,
        "structure_id": resource.structure_id,
        "attributes": dict(resource.attributes),
    }


def _seen_loan(loan: Arrangement, days: int) -> dict[str, Any]:
    """Both parties are users of the unit: the host answers for the conditions of work, the lender for the rest."""
    parties = [{"id": loan.host_id, "days": days, "peak": 1}, {"id": loan.lender_id, "days": days, "peak": 1}]
    return {
        "name": loan.skill,
        "kind": Kind.STAFF,
        "place_id": None,
        "structure_id": loan.host_id,
        "attributes": {"parties": parties},
    }


def _let_go(units: list[WorkUnit]) -> None:
    """What was merged into a unit that is gone stands by itself again."""
    gone = {unit.id: unit for unit in units if unit.retired_at is not None}
    for unit in units:
        if unit.merged_into_id in gone:
            gone[unit.merged_into_id].parts.remove(unit)
            unit.merged_into_id = None


def _take_in(unit: WorkUnit, days: int) -> None:
    """Add families it switches on now; ask to look again at risks whose ground has moved."""
    wanted = families_on(unit)
    here = {risk.family for risk in unit.risks}
    for code in wanted:
        if code not in here:
            unit.risks.append(proposed(unit, code, days))
    for risk in unit.risks:
        if risk.removed_at is None and risk.rated_at is not None and _moved(risk, days, wanted):
            risk.to_review = True
        risk.frequency_days = days
        if risk.rated_at is None:  # still the machine's own proposal
            risk.frequency = scoring.frequency(days)
            set_levels(risk)


def families_on(unit: WorkUnit) -> list[str]:
    """Families the matrix rates that the unit, or a part of it, switches on; the psychosocial grid stays with each
    employer."""
    book, found = catalogue().families, list[str]()
    for each in (unit, *unit.parts):
        on = {code for code, answer in each.attributes.items() if answer is True}
        found += [risk.code for risk in families_for(str(each.kind), on) if risk.code not in found]
    return [code for code in found if book[code].scoring is Scoring.MATRIX]


def attributes_on(unit: WorkUnit) -> set[str]:
    """What was answered "yes" for the unit or a part of it."""
    return {code for each in (unit, *unit.parts) for code, answer in each.attributes.items() if answer is True}


def _moved(risk: Risk, days: int, wanted: list[str]) -> bool:
    """A step of the frequency scale was crossed, or the family is no longer switched on."""
    by_hand = risk.unit.source_kind is SourceKind.HAND  # its families are those people named, switched on by nothing
    return scoring.frequency(days) != scoring.frequency(risk.frequency_days) or (
        not by_hand and risk.family not in wanted and not risk.frequency_reason
    )


def proposed(unit: WorkUnit, code: str, days: int) -> Risk:
    """What the catalogue says of a family for such a unit, rated by nobody."""
    family = catalogue().families[code]
    risk = Risk(
        family=code,
        situation=family.situation_for(str(unit.kind), attributes_on(unit)),
        severity=family.severity or 1,
        frequency=scoring.frequency(days),
        frequency_days=days,
        mastery=int(Mastery.NOTHING),
        lone=False,
        existing="",
        to_review=True,
    )
    risk.measures = []
    set_levels(risk)
    return risk


def set_levels(risk: Risk) -> None:
    answer = scoring.score(risk.severity, risk.frequency, risk.mastery, lone=risk.lone)
    risk.gross, risk.residual, risk.individual_only = answer.gross, answer.residual, answer.individual_only


def days_of(unit: WorkUnit) -> int:
    """The days its risks were measured on: one unit, one use."""
    return max((risk.frequency_days for risk in unit.risks), default=0)
