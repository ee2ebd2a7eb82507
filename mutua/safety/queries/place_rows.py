"""What the common volume prints of places: their safety sheet, their plan, the register of checks, their papers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from mutua.documents.models import StoredFile
from mutua.kernel.db import db
from mutua.kernel.reading_order import by_name, reading_order
from mutua.resources.models import Place
from mutua.safety.models import PeriodicCheck, PlacePaper, PlaceSafety
from mutua.safety.queries.places import checks_of, heads_of, safety_of_places
from mutua.safety.rules.sheet import EMERGENCY

Row = dict[str, Any]
TOLD = ("meeting_point", "first_aid", "routes", "fire_instructions", "exits", "exit_width_cm", "extinguishers",
        "toilets", "volume_m3")  # fmt: skip


def place_sheets(pole_id: int, places: Iterable[Place]) -> list[Row]:
    """Of every place that somebody described, by name; `plan` when it is a picture."""
    known, here = safety_of_places(pole_id), list(places)
    heads, plans = heads_of(here), _plans(known.values())
    return [
        {
            "id": place.id,
            "name": place.name,
            "head": heads[place.head_id].name if place.head_id in heads else "",
            "emergency": known[place.id].emergency_numbers or EMERGENCY,
            **{name: getattr(known[place.id], name) for name in TOLD},
            "plan": plans.get(known[place.id].plan_id or 0),
        }
        for place in sorted(here, key=lambda row: (reading_order(row.name), row.id))
        if place.id in known
    ]


def _plans(known: Iterable[PlaceSafety]) -> dict[int, Row]:
    words = {row.plan_id: row.plan_alt for row in known if row.plan_id}
    query = select(StoredFile.id, StoredFile.sha256).where(StoredFile.id.in_(words))
    rows = db.session.execute(query.where(StoredFile.media_type.in_(("image/jpeg", "image/png"))))
    return {number: {"sha256": sha256, "alt": words[number]} for number, sha256 in rows}


def check_rows(pole_id: int) -> list[Row]:
    """Live checks, the soonest due first, with the last line of their register (L4711-5)."""
    return [_check_row(row) for row in checks_of(pole_id)]


def _check_row(row: PeriodicCheck) -> Row:
    last = max(row.records, key=lambda record: (record.done_on, record.id), default=None)
    return {
        "place": row.place.name,
        "kind": str(row.kind),
        "label": row.label,
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "done_on": last.done_on.isoformat() if last else None,
        "done_by": last.done_by if last else "",
        "outcome": last.outcome if last else "",
    }


def paper_rows(pole_id: int) -> list[Row]:
    """Files of the places that those who work there may read: asbestos file, certificates, data sheets."""
    query = select(PlacePaper, Place.name).join(Place, Place.id == PlacePaper.place_id)
    query = query.options(joinedload(PlacePaper.file)).where(Place.pole_id == pole_id)
    rows = db.session.execute(query.where(PlacePaper.removed_at.is_(None)).order_by(by_name(Place.name), PlacePaper.id))
    return [{"place": name, "kind": str(row.kind), "title": row.title, "sha256": row.file.sha256} for row, name in rows]
