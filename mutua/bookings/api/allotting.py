"""Seasonal rounds for a program of the coordination: opened, seen whole, answered, and made into series."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response
from marshmallow import fields, validate

from mutua.bookings import nearest
from mutua.bookings.actions import rounds as actions
from mutua.bookings.api.doors import bp
from mutua.bookings.api.rounds import CLOCK, ROUND, change_round, in_minutes, place_of, shape_round
from mutua.bookings.api.verbs import Missing, number, verb
from mutua.bookings.api.why import answering
from mutua.bookings.models.rounds import MOST_RANKS, Round, RoundWish
from mutua.bookings.queries import rounds as queries
from mutua.bookings.rules.rounds import No, Place
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.resources import queries as resource_queries
from mutua.web import problems
from mutua.web.access import open_to
from mutua.web.rest import Strict, Text, answered

WISH = ROUND + "/wishes/<int:wish_id>"


class TermBody(Strict):
    """Both days of the term are in it; wishes are taken until the end of `wishes_until_on`."""

    name = Text(120, shortest=1, required=True)
    first_on = fields.Date(required=True)
    last_on = fields.Date(required=True)
    wishes_until_on = fields.Date(required=True)
    most_wishes = fields.Integer(load_default=5, strict=True, validate=validate.Range(min=1, max=MOST_RANKS))
    note = Text(2000, load_default="")
    resource_ids = fields.List(number(), required=True, validate=validate.Length(min=1, max=500))


class VerdictBody(Strict):
    """`words`: why not, where it is not granted."""

    granted = fields.Boolean(required=True)
    words = Text(300, load_default="")


class PlaceBody(Strict):
    """Another window than the one asked for, and why."""

    resource_id = number(required=True)
    weekday = fields.Integer(required=True, strict=True, validate=validate.Range(min=0, max=6))
    starts = fields.String(required=True, validate=CLOCK)
    ends = fields.String(required=True, validate=CLOCK)
    words = Text(300, shortest=1, required=True)


@bp.post("/rounds")
@open_to(Role.COORDINATOR)
@bp.arguments(TermBody)
def open_round(body: dict[str, Any]) -> Response:
    """The managers of every structure are told."""
    member = current_member()

    def act() -> tuple[dict[str, Any], int]:
        ids = set(body["resource_ids"])
        chosen = resource_queries.resources_for(member, ids=ids)
        if len(chosen) != len(ids):
            raise Missing
        term = actions.Term(**{name: value for name, value in body.items() if name != "resource_ids"})
        made = actions.open_round(term, chosen, member=member, now=clock.now())
        return {"id": made.id, "name": made.name, "status": made.state.value}, 201

    return verb(act)


@bp.get(ROUND + "/demand")
@open_to(Role.COORDINATOR)
def demand(round_id: int) -> Response:
    """Every structure's wishes, what is thought of each and, of those not booked yet, how many dates are free."""
    member = current_member()
    found = queries.round_for(member, round_id)
    if found is None:
        return problems.answer(404)
    free = nearest.free_dates(found, member, now=clock.now())
    return answered({"items": [{**_shape(wish), **_dates(free.get(wish.id))} for wish in found.wishes]})


def _dates(counted: tuple[int, int] | None) -> dict[str, int | None]:
    return {"dates_free": counted[0] if counted else None, "dates": counted[1] if counted else None}


@bp.post(ROUND + "/<any(close, stop, finish):step>")
@open_to(Role.COORDINATOR)
def step_round(round_id: int, step: str) -> Response:
    """Wishes are closed and a fair first answer proposed; all is given up; or, once each is settled, all are told."""
    verbs = {"close": actions.close_wishes, "stop": actions.stop_round, "finish": actions.finish_round}

    def act(season: Round) -> tuple[dict[str, Any], int]:
        verbs[step](season, member=current_member(), now=clock.now())
        return shape_round(season), 200

    return change_round(round_id, act)


@bp.post(WISH + "/answer")
@open_to(Role.COORDINATOR)
@bp.arguments(VerdictBody)
def answer_wish(body: dict[str, Any], round_id: int, wish_id: int) -> Response:
    """As often as it likes before the series is made."""

    def act(season: Round, wish: RoundWish) -> None:
        actions.answer_wish(season, wish, **body, member=current_member(), now=clock.now())

    return _settle(round_id, wish_id, act)


@bp.post(WISH + "/place")
@open_to(Role.COORDINATOR)
@bp.arguments(PlaceBody)
def place_wish(body: dict[str, Any], round_id: int, wish_id: int) -> Response:
    """Granted at another window; its structure reads why."""

    def act(season: Round, wish: RoundWish) -> None:
        resource = place_of(season, body["resource_id"])
        place = Place(resource, body["weekday"], in_minutes(body["starts"]), in_minutes(body["ends"]))
        actions.place_wish(season, wish, place, body["words"], member=current_member(), now=clock.now())

    return _settle(round_id, wish_id, act)


@bp.post(WISH + "/book")
@open_to(Role.COORDINATOR)
def book_wish(round_id: int, wish_id: int) -> Response:
    """The series of a granted wish; what stands against all of it becomes the answer. Again: as it was."""

    def make(season: Round, wish: RoundWish) -> None:
        actions.make_series(season, wish, member=current_member(), now=clock.now())

    def tried() -> Response:
        try:
            with transaction():
                return answered(_done(round_id, wish_id, make))
        except Refused as refused:
            reason = refused.reason
            if isinstance(reason, No) and reason is not No.NO_LONGER_HERE:
                raise

        def note(season: Round, wish: RoundWish) -> None:
            actions.note_refusal(season, wish, reason, member=current_member(), now=clock.now())

        with transaction():
            return answered(_done(round_id, wish_id, note))

    try:
        return answering(tried)
    except Missing:
        return problems.answer(404)


def _settle(round_id: int, wish_id: int, act: Callable[[Round, RoundWish], None]) -> Response:
    return verb(lambda: (_done(round_id, wish_id, act), 200))


def _done(round_id: int, wish_id: int, act: Callable[[Round, RoundWish], None]) -> dict[str, Any]:
    season = queries.round_for(current_member(), round_id, lock=True)
    wish = next((wish for wish in season.wishes if wish.id == wish_id), None) if season else None
    if season is None or wish is None:
        raise Missing
    act(season, wish)
    return _shape(wish)


def _shape(wish: RoundWish) -> dict[str, Any]:
    """As the coordination sees it before the structure does."""
    return {
        "id": wish.id,
        "structure_id": wish.structure_id,
        "structure": wish.structure.name,
        "rank": wish.rank,
        "resource_id": wish.resource_id,
        "weekday": wish.weekday,
        "starts": f"{wish.opens // 60:02d}:{wish.opens % 60:02d}",
        "ends": f"{wish.closes // 60:02d}:{wish.closes % 60:02d}",
        "every": wish.every,
        "title": wish.title,
        "headcount": wish.headcount,
        "answer": wish.answer.value,
        "reason": wish.words or wish.reason or None,
        "placed": wish.move is not None,
        "booking_id": wish.booking_id,
    }
