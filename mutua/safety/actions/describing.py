"""A unit that no resource describes, in words and in answers: what it is, where, what is there and what is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.pole.models import Member
from mutua.resources.models import Place
from mutua.safety import rules
from mutua.safety.actions.taking import days_of, families_on, proposed
from mutua.safety.catalogue import attributes_of
from mutua.safety.models import SourceKind, WorkUnit


@dataclass(frozen=True)
class UnitFacts:
    """`answers`: True or False by code; what was not asked is not in it. Name and place are the loan's for a loan."""

    name: str
    place: Place | None
    description: str
    answers: Mapping[str, bool]


def describe_unit(unit: WorkUnit, facts: UnitFacts, *, member: Member, now: datetime) -> None:
    """A yes proposes its families; a no takes back what nobody has rated yet and asks to look again at the rest."""
    refuse_if(rules.why_not_describe(unit, member))
    before = set(families_on(unit))
    if unit.source_kind is SourceKind.HAND:
        unit.name, unit.place_id = facts.name, facts.place.id if facts.place else None
    unit.description = facts.description
    asked = {each.code for each in attributes_of(str(unit.kind))}
    kept = {code: value for code, value in unit.attributes.items() if code not in asked}
    unit.attributes = kept | {code: answer for code, answer in facts.answers.items() if code in asked}
    after = families_on(unit)
    _take_back(unit, before - set(after), now)
    _propose(unit, [code for code in after if code not in before])
    db.session.flush()
    audit.record("safety.unit_described", "work_unit", unit.id, actor=member, at=now)


def _take_back(unit: WorkUnit, gone: set[str], now: datetime) -> None:
    for risk in unit.risks:
        if risk.family in gone and risk.removed_at is None:
            if risk.rated_at is None and not risk.measures:
                risk.removed_at = now
            else:
                risk.to_review = True


def _propose(unit: WorkUnit, codes: list[str]) -> None:
    """What was taken back before comes again; what stands is left alone."""
    days = days_of(unit)
    for code in codes:
        known = [risk for risk in unit.risks if risk.family == code]
        if not known:
            unit.risks.append(proposed(unit, code, days))
        elif all(risk.removed_at for risk in known):
            known[-1].removed_at, known[-1].to_review = None, True
    if codes:
        unit.nothing_at = unit.nothing_by_id = None
