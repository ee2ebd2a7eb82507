"""Which resources are parts of which: told by the units they take."""

from __future__ import annotations

from collections.abc import Iterable

from mutua.resources.models import Draw, Kind, Resource
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


def left_without(going: Iterable[Resource], others: Iterable[Resource]) -> list[Resource]:
    """Of the others, those that lose a part: a unit which nothing smaller that stays draws on."""
    staying = sorted(others, key=lambda other: len(units_of(other)))
    lost, found = frozenset().union(*map(units_of, going)), list[Resource]()
    for whole in staying:
        mine = units_of(whole)
        smaller = [units_of(other) for other in staying if other not in found and units_of(other) < mine]
        if whole.draw is Draw.ALL and len(mine) > 1 and (mine & lost) - frozenset().union(*smaller):
            found.append(whole)
    return found


def why_not_part(whole: Resource, part: Resource) -> No | None:
    """Nobody's time is a part, and a whole is no part of its part."""
    wrong = part.kind is Kind.STAFF or whole.kind is Kind.STAFF or units_of(whole) <= units_of(part)
    return No.NO_PART if wrong or part.id == whole.id else None
