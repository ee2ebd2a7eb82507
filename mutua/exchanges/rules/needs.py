"""The état des lieux des besoins: what is asked and never offered, offered and never asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mutua.exchanges.models import Listing, ListingKind
from mutua.resources.models import Kind


@dataclass(frozen=True)
class Asked:
    """One kind over the time: how often it was asked and offered, and by how many structures."""

    kind: Kind
    needs: int
    askers: int
    offers: int
    givers: int


def by_kind(listings: Sequence[Listing]) -> list[Asked]:
    found = []
    for kind in Kind:
        needs = [row for row in listings if row.category is kind and row.listing is ListingKind.NEED]
        offers = [row for row in listings if row.category is kind and row.listing is ListingKind.OFFER]
        if needs or offers:
            sides = [len({row.structure_id for row in rows}) for rows in (needs, offers)]
            found.append(Asked(kind, len(needs), sides[0], len(offers), sides[1]))
    return found


def unmatched(listings: Sequence[Listing], stems: Mapping[int, set[str]], kind: ListingKind) -> list[Listing]:
    """Notices of one sort that nothing of the other sort, from another structure, ever resembled."""
    others = [row for row in listings if row.listing is not kind]
    return [
        row
        for row in listings
        if row.listing is kind
        and not any(
            len(stems[row.id] & stems[other.id]) >= 2 for other in others if other.structure_id != row.structure_id
        )
    ]
