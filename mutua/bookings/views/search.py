"""« Réserver » : what is free on a day, by resource."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from itertools import groupby
from operator import itemgetter

from flask import Response, make_response, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from werkzeug.datastructures import ImmutableMultiDict

from mutua.bookings import availability, board, queries, series
from mutua.bookings.forms import LENGTHS, SearchForm, rule
from mutua.bookings.queries import Shelf
from mutua.bookings.views.blueprint import EVERYBODY, bp, by_htmx
from mutua.bookings.views.lanes import Scene, addresses, lane
from mutua.bookings.views.looks import away, home_for
from mutua.config import HERE
from mutua.kernel import clock
from mutua.kernel.timespan import wall
from mutua.pole.login import current_member
from mutua.pole.models import Member
from mutua.resources.models import Kind
from mutua.web.access import open_to
from mutua.web.filters import duration
from mutua.web.pages import chosen_language, chosen_theme

EVENING = 19
USUAL_START = 8 * 60
QUARTER = timedelta(minutes=15)


@bp.get("/p/<pole>/search")
@open_to(*EVERYBODY)
def search(pole: str) -> ResponseReturnValue:
    """The form and its results; the results alone for htmx; 304 when nothing moved since."""
    member, now = current_member(), clock.now()
    form = _form(member, now)
    if not form.validate():
        return _page(form, None, {}), 422
    shelves = _wanted(queries.shelf(member, kind=Kind(form.kind.data), people=form.people.data or 1, abroad=True))
    generate_csrf()  # the page holds the session’s token: it must be there before the mark is taken
    mark = _mark(shelves, member, now)
    if mark in request.if_none_match:
        return _marked(make_response("", 304), mark)
    return _marked(make_response(_page(form, form.day.data, _results(form, shelves, member, now))), mark)


def _first_day(here: datetime) -> date:
    """Today while something of it is left, else the next working day."""
    day = here.date() + timedelta(days=1 if here.hour >= EVENING else 0)
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)


def _form(member: Member, now: datetime) -> SearchForm:
    """What the address says; the first day that is left where it says nothing."""
    here = wall(now, member.pole_zone)
    usual = {
        "kind": Kind.PREMISES.value,
        "day": _first_day(here).isoformat(),
        "from": f"{USUAL_START // 60:02d}:00",
        "duration": "120",
        "people": "1",
        "repeat": "once",
        "times": "10",
    }
    asked = {name: value for name, value in request.args.items() if name in usual}
    form = SearchForm(ImmutableMultiDict({**usual, **asked}))
    form.after.offer(range(6 * 60, 22 * 60 + 1, 30))
    lengths = {*map(str, LENGTHS), *([form.length.data] if (form.length.data or "").isdecimal() else [])}
    kept = sorted(int(text) for text in lengths if 5 <= int(text[:5]) <= board.DAY and len(text) <= 4)
    form.length.choices = [(str(minutes), duration(minutes)) for minutes in kept]
    return form


def _wanted(shelves: list[Shelf]) -> list[Shelf]:
    """Only those with every feature that was ticked."""
    ticked = set(request.args.getlist("feature")[:20])
    return [shelf for shelf in shelves if ticked <= set(shelf.features)]


def _results(form: SearchForm, shelves: list[Shelf], member: Member, now: datetime) -> dict[str, object]:
    day, after, wanted = form.day.data, form.after.minutes or 0, int(form.length.data)
    assert day is not None
    rows = availability.day_of(shelves, day, member, wanted=wanted, now=now)
    drawn = board.window(((row.terms, row.blocks) for row in rows), asked=(after, min(board.DAY, after + wanted)))
    dates, free = _free_dates(form, shelves, day, member, now)
    scene = Scene(drawn, wanted, after, addresses(member, day, _tail(form)), chosen_language(), dates)
    home = home_for(shelves, member)
    drawn_rows = [(row.shelf, lane(row, scene, free.get(row.shelf.id, 0), away(row.shelf, home))) for row in rows]
    lanes = [one for shelf, one in drawn_rows if shelf.pole_id == member.pole_id]
    others = [(shelf.pole, one) for shelf, one in drawn_rows if shelf.pole_id != member.pole_id]
    return {
        "lanes": lanes,
        "abroad": [(pole, [one for _, one in found]) for pole, found in groupby(others, key=itemgetter(0))],
        "hours": [board.clock(minute) for minute in range(drawn[0], drawn[1], board.HOUR)],
        "unlent": any(row.unlent for row in rows),
        "free_count": sum(bool(one.card) for _, one in drawn_rows),
        "dates": dates,
        "previous": _other_day(day - timedelta(days=1)),
        "next": _other_day(day + timedelta(days=1)),
        "features": sorted({feature for shelf in shelves for feature in shelf.features}),
    }


def _free_dates(
    form: SearchForm, shelves: Sequence[Shelf], day: date, member: Member, now: datetime
) -> tuple[int, dict[int, int]]:
    """For a repeat: how many dates there are, and on how many of them each resource is free at the searched hour."""
    text = rule(form.repeat.data, form.times.data or 10, day)
    if text is None or not shelves:
        return 1, {}
    start = datetime.combine(day, datetime.min.time()) + timedelta(minutes=form.after.minutes or 0)
    end = start + timedelta(minutes=int(form.length.data))
    try:
        spans = [slot.span for slot in series.slots(start, end, shelves[0].zone, text)]
    except ValueError:
        return 1, {}
    return len(spans), {
        number: sum(free) for number, free in availability.free_on(shelves, spans, now, member=member).items()
    }


def _tail(form: SearchForm) -> str:
    people = f"&people={form.people.data}" if form.people.data and form.people.data > 1 else ""
    repeat = f"&repeat={form.repeat.data}&times={form.times.data or 10}" if form.repeat.data != "once" else ""
    return people + repeat


def _other_day(day: date) -> tuple[date, str]:
    asked = {
        name: request.args.getlist(name) for name in request.args if name != "day" and name in SearchForm.accepted()
    }
    pole = current_member().pole_slug
    return day, url_for("bookings.search", **{**asked, "pole": pole, "day": day.isoformat()})  # type: ignore[arg-type]


def _page(form: SearchForm, day: date | None, results: dict[str, object]) -> str:
    template = "bookings/_results.html" if by_htmx() else "bookings/search.html"
    ticked = request.args.getlist("feature")[:20]
    return render_template(
        template, form=form, day=day, kind=form.kind.data, ticked=ticked, searched=bool(results), **results
    )


def _mark(shelves: Sequence[Shelf], member: Member, now: datetime) -> str:
    """What the page depends on: counters of its resources, what is asked, by whom, how they read, the quarter hour."""
    facts = (
        [(shelf.id, shelf.modseq, shelf.version) for shelf in shelves],
        availability.loans_for(shelves, member),
        request.full_path,
        by_htmx(),
        (member.person_id, member.structure_id, sorted(member.roles)),
        session.get("csrf_token"),
        bool(session.get("_flashes")),
        chosen_language(),
        chosen_theme(),
        now.replace(second=0, microsecond=0) - timedelta(minutes=now.minute % 15),
        _made_on(),
    )
    return hashlib.sha256(repr(facts).encode("utf-8", "replace")).hexdigest()[:32]


@cache
def _made_on() -> float:
    """When the newest of our templates and styles was written: a new version is another page."""
    parts = (*HERE.glob("templates/**/*.html"), *HERE.glob("static/**/*.css"), *HERE.glob("static/**/*.js"))
    return max((part.stat().st_mtime for part in parts), default=0.0)


def _marked(response: Response, mark: str) -> Response:
    response.set_etag(mark)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(("Cookie", "HX-Request", "Accept-Language"))
    return response
