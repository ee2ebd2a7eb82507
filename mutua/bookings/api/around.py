"""The API around a booking: asking for an exception, presence, hand-over, changing places, changing hands."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields, validate

from mutua.bookings import actions, queries
from mutua.bookings.actions import handover as handed
from mutua.bookings.actions import presence, swapping
from mutua.bookings.api.bodies import WishBody
from mutua.bookings.api.doors import bp
from mutua.bookings.api.verbs import Missing, number, verb
from mutua.bookings.api.wishes import accept_read, wish_of
from mutua.bookings.models import Line, Occurrence
from mutua.bookings.models.handover import Condition, Handover, Moment
from mutua.bookings.models.swap import Swap
from mutua.bookings.queries import handover as handovers
from mutua.bookings.queries import queue, swap
from mutua.bookings.rules import No
from mutua.bookings.rules.swap import No as Swapped
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.pole.login import current_member
from mutua.web import problems
from mutua.web.access import open_to
from mutua.web.rest import Strict, Text, answered

DATE = "/bookings/<int:booking_id>/occurrences/<int:occurrence_id>"


class HandoverBody(Strict):
    """What was seen of one resource; `mileage` in km, `fuel` in per cent of fuel or charge."""

    resource_id = number(load_default=None, allow_none=True)
    moment = fields.Enum(Moment, by_value=True, required=True)
    condition = fields.Enum(Condition, by_value=True, required=True)
    mileage = fields.Integer(strict=True, load_default=None, allow_none=True, validate=validate.Range(0, 9_999_999))
    fuel = fields.Integer(strict=True, load_default=None, allow_none=True, validate=validate.Range(0, 100))
    note = Text(2000, load_default="")
    lent_keys = Text(120, load_default="")
    keys_back = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    defect = Text(300, load_default="")
    stops = fields.Boolean(load_default=False, truthy={True}, falsy={False})


class SwapBody(Strict):
    """Whose date is wanted, by its number."""

    wanted_id = number(required=True)
    message = Text(300, load_default="")


class PassOnBody(Strict):
    """To whom, by their address; `all`: everything that is to come of the same person."""

    email = fields.Email(required=True)
    all = fields.Boolean(load_default=False, truthy={True}, falsy={False})


def _date(booking_id: int, occurrence_id: int) -> Occurrence:
    found = queries.occurrence_for(current_member(), occurrence_id)
    if found is None or found.booking_id != booking_id:
        raise Missing
    return found


@bp.post("/bookings/exception")
@open_to(Role.MEMBER, Role.MANAGER)
@bp.arguments(WishBody)
def exception(body: dict[str, Any]) -> Response:
    """Ask those who can lift the rule that stands against this wish: the same body as a booking."""
    member = current_member()
    if body["structure_id"] != member.structure_id:
        return problems.answer(403, reason=No.NOT_FOR_YOU)

    def act() -> tuple[dict[str, Any], int]:
        accept_read(body["terms"], member, clock.now())
        found = actions.ask_exception(wish_of(body, member), member=member, now=clock.now())
        owner = found.structure
        return {"asked": {"structure_id": owner.id, "structure": owner.name, "resource_id": found.id}}, 202

    return verb(act)


@bp.post(DATE + "/check-in")
@open_to(Role.MEMBER, Role.MANAGER)
def check_in(booking_id: int, occurrence_id: int) -> Response:
    """« Je suis là »."""

    def act() -> tuple[dict[str, Any], int]:
        date = _date(booking_id, occurrence_id)
        presence.check_in(date, member=current_member(), now=clock.now())
        return {"id": date.id, "checked_in_at": clock.now().isoformat()}, 201

    return verb(act)


@bp.post(DATE + "/handovers")
@open_to(Role.MEMBER, Role.MANAGER)
@bp.arguments(HandoverBody)
def hand_over(body: dict[str, Any], booking_id: int, occurrence_id: int) -> Response:
    """The state at start or return; with several resources, `resource_id` says of which."""

    def act() -> tuple[dict[str, Any], int]:
        line = _line(_date(booking_id, occurrence_id), body["resource_id"])
        facts = {name: body[name] for name in handed.Seen.__dataclass_fields__}
        made = handed.hand_over(line, body["moment"], handed.Seen(**facts), member=current_member(), now=clock.now())
        return _handover(made), 201

    return verb(act)


def _line(date: Occurrence, resource_id: int | None) -> Line:
    found = [line for line in date.lines if resource_id in (None, line.resource_id)]
    if len(found) != 1:
        raise Missing
    return found[0]


def _handover(made: Handover) -> dict[str, Any]:
    acknowledged = made.acknowledged_at
    return {
        "id": made.id,
        "moment": made.moment.value,
        "at": made.at.isoformat(),
        "condition": made.condition.value,
        "mileage": made.mileage,
        "fuel": made.fuel,
        "acknowledged_at": acknowledged.isoformat() if acknowledged else None,
    }


@bp.post("/handovers/<int:handover_id>/acknowledge")
@open_to(Role.MEMBER, Role.MANAGER)
def acknowledge(handover_id: int) -> Response:
    """The other side saw the same."""

    def act() -> tuple[dict[str, Any], int]:
        found = handovers.handover_for(current_member(), handover_id)
        if found is None:
            raise Missing
        handed.acknowledge(found, member=current_member(), now=clock.now())
        return _handover(found), 200

    return verb(act)


@bp.get("/swaps")
@open_to(Role.MEMBER, Role.MANAGER)
def swaps() -> Response:
    """Proposals to or from the structure that wait for an answer."""
    return answered({"items": [_swap(entry) for entry in swap.swaps_of(current_member(), clock.now())]})


def _swap(entry: Swap) -> dict[str, Any]:
    return {
        "id": entry.id,
        "status": entry.state.value,
        "given_id": entry.given_id,
        "wanted_id": entry.wanted_id,
        "message": entry.message,
    }


@bp.post(DATE + "/swaps")
@open_to(Role.MEMBER, Role.MANAGER)
@bp.arguments(SwapBody)
def propose_swap(body: dict[str, Any], booking_id: int, occurrence_id: int) -> Response:
    """This date for the wanted one; nothing moves before the other side says yes."""
    member = current_member()

    def act() -> tuple[dict[str, Any], int]:
        given, other = _date(booking_id, occurrence_id), swap.date_in(member, body["wanted_id"])
        if other is None:
            raise Refused(Swapped.NOT_SWAPPABLE)
        made = swapping.propose_swap(given, other, message=body["message"], member=member, now=clock.now())
        return _swap(made), 201

    return verb(act)


@bp.post("/swaps/<int:swap_id>/<any(accept, decline):answer>")
@open_to(Role.MEMBER, Role.MANAGER)
def answer_swap(swap_id: int, answer: str) -> Response:
    """Both dates change places in one transaction, or nothing does."""

    def act() -> tuple[dict[str, Any], int]:
        found = swap.swap_for(current_member(), swap_id)
        if found is None:
            raise Missing
        answers = swapping.accept_swap if answer == "accept" else swapping.decline_swap
        answers(found, member=current_member(), now=clock.now())
        return _swap(found), 200

    return verb(act)


@bp.post("/bookings/<int:booking_id>/pass-on")
@open_to(Role.MEMBER, Role.MANAGER)
@bp.arguments(PassOnBody)
def pass_on(body: dict[str, Any], booking_id: int) -> Response:
    """A colleague has it from now on."""
    member = current_member()

    def act() -> tuple[dict[str, Any], int]:
        booking = queries.booking_for(member, booking_id)
        if booking is None:
            raise Missing
        people = queue.colleagues_of(booking.structure_id)
        to = next((person for person in people if person.email == body["email"].lower()), None)
        if to is None:
            raise Refused(Swapped.NOT_YOURS_TO_PASS_ON)
        if body["all"]:
            count = swapping.pass_all_on(booking.person_id, to.id, member=member, now=clock.now())
            return {"passed_on": count}, 200
        swapping.pass_on(booking, to.id, member=member, now=clock.now())
        return {"passed_on": 1}, 200

    return verb(act)
