"""What importers share: a report row by row, and cells that are read or refused by the name of their column."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import force_locale

from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member
from mutua.resources.forms.intake import BadRow
from mutua.web.forms import is_storable
from mutua.web.sentences import sentence

Row = Mapping[str, Any]
LONGEST = 300


def reported(rows: Sequence[Row], one: Callable[[Row], str]) -> list[dict[str, Any]]:
    """A report line a row: {"row", "state": created | refused, "detail"}. Each created row is committed."""
    report = []
    for number, row in enumerate(rows, start=2):  # the first line of the file names the columns
        try:
            with force_locale("en"), transaction():  # the command line speaks English
                made = one(row)
            report.append({"row": number, "state": "created", "detail": made})
        except BadRow as bad:
            report.append({"row": number, "state": "refused", "detail": str(bad)})
        except Refused as refused:
            report.append({"row": number, "state": "refused", "detail": _told(refused)})
    return report


def _told(refused: Refused) -> str:
    with force_locale("en"):
        return sentence(refused.reason, **refused.facts)


def cells(row: Row, columns: Sequence[str], longest: Mapping[str, int]) -> dict[str, str]:
    """The text of every column, stripped; raises BadRow for a column nobody knows and for what cannot be kept."""
    unknown = sorted(str(name) for name in row if name not in columns)
    if unknown:
        raise BadRow(f"unknown column {unknown[0]!r}; known: {', '.join(columns)}")
    read = {name: str(row.get(name) or "").strip() for name in columns}
    for name, text in read.items():
        if not is_storable(text) or len(text) > longest.get(name, LONGEST):
            raise BadRow(f"{name}: unreadable or too long")
    return read


def number(text: str, name: str, least: int, most: int, default: int) -> int:
    if not text:
        return default
    if not (text.isascii() and text.isdigit()) or len(text) > 9 or not least <= int(text) <= most:
        raise BadRow(f"{name}: {text!r} is no whole number from {least} to {most}")
    return int(text)


def choice(kind: Any, text: str, name: str, default: Any = None) -> Any:
    if not text and default is not None:
        return default
    if text not in [entry.value for entry in kind]:
        raise BadRow(f"{name}: {text!r} is none of {', '.join(entry.value for entry in kind)}")
    return kind(text)


def structure_named(name: str, member: Member) -> int:
    """An active structure of the pole, by its name or its SIRET."""
    for membership in pole_queries.memberships_of(member.pole_id, active_only=True):
        if membership.structure.name == name or (name and membership.structure.siret == name.replace(" ", "")):
            return membership.structure_id
    raise BadRow(f"structure: {name!r} is none of this pole")
