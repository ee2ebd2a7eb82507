"""The API of resources: what exists, and which are free."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask import Response, url_for
from marshmallow import fields, validate
from werkzeug.exceptions import NotFound

from mutua.kernel import clock
from mutua.kernel.refusal import Refused, refusing_stale
from mutua.kernel.role import Role
from mutua.kernel.timespan import TimeSpan
from mutua.pole import queries as pole_queries
from mutua.pole.login import current_member
from mutua.resources import actions, queries
from mutua.resources.models import Kind, Readers, Resource, Shot
from mutua.resources.queries import ResourceFacts
from mutua.resources.rules import No, why_not_open
from mutua.resources.rules.features import Filter, has
from mutua.web import problems
from mutua.web.access import open_to
from mutua.web.rest import Blueprint, Strict, Text, answered, once

bp = Blueprint("api_resources", __name__, url_prefix="/api/v1", description="Resources a pole shares")
blueprints = (bp,)


class ResourceFilter(Strict):
    """All filters together; `free_from` and `free_until` go in pairs.

    `other_poles`: what other poles opened to this one, too; each item names its `pole`.
    """

    kind = fields.Enum(Kind, by_value=True)
    free_from = fields.AwareDateTime()
    free_until = fields.AwareDateTime()
    capacity = fields.Integer(validate=validate.Range(min=1, max=100_000))
    feature = Text(80)
    other_poles = fields.Boolean(load_default=False)


class PolesBody(Strict):
    """The other poles it is opened to from now on; `every`: each one there is and will be."""

    pole_ids = fields.List(
        fields.Integer(strict=True, validate=validate.Range(min=1, max=2**53)),
        load_default=list,
        validate=validate.Length(max=1000),
    )
    every = fields.Boolean(load_default=False)


@bp.get("/resources")
@open_to(Role.MEMBER, Role.MANAGER)
@bp.arguments(ResourceFilter, location="query")
def listed(wanted: dict[str, Any]) -> Response:
    """Live resources that the token's structure may see."""
    start, end = wanted.get("free_from"), wanted.get("free_until")
    if (start is None) != (end is None) or (start and end and start >= end):
        return problems.answer(422, kind="wrong_span", errors={"free_until": ["after free_from, both or none"]})
    facts = queries.facts_of(
        current_member(),
        kind=wanted.get("kind"),
        capacity=wanted.get("capacity"),
        free=TimeSpan(start, end) if start and end else None,
        abroad=wanted["other_poles"],
    )
    if "feature" in wanted:
        named = [entry for entry in queries.features_of(current_member().pole_id) if entry.name == wanted["feature"]]
        facts = [row for row in facts if _equipped(row, wanted["feature"], named)]
    return answered({"items": [shape(row) for row in facts]})


def _equipped(row: ResourceFacts, feature: str, named: list[Filter]) -> bool:
    """The equipment itself, word for word, or a feature of the pole that its equipment means."""
    return feature in row.features or any(has(entry, row.features) for entry in named)


@bp.get("/resources/<int:resource_id>")
@open_to(Role.MEMBER, Role.MANAGER)
def one(resource_id: int) -> Response:
    """One resource, with all its photos and the documents that are open to whoever sees it."""
    found = queries.facts_of(current_member(), resource_id=resource_id, abroad=True)
    return answered({**shape(found[0]), **_papers(found[0])}) if found else problems.answer(404)


def _papers(row: ResourceFacts) -> dict[str, Any]:
    first = [Shot(row.photo, row.photo_alt)] if row.photo else []
    shots = [*first, *(Shot(entry.name, entry.alt) for entry in queries.photo_rows(row.id))]
    open_to_all = [paper for paper in queries.documents_of([row.id]) if paper.readers is Readers.ALL]
    return {
        "photos": [{"url": photo_address(row.id, shot.name), "alt": shot.alt} for shot in shots],
        "documents": [
            {"id": paper.id, "title": paper.title, "kind": paper.sort.value, "name": paper.file.name}
            for paper in open_to_all
        ],
    }


@bp.get("/resources/<int:resource_id>/poles")
@open_to(Role.MEMBER, Role.MANAGER)
def opened_poles(resource_id: int) -> Response:
    """To which other poles it is opened, for whoever sets it; `others`: those there are."""
    resource, member = queries.resource_for(current_member(), resource_id), current_member()
    if resource is None:
        return problems.answer(404)
    reason = why_not_open(resource, member)
    return problems.answer(_status(reason), reason=reason) if reason else answered(_opened(resource))


@bp.route("/resources/<int:resource_id>/poles", methods=["PUT"])
@open_to(Role.MEMBER, Role.MANAGER)
@bp.arguments(PolesBody)
def open_to_poles(body: dict[str, Any], resource_id: int) -> Response:
    """Exactly these; dates that stand stay."""

    def act() -> tuple[dict[str, Any], int]:
        resource, member = queries.resource_for(current_member(), resource_id), current_member()
        if resource is None:
            raise NotFound
        actions.open_to_poles(resource, body["pole_ids"], everyone=body["every"], member=member, now=clock.now())
        return _opened(resource), 200

    try:
        with refusing_stale(No.RESOURCE_CHANGED):
            return once(current_member().person_id, act)
    except Refused as refused:
        return problems.answer(_status(refused.reason), reason=refused.reason)


def _status(reason: StrEnum) -> int:
    return 403 if reason is No.NOT_THE_OWNER else 409 if reason is No.RESOURCE_CHANGED else 422


def _opened(resource: Resource) -> dict[str, Any]:
    shares = [share.pole_id for share in queries.shares_of(resource.id)]
    others = [pole for pole in pole_queries.poles() if pole.id != resource.pole_id]
    return {
        "pole_ids": sorted(number for number in shares if number is not None),
        "every": None in shares,
        "others": [{"id": pole.id, "name": pole.name} for pole in others],
    }


def shape(row: ResourceFacts) -> dict[str, Any]:
    """The facts as JSON; `photo` as an address, the position in degrees."""
    made = row._asdict()
    latitude, longitude = made.pop("latitude"), made.pop("longitude")
    return {
        **made,
        "kind": row.kind.value,
        "approval": row.approval.value,
        "opening_hours": [dict(zip(("weekday", "opens", "closes"), slot, strict=True)) for slot in row.opening_hours],
        "photo": photo_address(row.id, row.photo),
        "position": None if latitude is None else {"latitude": latitude / 1e6, "longitude": longitude / 1e6},
    }


def photo_address(resource_id: int, name: str | None) -> str | None:
    if not name:
        return None
    if name.startswith("demo/"):
        return url_for("static", filename=name, _external=True)
    pole = current_member().pole_slug
    return url_for("resources.photo", pole=pole, resource_id=resource_id, name=name, _external=True)
