"""A whole made of parts: the hall takes the units of its rooms, the building those of its halls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.pole.models import Member
from mutua.resources import queries
from mutua.resources.models import Draw, Drawing, Resource, Unit
from mutua.resources.rules import No, parts_among, why_not_edit, why_not_part


def set_parts(resource: Resource, part_ids: Sequence[int], *, member: Member, now: datetime) -> None:
    """Draw on all units of these resources, or on a unit of its own again when none is left.

    Refused(UNITS_IN_USE) while dates to come hold the units as they were: they are moved or cancelled first, so that a
    whole is never used beside its part.
    """
    if not parts_change(resource, part_ids, member):
        return
    refuse_if(No.UNITS_IN_USE if queries.holds_ahead(resource.id, now) else None)
    join_parts(resource, part_ids, member=member)


def parts_change(resource: Resource, part_ids: Sequence[int], member: Member) -> bool:
    return set(part_ids) != set(parts_among(resource, queries.resources_for(member)))


def join_parts(resource: Resource, part_ids: Sequence[int], *, member: Member) -> None:
    """The same where somebody has seen to what held the units as they were."""
    known = queries.resources_for(member)
    parts = [entry for entry in known if entry.id in set(part_ids)]
    refuse_if(No.NOT_THE_OWNER if len(parts) != len(set(part_ids)) else None)
    for part in parts:
        refuse_if(why_not_edit(part, member))
        refuse_if(why_not_part(resource, part))
    live = [draw for part in parts for draw in part.draws if draw.unit.retired_at is None]
    _draw_on(resource, {draw.unit_id: draw.unit for draw in live}, member)


def _draw_on(resource: Resource, units: dict[int, Unit], member: Member) -> None:
    kept = {draw.unit_id for draw in resource.draws}
    for draw in list(resource.draws):
        if draw.unit_id not in units:
            resource.draws.remove(draw)
    db.session.flush()
    for position, (unit_id, unit) in enumerate(units.items()):
        if unit_id not in kept:
            resource.draws.append(Drawing(position=position, unit=unit))
    if not units:
        resource.draws.append(Drawing(position=0, unit=Unit(pole_id=member.pole_id, name=resource.name)))
    resource.draw, resource.units_needed = Draw.ALL, 1
    db.session.flush()
