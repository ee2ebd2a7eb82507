"""How resources look and where they lie, for lists that show it: one statement."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from mutua.kernel.db import db
from mutua.pole.models import Member
from mutua.resources.models import Kind, Place, Resource


class Look(NamedTuple):
    """The first photo and its words; the position of the place in millionths of a degree."""

    photo: str | None
    alt: str
    position: tuple[int, int] | None


BUILDING = aliased(Place)
LATITUDE = func.coalesce(Place.latitude, BUILDING.latitude)
LONGITUDE = func.coalesce(Place.longitude, BUILDING.longitude)


def looks_of(resource_ids: Iterable[int]) -> dict[int, Look]:
    query = (
        select(Resource.id, Resource.photo, Resource.photo_alt, LATITUDE, LONGITUDE)
        .outerjoin(Place, Place.id == Resource.place_id)
        .outerjoin(BUILDING, BUILDING.id == Place.parent_id)
        .where(Resource.id.in_(list(resource_ids)))
    )
    return {row[0]: Look(row[1], row[2], _position(row[3], row[4])) for row in db.session.execute(query)}


def _position(north: int | None, east: int | None) -> tuple[int, int] | None:
    return None if north is None or east is None else (north, east)


def home_of(member: Member) -> tuple[int, int] | None:
    """Where the member's structure is: the place it hosts, else that of the premises or desks it shares."""
    if member.structure_id is None:
        return None
    theirs = Resource.kind.in_((Kind.PREMISES, Kind.DESK)) & (Resource.structure_id == member.structure_id)
    query = (
        select(LATITUDE, LONGITUDE)
        .select_from(Place)
        .outerjoin(BUILDING, BUILDING.id == Place.parent_id)
        .outerjoin(Resource, (Resource.place_id == Place.id) & theirs)
        .where(Place.pole_id == member.pole_id, LATITUDE.is_not(None))
        .where(or_(Place.host_structure_id == member.structure_id, Resource.id.is_not(None)))
        .order_by(Place.host_structure_id != member.structure_id, Place.id)
    )
    found = db.session.execute(query.limit(1)).first()
    return (found[0], found[1]) if found else None
