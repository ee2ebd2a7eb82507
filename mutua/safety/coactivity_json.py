"""The file of `mutua coactivity`: uses and places read strictly from JSON, counts written to JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, datetime
from typing import Any
from zoneinfo import ZoneInfo

from mutua.safety.coactivity import Location, Simultaneous, Successive, Use, simultaneous, successive


class BadUses(ValueError):
    """A file of uses that cannot be read; its text is one line for the person who wrote the file."""


@dataclass(frozen=True)
class UsesFile:
    zone: ZoneInfo
    locations: list[Location]
    uses: list[Use]


def coactivity_file(data: object) -> dict[str, list[dict[str, Any]]]:
    """The `mutua coactivity` command: parsed JSON in, JSON to print out."""
    file = from_json(data)
    return to_json(simultaneous(file.uses, file.locations, file.zone), successive(file.uses, file.zone))


def to_json(meetings: Iterable[Simultaneous], handovers: Iterable[Successive]) -> dict[str, list[dict[str, Any]]]:
    return {
        "simultaneous": [
            {
                "place": row.place,
                "distance": row.distance,
                "employers": list(row.employers),
                "days": row.days,
                "minutes": row.minutes,
                "peak": row.peak,
            }
            for row in meetings
        ],
        "successive": [
            {"resource": row.resource, "from": row.giver, "to": row.taker, "times": row.times, "days": row.days}
            for row in handovers
        ],
    }


def from_json(data: object) -> UsesFile:
    """Refuses, with BadUses, whatever is missing, of another type, unknown or contradictory; ignores other keys."""
    top = _mapping(data, "the file")
    zone = _zone(_text(top, "zone", "the file"))
    locations = [_location(number, row) for number, row in enumerate(_list(top, "resources"), start=1)]
    known = _checked(locations)
    uses = [_use(number, row, known) for number, row in enumerate(_list(top, "uses"), start=1)]
    return UsesFile(zone, locations, uses)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown key, path-like key, name of a folder of zones
        raise BadUses(f"unknown zone {name!r}") from None


def _location(number: int, row: object) -> Location:
    where = f"resource {number}"
    item = _mapping(row, where)
    return Location(_text(item, "id", where), _text(item, "room", where), _text(item, "building", where))


def _checked(locations: Iterable[Location]) -> set[str]:
    """The known resources; a resource twice or a room in two buildings would make "nearest" ambiguous."""
    known: set[str] = set()
    building_of: dict[str, str] = {}
    for at in locations:
        if at.resource in known:
            raise BadUses(f"resource {at.resource!r} is given twice")
        if building_of.setdefault(at.room, at.building) != at.building:
            raise BadUses(f"room {at.room!r} is given in two buildings")
        known.add(at.resource)
    return known


def _use(number: int, row: object, known: set[str]) -> Use:
    where = f"use {number}"
    item = _mapping(row, where)
    resource = _text(item, "resource", where)
    if resource not in known:
        raise BadUses(f"{where}: unknown resource {resource!r}")
    employer = _text(item, "employer", where)
    start, end = _moment(item, "start", where), _moment(item, "end", where)
    if end <= start:
        raise BadUses(f"{where}: end must follow start")
    headcount = item.get("headcount")
    if isinstance(headcount, bool) or not isinstance(headcount, int) or headcount < 0:
        raise BadUses(f"{where}: headcount must be a whole number of people")
    return Use(employer, resource, start, end, headcount)


def _moment(item: dict[str, Any], key: str, where: str) -> datetime:
    text = _text(item, key, where)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadUses(f"{where}: {key} is no ISO 8601 date and time") from None
    if moment.tzinfo is None:
        raise BadUses(f"{where}: {key} must carry its offset, for instance +01:00")
    if not MINYEAR < moment.year < MAXYEAR:  # another zone could push it out of the calendar
        raise BadUses(f"{where}: {key} is out of the calendar")
    return moment


def _mapping(data: object, where: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise BadUses(f"{where}: a JSON object is expected")
    return data


def _list(item: dict[str, Any], key: str) -> list[object]:
    rows = item.get(key)
    if not isinstance(rows, list):
        raise BadUses(f"the file: {key} must be a list")
    return rows


def _text(item: dict[str, Any], key: str, where: str) -> str:
    text = item.get(key)
    if not isinstance(text, str) or not text:
        raise BadUses(f"{where}: {key} must be a text that is not empty")
    return text
