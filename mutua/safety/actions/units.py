"""Units of work: taken in, left out, merged, added by hand; expressly nothing; words of a like unit."""

from __future__ import annotations

from datetime import datetime

from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.kernel.timespan import wall
from mutua.pole.models import Member
from mutua.resources.models import Kind, Place
from mutua.safety import queries, rules
from mutua.safety.actions.taking import days_of, families_on, new_unit, proposed, set_levels
from mutua.safety.models import SafetyDocument, SourceKind, WorkUnit
from mutua.safety.queries import Presence
from mutua.safety.scoring import Mastery


def add_unit(
    document: SafetyDocument,
    name: str,
    kind: Kind,
    place: Place | None,
    *,
    member: Member,
    now: datetime,
    here: Presence | None = None,
) -> WorkUnit:
    """A unit that no resource stands for: a yard, a reception, a way between two buildings; who is in its place is
    exposed there. `here`: presence already counted, for who adds many."""
    refuse_if(rules.why_not_edit(member))
    unit = new_unit(document, SourceKind.HAND, None, now)
    unit.name, unit.kind, unit.place_id = name, kind, place.id if place else None
    unit.accepted_at, unit.accepted_by_id = now, member.person_id
    seen = here or queries.measured(document, wall(now, document.pole.zone).date())
    days = queries.days_at(unit, seen)
    for code in families_on(unit):
        unit.risks.append(proposed(unit, code, days))
    db.session.flush()
    audit.record("safety.unit_added", "work_unit", unit.id, actor=member, at=now)
    return unit


def accept_unit(unit: WorkUnit, *, member: Member, now: datetime) -> None:
    """What was suggested, or left out before, belongs to the document."""
    refuse_if(rules.why_not_accept(unit, member))
    before = unit.state
    unit.accepted_at, unit.accepted_by_id = now, member.person_id
    unit.aside_at, unit.aside_reason = None, ""
    audit.record("safety.unit_accepted", "work_unit", unit.id, actor=member, at=now, before=before, after="accepted")


def accept_all(document: SafetyDocument, *, member: Member, now: datetime) -> int:
    """Everything suggested at once; how many."""
    refuse_if(rules.why_not_edit(member))
    waiting = [unit for unit in queries.units_of(document.id) if unit.state == "suggested"]
    for unit in waiting:
        accept_unit(unit, member=member, now=now)
    return len(waiting)


def set_aside(unit: WorkUnit, reason: str, *, member: Member, now: datetime) -> None:
    """Left out of the document, which says so and why; what is told with it stands by itself again."""
    refuse_if(rules.why_not_set_aside(unit, reason, member))
    before = unit.state
    for part in list(unit.parts):
        separate_unit(part, member=member, now=now)
    unit.aside_at, unit.aside_reason = now, reason
    audit.record("safety.unit_set_aside", "work_unit", unit.id, actor=member, at=now, before=before, after="aside")


def merge_units(unit: WorkUnit, into: WorkUnit, *, member: Member, now: datetime) -> None:
    """Two situations told as one: risks that people rated or act against go along, to be looked at again."""
    refuse_if(rules.why_not_merge(unit, into, member))
    for part in (*unit.parts, unit):
        part.merged_into_id = into.id
    into.parts = [*into.parts, *unit.parts, unit]
    unit.parts = []
    moving = [risk for risk in unit.risks if risk.removed_at is None and (risk.rated_at or risk.measures)]
    for risk in moving:
        for other in into.risks:
            if other.family == risk.family and other.rated_at is None and not other.measures:
                other.removed_at = now
        risk.unit, risk.to_review = into, True
    days = days_of(into)
    known = {risk.family for risk in into.risks}
    into.risks += [proposed(into, code, days) for code in families_on(into) if code not in known]
    into.nothing_at = into.nothing_by_id = None
    into.accepted_at, into.accepted_by_id = into.accepted_at or now, into.accepted_by_id or member.person_id
    db.session.flush()
    audit.record("safety.units_merged", "work_unit", unit.id, actor=member, at=now, after=str(into.id))


def separate_unit(unit: WorkUnit, *, member: Member, now: datetime) -> None:
    """A unit of its own again; risks that went along stay where they were rated."""
    refuse_if(rules.why_not_separate(unit, member))
    before = str(unit.merged_into_id)
    unit.merged_into_id = None
    known = {risk.family for risk in unit.risks if risk.removed_at is None}
    unit.risks += [proposed(unit, code, days_of(unit)) for code in families_on(unit) if code not in known]
    db.session.flush()
    audit.record("safety.unit_separated", "work_unit", unit.id, actor=member, at=now, before=before)


def say_nothing(unit: WorkUnit, *, member: Member, now: datetime) -> None:
    """Expressly no particular risk: what the catalogue proposed goes; what somebody rated must be taken out first."""
    refuse_if(rules.why_not_say_nothing(unit, member))
    for risk in unit.risks:
        risk.removed_at = risk.removed_at or now
    unit.nothing_at, unit.nothing_by_id = now, member.person_id
    unit.accepted_at, unit.accepted_by_id = unit.accepted_at or now, unit.accepted_by_id or member.person_id
    audit.record("safety.nothing_said", "work_unit", unit.id, actor=member, at=now)


def copy_risks(unit: WorkUnit, like: WorkUnit, *, member: Member, now: datetime) -> int:
    """Take over what people wrote for a like unit, as a proposal: nobody has rated it here yet. How many.

    The frequency stays that of this unit's own use, and nothing protects here until somebody has looked: measures of
    the other unit are only kept to be checked. What was rated here is left alone.
    """
    refuse_if(rules.why_not_copy(unit, like, member))
    known = {risk.family: risk for risk in unit.risks if risk.removed_at is None}
    days, copied = days_of(unit), 0
    for model in like.risks:
        risk = known.get(model.family)
        if model.removed_at is not None or model.rated_at is None or (risk is not None and risk.rated_at is not None):
            continue
        if risk is None:
            risk = proposed(unit, model.family, days)
            unit.risks.append(risk)
        for name in ("situation", "severity", "severity_reason"):
            setattr(risk, name, getattr(model, name))
        risk.mastery, risk.existing, risk.lone = int(Mastery.NOTHING), "", False
        risk.copied_from, risk.to_check = like.name, model.existing
        set_levels(risk)
        copied += 1
    unit.nothing_at = unit.nothing_by_id = None
    db.session.flush()
    audit.record("safety.risks_copied", "work_unit", unit.id, actor=member, at=now, before=str(like.id),
                 after=str(copied))  # fmt: skip
    return copied
