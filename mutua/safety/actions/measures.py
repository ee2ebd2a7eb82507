"""Actions against a risk: who does what by when, and what closing one asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from mutua.documents.actions import store_file
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if
from mutua.kernel.timespan import wall
from mutua.pole.models import Member, Structure
from mutua.safety import rules
from mutua.safety.models import Measure, MeasureShare, MeasureState, Risk


def add_measure(
    risk: Risk,
    text: str,
    *,
    principle: int,
    structure: Structure | None,
    due_on: date,
    cost: int | None = None,
    indicator: str = "",
    shares: Mapping[int, int] | None = None,
    member: Member,
    now: datetime,
) -> Measure:
    """`structure`: the employer of the pole that owes it; `principle`: its rank, 1 to 9, in L4121-2; `shares`: percent
    of the cost by structure.
    """
    refuse_if(rules.why_not_edit(member))
    refuse_if(rules.why_not_share_cost(shares or {}))
    if structure is None:
        raise Refused(rules.No.MEASURE_OWNER)
    refuse_if(rules.why_not_due(due_on, wall(now, member.pole_zone).date()))
    measure = Measure(
        risk=risk,
        text=text,
        principle=principle,
        structure_id=structure.id,
        due_on=due_on,
        state=MeasureState.PLANNED,
        cost=cost,
        indicator=indicator,
        level_before=risk.residual,
        shares=[MeasureShare(structure_id=payer, percent=part) for payer, part in (shares or {}).items()],
        added_at=now,
    )
    db.session.add(measure)
    db.session.flush()
    audit.record("safety.measure_added", "measure", measure.id, actor=member, at=now, after=str(measure.state))
    return measure


def move_measure(measure: Measure, state: MeasureState, *, reason: str = "", member: Member, now: datetime) -> None:
    """What is done or dropped asks for a new rating of its risk, and never changes the number by itself. Who drops an
    action says why."""
    refuse_if(rules.why_not_move(measure, state, member, reason))
    before, measure.state = measure.state, state
    measure.dropped_reason = reason if state is MeasureState.DROPPED else ""
    if state in (MeasureState.DONE, MeasureState.DROPPED):
        measure.closed_at = now
        measure.risk.to_review = True
    else:
        measure.closed_at = None
    audit.record(
        "safety.measure_moved", "measure", measure.id, actor=member, at=now, before=str(before), after=str(state)
    )


@dataclass(frozen=True)
class Programme:
    """The whole line of an action (law/safety 5.4). `shares`: percent by structure, together 100, or none at all."""

    text: str
    principle: int
    structure: Structure | None
    due_on: date
    person: str = ""
    starts_on: date | None = None
    cost: int | None = None
    shares: Mapping[int, int] = field(default_factory=dict)
    indicator: str = ""
    conditions: str = ""
    means: str = ""
    effect_on: date | None = None


def write_programme(measure: Measure, line: Programme, *, seen_version: int, member: Member, now: datetime) -> None:
    """Write all of an action anew; nothing of it changes a rating."""
    refuse_if(rules.why_not_edit(member))
    if line.structure is None:
        raise Refused(rules.No.MEASURE_OWNER)
    refuse_if(rules.No.DRAFT_CHANGED if measure.version != seen_version else None)
    refuse_if(rules.why_not_share_cost(line.shares))
    if line.due_on != measure.due_on:  # what is late already may be written of
        refuse_if(rules.why_not_due(line.due_on, wall(now, member.pole_zone).date()))
    before = measure.due_on
    for name, value in vars(line).items():
        if name not in ("structure", "shares"):
            setattr(measure, name, value)
    measure.structure_id = line.structure.id
    known = {share.structure_id: share for share in measure.shares}
    for structure_id, percent in line.shares.items():
        if structure_id in known:
            known[structure_id].percent = percent
        else:
            measure.shares.append(MeasureShare(structure_id=structure_id, percent=percent))
    for structure_id, share in known.items():
        if structure_id not in line.shares:
            measure.shares.remove(share)
    db.session.flush()
    audit.record("safety.measure_written", "measure", measure.id, actor=member, at=now, before=before.isoformat(),
                 after=line.due_on.isoformat())  # fmt: skip


def prove(measure: Measure, words: str, proof: tuple[bytes, str], *, member: Member, now: datetime) -> None:
    """What shows that it was done: by its owner or the prevention."""
    refuse_if(rules.why_not_prove(measure, member))
    measure.evidence = words
    if proof[0]:
        measure.evidence_id = store_file(*proof, actor=member, now=now).id
    audit.record("safety.measure_proved", "measure", measure.id, actor=member, at=now)


def check_effect(measure: Measure, words: str, *, member: Member, now: datetime) -> None:
    """Whether it helped: the level of its risk as people rate it today is written beside the one of the beginning."""
    refuse_if(rules.why_not_check_effect(measure, member))
    measure.effect, measure.effect_at, measure.level_after = words, now, measure.risk.residual
    if measure.level_before is not None and measure.level_after >= measure.level_before:
        measure.risk.to_review = True
    audit.record("safety.effect_checked", "measure", measure.id, actor=member, at=now,
                 before=str(measure.level_before), after=str(measure.level_after))  # fmt: skip
