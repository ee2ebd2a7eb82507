"""Where a structure is, to say how far a resource lies."""

from __future__ import annotations

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from mutua.kernel.db import db
from mutua.pole.models import Member
from mutua.resources.models import Kind, Place, Resource

BUILDING = aliased(Place)
LATITUDE = func.coalesce(Place.latitude, BUILDING.latitude)
LONGITUDE = func.coalesce(Place.longitude, BUILDING.longitude)


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
