"""What each counted use brings to the rows it takes part in: the families it emits, those its resource switches on,
how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from mutua.resources.models import Resource
from mutua.safety.catalogue import emitted, families_for
from mutua.safety.tags import Tags

Families = frozenset[str]


class Emits(NamedTuple):
    families: Families


class SwitchesOn(NamedTuple):
    families: Families


class Basis(NamedTuple):
    word: str  # confirmed, planned or standing


class Marks:
    """Tags of uses, each combination made once."""

    def __init__(self, resources: Mapping[str, Resource]) -> None:
        self._resources = resources
        self._on: dict[str, Families] = {}
        self._made: dict[tuple[str, str, str], Tags] = {}

    def of(self, key: str, profile: str, basis: str) -> Tags:
        """Of a use of the resource of this key ("resource:7", "standing:3"), for this activity."""
        asked = (key, profile, basis)
        if asked not in self._made:
            emits = Families(emitted(profile))
            self._made[asked] = frozenset((Emits(emits), SwitchesOn(self._switched_on(key)), Basis(basis)))
        return self._made[asked]

    def _switched_on(self, key: str) -> Families:
        if key not in self._on:
            self._on[key] = _families(self._resources.get(key))
        return self._on[key]


def emitted_in(tags: Tags) -> Families:
    return Families().union(*(tag.families for tag in tags if isinstance(tag, Emits)))


def switched_on_in(tags: Tags) -> Families:
    return Families().union(*(tag.families for tag in tags if isinstance(tag, SwitchesOn)))


def bases_in(tags: Tags) -> set[str]:
    return {tag.word for tag in tags if isinstance(tag, Basis)}


def _families(resource: Resource | None) -> Families:
    """Families of a resource; of a place taken without booking, what any premises switch on."""
    if resource is None:
        return Families(risk.code for risk in families_for("premises"))
    return Families(risk.code for risk in families_for(str(resource.kind), attributes_on(resource.attributes)))


def attributes_on(attributes: dict[str, Any]) -> frozenset[str]:
    """Questions answered yes; "no" and "not asked" switch nothing on."""
    return frozenset(code for code, answer in attributes.items() if answer is True)
