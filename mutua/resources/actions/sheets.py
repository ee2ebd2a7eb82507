"""A resource's sheet: created, edited, retired."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.pole.models import Member
from mutua.resources import queries
from mutua.resources.models import (
    Approval,
    Audience,
    Draw,
    Drawing,
    Kind,
    OpeningHours,
    Place,
    PlaceKind,
    Regime,
    Resource,
    Shown,
    Unit,
)
from mutua.resources.rules import No, why_not_edit, why_not_share

MOST_UNITS = 50
# What the sheet sets as it is.
PLAIN = (
    *("name", "subtitle", "description", "capacity", "photo", "photo_alt", "features", "attributes", "details"),
    *("approval", "shown", "audience", "granularity_minutes", "turnaround_minutes", "notice_minutes"),
    *("longest_minutes", "horizon_days", "value_per_hour", "value_per_use"),
    "access_instructions",
    *("safety_instructions", "regime", "qualification"),
)


@dataclass(frozen=True)
class Room:
    """Where it is: a place that exists, or a new room in a building that may be new too.

    `position`: (latitude, longitude) in millionths of a degree, told of the building when there is one.
    """

    place_id: int | None = None
    room: str = ""
    building: str = ""
    position: tuple[int, int] | None = None


@dataclass(frozen=True)
class Sheet:
    """Everything a manager sets. `hours`: (weekday, opens, closes) in minutes; none means always open."""

    name: str
    subtitle: str = ""
    description: str = ""
    capacity: int | None = None
    photo: str | None = None
    photo_alt: str = ""
    features: list[str] = field(default_factory=list)
    attributes: dict[str, Any] = field(default_factory=dict)
    details: dict[str, Any] | None = None
    approval: Approval = Approval.AUTOMATIC
    shown: Shown = Shown.EVERYTHING
    audience: Audience = Audience.POLE
    granularity_minutes: int = 15
    turnaround_minutes: int = 0
    notice_minutes: int = 0
    longest_minutes: int | None = None
    horizon_days: int = 366
    value_per_hour: int | None = None
    value_per_use: int | None = None
    access_instructions: str = ""
    safety_instructions: str = ""
    regime: Regime | None = None
    qualification: str = ""
    hours: tuple[tuple[int, int, int], ...] = ()
    units: int = 1
    where: Room = Room()


def create_resource(sheet: Sheet, kind: Kind, structure_id: int, *, member: Member, now: datetime) -> Resource:
    """Share a new resource of a structure, with units of its own."""
    refuse_if(why_not_share(structure_id, member))
    resource = Resource(
        pole_id=member.pole_id,
        structure_id=structure_id,
        kind=kind,
        created_at=now,
        changed_at=now,
        draw=Draw.ALL if sheet.units == 1 else Draw.ANY,
        place_id=_place(sheet.where, member),
        hours=_hours(sheet),
        draws=[_drawing(sheet.name, number, member) for number in range(sheet.units)],
        **{name: getattr(sheet, name) for name in PLAIN},
    )
    db.session.add(resource)
    db.session.flush()
    audit.record("resource.created", "resource", resource.id, actor=member, at=now)
    return resource


def edit_resource(resource: Resource, sheet: Sheet, *, version: int, member: Member, now: datetime) -> None:
    """Set the sheet anew. `version` is the one that was read: another means that somebody saved meanwhile."""
    refuse_if(why_not_edit(resource, member))
    refuse_if(No.RESOURCE_CHANGED if resource.version != version else None)
    for name in PLAIN:
        setattr(resource, name, getattr(sheet, name))
    if _slots(resource.hours) != sorted(sheet.hours):
        resource.hours = _hours(sheet)
    resource.place_id = _place(sheet.where, member)
    resource.changed_at = now
    resource.modseq += 1
    _set_units(resource, sheet.units, member, now)
    db.session.flush()
    audit.record("resource.edited", "resource", resource.id, actor=member, at=now)


def retire_resource(resource: Resource, *, member: Member, now: datetime) -> None:
    """Take it out of the lists for good; what becomes of its dates was decided by who asks."""
    refuse_if(why_not_edit(resource, member))
    refuse_if(No.RETIRED_ALREADY if resource.retired_at is not None else None)
    resource.retired_at = resource.changed_at = now
    resource.modseq += 1
    audit.record("resource.retired", "resource", resource.id, actor=member, at=now)


def add_units(resource: Resource, count: int, *, member: Member, now: datetime) -> None:
    """More of the same: from two on, any one of them is booked. A whole made of parts has those of its parts."""
    refuse_if(why_not_edit(resource, member))
    live = [draw for draw in resource.draws if draw.unit.retired_at is None]
    refuse_if(No.TOO_MANY_UNITS if len(live) + count > MOST_UNITS else None)
    refuse_if(No.MADE_OF_PARTS if resource.draw is Draw.ALL and len(live) > 1 else None)
    _set_units(resource, len(live) + count, member, now)
    resource.changed_at = now
    resource.modseq += 1
    db.session.flush()
    audit.record("resource.units_added", "resource", resource.id, actor=member, at=now, after=str(len(live) + count))


def retire_unit(resource: Resource, draw: Drawing, *, member: Member, now: datetime) -> None:
    """No new date takes it; the last unit goes with its resource only."""
    refuse_if(why_not_edit(resource, member))
    live = [entry for entry in resource.draws if entry.unit.retired_at is None]
    refuse_if(No.LAST_UNIT if draw not in live or len(live) == 1 else None)
    draw.unit.retired_at = resource.changed_at = now
    resource.units_needed = min(resource.units_needed, len(live) - 1)
    resource.modseq += 1
    db.session.flush()
    queries.touch(resource.id)
    audit.record("resource.unit_retired", "resource", resource.id, actor=member, at=now, before=str(draw.unit_id))


def rename_unit(resource: Resource, draw: Drawing, name: str, *, member: Member, now: datetime) -> None:
    """What people call it, in every resource that draws on it; each of one resource has a name of its own."""
    refuse_if(why_not_edit(resource, member))
    refuse_if(No.UNIT_OF_SOMEBODY if draw.unit.person_id is not None else None)
    others = [entry.unit.name for entry in resource.draws if entry is not draw and entry.unit.retired_at is None]
    refuse_if(No.UNIT_NAMED_ALREADY if name.casefold() in map(str.casefold, others) else None)
    if name == draw.unit.name:
        return
    draw.unit.name, resource.changed_at = name, now
    resource.modseq += 1
    db.session.flush()
    queries.touch(resource.id)
    audit.record("resource.unit_renamed", "resource", resource.id, actor=member, at=now, after=str(draw.unit_id))


def _hours(sheet: Sheet) -> list[OpeningHours]:
    return [OpeningHours(weekday=weekday, opens=opens, closes=closes) for weekday, opens, closes in sheet.hours]


def _slots(hours: list[OpeningHours]) -> list[tuple[int, int, int]]:
    return sorted((slot.weekday, slot.opens, slot.closes) for slot in hours)


def _drawing(name: str, number: int, member: Member) -> Drawing:
    return Drawing(position=number, unit=Unit(pole_id=member.pole_id, name=f"{name} {number + 1}"[:120]))


def _set_units(resource: Resource, wanted: int, member: Member, now: datetime) -> None:
    """More units are added; fewer are retired from the end, those that nothing holds. A hall of rooms keeps its own."""
    live = [draw for draw in resource.draws if draw.unit.retired_at is None]
    if wanted == len(live) or (resource.draw is Draw.ALL and len(live) > 1):
        return
    for number in range(len(live), wanted):
        resource.draws.append(_drawing(resource.name, number, member))
    if wanted < len(live):
        busy = queries.held_units([draw.unit_id for draw in live], now)
        idle = [draw for draw in reversed(live) if draw.unit_id not in busy][: len(live) - wanted]
        refuse_if(No.UNITS_IN_USE if len(idle) < len(live) - wanted else None)
        for draw in idle:
            draw.unit.retired_at = now
    resource.draw = Draw.ANY if wanted > 1 else Draw.ALL
    resource.units_needed = 1


def _place(where: Room, member: Member) -> int | None:
    """The place's id; a new room is made, in its building, found by name or made too."""
    if not where.room:
        place = queries.place(member.pole_id, where.place_id) if where.position and where.place_id else None
        _locate(place, where.position)
        return where.place_id
    parent = queries.place_named(member.pole_id, where.building) if where.building else None
    if where.building and parent is None:
        parent = Place(pole_id=member.pole_id, kind=PlaceKind.BUILDING, name=where.building)
        db.session.add(parent)
        db.session.flush()
    room = Place(pole_id=member.pole_id, kind=PlaceKind.ROOM, name=where.room, parent=parent)
    db.session.add(room)
    _locate(room, where.position)
    db.session.flush()
    return room.id


def _locate(place: Place | None, position: tuple[int, int] | None) -> None:
    """A room lies where its building does."""
    if place is not None and position is not None:
        at = place.parent or place
        at.latitude, at.longitude = position
