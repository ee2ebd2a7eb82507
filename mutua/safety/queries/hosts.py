"""What hosts said of activities at their places, and which places somebody may speak for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from mutua.kernel.db import db
from mutua.kernel.timespan import wall
from mutua.pole.models import Member
from mutua.resources.models import Place
from mutua.safety.catalogue import catalogue
from mutua.safety.models import HostChange
from mutua.safety.queries.draft import resources_of
from mutua.safety.queries.place_told import places_by_id
from mutua.safety.queries.presence import place_key, upwards
from mutua.safety.rules.no import may_edit


def host_changes_of(document_id: int) -> list[HostChange]:
    """Every one, the oldest first."""
    query = select(HostChange).options(joinedload(HostChange.structure), joinedload(HostChange.person))
    return list(db.session.scalars(query.where(HostChange.document_id == document_id).order_by(HostChange.id)))


def host_change_rows(rows: Iterable[HostChange], names: dict[str, str], zone: str) -> list[dict[str, Any]]:
    """As the document prints them: where, which activity, which danger, why, in whose name and when."""
    book = catalogue()
    return [
        {
            "place": row.place_key,
            "place_name": names.get(row.place_key, ""),
            "profile": str(row.profile),
            "profile_name": book.profiles[row.profile].french,
            "family": row.family,
            "family_name": book.families[row.family].french,
            "effect": str(row.effect),
            "reason": row.reason,
            "by": row.structure.name if row.structure else "",
            "on": wall(row.made_at, zone).date().isoformat(),
        }
        for row in rows
    ]


def places_spoken_for(member: Member) -> dict[str, str]:
    """Key and name of the places and resources whose host this member is: who manages the structure that keeps them,
    who is in charge of the place; the prevention speaks for all."""
    places, every = places_by_id(member.pole_id), may_edit(member)
    found = {place_key(row): row.name for row in places.values() if every or _keeps(row, places, member)}
    things = [row for row in resources_of(member.pole_id) if every or member.manages(row.structure_id)]
    return found | {f"resource:{row.id}": row.name for row in things}


def _keeps(place: Place, places: dict[int, Place], member: Member) -> bool:
    """The nearest host named counts: who keeps a building does not speak for a room that somebody else keeps."""
    chain = upwards(place, places)
    head = next((row.head_id for row in chain if row.head_id), None)
    host = next((row.host_structure_id for row in chain if row.host_structure_id), None)
    return head == member.person_id or (host is not None and member.manages(host))
