"""The hazard catalogue of the shared document: families, what switches them on, activity profiles, dangerous works.

Versioned data (`data/hazards.toml`), read once. Members add situations, not families;
H99 takes what is left, with a text.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from mutua.law.dangerous_works import WORKS, DangerousWork

KINDS = ("premises", "desk", "vehicle", "staff", "equipment")


class Scoring(StrEnum):
    """How a family is rated."""

    MATRIX = "matrix"  # severity x frequency, then mastery
    GRID = "grid"  # by each employer's own grid, never here (psychosocial factors)
    AGGRAVATING = "aggravating"  # raises the level of the other families (lone work)
    COMPUTED = "computed"  # takes its marks from the families that meet (co-activity)


class Step(StrEnum):
    """The order in which measures are sought (L4121-2)."""

    SOURCE = "source"
    COLLECTIVE = "collective"
    ORGANISATION = "organisation"
    INSTRUCTION = "instruction"


@dataclass(frozen=True)
class FirstMeasure:
    """A measure to begin with; principle is its rank, 1 to 9, among the principles of L4121-2."""

    step: Step
    principle: int
    french: str
    english: str


@dataclass(frozen=True)
class Family:
    """applies: True by default for a kind of resource, or the attributes any of which switches the family on.

    severity is a floor (1-4, None when not rated by the matrix); reach 0 the person, 1 the next user of the same
    object, 2 the same room, 3 the whole building or yard (None: that of the families that meet).
    """

    code: str
    french: str
    english: str
    scoring: Scoring
    severity: int | None
    reach: int | None
    applies: Mapping[str, bool | frozenset[str]]
    situations: tuple[str, ...]
    said: Mapping[str, str]
    measures: tuple[FirstMeasure, ...]
    anchors: tuple[str, ...]
    anchors_evidence: str
    ed840: int | None
    works: tuple[int, ...]
    followup: str
    text_required: bool

    def is_on(self, kind: str, attributes: Collection[str]) -> bool:
        switch = self.applies.get(kind, False)
        return switch if isinstance(switch, bool) else not switch.isdisjoint(attributes)

    def situation_for(self, kind: str, attributes: Collection[str]) -> str:
        """What to say first of a resource of this kind: a kitchen's burns are not those of a van."""
        fitting = (text for name, text in self.said.items() if name == kind or name in attributes)
        return next(fitting, " ; ".join(self.situations[:2]))

    def reaches(self, distance: int) -> bool:
        """Does it reach people at this distance (0 same object, at once or next; 1 same room; 2 same building)?"""
        return self.reach is not None and self.reach > distance


@dataclass(frozen=True)
class Profile:
    """What a booking is for: the families it emits to others and the questions it asks (R4511, R4515…)."""

    code: str
    french: str
    english: str
    emits: tuple[str, ...]
    asks: frozenset[str]


@dataclass(frozen=True)
class Attribute:
    """A question about a resource of one kind; its answer may stay unknown."""

    kind: str
    code: str
    french: str
    english: str


@dataclass(frozen=True)
class DefaultRisk:
    """A risk to propose for a resource: the family with its floor and the measures to begin with."""

    code: str
    severity: int | None
    measures: tuple[FirstMeasure, ...]


@dataclass(frozen=True)
class Catalogue:
    version: str
    dated: date
    families: Mapping[str, Family]
    profiles: Mapping[str, Profile]
    attributes: tuple[Attribute, ...]
    works: tuple[DangerousWork, ...]


@cache
def catalogue() -> Catalogue:
    data = tomllib.loads(files("mutua.safety").joinpath("data/hazards.toml").read_text("utf-8"))
    return Catalogue(
        version=data["version"],
        dated=data["date"],
        families={row["code"]: _family(row) for row in data["family"]},
        profiles={row["code"]: _profile(row) for row in data["profile"]},
        attributes=tuple(Attribute(row["kind"], row["code"], row["fr"], row["en"]) for row in data["attribute"]),
        works=WORKS,
    )


def families_for(kind: str, attributes: Collection[str] = ()) -> list[DefaultRisk]:
    """The risks to propose for a resource of this kind with these attributes, in the order of the catalogue."""
    if kind not in KINDS:
        raise KeyError(kind)
    return [
        DefaultRisk(family.code, family.severity, family.measures)
        for family in catalogue().families.values()
        if family.is_on(kind, attributes)
    ]


def attributes_of(kind: str) -> list[Attribute]:
    """The questions to ask about a resource of this kind."""
    return [attribute for attribute in catalogue().attributes if attribute.kind == kind]


def emitted(profile: str) -> tuple[str, ...]:
    """Codes of the families an activity emits to others; KeyError for an unknown profile."""
    return catalogue().profiles[profile].emits


def reach_of(code: str) -> int | None:
    """How far a family goes: 0 the person … 3 the whole building."""
    return catalogue().families[code].reach


def _family(row: Mapping[str, Any]) -> Family:
    return Family(
        code=row["code"],
        french=row["fr"],
        english=row["en"],
        scoring=Scoring(row["scoring"]),
        severity=row.get("severity"),
        reach=row.get("reach"),
        applies={kind: on if isinstance(on, bool) else frozenset(on) for kind, on in row["applies"].items()},
        situations=tuple(row["situations"]),
        said=row.get("said", {}),
        measures=tuple(FirstMeasure(Step(m["step"]), m["principle"], m["fr"], m["en"]) for m in row["measures"]),
        anchors=tuple(row["anchors"]),
        anchors_evidence=row.get("anchors_evidence", "V"),
        ed840=row.get("ed840"),
        works=tuple(row.get("works", ())),
        followup=row.get("followup", ""),
        text_required=row.get("text_required", False),
    )


def _profile(row: Mapping[str, Any]) -> Profile:
    return Profile(row["code"], row["fr"], row["en"], tuple(row["emits"]), frozenset(row.get("asks", ())))
