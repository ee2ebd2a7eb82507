"""« N’importe quel mardi après-midi » : the first free slots over a range of days, of one thing or of several."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from mutua.bookings import board, finding, queries
from mutua.bookings.finding import Companion, Find, Opportunity
from mutua.bookings.forms import RangeForm
from mutua.bookings.queries import Shelf
from mutua.bookings.views.blueprint import EVERYBODY, bp
from mutua.kernel import clock
from mutua.kernel.timespan import wall
from mutua.pole.login import current_member
from mutua.resources import queries as resource_queries
from mutua.resources.models import Kind
from mutua.resources.queries import Look
from mutua.resources.rules import metres
from mutua.resources.rules.features import Filter, found_in, has
from mutua.web.access import open_to

USUAL_REACH = timedelta(days=27)
KNOWN = ("kind", "first", "last", "from", "to", "duration", "people", "weekdays", "also", "features", "things", "order")
FAR = 10**9
LONGEST_WORD = 160


class Result(NamedTuple):
    """A resource with its slots, how it looks, and how far it is in metres from the reader's structure."""

    find: Find
    look: Look
    away: int | None


@bp.get("/p/<pole>/search/range")
@open_to(*EVERYBODY)
def ranges(pole: str) -> ResponseReturnValue:
    """The form, and below it each resource with its first free slots."""
    member, now = current_member(), clock.now()
    every = queries.shelf(member)
    filters = resource_queries.features_of(member.pole_id)
    form = RangeForm(_asked())
    offered = {name for shelf in every for name in found_in(filters, shelf.features)}
    form.offer([entry.name for entry in filters if entry.name in offered])
    asked = form.asked() if form.validate() else None
    if asked is None:
        return render_template("bookings/range.html", form=form, found=None), 422
    people = form.people.data or 1
    wanted = [entry for entry in filters if entry.name in (form.features.data or ())]
    shelves = [shelf for shelf in every if shelf.kind == form.kind.data and _has_room(shelf, people)]
    shelves = [shelf for shelf in shelves if all(has(entry, shelf.features) for entry in wanted)]
    found = finding.first_free(shelves, _also(form, every, filters), asked, member, now) if asked.days else []

    def address(shelf: Shelf, slot: Opportunity) -> str:
        times = {"day": slot.day.isoformat(), "from": _hhmm(slot.start), "to": _hhmm(slot.end)}
        extra = {"people": people} if people > 1 else {}
        along = {"with": ",".join(str(other.id) for other in slot.others)} if slot.others else {}
        return url_for("bookings.new", pole=pole, resource_id=shelf.id, **times, **extra, **along)  # type: ignore[arg-type]

    results = _results(found, near_first=form.order.data == "near")
    return render_template("bookings/range.html", form=form, found=results, address=address, hours=board.hours)


def _has_room(shelf: Shelf, people: int) -> bool:
    return people <= 1 or shelf.capacity is None or shelf.capacity >= people


def _also(form: RangeForm, every: list[Shelf], known: list[Filter]) -> list[Companion]:
    """Further kinds that were ticked, and things that were named."""
    more = [kind for kind in dict.fromkeys(form.also.data or ()) if kind != form.kind.data]
    kinds = [Companion(tuple(shelf for shelf in every if shelf.kind == kind)) for kind in more]
    return [*kinds, *(finding.companion(words, every, known) for words in form.words)]


def _results(found: list[Find], *, near_first: bool) -> list[Result]:
    looks = resource_queries.looks_of(entry.shelf.id for entry in found) if found else {}
    home = resource_queries.home_of(current_member()) if any(look.position for look in looks.values()) else None
    made = [Result(entry, looks[entry.shelf.id], metres(home, looks[entry.shelf.id].position)) for entry in found]
    return sorted(made, key=lambda entry: FAR if entry.away is None else entry.away) if near_first else made


def _asked() -> MultiDict[str, str]:
    """What the address says; four weeks from today, in office hours, where it says nothing."""
    first = wall(clock.now(), current_member().pole_zone).date()
    usual = {
        "kind": Kind.PREMISES.value, "first": first.isoformat(), "last": (first + USUAL_REACH).isoformat(),
        "from": "08:00", "to": "19:00", "duration": "120", "people": "1", "order": "early",
    }  # fmt: skip
    typed = MultiDict(
        (name, value)
        for name in KNOWN
        for value in request.args.getlist(name)[:20]
        if len(value) < (LONGEST_WORD if name in ("things", "features") else 40)
    )
    for name, value in usual.items():
        typed.setdefault(name, value)
    return typed


def _hhmm(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
