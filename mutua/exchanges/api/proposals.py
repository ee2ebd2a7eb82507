"""Propose and read exchanges."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields, validate

from mutua.exchanges import actions, queries
from mutua.exchanges.api.blueprint import (
    LegBody,
    PageOf,
    bp,
    done,
    exchange_or_404,
    key_of_request,
    leg_of,
    shape,
    shapes,
)
from mutua.exchanges.models import Draft
from mutua.kernel import clock
from mutua.kernel.role import Role
from mutua.pole.login import current_member
from mutua.web.access import open_to
from mutua.web.rest import answered

PAGE = 50


class DraftBody(LegBody):
    """A proposal. With `counterpart`, both are posted together, and each side sells and buys (warning W2)."""

    other_structure_id = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=2**53))
    direction = fields.String(required=True, validate=validate.OneOf(["given", "received"]))
    counterpart = fields.Nested(LegBody, load_default=None, allow_none=True)


@bp.get("/exchanges")
@open_to(Role.MEMBER, Role.MANAGER)
@bp.arguments(PageOf, location="query")
def listed(page: dict[str, int]) -> Response:
    """The structure's exchanges, the latest first, fifty at a time."""
    found = queries.exchanges_of(current_member(), limit=PAGE, offset=page["offset"])
    return answered({"items": shapes(found), "offset": page["offset"]})


@bp.post("/exchanges")
@open_to(Role.MEMBER, Role.MANAGER)
@bp.arguments(DraftBody)
def create(body: dict[str, Any]) -> Response:
    """Propose: 201; the other structure confirms, on the page or by its own token's person."""
    back = leg_of(body["counterpart"]) if body["counterpart"] else None
    key, given = key_of_request(), body["direction"] == "given"

    def act() -> tuple[dict[str, Any], int]:
        draft = Draft(body["other_structure_id"], given, leg_of(body), key, counterpart=back)
        return shape(actions.propose(draft, member=current_member(), now=clock.now())), 201

    return done(act)


@bp.get("/exchanges/<int:exchange_id>")
@open_to(Role.MEMBER, Role.MANAGER)
def read(exchange_id: int) -> Response:
    """One of the structure's own."""
    return answered(shape(exchange_or_404(exchange_id)))
