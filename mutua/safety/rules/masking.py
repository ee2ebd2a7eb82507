"""What the common volume and its exports tell of people: never fewer than five of one employer (law/safety 5.8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FEWEST = 5


def masked(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The frozen facts as anybody of the pole may read them: a headcount under five at a unit becomes None, and what
    an employer said for its own annex is left out."""
    units = [_masked_unit(unit) for unit in facts["units"]]
    kept = {name: value for name, value in facts.items() if name != "figures"}
    return {**kept, "units": units, "staff": [without_health(row) for row in facts.get("staff", [])]}


def without_health(loan: Mapping[str, Any]) -> dict[str, Any]:
    """Versions frozen before it was left out hold the medical follow-up of the one person lent: nobody's to read."""
    return {name: value for name, value in loan.items() if name != "medical"}


def _masked_unit(unit: Mapping[str, Any]) -> dict[str, Any]:
    return {**unit, "users": [masked_user(row) for row in unit["users"]], "around": masked_around(unit)}


def masked_around(unit: Mapping[str, Any], *, own: int | None = None) -> dict[str, Any] | None:
    """Who is in the place of a unit without use of its own; `own`: the employer that may read its own number."""
    around = unit.get("around")
    if not around:
        return None
    return {**around, "users": [row if row["id"] == own else masked_user(row) for row in around["users"]]}


def masked_user(row: Mapping[str, Any]) -> dict[str, Any]:
    """One employer's people at a unit, as others may read it."""
    told = {**row, "peak": row["peak"] if row["peak"] >= FEWEST else None}
    if min(row.get("women", FEWEST), row.get("men", FEWEST)) < FEWEST:
        told |= {"women": None, "men": None}  # both: the one would give the other away
    return told
