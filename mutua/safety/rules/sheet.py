"""The safety sheet of a resource: what to know before using it, and the hash that says which words were read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from mutua.resources.models import Resource
from mutua.safety.catalogue import catalogue

SHOWN_FROM = 2  # a low risk is watched, not told at the door
EMERGENCY = "15, 18, 112, 114 (SMS)"


@dataclass(frozen=True)
class Sheet:
    """dangers: (family, what protects), the highest first."""

    name: str
    place: str
    address: str
    instructions: str
    meeting_point: str
    emergency_numbers: str
    first_aid: str
    routes: str
    fire_instructions: str
    dangers: tuple[tuple[str, str, int], ...]
    rules: tuple[str, ...]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(json.dumps(asdict(self), ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    @property
    def says_something(self) -> bool:
        told = (self.instructions, self.meeting_point, self.first_aid, self.routes, self.fire_instructions)
        return bool(self.dangers or self.rules or any(told))


def sheet_of(
    resource: Resource, told: Mapping[str, str], risks: Iterable[tuple[str, str, int]], rules: Iterable[str]
) -> Sheet:
    """`told`: what to do in an emergency; `risks`: (family, measures in place, residual level) as people rated them."""
    book = catalogue().families
    shown = sorted((row for row in risks if row[2] >= SHOWN_FROM), key=lambda row: (-row[2], row[0]))
    place = resource.place
    return Sheet(
        name=resource.name,
        place=place.name if place else "",
        address=(place.address or (place.parent.address if place.parent else "")) if place else "",
        instructions=resource.safety_instructions,
        meeting_point=told["meeting_point"],
        emergency_numbers=told["emergency_numbers"] or EMERGENCY,
        first_aid=told["first_aid"],
        routes=told["routes"],
        fire_instructions=told["fire_instructions"],
        dangers=tuple((book[family].french, existing, level) for family, existing, level in shown),
        rules=tuple(rules),
    )
