"""What each counted use brings to the rows it takes part in: the families it emits, those its resource switches on,
how sure it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from mutua.resources.models import Resource
from mutua.safety.catalogue import emitted, families_for
from mutua.safety.models import HostChange, HostEffect
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

    def __init__(
        self, resources: Mapping[str, Resource], around: Mapping[str, Sequence[str]], changes: Iterable[HostChange]
    ) -> None:
        """`around`: by key of what is used, itself and the places it lies in, the nearest first. `changes`: what their
        hosts say of an activity there and the catalogue does not."""
        self._resources, self._around = resources, around
        self._said: defaultdict[tuple[str, str], dict[str, bool]] = defaultdict(dict)
        for row in changes:
            self._said[row.place_key, str(row.profile)][row.family] = row.effect is HostEffect.ADDED
        self._on: dict[str, Families] = {}
        self._made: dict[tuple[str, str, str], Tags] = {}

    def of(self, key: str, profile: str, basis: str) -> Tags:
        """Of a use of the resource of this key ("resource:7", "standing:3"), for this activity."""
        asked = (key, profile, basis)
        if asked not in self._made:
            said = self._said_at(key, profile)
            emits = dict.fromkeys(emitted(profile), True) | said
            added = {family for family, passed_on in said.items() if passed_on}  # by whoever knows the place
            self._made[asked] = frozenset(
                (
                    Emits(Families(family for family, passed_on in emits.items() if passed_on)),
                    SwitchesOn(self._switched_on(key) | added),
                    Basis(basis),
                )
            )
        return self._made[asked]

    def _said_at(self, key: str, profile: str) -> dict[str, bool]:
        """The nearest host has the last word."""
        found: dict[str, bool] = {}
        for where in reversed(self._around.get(key, ())):
            found |= self._said.get((where, profile), {})
        return found

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
