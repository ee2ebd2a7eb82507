"""What becomes of a unit, and who says so."""

from __future__ import annotations

from mutua.pole.models import Member
from mutua.safety.models import WorkUnit
from mutua.safety.rules.no import No, may_edit


def why_not_say_nothing(unit: WorkUnit, member: Member) -> No | None:
    if not may_edit(member):
        return No.NOT_THE_SAFETY_OFFICER
    return No.RATED_HERE if any(risk.rated_at and risk.removed_at is None for risk in unit.risks) else None


def why_not_accept(unit: WorkUnit, member: Member) -> No | None:
    if not may_edit(member):
        return No.NOT_THE_SAFETY_OFFICER
    return None if unit.state in ("suggested", "aside") and unit.retired_at is None else No.UNIT_STATE


def why_not_set_aside(unit: WorkUnit, reason: str, member: Member) -> No | None:
    """With words: the document prints why a shared thing is not in it. What people rated is taken out first."""
    if not may_edit(member):
        return No.NOT_THE_SAFETY_OFFICER
    if not unit.stands:
        return No.UNIT_STATE
    if any(risk.rated_at and risk.removed_at is None for risk in unit.risks):
        return No.RATED_HERE
    return None if reason else No.ASIDE_WITHOUT_REASON


def why_not_merge(unit: WorkUnit, into: WorkUnit, member: Member) -> No | None:
    """Two units that stand, of one document."""
    if not may_edit(member):
        return No.NOT_THE_SAFETY_OFFICER
    fit = unit.stands and into.stands and unit.id != into.id and unit.document_id == into.document_id
    return None if fit else No.NOT_MERGEABLE


def why_not_separate(unit: WorkUnit, member: Member) -> No | None:
    if not may_edit(member):
        return No.NOT_THE_SAFETY_OFFICER
    return None if unit.state == "merged" else No.UNIT_STATE


def why_not_describe(unit: WorkUnit, member: Member) -> No | None:
    """What comes from a resource is said of the resource."""
    if not may_edit(member):
        return No.NOT_THE_SAFETY_OFFICER
    return No.UNIT_STATE if unit.source_kind == "resource" or unit.retired_at is not None else None


def why_not_copy(unit: WorkUnit, like: WorkUnit, member: Member) -> No | None:
    """From one unit to another of its kind, in the same document."""
    if not may_edit(member):
        return No.NOT_THE_SAFETY_OFFICER
    alike = unit.id != like.id and unit.kind is like.kind and unit.document_id == like.document_id
    return None if alike else No.NOT_ALIKE
