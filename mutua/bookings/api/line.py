"""The API of waiting for a taken time."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields, validate

from mutua.bookings.actions import waitlist
from mutua.bookings.api.doors import bp
from mutua.bookings.api.shapes import shape
from mutua.bookings.api.verbs import Missing, number, verb
from mutua.bookings.api.wishes import slots_of
from mutua.bookings.models.waitlist import Waiting
from mutua.bookings.queries import waitlist as lines
from mutua.kernel import clock
from mutua.kernel.role import Role
from mutua.pole.login import current_member
from mutua.resources import queries as resource_queries
from mutua.web.access import open_to
from mutua.web.rest import Strict, Text, answered


class WaitBody(Strict):
    """The taken time, once or at every date of a series that is taken."""

    resource_id = number(required=True)
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    rrule = Text(500, load_default=None, allow_none=True)
    title = Text(160, load_default="")
    headcount = fields.Integer(load_default=1, strict=True, validate=validate.Range(min=1, max=100_000))


@bp.get("/waiting")
@open_to(Role.MEMBER, Role.MANAGER)
def waiting() -> Response:
    """What the structure waits for, and what is offered to it."""
    return answered({"items": [_waiting(entry) for entry in lines.waiting_of(current_member(), clock.now())]})


def _waiting(entry: Waiting) -> dict[str, Any]:
    until = entry.offer_until_at
    return {
        "id": entry.id,
        "resource_id": entry.resource_id,
        "starts_at": entry.starts_at.isoformat(),
        "ends_at": entry.ends_at.isoformat(),
        "status": entry.state.value,
        "offer_until": until.isoformat() if until else None,
    }


@bp.post("/waiting")
@open_to(Role.MEMBER, Role.MANAGER)
@bp.arguments(WaitBody)
def wait(body: dict[str, Any]) -> Response:
    """Join the line for each date that is taken."""
    member = current_member()

    def act() -> tuple[dict[str, Any], int]:
        resource = resource_queries.resource_for(member, body["resource_id"], abroad=True)
        if resource is None:
            raise Missing
        slots = slots_of(body["starts_at"], body["ends_at"], resource.zone, body["rrule"])
        words = {"title": body["title"], "headcount": body["headcount"]}
        joined = waitlist.join_lines(resource, slots, **words, member=member, now=clock.now())
        return {"items": [_waiting(entry) for entry in joined]}, 201

    return verb(act)


def _entry(waiting_id: int) -> Waiting:
    found = lines.waiting_for(current_member(), waiting_id)
    if found is None:
        raise Missing
    return found


@bp.post("/waiting/<int:waiting_id>/take")
@open_to(Role.MEMBER, Role.MANAGER)
def take(waiting_id: int) -> Response:
    """Book what is offered."""
    member = current_member()

    def act() -> tuple[dict[str, Any], int]:
        return shape(waitlist.take_offer(_entry(waiting_id), member=member, now=clock.now())), 201

    return verb(act)


@bp.delete("/waiting/<int:waiting_id>")
@open_to(Role.MEMBER, Role.MANAGER)
def leave(waiting_id: int) -> Response:
    """No longer wait."""

    def act() -> tuple[dict[str, Any], int]:
        entry = _entry(waiting_id)
        waitlist.leave_line(entry, member=current_member(), now=clock.now())
        return _waiting(entry), 200

    return verb(act)
