"""What a reader from outside may open (law/safety 5.8), and which versions of a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from mutua.safety.models import ReaderKind, Thing

VOLUME_READERS = frozenset(
    {
        ReaderKind.INSPECTION,
        ReaderKind.PREVENTION_AGENCY,
        ReaderKind.CSE,
        ReaderKind.WORKER,
        ReaderKind.OTHER,
    }
)
PLAN_READERS = frozenset({ReaderKind.INSPECTION, ReaderKind.PREVENTION_AGENCY, ReaderKind.HEALTH_SERVICE})
LOG_READERS = frozenset({ReaderKind.INSPECTION, ReaderKind.PREVENTION_AGENCY, ReaderKind.CSE})
# Who controls work, not only health, also reads an employer's loans of staff and sees its posted notices.
STAFF_READERS = frozenset({ReaderKind.INSPECTION})
PROGRAMME_READERS = frozenset({ReaderKind.INSPECTION, ReaderKind.PREVENTION_AGENCY})
# Their link opens the versions that come after it, too: the service is sent each update (L4121-3-1 VI), and a code on a
# wall must never lead to what is no longer in force (R4121-4).
FOLLOWERS = frozenset({ReaderKind.HEALTH_SERVICE, ReaderKind.WORKER})
OPEN = ("planned", "started")
URGENT = 3


def things_for(kind: ReaderKind, *, of_employer: bool) -> frozenset[Thing]:
    """Owners and the public see the rules and the emergency sheet of one place; former workers their own versions."""
    if kind is ReaderKind.OWNER:
        return frozenset({Thing.PLACE})
    found = {Thing.VOLUME} if kind in VOLUME_READERS else set()
    found |= {Thing.EXTRACT} if of_employer else set()
    found |= {Thing.PLANS} if kind in PLAN_READERS else set()
    found |= {Thing.NOTICE, Thing.STAFF} if of_employer and kind in STAFF_READERS else set()
    return frozenset(found)


def of_their_time(published: Iterable[tuple[int, date]], first: date, last: date) -> list[int]:
    """Numbers of the versions in force on some day from `first` to `last`; `published`: (number, day), in order."""
    rows = sorted(published)
    ends = [day for _number, day in rows[1:]] + [date.max]
    return [number for (number, day), end in zip(rows, ends, strict=True) if day <= last and end > first]


def plans_for(facts: Mapping[str, Any], structure_id: int | None) -> list[dict[str, Any]]:
    """Operations of one employer, or of all of them."""
    rows = facts.get("operations", [])
    return [dict(row) for row in rows if structure_id is None or structure_id in (row["host"], row["worker"])]


def log_for(facts: Mapping[str, Any], structure_name: str | None) -> list[dict[str, Any]]:
    """Consultations of one employer and of the whole pole, or of all of them."""
    rows = facts["consultations"]
    return [dict(row) for row in rows if structure_name is None or row["structure"] in ("", structure_name)]


def urgent_actions(facts: Mapping[str, Any], structure_id: int | None) -> list[dict[str, Any]]:
    """Open actions against high and critical risks, the soonest due first."""
    rows = [
        {**row, "unit": unit["name"], "danger": risk["family_name"], "level": risk["residual"]}
        for unit in facts["units"]
        for risk in unit["risks"]
        if risk["residual"] >= URGENT
        for row in risk["measures"]
        if row["state"] in OPEN and structure_id in (None, row["owner"])
    ]
    return sorted(rows, key=lambda row: (row["due_on"], row["id"]))
