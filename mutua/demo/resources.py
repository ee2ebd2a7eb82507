"""Places and the forty resources of the demonstration: units, opening hours, approval, words and photos."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mutua.demo import source
from mutua.demo.cast import Cast
from mutua.kernel.db import db
from mutua.resources.models import (
    Approval,
    Draw,
    Drawing,
    Kind,
    OpeningHours,
    Place,
    PlaceKind,
    Regime,
    Resource,
    Shown,
    Unit,
)

FILES = ("premises", "desks_vehicles", "equipment_staff")
# weekdays (Monday 0), opening and closing, minutes after midnight
HOURS: dict[str, tuple[range, int, int]] = {
    "weekday": (range(5), 8 * 60, 19 * 60),
    "long": (range(6), 8 * 60, 22 * 60 + 30),
    "workshop": (range(6), 7 * 60 + 30, 18 * 60),
    "week": (range(7), 8 * 60, 23 * 60),
}
DEFAULT_HORIZON = 366


def quiet_keys() -> set[str]:
    """The premises that stay free from thirty days ahead on (product.md 5)."""
    return {row["key"] for row in rows() if row.get("quiet")}


def rows() -> list[dict[str, Any]]:
    """Every resource of the data files, in their order."""
    return [row for name in FILES for row in source.toml(name)["resource"]]


def build(cast: Cast, now: datetime) -> dict[str, int]:
    """Everything that exists; resource ids by key. `now` is when it was entered, long before the first booking."""
    places = _places(cast)
    units: dict[str, Unit] = {}
    made = {row["key"]: _resource(cast, row, places, units, now) for row in rows()}
    for resource in made.values():
        db.session.add(resource)
        db.session.flush()  # one by one, so that ids follow the order of the files on both databases
    return {key: resource.id for key, resource in made.items()}


def _places(cast: Cast) -> dict[str, Place]:
    made: dict[str, Place] = {}
    for row in source.toml("places")["place"]:
        place = Place(
            pole_id=cast.pole_id,
            parent_id=made[row["parent"]].id if "parent" in row else None,
            kind=PlaceKind(row["kind"]),
            name=row["name"],
            address=row.get("address", ""),
            head_id=cast.people[row["head"]] if "head" in row else None,
            host_structure_id=cast.structures[row["host"]],
            area_m2=row.get("area"),
            latitude=row["at"][0] if "at" in row else None,
            longitude=row["at"][1] if "at" in row else None,
        )
        db.session.add(place)
        db.session.flush()
        made[row["key"]] = place
    return made


def _resource(
    cast: Cast, row: dict[str, Any], places: dict[str, Place], units: dict[str, Unit], now: datetime
) -> Resource:
    kind = Kind(row.get("kind", Kind.PREMISES))
    return Resource(
        pole_id=cast.pole_id,
        structure_id=cast.structures[row["owner"]],
        place_id=places[row["place"]].id if "place" in row else None,
        kind=kind,
        name=row["name"],
        subtitle=row["subtitle"],
        description=row["description"],
        capacity=row.get("capacity"),
        photo=f"demo/{row['photo']}.svg",
        photo_alt=row["alt"],
        features=row["features"],
        attributes=dict.fromkeys(row["attributes"], True),
        draw=Draw.ANY if row.get("count", 1) > 1 else Draw.ALL,
        access_instructions=row["access"],
        safety_instructions=row["safety"],
        regime=Regime(row["regime"]) if "regime" in row else None,
        qualification=row.get("qualification", ""),
        contact_id=cast.people[row["contact"]],
        value_per_hour=row.get("value"),
        created_at=now,
        changed_at=now,
        hours=_hours(row.get("hours")),
        draws=_draws(cast, row, units),
        **_limits(row),
    )


def _limits(row: dict[str, Any]) -> dict[str, Any]:
    """How it may be booked: minutes, days, and who agrees."""
    longest = row.get("longest_hours")
    return {
        "approval": Approval(row.get("approval", Approval.AUTOMATIC)),
        "shown": Shown(row.get("shown", Shown.EVERYTHING)),
        "granularity_minutes": row.get("granularity", 15),
        "turnaround_minutes": row.get("turnaround", 0),
        "notice_minutes": row.get("notice_days", 0) * 24 * 60,
        "longest_minutes": longest * 60 if longest else None,
        "horizon_days": row.get("horizon", DEFAULT_HORIZON),
    }


def _hours(name: str | None) -> list[OpeningHours]:
    if name is None:
        return []
    days, opens, closes = HOURS[name]
    return [OpeningHours(weekday=day, opens=opens, closes=closes) for day in days]


def _draws(cast: Cast, row: dict[str, Any], units: dict[str, Unit]) -> list[Drawing]:
    """Units of its own, or those it shares with another resource (the hall and its two halves)."""
    count = row.get("count", 1)
    names = [f"{row['name']} {number + 1}" for number in range(count)] if count > 1 else [row["name"]]
    if "units" in row:
        chosen = [units[key] for key in row["units"]]
    else:
        person = cast.people[row["person"]] if "person" in row else None
        chosen = [Unit(pole_id=cast.pole_id, name=name, person_id=person) for name in names]
    if "unit" in row:
        units[row["unit"]] = chosen[0]
    return [Drawing(position=position, unit=unit) for position, unit in enumerate(chosen)]
