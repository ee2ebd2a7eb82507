"""What the common volume and its exports tell of people: never fewer than five of one employer (law/safety 5.8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FEWEST = 5


def masked(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The frozen facts as anybody of the pole may read them: a headcount under five at a unit becomes None."""
    units = [{**unit, "users": [_user(row) for row in unit["users"]]} for unit in facts["units"]]
    return {**facts, "units": units}


def _user(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "peak": row["peak"] if row["peak"] >= FEWEST else None}
