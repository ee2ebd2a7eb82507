"""The units of a resource and its end, in JSON: what becomes of dates to come is said, or answered 409 with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response
from marshmallow import fields, validate
from werkzeug.exceptions import NotFound

from mutua.bookings import actions, queries
from mutua.bookings.actions import Ahead, Choice, Outcome
from mutua.bookings.api.doors import bp
from mutua.bookings.models import Occurrence
from mutua.bookings.models.fate import Fate
from mutua.kernel import clock
from mutua.kernel.refusal import Refused, refusing_stale
from mutua.kernel.role import Role
from mutua.pole.login import current_member
from mutua.resources import actions as resource_actions
from mutua.resources import queries as resource_queries
from mutua.resources.models import Drawing, Resource
from mutua.resources.rules import No
from mutua.web import problems
from mutua.web.access import open_to
from mutua.web.rest import Strict, Text, answered, once

NUMBER = validate.Range(min=1, max=2**53)


class FateBody(Strict):
    """What becomes of dates to come. Without `fate`, and with dates, nothing is done: 409 lists them."""

    fate = fields.Enum(Fate, by_value=True, load_default=None, allow_none=True)
    reason = Text(300, load_default="")


class EndBody(FateBody):
    """`target_id`: the resource of the same structure and kind that takes the dates with `fate: move`."""

    target_id = fields.Integer(strict=True, load_default=None, allow_none=True, validate=NUMBER)


class NameBody(Strict):
    """What people call a unit from now on."""

    name = Text(120, shortest=1, required=True)


class PartsBody(FateBody):
    """The resources it is made of from now on; none: a unit of its own again."""

    part_ids = fields.List(
        fields.Integer(strict=True, validate=NUMBER), required=True, validate=validate.Length(max=50)
    )


@bp.get("/resources/<int:resource_id>/units")
@open_to(Role.MEMBER, Role.MANAGER)
def units_of(resource_id: int) -> Response:
    """Its live units, with how many dates to come stand on each."""
    resource = _seen(resource_id)
    if resource is None:
        return problems.answer(404)
    live = [draw for draw in resource.draws if draw.unit.retired_at is None]
    ahead = queries.count_ahead_on([draw.unit_id for draw in live], clock.now())
    items = [{"id": draw.id, "name": draw.unit.name, "dates_ahead": ahead.get(draw.unit_id, 0)} for draw in live]
    return answered({"items": items})


@bp.post("/resources/<int:resource_id>/units/<int:draw_id>/retire")
@open_to(Role.MEMBER, Role.MANAGER)
@bp.arguments(FateBody)
def end_unit(body: dict[str, Any], resource_id: int, draw_id: int) -> Response:
    """One unit goes; 422 for the last one."""

    def act(resource: Resource, choice: Choice) -> Outcome:
        draw = _draw(resource, draw_id)
        return actions.retire_unit(resource, draw, choice, member=current_member(), now=clock.now())

    def dates(resource: Resource) -> list[Occurrence]:
        return queries.dates_ahead_on(_draw(resource, draw_id).unit_id, clock.now())

    return _done(resource_id, body, dates, act)


@bp.route("/resources/<int:resource_id>/units/<int:draw_id>", methods=["PATCH"])
@open_to(Role.MEMBER, Role.MANAGER)
@bp.arguments(NameBody)
def rename_unit(body: dict[str, Any], resource_id: int, draw_id: int) -> Response:
    """Another name, in every resource that draws on it; 422 for one that another unit of the resource has."""

    def run() -> tuple[dict[str, Any], int]:
        resource = _seen(resource_id)
        if resource is None:
            raise NotFound
        draw = _draw(resource, draw_id)
        resource_actions.rename_unit(resource, draw, body["name"], member=current_member(), now=clock.now())
        return {"id": draw.id, "name": draw.unit.name}, 200

    try:
        with refusing_stale(No.RESOURCE_CHANGED):
            return once(current_member().person_id, run)
    except Refused as refused:
        return _problem(refused)


@bp.post("/resources/<int:resource_id>/retire")
@open_to(Role.MEMBER, Role.MANAGER)
@bp.arguments(EndBody)
def end_resource(body: dict[str, Any], resource_id: int) -> Response:
    """It leaves the lists; what took place stays."""

    def act(resource: Resource, choice: Choice) -> Outcome:
        return actions.retire_resource(resource, choice, member=current_member(), now=clock.now())

    return _done(resource_id, body, lambda resource: queries.dates_ahead_of(resource.id, clock.now()), act)


@bp.route("/resources/<int:resource_id>/parts", methods=["PUT"])
@open_to(Role.MEMBER, Role.MANAGER)
@bp.arguments(PartsBody)
def put_parts(body: dict[str, Any], resource_id: int) -> Response:
    """Other parts; its dates take them (`move`) or are cancelled."""

    def act(resource: Resource, choice: Choice) -> Outcome:
        return actions.change_parts(resource, body["part_ids"], choice, member=current_member(), now=clock.now())

    return _done(resource_id, body, lambda resource: queries.dates_ahead_of(resource.id, clock.now()), act)


def _seen(resource_id: int) -> Resource | None:
    return resource_queries.resource_for(current_member(), resource_id)


def _draw(resource: Resource, draw_id: int) -> Drawing:
    found = next((draw for draw in resource.draws if draw.id == draw_id and draw.unit.retired_at is None), None)
    if found is None:
        raise NotFound
    return found


def _done(
    resource_id: int,
    body: dict[str, Any],
    dates: Callable[[Resource], list[Occurrence]],
    act: Callable[[Resource, Choice], Outcome],
) -> Response:
    """A fate that was named stands for whatever dates there are."""

    def run() -> tuple[dict[str, Any], int]:
        resource = _seen(resource_id)
        if resource is None:
            raise NotFound
        target = _seen(body["target_id"]) if body.get("target_id") and body["fate"] is Fate.MOVE else None
        seen = len(dates(resource)) if body["fate"] else 0
        return _shape(act(resource, Choice(body["fate"], seen, body["reason"], target))), 200

    try:
        with refusing_stale(No.RESOURCE_CHANGED):
            return once(current_member().person_id, run)
    except Refused as refused:
        if refused.reason is No.DATES_AHEAD:
            return problems.answer(409, reason=refused.reason, dates=[_date(date) for date in refused.facts["dates"]])
        return _problem(refused)


def _problem(refused: Refused) -> Response:
    status = 403 if refused.reason is No.NOT_THE_OWNER else 409 if refused.reason is No.RESOURCE_CHANGED else 422
    return problems.answer(status, reason=refused.reason)


def _shape(outcome: Outcome) -> dict[str, Any]:
    groups = {"kept": outcome.kept, "moved": outcome.moved, "cancelled": outcome.cancelled}
    return {name: [date.id for date in dates] for name, dates in groups.items()}


def _date(date: Ahead) -> dict[str, Any]:
    span = {"starts_at": date.starts_at.isoformat(), "ends_at": date.ends_at.isoformat()}
    return {"occurrence_id": date.occurrence_id, "booking_id": date.booking_id, "structure": date.structure, **span}
