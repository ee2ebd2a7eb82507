"""Seasonal rounds for a program of a structure: what is shared out, its own wishes, and what became of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response
from marshmallow import fields, validate

from mutua.bookings.actions import rounds as actions
from mutua.bookings.api.doors import bp
from mutua.bookings.api.verbs import Missing, number, verb
from mutua.bookings.models.rounds import Round, RoundMove, RoundState, RoundWish
from mutua.bookings.queries import rounds as queries
from mutua.bookings.rules.rounds import No
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.pole.login import current_member
from mutua.resources.models import Resource
from mutua.web import problems
from mutua.web.access import open_to
from mutua.web.rest import Strict, Text, answered

ROUND = "/rounds/<int:round_id>"
CLOCK = validate.Regexp(r"([01]\d|2[0-3]):[0-5]\d\Z|24:00\Z")


class WishedBody(Strict):
    """A weekly window on the wall clock of the resource's place; `weekday` 0 is Monday, `every` 2 each second week."""

    resource_id = number(required=True)
    weekday = fields.Integer(required=True, strict=True, validate=validate.Range(min=0, max=6))
    starts = fields.String(required=True, validate=CLOCK)
    ends = fields.String(required=True, validate=CLOCK)
    every = fields.Integer(load_default=1, strict=True, validate=validate.Range(min=1, max=4))
    title = Text(160, load_default="")
    headcount = fields.Integer(load_default=1, strict=True, validate=validate.Range(min=1, max=100_000))


@bp.get("/rounds")
@open_to(Role.MEMBER, Role.MANAGER)
def rounds() -> Response:
    """Every round of the pole, the newest term first, with the structure's own wishes."""
    return answered({"items": [shape_round(entry) for entry in queries.rounds_of(current_member())]})


@bp.get(ROUND)
@open_to(Role.MEMBER, Role.MANAGER)
def one_round(round_id: int) -> Response:
    found = queries.round_for(current_member(), round_id)
    return answered(shape_round(found)) if found else problems.answer(404)


@bp.post(ROUND + "/wishes")
@open_to(Role.MEMBER, Role.MANAGER)
@bp.arguments(WishedBody)
def add_wish(body: dict[str, Any], round_id: int) -> Response:
    """Last among the structure's wishes."""

    def act(season: Round) -> tuple[dict[str, Any], int]:
        resource = place_of(season, body["resource_id"])
        more = {name: body[name] for name in ("every", "title", "headcount")}
        hours = in_minutes(body["starts"]), in_minutes(body["ends"])
        window = actions.Window(resource, body["weekday"], *hours, **more)
        return _wish(actions.add_wish(season, window, member=current_member(), now=clock.now()), season), 201

    return change_round(round_id, act)


@bp.post(ROUND + "/wishes/<int:wish_id>/raise")
@open_to(Role.MEMBER, Role.MANAGER)
def raise_wish(round_id: int, wish_id: int) -> Response:
    """One rank up; the first stays the first."""

    def act(season: Round) -> tuple[dict[str, Any], int]:
        actions.raise_wish(season, _own(season, wish_id), member=current_member(), now=clock.now())
        return shape_round(season), 200

    return change_round(round_id, act)


@bp.delete(ROUND + "/wishes/<int:wish_id>")
@open_to(Role.MEMBER, Role.MANAGER)
def withdraw_wish(round_id: int, wish_id: int) -> Response:
    """Those ranked after it move up."""

    def act(season: Round) -> tuple[dict[str, Any], int]:
        actions.withdraw_wish(season, _own(season, wish_id), member=current_member(), now=clock.now())
        return {"id": wish_id, "status": "withdrawn"}, 200

    return change_round(round_id, act)


def change_round(round_id: int, act: Callable[[Round], tuple[dict[str, Any], int]]) -> Response:
    def run() -> tuple[dict[str, Any], int]:
        season = queries.round_for(current_member(), round_id, lock=True)
        if season is None:
            raise Missing
        return act(season)

    return verb(run)


def place_of(season: Round, resource_id: int) -> Resource:
    """One of the resources that are shared out."""
    named = {choice.resource_id: choice.resource for choice in season.choices}
    if resource_id not in named:
        raise Refused(No.NOT_IN_THE_ROUND)
    return named[resource_id]


def _own(season: Round, wish_id: int) -> RoundWish:
    own = actions.wishes_of(season, current_member().structure_id)
    found = next((wish for wish in own if wish.id == wish_id), None)
    if found is None:
        raise Missing
    return found


def shape_round(season: Round) -> dict[str, Any]:
    return {
        "id": season.id,
        "name": season.name,
        "status": season.state.value,
        "first_on": season.first_on.isoformat(),
        "last_on": season.last_on.isoformat(),
        "wishes_until_on": season.wishes_until_on.isoformat(),
        "most_wishes": season.most_wishes,
        "note": season.note,
        "resource_ids": sorted(choice.resource_id for choice in season.choices),
        "wishes": [_wish(wish, season) for wish in actions.wishes_of(season, current_member().structure_id)],
    }


def _wish(wish: RoundWish, season: Round) -> dict[str, Any]:
    """As the page tells it: what the coordination thinks of it is said when the round is done."""
    told, move = season.state is RoundState.DONE, wish.move
    return {
        "id": wish.id,
        "rank": wish.rank,
        **_window(wish if told or move is None else move),
        "every": wish.every,
        "title": wish.title,
        "headcount": wish.headcount,
        "status": wish.answer.value if told else "waiting",
        "reason": (wish.words or wish.reason or None) if told else None,
        "booking_id": wish.booking_id if told else None,
        "asked": {**_window(move), "words": move.words} if told and move is not None else None,
    }


def _window(place: RoundWish | RoundMove) -> dict[str, Any]:
    return {
        "resource_id": place.resource_id,
        "weekday": place.weekday,
        "starts": f"{place.opens // 60:02d}:{place.opens % 60:02d}",
        "ends": f"{place.closes // 60:02d}:{place.closes % 60:02d}",
    }


def in_minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])
