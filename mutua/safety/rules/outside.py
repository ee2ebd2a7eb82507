"""Which rules an operation falls under, what must be written, what its signatures cover."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from datetime import date
from typing import Any

from mutua.safety import thresholds
from mutua.safety.catalogue import catalogue
from mutua.safety.models import OutsideWork, Route

SIDES = ("host", "worker")


def route_of(profile: str, *, for_the_host: bool) -> Route:
    """A carrier's loading has its protocol; what is done for the host has its plan; the rest is cooperation."""
    asks = catalogue().profiles[profile].asks
    if "R4515" in asks:
        return Route.PROTOCOL
    return Route.PLAN if "R4511" in asks or for_the_host else Route.COOPERATION


def why_written(route: Route, hours: float, works: Collection[int], on: date) -> list[str]:
    """Why the paper must be in writing: "hours" (R4512-7 1°), "works" (2°), "protocol" (R4515-4); empty: it need not.

    A plan there is in any case whenever activities interfere (R4512-6), written or not.
    """
    if route is Route.PROTOCOL:
        return ["protocol"]
    if route is Route.COOPERATION:
        return []
    found = ["hours"] if thresholds.plan_hours(hours, on) == "written" else []
    return [*found, "works"] if works else found


def content_of(row: OutsideWork) -> dict[str, Any]:
    """What a signature is given to."""
    names = ("firm", "what", "hours", "headcount", "lead", "subcontractors", "works", "inspection", "heads", "host_id")
    days = {"starts_on": row.starts_on, "ends_on": row.ends_on, "inspected_on": row.inspected_on}
    return {
        **{name: getattr(row, name) for name in names},
        **{name: day.isoformat() if day else None for name, day in days.items()},
        "route": str(row.route),
    }


def content_sha256(row: OutsideWork) -> str:
    return hashlib.sha256(json.dumps(content_of(row), ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def signed_sides(row: OutsideWork) -> set[str]:
    """Sides whose last word is these words."""
    now = content_sha256(row)
    return {each.side for each in row.signatures if each.content_sha256 == now}


def is_signed(row: OutsideWork) -> bool:
    return signed_sides(row) == set(SIDES)


def missing(row: OutsideWork) -> list[str]:
    """What the law wants before work begins and the paper lacks: "inspection" (R4512-2), heads of R4512-8, "lead"."""
    if row.route is Route.COOPERATION:
        return []
    found = ["inspection"] if row.route is Route.PLAN and row.inspected_on is None else []
    found += [name for name in ("phases", "instructions", "rescue") if not row.heads.get(name)]
    return found if row.lead else [*found, "lead"]
