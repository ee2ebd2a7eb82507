"""The blueprint these doors hang on, and what they share."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from mutua.bookings import queries
from mutua.bookings.models import Booking
from mutua.kernel.role import Role
from mutua.pole.login import current_member
from mutua.resources import queries as resource_queries
from mutua.resources.models import Resource

bp = Blueprint("bookings", __name__)
EVERYBODY = (Role.MEMBER, Role.MANAGER, Role.COORDINATOR, Role.SAFETY_OFFICER)


def by_htmx() -> bool:
    """Whether a part of a page is asked for, not the whole."""
    return request.headers.get("HX-Request") == "true"


def go(address: str, message: str | None = None) -> ResponseReturnValue:
    """After success: 303; htmx is told to load the page, as it would swap the redirect's answer into the sheet."""
    if message:
        flash(message)
    if not by_htmx():
        return redirect(address, 303)
    response: Response = make_response("", 204)
    response.headers["HX-Redirect"] = address
    return response


def to_booking(booking_id: int, message: str | None = None) -> ResponseReturnValue:
    return go(url_for("bookings.show", pole=current_member().pole_slug, booking_id=booking_id), message)


def resource_or_404(resource_id: int) -> Resource:
    found = resource_queries.resource_for(current_member(), resource_id)
    if found is None:
        raise NotFound
    return found


def reached_or_404(resource_id: int) -> Resource:
    """A resource of the pole, or one that another pole opened to it: to look at and to book, never to set."""
    found = resource_queries.resource_for(current_member(), resource_id, abroad=True)
    if found is None:
        raise NotFound
    return found


def booking_or_404(booking_id: int) -> Booking:
    found = queries.booking_for(current_member(), booking_id)
    if found is None:
        raise NotFound
    return found
