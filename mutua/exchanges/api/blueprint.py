"""The blueprint of the API's doors, how a verb is asked, and how things look in JSON."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from flask import Response, request
from marshmallow import fields, validate
from werkzeug.exceptions import NotFound

from mutua.exchanges import queries, rules
from mutua.exchanges.models import QUANTA, Dispute, Exchange, Leg, UnitCode
from mutua.exchanges.rules import No, Step
from mutua.kernel.refusal import Refused, refusing_stale
from mutua.pole.login import current_member
from mutua.resources.models import Kind
from mutua.web import problems
from mutua.web.rest import Blueprint, Strict, Text, once

bp = Blueprint("api_exchanges", __name__, url_prefix="/api/v1", description="Exchanges of the token's structure")
LARGEST_ID = 2**62
Body = dict[str, Any]


class LegBody(Strict):
    """What one side gives. `quantity` counts quanta of the unit: minutes for hours, whole pieces for the others."""

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


def leg_of(body: Body) -> Leg:
    facts = (body["kind"], body["unit"], body["quantity"], body["event_on"], body["title"], body["note"])
    return Leg(*facts, under_giver=body["under_giver"])


def key_of_request() -> str:
    """The proposal's own idempotency key: the header's, else one made for this request."""
    return (request.headers.get("Idempotency-Key") or secrets.token_hex(16))[:80]


def done(act: Callable[[], tuple[Body, int]]) -> Response:
    """Run in a transaction, once a key; a refusal is a problem: 403 without the right, 409 too late, 422 a rule."""
    try:
        with refusing_stale(No.VERSION_CHANGED):
            return once(current_member().person_id, act)
    except Refused as refused:
        reason = refused.reason
        status = 409 if reason in rules.FASTER else 403 if reason in rules.RIGHTLESS else 422
        return problems.answer(status, reason=reason)


def exchange_or_404(exchange_id: int, *, lock: bool = False) -> Exchange:
    found = queries.exchange_for(current_member(), exchange_id, lock=lock) if exchange_id < LARGEST_ID else None
    if found is None:
        raise NotFound
    return found


def scale(unit: UnitCode) -> dict[str, int]:
    return {"quanta_per_unit": QUANTA[unit]}


def day(value: date) -> str:
    return value.isoformat()


def shape(exchange: Exchange) -> Body:
    return shapes([exchange])[0]


def shapes(exchanges: Sequence[Exchange]) -> list[Body]:
    """Each as it is now; the moves of all that ended are read in one question."""
    over = [row for row in exchanges if row.state in rules.ENDED]
    steps = queries.steps_of_all(over) if over else {}
    return [_shape(row, rules.ending(row, steps.get(row.id, ()))) for row in exchanges]


def _shape(exchange: Exchange, end: Step | None) -> Body:
    """The current version; `counterpart` is the number of the exchange agreed in return, posted together with it.

    `ended`: who refused or withdrew it and when; nobody when it expired.
    """
    current, across = exchange.current, exchange.counterpart
    return {
        "id": exchange.id,
        "state": exchange.state.value,
        "giver": {"id": exchange.giver_id, "name": exchange.giver.name},
        "receiver": {"id": exchange.receiver_id, "name": exchange.receiver.name},
        "kind": exchange.kind.value,
        "unit": exchange.unit.code.value,
        **scale(exchange.unit.code),
        "quantity": current.quantity,
        "event_on": day(current.event_on),
        "title": current.words.title,
        "version": current.number,
        "version_sha256": current.sha256,
        "confirmed_by": [{"structure_id": row.structure_id, "by_delay": row.by_delay} for row in current.confirmations],
        "deal": exchange.deal_id,
        "counterpart": across.id if across is not None else None,
        "reverses": exchange.reverses_id,
        "session": exchange.session_id,
        "standing": exchange.habit_id,
        "disputed": exchange.disputed_leg is not None,
        "disputes": [_dispute(row) for row in exchange.disputes],
        "posted_at": exchange.posted_at.isoformat() if exchange.posted_at else None,
        "ended": _end(end, exchange.reason) if end else None,
    }


def _end(end: Step, reason: str) -> Body:
    who = {"person": end.person, "structure_id": end.structure_id, "structure": end.structure}
    return {"how": end.verb, "at": end.at.isoformat(), "by": who if end.verb != "expired" else None, "reason": reason}


def _dispute(row: Dispute) -> Body:
    """`outcome`: what was agreed when it closed, in words; it enters no register."""
    return {
        "structure_id": row.structure_id,
        "reason": row.reason,
        "raised_at": row.raised_at.isoformat(),
        "settled_at": row.settled_at.isoformat() if row.settled_at else None,
        "outcome": row.outcome,
    }
