"""The API of bookings: the same actions as the pages, in JSON."""

from __future__ import annotations

from typing import Any

from flask import Response

from mutua.bookings import actions, queries
from mutua.bookings.api.bodies import ChangeBody, PageOf, WhichDates, WishBody
from mutua.bookings.api.shapes import shape
from mutua.bookings.api.why import answering
from mutua.bookings.api.wishes import accept_read, date_of, move, wish_of
from mutua.bookings.hooks import warnings_of
from mutua.bookings.rules import No
from mutua.kernel import clock
from mutua.kernel.role import Role
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.web import problems
from mutua.web.access import open_to
from mutua.web.rest import Blueprint, answered, once

bp = Blueprint("api_bookings", __name__, url_prefix="/api/v1", description="Bookings of the token's structure")
blueprints = (bp,)
PAGE = 50


@bp.get("/bookings")
@open_to(Role.MEMBER, Role.MANAGER)
@bp.arguments(PageOf, location="query")
def listed(page: dict[str, int]) -> Response:
    """The structure's bookings, the newest first, fifty at a time."""
    found = queries.bookings_of(current_member(), limit=PAGE, offset=page["offset"])
    return answered({"items": [shape(booking) for booking in found], "offset": page["offset"]})


@bp.post("/bookings")
@open_to(Role.MEMBER, Role.MANAGER)
@bp.arguments(WishBody)
def create(body: dict[str, Any]) -> Response:
    """Book: 201, 409 for a taken time, 422 for a rule or a value, 403 for a structure one does not act for.

    `warnings`: what the booking crosses, to be known; it stands all the same.
    """
    member = current_member()
    if body["structure_id"] != member.structure_id:
        return problems.answer(403, reason=No.NOT_FOR_YOU)

    def act() -> tuple[dict[str, Any], int]:
        wish, now = wish_of(body, member), clock.now()
        accept_read(body["terms"], member, now)
        booking = actions.request_booking(wish, member=member, now=now)
        crossed = warnings_of(wish, member=member, now=now, booking_id=booking.id)  # nobody weighs what is refused
        return {**shape(booking), "warnings": [{"title": note.title, "text": note.text} for note in crossed]}, 201

    return answering(lambda: once(member.person_id, act), lambda: wish_of(body, member))


@bp.get("/bookings/<int:booking_id>")
@open_to(Role.MEMBER, Role.MANAGER)
def one(booking_id: int) -> Response:
    """A booking of the structure, or of a resource it shares."""
    found = queries.booking_for(current_member(), booking_id)
    return answered(shape(found)) if found else problems.answer(404)


@bp.route("/bookings/<int:booking_id>", methods=["PATCH"])
@open_to(Role.MEMBER, Role.MANAGER)
@bp.arguments(ChangeBody)
def change(body: dict[str, Any], booking_id: int) -> Response:
    """Change words or time, under the same rules as the page."""
    member = current_member()

    def act() -> Response:
        with transaction():
            booking = queries.booking_for(member, booking_id)
            if booking is None:
                return problems.answer(404)
            if not body.keys().isdisjoint(("title", "note", "headcount")):
                words = {name: body.get(name, getattr(booking, name)) for name in ("title", "note", "headcount")}
                actions.edit_booking(booking, **words, member=member, now=clock.now())
            if "starts_at" in body or "ends_at" in body:
                booking = move(booking, body, member)
            return answered(shape(booking))

    return answering(act)


@bp.delete("/bookings/<int:booking_id>")
@open_to(Role.MEMBER, Role.MANAGER)
@bp.arguments(WhichDates, location="query")
def cancel(which: dict[str, Any], booking_id: int) -> Response:
    """Cancel every date that is not over; `?occurrence_id=…&scope=this` or `following` for fewer."""
    member = current_member()

    def act() -> Response:
        with transaction():
            booking = queries.booking_for(member, booking_id)
            if booking is None:
                return problems.answer(404)
            date = date_of(booking, which["occurrence_id"], scope=which["scope"])
            actions.cancel_occurrences(date, scope=which["scope"], member=member, now=clock.now())
            return answered(shape(booking))

    return answering(act)
