"""What is given to several structures at once, and what comes back by itself."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields, validate
from werkzeug.exceptions import NotFound

from mutua.exchanges import actions, queries
from mutua.exchanges.api.blueprint import LARGEST_ID, LegBody, bp, day, done, key_of_request, leg_of, scale, shapes
from mutua.exchanges.models import Every, Habit, Session, StandingExchange
from mutua.kernel import clock
from mutua.kernel.role import Role
from mutua.pole.login import current_member
from mutua.web.access import open_to
from mutua.web.rest import Strict, answered

WHO = (Role.MEMBER, Role.MANAGER)
NUMBER = validate.Range(min=1, max=2**53)


class Receiver(Strict):
    structure_id = fields.Integer(required=True, strict=True, validate=NUMBER)
    quantity = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=10_000_000))


class SessionBody(LegBody):
    """One thing given to several; `receivers` where each got another quantity, else `structure_ids` and one for all."""

    quantity = fields.Integer(load_default=0, strict=True, validate=validate.Range(min=0, max=10_000_000))
    structure_ids = fields.List(fields.Integer(strict=True, validate=NUMBER), load_default=[])
    receivers = fields.List(fields.Nested(Receiver), load_default=[])


class HabitBody(LegBody):
    other_structure_id = fields.Integer(required=True, strict=True, validate=NUMBER)
    direction = fields.String(required=True, validate=validate.OneOf(["given", "received"]))
    every = fields.Enum(Every, by_value=True, required=True)
    until_on = fields.Date(required=True)


@bp.post("/exchange-sessions")
@open_to(*WHO)
@bp.arguments(SessionBody)
def hold_session(body: dict[str, Any]) -> Response:
    """Propose to each receiver its own exchange, all or none: 201 and what was made."""
    each = [(row["structure_id"], row["quantity"]) for row in body["receivers"]]
    each += [(number, body["quantity"]) for number in body["structure_ids"]]
    session = Session(tuple(each), leg_of(body), key_of_request())

    def act() -> tuple[dict[str, Any], int]:
        made = actions.hold_session(session, member=current_member(), now=clock.now())
        return {"id": made[0].session_id, "items": shapes(made)}, 201

    return done(act)


@bp.get("/standing-exchanges")
@open_to(*WHO)
def standing() -> Response:
    """What comes back between this structure and others, the next day first."""
    return answered({"items": [_shape(row) for row in queries.standing_of(current_member())]})


@bp.post("/standing-exchanges")
@open_to(*WHO)
@bp.arguments(HabitBody)
def set_up(body: dict[str, Any]) -> Response:
    """From `event_on` to `until_on`: each day proposes its exchange, which both sides confirm."""
    given = body["direction"] == "given"
    habit = Habit(body["other_structure_id"], given, leg_of(body), body["every"], body["until_on"])

    def act() -> tuple[dict[str, Any], int]:
        member = current_member()
        made = actions.set_up(habit, member=member, now=clock.now())
        found = queries.standing_for(member, made.id)
        return (_shape(found) if found is not None else {}), 201

    return done(act)


@bp.post("/standing-exchanges/<int:standing_id>/stop")
@open_to(*WHO)
def stop(standing_id: int) -> Response:
    """No further day; what was proposed stays."""

    def act() -> tuple[dict[str, Any], int]:
        member = current_member()
        row = queries.standing_for(member, standing_id) if standing_id < LARGEST_ID else None
        if row is None:
            raise NotFound
        actions.stop(row, member=member, now=clock.now())
        return _shape(row), 200

    return done(act)


def _shape(row: StandingExchange) -> dict[str, Any]:
    return {
        "id": row.id,
        "giver": {"id": row.giver_id, "name": row.giver.name},
        "receiver": {"id": row.receiver_id, "name": row.receiver.name},
        "kind": row.kind.value,
        "unit": row.unit.value,
        **scale(row.unit),
        "quantity": row.quantity,
        "title": row.title,
        "every": row.every.value,
        "first_on": day(row.first_on),
        "until_on": day(row.until_on),
        "next_on": day(row.next_on) if row.next_on else None,
        "stopped": row.stopped_at is not None,
    }
