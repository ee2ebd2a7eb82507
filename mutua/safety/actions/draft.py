"""The draft: opened once, its risks rated by people, its common rules and limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.pole.models import Member, Pole
from mutua.resources.models import Place
from mutua.safety import queries, rules, scoring
from mutua.safety.actions.taking import days_of, refresh_document, set_levels
from mutua.safety.models import CommonRule, Risk, SafetyDocument, Theme, WorkUnit


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


def rate_risk(unit: WorkUnit, risk: Risk | None, rating: Rating, *, member: Member, now: datetime) -> Risk:
    """Rate a risk of the unit, a new one when `risk` is None. The one scoring function gives both levels."""
    days = risk.frequency_days if risk else days_of(unit)
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
    set_levels(risk)
    risk.copied_from = risk.to_check = None
    risk.to_review, risk.rated_at, risk.rated_by_id, risk.removed_at = False, now, member.person_id, None
    unit.nothing_at = unit.nothing_by_id = None  # what is rated is no longer nothing
    unit.accepted_at, unit.accepted_by_id = unit.accepted_at or now, unit.accepted_by_id or member.person_id
    if before is None:
        db.session.flush()  # gives its number
    audit.record("safety.risk_rated", "risk", risk.id, actor=member, at=now, before=before, after=str(risk.residual))
    return risk


def remove_risk(risk: Risk, *, member: Member, now: datetime) -> None:
    """Say expressly that this danger does not exist here; published versions keep it."""
    refuse_if(rules.why_not_edit(member))
    risk.removed_at = now
    audit.record("safety.risk_removed", "risk", risk.id, actor=member, at=now, before=str(risk.residual))


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
