"""The draft: units from what the pole shares, risks rated by people, measures, rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.kernel.timespan import wall
from mutua.pole.models import Member, Pole
from mutua.resources.models import Kind, Place, Resource
from mutua.safety import queries, rules, scoring
from mutua.safety.catalogue import Scoring, catalogue, families_for
from mutua.safety.models import CommonRule, Risk, SafetyDocument, SourceKind, Theme, WorkUnit
from mutua.safety.scoring import Mastery
from mutua.staffing.models import Arrangement


@dataclass(frozen=True)
class Rating:
    """What somebody says of a risk; marks 1 to 4."""

    family: str
    situation: str
    severity: int
    frequency: int
    mastery: int
    severity_reason: str = ""
    frequency_reason: str = ""
    lone: bool = False
    existing: str = ""


def open_document(pole: Pole, *, member: Member, now: datetime) -> SafetyDocument:
    """The pole's draft, filled from what it shares; once opened it stays."""
    refuse_if(rules.why_not_edit(member))
    found = queries.document_of(pole.id)
    if found is not None:
        return found
    document = SafetyDocument(pole_id=pole.id, pole=pole, opened_at=now, refreshed_at=now, not_covered="")
    db.session.add(document)
    db.session.flush()
    audit.record("safety.opened", "safety_document", document.id, actor=member, at=now)
    refresh_document(document, member=member, now=now)
    return document


def refresh_document(document: SafetyDocument, *, member: Member, now: datetime) -> None:
    """Take in what the pole shares and lends today, and how often it was used; no rating changes by itself."""
    refuse_if(rules.why_not_edit(member))
    today = wall(now, document.pole.zone).date()
    here = queries.measured(document, today)
    known = {(unit.source_kind, unit.source_id): unit for unit in queries.every_unit_of(document.id)}
    seen = set()
    for resource in queries.resources_of(document.pole_id):
        seen.add((SourceKind.RESOURCE, resource.id))
        unit = known.get((SourceKind.RESOURCE, resource.id)) or _new_unit(
            document, SourceKind.RESOURCE, resource.id, now
        )
        _take_in(unit, _seen_resource(resource), queries.days_used(resource.id, here), now)
    for loan in queries.arrangements_of(document.pole_id):
        seen.add((SourceKind.ARRANGEMENT, loan.id))
        unit = known.get((SourceKind.ARRANGEMENT, loan.id)) or _new_unit(document, SourceKind.ARRANGEMENT, loan.id, now)
        days = queries.loan_days(loan)
        _take_in(unit, _seen_loan(loan, days), days, now)
    for key, unit in known.items():
        if unit.source_kind is not SourceKind.HAND and key not in seen and unit.retired_at is None:
            unit.retired_at = now
    document.refreshed_at = now
    db.session.flush()
    audit.record("safety.refreshed", "safety_document", document.id, actor=member, at=now)


def _new_unit(document: SafetyDocument, source: SourceKind, source_id: int | None, now: datetime) -> WorkUnit:
    unit = WorkUnit(document_id=document.id, source_kind=source, source_id=source_id, added_at=now, attributes={})
    unit.risks = []
    db.session.add(unit)
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
        "description": "",
        "place_id": None,
        "structure_id": loan.host_id,
        "attributes": {"parties": parties},
    }


def _take_in(unit: WorkUnit, facts: dict[str, Any], days: int, now: datetime) -> None:
    """Copy the source; add families it switches on now; ask to look again at risks whose ground has moved."""
    for name, value in facts.items():
        setattr(unit, name, value)
    unit.retired_at = None
    wanted = families_on(unit)
    here = {risk.family for risk in unit.risks}
    for code in wanted:
        if code not in here:
            unit.risks.append(_proposed(code, days))
    for risk in unit.risks:
        if risk.removed_at is None and risk.rated_at is not None and _moved(risk, days, wanted):
            risk.to_review = True
        risk.frequency_days = days
        if risk.rated_at is None:  # still the machine's own proposal
            risk.frequency = scoring.frequency(days)
            _score(risk)


def families_on(unit: WorkUnit) -> list[str]:
    """Families the matrix rates that the unit switches on; the psychosocial grid stays with each employer."""
    on = {code for code, answer in unit.attributes.items() if answer is True}
    book = catalogue().families
    return [risk.code for risk in families_for(str(unit.kind), on) if book[risk.code].scoring is Scoring.MATRIX]


def _moved(risk: Risk, days: int, wanted: list[str]) -> bool:
    """A step of the frequency scale was crossed, or the family is no longer switched on."""
    return scoring.frequency(days) != scoring.frequency(risk.frequency_days) or (
        risk.family not in wanted and not risk.frequency_reason
    )


def _proposed(code: str, days: int) -> Risk:
    family = catalogue().families[code]
    risk = Risk(
        family=code,
        situation=" ; ".join(family.situations[:2]),
        severity=family.severity or 1,
        frequency=scoring.frequency(days),
        frequency_days=days,
        mastery=int(Mastery.NOTHING),
        lone=False,
        existing="",
        to_review=True,
    )
    risk.measures = []
    _score(risk)
    return risk


def _score(risk: Risk) -> None:
    answer = scoring.score(risk.severity, risk.frequency, risk.mastery, lone=risk.lone)
    risk.gross, risk.residual, risk.individual_only = answer.gross, answer.residual, answer.individual_only


def add_unit(
    document: SafetyDocument, name: str, kind: Kind, place: Place | None, *, member: Member, now: datetime
) -> WorkUnit:
    """A unit that no resource stands for: a yard, a reception, a way between two buildings."""
    refuse_if(rules.why_not_edit(member))
    unit = _new_unit(document, SourceKind.HAND, None, now)
    unit.name, unit.kind, unit.place_id = name, kind, place.id if place else None
    for code in families_on(unit):
        unit.risks.append(_proposed(code, 0))
    db.session.flush()
    audit.record("safety.unit_added", "work_unit", unit.id, actor=member, at=now)
    return unit


def rate_risk(unit: WorkUnit, risk: Risk | None, rating: Rating, *, member: Member, now: datetime) -> Risk:
    """Rate a risk of the unit, a new one when `risk` is None. The one scoring function gives both levels."""
    days = risk.frequency_days if risk else _days_of(unit)
    refuse_if(
        rules.why_not_rate(
            member,
            family=rating.family,
            situation=rating.situation,
            severity=rating.severity,
            severity_reason=rating.severity_reason,
            frequency=rating.frequency,
            measured=scoring.frequency(days),
            frequency_reason=rating.frequency_reason,
        )
    )
    if risk is None:
        risk = Risk(unit=unit, frequency_days=days)
        risk.measures = []
        db.session.add(risk)
        before = None
    else:
        before = str(risk.residual)
    for name, value in vars(rating).items():
        setattr(risk, name, value)
    _score(risk)
    risk.to_review, risk.rated_at, risk.rated_by_id, risk.removed_at = False, now, member.person_id, None
    unit.nothing_at = unit.nothing_by_id = None  # what is rated is no longer nothing
    db.session.flush()
    audit.record("safety.risk_rated", "risk", risk.id, actor=member, at=now, before=before, after=str(risk.residual))
    return risk


def _days_of(unit: WorkUnit) -> int:
    """The days its other risks were measured on: one unit, one use."""
    return max((risk.frequency_days for risk in unit.risks), default=0)


def remove_risk(risk: Risk, *, member: Member, now: datetime) -> None:
    """Say expressly that this danger does not exist here; published versions keep it."""
    refuse_if(rules.why_not_edit(member))
    risk.removed_at = now
    audit.record("safety.risk_removed", "risk", risk.id, actor=member, at=now, before=str(risk.residual))


def say_nothing(unit: WorkUnit, *, member: Member, now: datetime) -> None:
    """Expressly no particular risk: what the catalogue proposed goes; what somebody rated must be taken out first."""
    refuse_if(rules.why_not_say_nothing(unit, member))
    for risk in unit.risks:
        risk.removed_at = risk.removed_at or now
    unit.nothing_at, unit.nothing_by_id = now, member.person_id
    audit.record("safety.nothing_said", "work_unit", unit.id, actor=member, at=now)


def copy_risks(unit: WorkUnit, like: WorkUnit, *, member: Member, now: datetime) -> int:
    """Take over what people wrote for a like unit, as a proposal: nobody has rated it here yet. How many.

    The frequency stays that of this unit's own use; what was rated here is left alone.
    """
    refuse_if(rules.why_not_copy(unit, like, member))
    known = {risk.family: risk for risk in unit.risks if risk.removed_at is None}
    days, copied = _days_of(unit), 0
    for model in like.risks:
        risk = known.get(model.family)
        if model.removed_at is not None or model.rated_at is None or (risk is not None and risk.rated_at is not None):
            continue
        if risk is None:
            risk = _proposed(model.family, days)
            unit.risks.append(risk)
        for name in ("situation", "severity", "severity_reason", "mastery", "existing", "lone"):
            setattr(risk, name, getattr(model, name))
        _score(risk)
        copied += 1
    unit.nothing_at = unit.nothing_by_id = None
    db.session.flush()
    audit.record("safety.risks_copied", "work_unit", unit.id, actor=member, at=now, before=str(like.id),
                 after=str(copied))  # fmt: skip
    return copied


def add_rule(
    document: SafetyDocument, theme: Theme, text: str, place: Place | None, *, member: Member, now: datetime
) -> CommonRule:
    refuse_if(rules.why_not_edit(member))
    made = CommonRule(
        document_id=document.id, theme=theme, text=text, place_id=place.id if place else None, added_at=now
    )
    db.session.add(made)
    db.session.flush()
    audit.record("safety.rule_added", "common_rule", made.id, actor=member, at=now)
    return made


def retire_rule(rule: CommonRule, *, member: Member, now: datetime) -> None:
    refuse_if(rules.why_not_edit(member))
    rule.retired_at = now
    audit.record("safety.rule_retired", "common_rule", rule.id, actor=member, at=now)


def set_scope(document: SafetyDocument, not_covered: str, *, member: Member, now: datetime) -> None:
    """What the common volume leaves to each employer, beside what the law always leaves to it."""
    refuse_if(rules.why_not_edit(member))
    document.not_covered = not_covered
    audit.record("safety.scope_set", "safety_document", document.id, actor=member, at=now)
