"""Actions against a risk: who does what by when, and what closing one asks for."""

from __future__ import annotations

from datetime import date, datetime

from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if
from mutua.pole.models import Member, Structure
from mutua.safety import rules
from mutua.safety.models import Measure, MeasureState, Risk


def add_measure(
    risk: Risk,
    text: str,
    *,
    principle: int,
    structure: Structure | None,
    due_on: date,
    cost: int | None = None,
    indicator: str = "",
    member: Member,
    now: datetime,
) -> Measure:
    """`structure`: the employer of the pole that owes it; `principle`: its rank, 1 to 9, in L4121-2."""
    refuse_if(rules.why_not_edit(member))
    if structure is None:
        raise Refused(rules.No.MEASURE_OWNER)
    measure = Measure(
        risk=risk,
        text=text,
        principle=principle,
        structure_id=structure.id,
        due_on=due_on,
        state=MeasureState.PLANNED,
        cost=cost,
        indicator=indicator,
        added_at=now,
    )
    db.session.add(measure)
    db.session.flush()
    audit.record("safety.measure_added", "measure", measure.id, actor=member, at=now, after=str(measure.state))
    return measure


def move_measure(measure: Measure, state: MeasureState, *, member: Member, now: datetime) -> None:
    """What is done or dropped asks for a new rating of its risk, and never changes the number by itself."""
    refuse_if(rules.why_not_move(measure, state, member))
    before, measure.state = measure.state, state
    if state in (MeasureState.DONE, MeasureState.DROPPED):
        measure.closed_at = now
        measure.risk.to_review = True
    else:
        measure.closed_at = None
    audit.record(
        "safety.measure_moved", "measure", measure.id, actor=member, at=now, before=str(before), after=str(state)
    )
