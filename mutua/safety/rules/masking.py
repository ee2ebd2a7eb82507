"""What the common volume and its exports tell of people: never fewer than five of one employer (law/safety 5.8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FEWEST = 5


def masked(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The frozen facts as anybody of the pole may read them: a headcount under five at a unit becomes None, and what
    an employer said for its own annex is left out."""
    units = [{**unit, "users": [masked_user(row) for row in unit["users"]]} for unit in facts["units"]]
    return {**{name: value for name, value in facts.items() if name != "figures"}, "units": units}


def masked_user(row: Mapping[str, Any]) -> dict[str, Any]:
    """One employer's people at a unit, as others may read it."""
    told = {**row, "peak": row["peak"] if row["peak"] >= FEWEST else None}
    if min(row.get("women", FEWEST), row.get("men", FEWEST)) < FEWEST:
        told |= {"women": None, "men": None}  # both: the one would give the other away
    return told
