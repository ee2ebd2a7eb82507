"""The document's tree: site, building, room; in each of them desks, vehicles, equipment, staff."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from mutua.kernel.reading_order import reading_order
from mutua.resources.models import Kind, Place, PlaceKind
from mutua.safety.models import WorkUnit

PLACES = (PlaceKind.SITE, PlaceKind.BUILDING, PlaceKind.ROOM)
KINDS = (Kind.PREMISES, Kind.DESK, Kind.VEHICLE, Kind.EQUIPMENT, Kind.STAFF)


@dataclass
class Branch:
    """A place with its units and the places in it; without place, what lies in none of them."""

    place: Place | None
    units: list[WorkUnit] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.units) + sum(branch.count for branch in self.branches)

    def walk(self, above: tuple[str, ...] = ()) -> Iterator[tuple[str, WorkUnit]]:
        """Every unit in the order of the tree, with its way: "Site, Bâtiment, Salle"."""
        here = (*above, self.place.name) if self.place else above
        for unit in self.units:
            yield ", ".join(here), unit
        for branch in self.branches:
            yield from branch.walk(here)


def tree_of(places: Sequence[Place], units: Iterable[WorkUnit]) -> list[Branch]:
    """Places without any unit are left out; a place whose parent is elsewhere stands at the top."""
    branches = {place.id: Branch(place) for place in places}
    nowhere = Branch(None)
    for unit in sorted(units, key=lambda unit: (KINDS.index(unit.kind), reading_order(unit.name), unit.id)):
        branches.get(unit.place_id or 0, nowhere).units.append(unit)
    tops: list[Branch] = []
    for branch in sorted(branches.values(), key=_order):
        parent = branches.get(branch.place.parent_id or 0) if branch.place else None
        (parent.branches if parent else tops).append(branch)
    return [branch for branch in (*map(_pruned, tops), nowhere) if branch.count]


def _order(branch: Branch) -> tuple[int, str, int]:
    place = branch.place
    return (PLACES.index(place.kind), place.name, place.id) if place else (len(PLACES), "", 0)


def _pruned(branch: Branch) -> Branch:
    branch.branches = [each for each in map(_pruned, branch.branches) if each.count]
    return branch
