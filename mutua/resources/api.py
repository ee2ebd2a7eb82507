"""The API of resources: what exists, and which are free."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response
from marshmallow import fields, validate

from mutua.kernel.role import Role
from mutua.kernel.timespan import TimeSpan
from mutua.pole.login import current_member
from mutua.resources import queries
from mutua.resources.models import Kind, Resource
from mutua.web import problems
from mutua.web.access import open_to
from mutua.web.rest import Blueprint, Strict, Text, answered

bp = Blueprint("api_resources", __name__, url_prefix="/api/v1", description="Resources a pole shares")
blueprints = (bp,)


class ResourceFilter(Strict):
    """All filters together; `free_from` and `free_until` go in pairs."""

    kind = fields.Enum(Kind, by_value=True)
    free_from = fields.AwareDateTime()
    free_until = fields.AwareDateTime()
    capacity = fields.Integer(validate=validate.Range(min=1, max=100_000))
    feature = Text(80)


@bp.get("/resources")
@open_to(Role.MEMBER, Role.MANAGER)
@bp.arguments(ResourceFilter, location="query")
def listed(wanted: dict[str, Any]) -> Response:
    """Live resources that the token's structure may see."""
    start, end = wanted.get("free_from"), wanted.get("free_until")
    if (start is None) != (end is None) or (start and end and start >= end):
        return problems.answer(422, kind="wrong_span", errors={"free_until": ["after free_from, both or none"]})
    found = queries.resources_for(current_member(), kind=wanted.get("kind"))
    if "capacity" in wanted:
        found = [resource for resource in found if (resource.capacity or 0) >= wanted["capacity"]]
    if "feature" in wanted:
        found = [resource for resource in found if wanted["feature"] in resource.features]
    if start and end:
        found = _free(found, start, end)
    return answered({"items": [shape(resource) for resource in found]})


def _free(found: list[Resource], start: datetime, end: datetime) -> list[Resource]:
    span = TimeSpan(start, end)
    busy = queries.busy_units(span)
    return [resource for resource in found if queries.has_room(resource, busy) and resource.is_open(span)]


@bp.get("/resources/<int:resource_id>")
@open_to(Role.MEMBER, Role.MANAGER)
def one(resource_id: int) -> Response:
    """One resource."""
    found = queries.resource_for(current_member(), resource_id)
    return answered(shape(found)) if found else problems.answer(404)


def shape(resource: Resource) -> dict[str, Any]:
    return {
        "id": resource.id,
        "kind": resource.kind.value,
        "name": resource.name,
        "structure_id": resource.structure_id,
        "structure": resource.structure.name,
        "capacity": resource.capacity,
        "features": list(resource.features),
        "place": resource.place.name if resource.place else None,
        "zone": resource.zone,
        "approval": resource.approval.value,
        "granularity_minutes": resource.granularity_minutes,
        "turnaround_minutes": resource.turnaround_minutes,
        "opening_hours": [
            {"weekday": slot.weekday, "opens": slot.opens, "closes": slot.closes} for slot in resource.hours
        ],
    }
