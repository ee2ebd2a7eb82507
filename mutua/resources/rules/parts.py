"""Which resources are parts of which: told by the units they take."""

from __future__ import annotations

from collections.abc import Iterable

from mutua.resources.models import Kind, Resource
from mutua.resources.rules.refusals import No


def units_of(resource: Resource) -> frozenset[int]:
    """The live units it draws on."""
    return frozenset(draw.unit_id for draw in resource.draws if draw.unit.retired_at is None)


def parts_among(resource: Resource, others: Iterable[Resource]) -> list[int]:
    """Ids of those whose units are among this resource's."""
    mine = units_of(resource)
    return [other.id for other in others if other.id != resource.id and frozenset() < units_of(other) <= mine]


def wholes_among(resource: Resource, others: Iterable[Resource]) -> list[Resource]:
    """Those that take this resource's units and more."""
    mine = units_of(resource)
    return [other for other in others if other.id != resource.id and mine and mine < units_of(other)]


def why_not_part(whole: Resource, part: Resource) -> No | None:
    """Nobody's time is a part, and a whole is no part of its part."""
    wrong = part.kind is Kind.STAFF or whole.kind is Kind.STAFF or units_of(whole) <= units_of(part)
    return No.NO_PART if wrong or part.id == whole.id else None
