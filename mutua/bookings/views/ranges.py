"""« N’importe quel mardi après-midi » : the first free slots over a range of days, of one thing or of several."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from mutua.bookings import board, finding, queries
from mutua.bookings.board import Block, Cell, Look, Stretch
from mutua.bookings.finding import Companion, Find, Opportunity
from mutua.bookings.forms import RangeForm
from mutua.bookings.queries import Shelf
from mutua.bookings.views.blueprint import EVERYBODY, bp
from mutua.bookings.views.looks import away, home_for, photo_of
from mutua.kernel import clock
from mutua.kernel.timespan import wall
from mutua.pole.login import current_member
from mutua.pole.models import Member
from mutua.resources import queries as resource_queries
from mutua.resources.models import Kind
from mutua.resources.rules import Position, metres
from mutua.resources.rules.features import Filter, found_in, has
from mutua.web.access import open_to

USUAL_REACH = timedelta(days=27)
KNOWN = ("kind", "first", "last", "from", "to", "duration", "people", "weekdays", "also", "features", "things", "order")
FAR = 10**9
LONGEST_WORD = 160


class Line(NamedTuple):
    """A free slot in the picture of its day; `pick`: where the slot stands in it."""

    slot: Opportunity
    cells: list[Cell]
    pick: Cell


class Result(NamedTuple):
    """A resource with its slots, its photo, and how far it is from the reader's structure, in words."""

    shelf: Shelf
    lines: list[Line]
    photo: str
    away: str
    abroad: bool


@bp.get("/p/<pole>/search/range")
@open_to(*EVERYBODY)
def ranges(pole: str) -> ResponseReturnValue:
    """The form, and below it each resource with its first free slots."""
    member, now = current_member(), clock.now()
    every = queries.shelf(member, abroad=True)
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

    drawn = _window(asked.window)
    results = _results(found, drawn, near_first=form.order.data == "near")
    marks = [board.clock(minute) for minute in range(drawn[0], drawn[1], board.HOUR)]
    return render_template(
        "bookings/range.html", form=form, found=results, address=address, hours=board.hours, marks=marks
    )


def _window(asked: Stretch) -> Stretch:
    """Whole hours around those that were asked for."""
    return asked[0] // board.HOUR * board.HOUR, min(board.DAY, -(-asked[1] // board.HOUR) * board.HOUR)


def _has_room(shelf: Shelf, people: int) -> bool:
    return people <= 1 or shelf.capacity is None or shelf.capacity >= people


def _also(form: RangeForm, every: list[Shelf], known: list[Filter]) -> list[Companion]:
    """Further kinds that were ticked, and things that were named."""
    more = [kind for kind in dict.fromkeys(form.also.data or ()) if kind != form.kind.data]
    kinds = [Companion(tuple(shelf for shelf in every if shelf.kind == kind)) for kind in more]
    return [*kinds, *(finding.companion(words, every, known) for words in form.words)]


def _results(found: list[Find], drawn: Stretch, *, near_first: bool) -> list[Result]:
    """The pole's own first, then what other poles opened to it; within both by date, or by distance."""
    member = current_member()
    home = home_for([entry.shelf for entry in found], member)
    apart = {entry.shelf.id: metres(home, entry.shelf.position) for entry in found}
    ordered = sorted(found, key=lambda entry: apart[entry.shelf.id] or (FAR * (apart[entry.shelf.id] is None)))
    made = [_result(entry, drawn, home, member) for entry in (ordered if near_first else found)]
    return sorted(made, key=lambda result: result.abroad)


def _result(entry: Find, drawn: Stretch, home: Position | None, member: Member) -> Result:
    shelf = entry.shelf
    lines = [
        Line(
            slot,
            board.cells(row.blocks, drawn),
            board.cells([Block(slot.start, slot.end, Look.MINE)], drawn)[0],
        )
        for slot, row in zip(entry.slots, entry.days, strict=True)
    ]
    abroad = shelf.pole_id != member.pole_id
    return Result(shelf, lines, photo_of(shelf, member.pole_slug), away(shelf, home), abroad)


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
