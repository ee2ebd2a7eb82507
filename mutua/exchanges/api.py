"""The API of exchanges: propose, read, and the balances of the token's structure, by kind and unit."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from typing import Any

from flask import Response, request
from marshmallow import fields, validate

from mutua.exchanges import actions, queries
from mutua.exchanges.models import QUANTA, Draft, Exchange, Leg, UnitCode
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.pole.login import current_member
from mutua.resources.models import Kind
from mutua.web import problems
from mutua.web.access import open_to
from mutua.web.rest import Blueprint, Strict, Text, answered, once

bp = Blueprint("api_exchanges", __name__, url_prefix="/api/v1", description="Exchanges of the token's structure")
blueprints = (bp,)
PAGE = 50


class DraftBody(Strict):
    """A proposal. `quantity` counts quanta of the unit: minutes for hours, whole pieces for the others."""

    other_structure_id = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=2**53))
    direction = fields.String(required=True, validate=validate.OneOf(["given", "received"]))
    kind = fields.Enum(Kind, by_value=True, required=True)
    unit = fields.Enum(UnitCode, by_value=True, required=True)
    quantity = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=10_000_000))
    event_on = fields.Date(required=True)
    title = Text(160, shortest=1, required=True)
    note = Text(4000, load_default="")
    # Staff hours are an exchange only as a service under the giver's orders (law/exchanges, warning W5).
    under_giver = fields.Boolean(load_default=False)


class PageOf(Strict):
    offset = fields.Integer(load_default=0, validate=validate.Range(min=0, max=1_000_000))


@bp.get("/exchanges")
@open_to(Role.MEMBER, Role.MANAGER)
@bp.arguments(PageOf, location="query")
def listed(page: dict[str, int]) -> Response:
    """The structure's exchanges, the latest first, fifty at a time."""
    found = queries.exchanges_of(current_member(), limit=PAGE, offset=page["offset"])
    return answered({"items": [shape(exchange) for exchange in found], "offset": page["offset"]})


@bp.post("/exchanges")
@open_to(Role.MEMBER, Role.MANAGER)
@bp.arguments(DraftBody)
def create(body: dict[str, Any]) -> Response:
    """Propose: 201; the other structure confirms, on the page or by its own token's person."""
    member = current_member()
    facts = (body["kind"], body["unit"], body["quantity"], body["event_on"], body["title"], body["note"])
    leg = Leg(*facts, under_giver=body["under_giver"])
    key = request.headers.get("Idempotency-Key") or secrets.token_hex(16)

    def act() -> tuple[dict[str, Any], int]:
        draft = Draft(body["other_structure_id"], body["direction"] == "given", leg, key[:80])
        made = actions.propose(draft, member=member, now=clock.now())
        return shape(made), 201

    try:
        return once(member.person_id, act)
    except Refused as refused:
        return problems.answer(422, reason=refused.reason)


@bp.get("/balances")
@open_to(Role.MEMBER, Role.MANAGER)
def balances() -> Response:
    """Given and received side by side, kind by kind and unit by unit: never netted, never summed over units."""
    rows = queries.balances_of(current_member())
    return answered(
        {"items": [{**asdict(row), "kind": row.kind.value, "unit": row.unit.value, **_scale(row.unit)} for row in rows]}
    )


def _scale(unit: UnitCode) -> dict[str, int]:
    return {"quanta_per_unit": QUANTA[unit]}


def shape(exchange: Exchange) -> dict[str, Any]:
    current = exchange.current
    return {
        "id": exchange.id,
        "state": exchange.state.value,
        "giver": {"id": exchange.giver_id, "name": exchange.giver.name},
        "receiver": {"id": exchange.receiver_id, "name": exchange.receiver.name},
        "kind": exchange.kind.value,
        "unit": exchange.unit.code.value,
        **_scale(exchange.unit.code),
        "quantity": current.quantity,
        "event_on": current.event_on.isoformat(),
        "title": current.words.title,
        "version_sha256": current.sha256,
        "disputed": exchange.disputed_at is not None,
        "posted_at": exchange.posted_at.isoformat() if exchange.posted_at else None,
    }
