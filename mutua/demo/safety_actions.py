"""What the demonstration's pole decided against its risks: each high one has its action, but a few still discussed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from mutua.demo import source
from mutua.demo.cast import Cast
from mutua.pole import queries as pole_queries
from mutua.safety import actions
from mutua.safety.models import MeasureState, Risk, WorkUnit

STEPS = {"started": (MeasureState.STARTED,), "done": (MeasureState.STARTED, MeasureState.DONE), "planned": ()}
HIGH = 3


def decide(cast: Cast, units: Iterable[WorkUnit], today: date, now: datetime) -> None:
    """By the structure that shares the unit, else by the pole's own; a third of them is under way."""
    data = source.toml("safety_actions")
    for number, (unit, risk) in enumerate(_high(units)):
        said = data["in_kind"].get(str(unit.kind), {}).get(risk.family) or data["family"].get(risk.family)
        if said is None or f"{unit.name}/{risk.family}" in data["undecided"]:
            continue
        text, indicator, principle, cost, days = said
        owner = next((key for key, number in cast.structures.items() if number == unit.structure_id), "pole")
        row = {"text": text, "indicator": indicator, "principle": principle, "cost": cost, "due_in": days,
               "owner": owner, "state": "planned" if number % 3 else "started"}  # fmt: skip
        add_measure(cast, risk, row, today, now)


def _high(units: Iterable[WorkUnit]) -> list[tuple[WorkUnit, Risk]]:
    return [
        (unit, risk)
        for unit in units
        if unit.stands
        for risk in unit.risks
        if risk.removed_at is None and risk.rated_at and risk.residual >= HIGH and not risk.measures
    ]


def add_measure(cast: Cast, risk: Risk, row: dict[str, Any], today: date, now: datetime) -> None:
    """With its steps so far."""
    measure = actions.add_measure(
        risk,
        row["text"],
        principle=row["principle"],
        structure=pole_queries.structure(cast.structures[row["owner"]]),
        due_on=today + timedelta(days=row["due_in"]),
        cost=row["cost"] or None,
        indicator=row["indicator"],
        member=cast.officer(),
        now=now,
    )
    for number, state in enumerate(STEPS[row["state"]]):
        later = now + timedelta(days=number + 1)
        actions.move_measure(measure, state, member=cast.manager(row["owner"]), now=later)
