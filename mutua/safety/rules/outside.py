"""Which rules an operation falls under, what must be written, what its signatures cover."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from datetime import date
from typing import Any

from mutua.safety import thresholds
from mutua.safety.catalogue import catalogue
from mutua.safety.models import OperationSignature, OutsideWork, Route
from mutua.safety.models.outside import PLAN_HEADS, PROTOCOL_HEADS

SIDES = ("host", "worker")
MUST_SAY = {
    Route.PLAN: ("phases", "instructions", "rescue"),
    Route.PROTOCOL: ("goods", "vehicle", "handling", "instructions", "rescue"),
}
ONCE = {"precautions": "phases", "handling": "equipment", "access": "organisation"}


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


def signatures_now(row: OutsideWork) -> dict[str, OperationSignature]:
    """By side, the signature given to the words as they stand; one given to earlier words is void."""
    now = content_sha256(row)
    return {each.side: each for each in row.signatures if each.content_sha256 == now}


def signed_sides(row: OutsideWork) -> set[str]:
    return set(signatures_now(row))


def is_gathered(row: OutsideWork, side: str) -> bool:
    """Whether this side has nobody in the pole: its paper is signed by hand and the host writes down by whom."""
    return side == "worker" and row.worker_id is None


def is_signed(row: OutsideWork) -> bool:
    return signed_sides(row) == set(SIDES)


def missing(row: OutsideWork) -> list[str]:
    """What the law wants before work begins and the paper lacks: "inspection" (R4512-2), heads, "lead"."""
    if row.route is Route.COOPERATION:
        return []
    found = ["inspection"] if row.route is Route.PLAN and row.inspected_on is None else []
    heads = heads_of(row)
    found += [name for name in MUST_SAY[row.route] if not heads[name]]
    return found if row.lead else [*found, "lead"]


def heads_of(row: OutsideWork) -> dict[str, str]:
    """What is agreed, by its head; a protocol written under the heads of a plan is read under its own."""
    if row.route is not Route.PROTOCOL:
        return {name: row.heads.get(name, "") for name in PLAN_HEADS}
    return {name: row.heads.get(name) or row.heads.get(ONCE.get(name, ""), "") for name in PROTOCOL_HEADS}
