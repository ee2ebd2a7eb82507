"""Resources from a CSV file: each row stands or falls alone, and the report says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member
from mutua.resources import actions
from mutua.resources.actions import Room, Sheet
from mutua.resources.models import DAY, Approval, Audience, Kind, Shown
from mutua.web.forms import is_storable
from mutua.web.sentences import sentence

COLUMNS = (
    *("name", "kind", "structure", "room", "building", "capacity", "units", "approval", "shown", "audience", "hours"),
    *("description", "features", "turnaround_minutes", "notice_minutes", "longest_minutes", "value_per_hour"),
)
Row = Mapping[str, str | None]
LONGEST = {"name": 120, "room": 120, "building": 120, "description": 5000}
WEEKDAYS = range(5)


class BadRow(ValueError):
    """One line that names the column and says what it should hold."""


def import_resources(
    rows: Sequence[Mapping[str, str | None]], member: Member, *, now: datetime
) -> list[dict[str, Any]]:
    """A report line a row: {"row", "state": created | refused, "detail"}. Each created row is committed."""
    report = []
    for number, row in enumerate(rows, start=2):  # the first line of the file names the columns
        try:
            with transaction():
                made = _one(row, member, now)
            report.append({"row": number, "state": "created", "detail": made})
        except BadRow as bad:
            report.append({"row": number, "state": "refused", "detail": str(bad)})
        except Refused as refused:
            report.append({"row": number, "state": "refused", "detail": sentence(refused.reason)})
    return report


def _one(row: Row, member: Member, now: datetime) -> str:
    unknown = sorted(str(name) for name in row if name not in COLUMNS)
    if unknown:
        raise BadRow(f"unknown column {unknown[0]!r}; known: {', '.join(COLUMNS)}")
    cells = {name: _text(row, name) for name in COLUMNS}
    if not cells["name"]:
        raise BadRow("name: empty")
    structure_id = _structure(cells["structure"], member)
    made = actions.create_resource(_sheet(cells), _choice(Kind, cells, "kind"), structure_id, member=member, now=now)
    return made.name


def _text(row: Row, name: str) -> str:
    text = (row.get(name) or "").strip()
    if not is_storable(text) or len(text) > LONGEST.get(name, 300):
        raise BadRow(f"{name}: unreadable or too long")
    return text


def _sheet(cells: dict[str, str]) -> Sheet:
    return Sheet(
        name=cells["name"],
        description=cells["description"],
        capacity=_number(cells, "capacity", 1, 100_000),
        features=[feature.strip() for feature in cells["features"].split(";") if feature.strip()],
        approval=_choice(Approval, cells, "approval", Approval.AUTOMATIC),
        shown=_choice(Shown, cells, "shown", Shown.EVERYTHING),
        audience=_choice(Audience, cells, "audience", Audience.POLE),
        turnaround_minutes=_number(cells, "turnaround_minutes", 0, DAY) or 0,
        notice_minutes=_number(cells, "notice_minutes", 0, 366 * DAY) or 0,
        longest_minutes=_number(cells, "longest_minutes", 5, 366 * DAY),
        value_per_hour=_number(cells, "value_per_hour", 1, 100_000),
        hours=_hours(cells["hours"]),
        units=_number(cells, "units", 1, 50) or 1,
        where=Room(room=cells["room"], building=cells["building"]),
    )


def _number(cells: dict[str, str], name: str, least: int, most: int) -> int | None:
    text = cells[name]
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise BadRow(f"{name}: {text!r} is no whole number from {least} to {most}")
    return int(text)


def _choice(kind: Any, cells: dict[str, str], name: str, default: Any = None) -> Any:
    text = cells[name]
    if not text and default is not None:
        return default
    if text not in [entry.value for entry in kind]:
        raise BadRow(f"{name}: {text!r} is none of {', '.join(entry.value for entry in kind)}")
    return kind(text)


def _hours(text: str) -> tuple[tuple[int, int, int], ...]:
    """`08:00-19:00`, Monday to Friday; empty: always open."""
    if not text:
        return ()
    edges = [part.split(":") for part in text.split("-")]
    if len(edges) != 2 or any(len(edge) != 2 or not all(mark.isdigit() for mark in edge) for edge in edges):
        raise BadRow(f"hours: {text!r} should look like 08:00-19:00")
    opens, closes = (int(hour) * 60 + int(minute) for hour, minute in edges)
    if not 0 <= opens < closes <= DAY:
        raise BadRow(f"hours: {text!r} should look like 08:00-19:00")
    return tuple((weekday, opens, closes) for weekday in WEEKDAYS)


def _structure(name: str, member: Member) -> int:
    for membership in pole_queries.memberships_of(member.pole_id, active_only=True):
        if membership.structure.name == name or (name and membership.structure.siret == name.replace(" ", "")):
            return membership.structure_id
    raise BadRow(f"structure: {name!r} is none of this pole")
