"""A resource's day as the search page writes it: a table row and a card, each kept while nothing it shows has moved."""

from __future__ import annotations

from datetime import date
from threading import Lock
from typing import NamedTuple
from urllib.parse import urlencode

from cachetools import LRUCache, cached
from flask import get_template_attribute, url_for
from flask_babel import gettext as _
from markupsafe import Markup, escape

from mutua.bookings import board
from mutua.bookings.availability import ROWS_KEPT, Row
from mutua.bookings.board import Cell, Look, Stretch
from mutua.bookings.queries import Shelf
from mutua.bookings.views.looks import photo_of
from mutua.pole.models import Member


class Addresses(NamedTuple):
    """Where links of a page lead: made once, filled in by resource and time."""

    pole: str
    new: str
    tail: str
    slug: str

    def resource(self, number: int) -> str:
        return f"{self.pole}/resources/{number}"

    def loan(self, shelf: Shelf) -> str:
        """Where one asks for a loan of this person, as a link."""
        asked = urlencode({"skill": shelf.name, "lender": shelf.structure_id, "resource": shelf.id})
        text = escape(_("Prêt de personnel à demander"))
        return f'<a href="{self.pole}/staffing/regime?{escape(asked)}">{text}</a>'

    def booking(self, number: int) -> str:
        return f"{self.pole}/bookings/{number}"

    def ask(self, number: int, start: int, end: int) -> str:
        return f"{self.resource(number)}/bookings/new?{self.new}&amp;from={_hhmm(start)}&amp;to={_hhmm(end)}{self.tail}"


class Scene(NamedTuple):
    """What the lanes of one page share: minutes drawn, length and start searched, links, language, dates searched."""

    drawn: Stretch
    wanted: int
    after: int
    addresses: Addresses
    language: str
    dates: int


class Lane(NamedTuple):
    """`row` of the table, `card` of the list on phones; no card where no booking can start."""

    row: Markup
    card: Markup


def addresses(member: Member, day: date, tail: str) -> Addresses:
    """`tail`: what else the links carry, from its `&` on."""
    home = url_for("bookings.search", pole=member.pole_slug).removesuffix("/search")
    return Addresses(str(escape(home)), f"day={day.isoformat()}", str(escape(tail)), member.pole_slug)


def lane(row: Row, scene: Scene, free_dates: int, far: str) -> Lane:
    """`free_dates`: on how many of the dates searched it is free; `far`: how far from the reader, in words."""
    return _draw(row, scene, free_dates, far) if row.drawing is None else _kept(row, scene, free_dates, far)


@cached(LRUCache(ROWS_KEPT), key=lambda row, scene, free_dates, far: (row.drawing, scene, free_dates, far), lock=Lock())
def _kept(row: Row, scene: Scene, free_dates: int, far: str) -> Lane:
    return _draw(row, scene, free_dates, far)


def _draw(row: Row, scene: Scene, free_dates: int, far: str) -> Lane:
    shelf, links = row.shelf, scene.addresses
    placed = board.cells(row.blocks, scene.drawn)
    free = [(cell.block.start, cell.block.end) for cell in placed if cell.block.look is Look.FREE]
    starts = board.starts(free, scene.wanted, after=scene.after)
    facts = {
        "kind": shelf.kind.value,
        "name": str(escape(shelf.name)),
        "url": links.resource(shelf.id),
        "photo": str(escape(photo_of(shelf, links.slug))),
        "detail": links.loan(shelf) if row.unlent else _detail(shelf, far),
        "cells": [_ready(cell, shelf.id, scene) for cell in placed],
        "starts": [(board.clock(start), links.ask(shelf.id, start, start + scene.wanted)) for start in starts],
        "dates": str(_("%(free)s dates libres sur %(all)s", free=free_dates, all=scene.dates))
        if scene.dates > 1
        else "",
    }
    drawn = get_template_attribute("bookings/_lane.html", "row")
    card = get_template_attribute("bookings/_lane.html", "card")
    return Lane(Markup(drawn(facts)), Markup(card(facts) if starts else ""))


def _ready(cell: Cell, resource_id: int, scene: Scene) -> tuple[str, str, str, str, str, str]:
    """Place, look, address, label, hours and detail of a block, all text escaped."""
    block = cell.block
    place, look = f"d{cell.at} l{cell.length}", block.look.value
    if block.look is Look.FREE:
        start = board.start_within(block, scene.wanted, scene.after)
        return place, look, scene.addresses.ask(resource_id, start, start + scene.wanted), "", cell.hours, ""
    address = scene.addresses.booking(block.booking_id) if block.booking_id else ""
    return place, look, address, str(escape(block.label)), cell.hours, str(escape(block.detail))


def _detail(shelf: Shelf, far: str) -> str:
    return str(escape(", ".join(part for part in (_size(shelf), where(shelf), far) if part)))


def _size(shelf: Shelf) -> str:
    return str(_("%(count)s pers.", count=shelf.capacity)) if shelf.capacity else ""


def where(shelf: Shelf) -> str:
    """`bâtiment B`: subtitle, else building, else room, unless it is the resource's own name."""
    return next((text for text in (shelf.subtitle, shelf.building, shelf.place) if text and text != shelf.name), "")


def _hhmm(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
