"""What a list shows of a resource besides its name: a small photo, where it is, how far from the reader."""

from __future__ import annotations

from collections.abc import Iterable

from flask import url_for
from flask_babel import format_decimal
from flask_babel import gettext as _

from mutua.bookings.queries import Shelf
from mutua.pole.models import Member
from mutua.resources import queries as resource_queries
from mutua.resources.rules import Position, metres
from mutua.web.pages import static_url

NEAR, SHORT_OF_A_KILOMETRE, ROUNDED = 100, 950, 50


def photo_of(shelf: Shelf, pole_slug: str) -> str:
    """The address of its first photo, small; empty without one. The demonstration's are drawings of the style layer."""
    if not shelf.photo:
        return ""
    if shelf.photo.startswith("demo/"):
        return static_url(shelf.photo)
    name = shelf.photo.replace(".jpg", "-s.jpg")
    return url_for("resources.photo", pole=pole_slug, resource_id=shelf.id, name=name)


def home_for(shelves: Iterable[Shelf], member: Member) -> Position | None:
    """Where the reader's structure is; not asked for when none of these says where it lies."""
    return resource_queries.home_of(member) if any(shelf.position for shelf in shelves) else None


def away(shelf: Shelf, home: Position | None) -> str:
    """« à 2,4 km », as the crow flies; empty when one of the two is not known."""
    found = metres(home, shelf.position)
    if found is None:
        return ""
    if found < NEAR:
        return str(_("chez vous"))
    if found < SHORT_OF_A_KILOMETRE:
        return str(_("à %(num)s m", num=round(found / ROUNDED) * ROUNDED))
    return str(_("à %(num)s km", num=format_decimal(round(found / 1000, 1), "0.0")))
