"""What changed from one frozen set of facts to another, risk by risk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Facts = Mapping[str, Any]
WATCHED = ("situation", "severity", "frequency", "mastery", "lone", "existing", "residual")


@dataclass(frozen=True)
class Move:
    """A measure that came (no `before`), went (no `after`) or moved on: its rows."""

    before: Facts | None
    after: Facts | None

    @property
    def row(self) -> Facts:
        return self.after or self.before or {}


@dataclass(frozen=True)
class Change:
    """A risk that came, went or moved; `before` and `after` are its rows, `fields` what differs."""

    unit: str
    before: Facts | None
    after: Facts | None
    fields: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"

    @property
    def row(self) -> Facts:
        return self.after or self.before or {}

    @property
    def moves(self) -> list[Move]:
        """Its measures, one by one; none when the risk itself came or went."""
        if self.before is None or self.after is None:
            return []
        old, new = ({row["id"]: row for row in risk["measures"]} for risk in (self.before, self.after))
        pairs = [(old.get(number), new.get(number)) for number in [*new, *(each for each in old if each not in new)]]
        return [Move(before, after) for before, after in pairs if _told(before) != _told(after)]


def by_unit(found: Iterable[Change]) -> dict[str, list[Change]]:
    """The same, under the name of each unit, in the order of the first of each."""
    groups: dict[str, list[Change]] = {}
    for change in found:
        groups.setdefault(change.unit, []).append(change)
    return groups


def changes(before: Facts | None, after: Facts) -> list[Change]:
    """Added, removed and changed risks, in the order of the newer facts, removed ones last."""
    old, new = _risks(before) if before else {}, _risks(after)
    found = [Change(unit, None, row) for key, (unit, row) in new.items() if key not in old]
    for key, (unit, row) in new.items():
        if key in old:
            fields = _fields(old[key][1], row)
            if fields:
                found.append(Change(unit, old[key][1], row, fields))
    return found + [Change(unit, row, None) for key, (unit, row) in old.items() if key not in new]


def _risks(facts: Facts) -> dict[int, tuple[str, Facts]]:
    return {risk["id"]: (unit["name"], risk) for unit in facts["units"] for risk in unit["risks"]}


def _fields(before: Facts, after: Facts) -> tuple[str, ...]:
    found = [name for name in WATCHED if before[name] != after[name]]
    if _measures(before) != _measures(after):
        found.append("measures")
    return tuple(found)


def _measures(risk: Facts) -> list[tuple[str, str, str] | None]:
    return [_told(row) for row in risk["measures"]]


def _told(measure: Facts | None) -> tuple[str, str, str] | None:
    return (measure["text"], measure["state"], measure["due_on"]) if measure is not None else None
