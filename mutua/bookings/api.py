"""The API of bookings: the same actions as the pages, in JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response
from marshmallow import fields, validate

from mutua.bookings import actions, queries, series
from mutua.bookings.forms.limits import limit_said
from mutua.bookings.models import Booking, Occurrence, Scope, Slot, Source, Wish
from mutua.bookings.rules import No
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.kernel.timespan import wall
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.pole.models import Member
from mutua.resources import queries as resource_queries
from mutua.resources.occupancy import OnConflict
from mutua.resources.rules import No as Taken
from mutua.web import problems
from mutua.web.access import open_to
from mutua.web.rest import Blueprint, Strict, Text, answered, once

bp = Blueprint("api_bookings", __name__, url_prefix="/api/v1", description="Bookings of the token's structure")
blueprints = (bp,)
PAGE = 50


class WishBody(Strict):
    """A booking wanted: resources of the pole, moments with an offset, an RRULE with COUNT or UNTIL."""

    resource_ids = fields.List(
        fields.Integer(strict=True, validate=validate.Range(min=1, max=2**53)),
        required=True,
        validate=validate.Length(min=1, max=20),
    )
    structure_id = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=2**53))
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    title = Text(160, load_default="")
    note = Text(4000, load_default="")
    headcount = fields.Integer(load_default=1, strict=True, validate=validate.Range(min=1, max=100_000))
    rrule = Text(500, load_default=None, allow_none=True)
    on_conflict = fields.Enum(OnConflict, by_value=True, load_default=OnConflict.REFUSE)


class ChangeBody(Strict):
    """New words, or another time for one date (`occurrence_id` when there are several)."""

    title = Text(160)
    note = Text(4000)
    starts_at = fields.AwareDateTime()
    ends_at = fields.AwareDateTime()
    occurrence_id = fields.Integer(strict=True, validate=validate.Range(min=1, max=2**53))


class PageOf(Strict):
    offset = fields.Integer(load_default=0, validate=validate.Range(min=0, max=1_000_000))


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
    """Book: 201, 409 for a taken time, 422 for a rule or a value, 403 for a structure one does not act for."""
    member = current_member()
    if body["structure_id"] != member.structure_id:
        return problems.answer(403, reason=No.NOT_FOR_YOU)

    def act() -> tuple[dict[str, Any], int]:
        booking = actions.request_booking(_wish(body, member), member=member, now=clock.now())
        return shape(booking), 201

    return _answering(lambda: once(member.person_id, act))


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
            if "title" in body or "note" in body:
                words = {"title": body.get("title", booking.title), "note": body.get("note", booking.note)}
                actions.edit_booking(booking, **words, member=member, now=clock.now())
            if "starts_at" in body or "ends_at" in body:
                _move(booking, body, member)
            return answered(shape(booking))

    return _answering(act)


@bp.delete("/bookings/<int:booking_id>")
@open_to(Role.MEMBER, Role.MANAGER)
def cancel(booking_id: int) -> Response:
    """Cancel every date that is not over."""
    member = current_member()

    def act() -> Response:
        with transaction():
            booking = queries.booking_for(member, booking_id)
            if booking is None:
                return problems.answer(404)
            coming = [date for date in booking.occurrences if date.is_live and date.ends_at > clock.now()]
            if not coming:
                raise Refused(No.ALREADY_OVER)
            actions.cancel_occurrences(coming[0], scope=Scope.ALL, member=member, now=clock.now())
            return answered(shape(booking))

    return _answering(act)


def _wish(body: dict[str, Any], member: Member) -> Wish:
    ids = tuple(dict.fromkeys(body["resource_ids"]))
    zone = resource_queries.zone_of(ids[0], member)
    return Wish(
        resource_ids=ids,
        structure_id=body["structure_id"],
        slots=_slots(body["starts_at"], body["ends_at"], zone, body["rrule"]),
        zone=zone,
        title=body["title"],
        note=body["note"],
        headcount=body["headcount"],
        rrule=body["rrule"] or None,
        on_conflict=body["on_conflict"],
        source=Source.API,
    )


def _slots(start: datetime, end: datetime, zone: str, rule: str | None) -> tuple[Slot, ...]:
    """Raises Refused for a time or a series that cannot be."""
    try:
        first, last = wall(start, zone), wall(end, zone)
        return series.slots(first, last, zone, rule)
    except series.WrongSeries as wrong:
        raise Refused(No(f"series_{wrong.code}")) from None
    except (ValueError, OverflowError):
        raise Refused(No.ENDS_BEFORE_START) from None


def _move(booking: Booking, body: dict[str, Any], member: Member) -> None:
    date = _date_of(booking, body.get("occurrence_id"))
    start, end = body.get("starts_at", date.starts_at), body.get("ends_at", date.ends_at)
    slot = _slots(start, end, booking.zone, None)[0]
    actions.move_occurrence(date, slot, member=member, now=clock.now())


def _date_of(booking: Booking, occurrence_id: int | None) -> Occurrence:
    dates = [date for date in booking.occurrences if occurrence_id in (None, date.id)]
    if len(dates) != 1:
        raise Refused(No.WHICH_DATE)
    return dates[0]


def _answering(act: Any) -> Response:
    """The answer of a verb, or the problem it met."""
    try:
        answer: Response = act()
    except Refused as refused:
        if refused.reason in (Taken.SLOT_TAKEN, No.NOTHING_LEFT):
            return problems.answer(409, reason=refused.reason, taken=_taken(refused))
        status = 403 if refused.reason is No.NOT_YOUR_BOOKING else 422
        return problems.answer(status, reason=refused.reason, **_limit(refused))
    return answer


def _limit(refused: Refused) -> dict[str, Any]:
    """Which resource and date the rule stands against, and its figure in French."""
    resource, slot = refused.facts.get("resource"), refused.facts.get("slot")
    found = resource_queries.resource_for(current_member(), resource.id) if resource is not None else None
    if found is None:
        return {}
    said = limit_said(refused.reason, found, slot.span, refused.facts) if slot is not None else ""
    when = {"starts_at": slot.span.start.isoformat()} if slot is not None else {}
    return {"resource_id": found.id, **when, **({"limit": said} if said else {})}


def _taken(refused: Refused) -> list[dict[str, Any]]:
    asks = refused.facts.get("asks", ())
    return [
        {
            "resource_id": ask.resource_id,
            "starts_at": ask.span.start.isoformat(),
            "ends_at": ask.span.end.isoformat(),
        }
        for ask in asks
    ]


def shape(booking: Booking) -> dict[str, Any]:
    return {
        "id": booking.id,
        "uid": booking.uid,
        "status": overall(booking),
        "structure_id": booking.structure_id,
        "title": booking.title,
        "note": booking.note,
        "headcount": booking.headcount,
        "rrule": booking.rrule,
        "zone": booking.zone,
        "sequence": booking.sequence,
        "occurrences": [_date(date) for date in booking.occurrences],
    }


def _date(date: Occurrence) -> dict[str, Any]:
    return {
        "id": date.id,
        "starts_at": date.starts_at.isoformat(),
        "ends_at": date.ends_at.isoformat(),
        "status": date.state.value,
        "reason": date.reason,
        "resource_ids": [line.resource_id for line in date.lines],
    }


def overall(booking: Booking) -> str:
    """One word for the whole: requested while a date waits, else the state of the first live date."""
    states = [date.state.value for date in booking.occurrences]
    order = ("requested", "confirmed", "done", "no_show", "declined", "cancelled")
    return min(states, key=order.index)
