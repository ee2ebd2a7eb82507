"""« N’importe quel mardi après-midi » : the first free slots over a range of days."""

from __future__ import annotations

from datetime import timedelta

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from mutua.bookings import board, finding, queries
from mutua.bookings.finding import Opportunity
from mutua.bookings.forms import RangeForm
from mutua.bookings.queries import Shelf
from mutua.bookings.views.blueprint import EVERYBODY, bp
from mutua.kernel import clock
from mutua.kernel.timespan import wall
from mutua.pole.login import current_member
from mutua.resources.models import Kind
from mutua.web.access import open_to

USUAL_REACH = timedelta(days=27)
KNOWN = ("kind", "first", "last", "from", "to", "duration", "people", "weekdays", "also")


@bp.get("/p/<pole>/search/range")
@open_to(*EVERYBODY)
def ranges(pole: str) -> ResponseReturnValue:
    """The form, and below it each resource with its first free slots."""
    member, now = current_member(), clock.now()
    form = RangeForm(_asked())
    form.offer()
    asked = form.asked() if form.validate() else None
    if asked is None:
        return render_template("bookings/range.html", form=form, found=None), 422
    people = form.people.data or 1
    shelves = queries.shelf(member, kind=Kind(form.kind.data), people=people)
    more = [kind for kind in dict.fromkeys(form.also.data or ()) if kind != form.kind.data]
    also = [queries.shelf(member, kind=Kind(kind)) for kind in more]
    found = finding.first_free(shelves, also, asked, member, now) if asked.days else []

    def address(shelf: Shelf, slot: Opportunity) -> str:
        times = {"day": slot.day.isoformat(), "from": _hhmm(slot.start), "to": _hhmm(slot.end)}
        extra = {"people": people} if people > 1 else {}
        along = {"with": ",".join(str(other.id) for other in slot.others)} if slot.others else {}
        return url_for("bookings.new", pole=pole, resource_id=shelf.id, **times, **extra, **along)  # type: ignore[arg-type]

    return render_template("bookings/range.html", form=form, found=found, address=address, hours=board.hours)


def _asked() -> MultiDict[str, str]:
    """What the address says; four weeks from today, in office hours, where it says nothing."""
    first = wall(clock.now(), current_member().pole_zone).date()
    usual = {
        "kind": Kind.PREMISES.value, "first": first.isoformat(), "last": (first + USUAL_REACH).isoformat(),
        "from": "08:00", "to": "19:00", "duration": "120", "people": "1",
    }  # fmt: skip
    typed = MultiDict((name, value) for name in KNOWN for value in request.args.getlist(name)[:7] if len(value) < 40)
    for name, value in usual.items():
        typed.setdefault(name, value)
    return typed


def _hhmm(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
