"""« Semaine » : the week of every resource side by side, with its free time; own dates move to another day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from mutua.bookings import availability, board, queries
from mutua.bookings.availability import Row
from mutua.bookings.board import Block, Look, Stretch
from mutua.bookings.forms.booking import KINDS
from mutua.bookings.queries import Shelf
from mutua.bookings.views.blueprint import EVERYBODY, bp
from mutua.kernel import clock
from mutua.kernel.timespan import wall
from mutua.pole.login import current_member
from mutua.pole.models import Member
from mutua.resources.models import Kind
from mutua.web.access import open_to

WEEK = 7
LEAST_FREE = 60
# The hours written above a day: one in four.
MARK = 4 * board.HOUR
DRAWN = (Look.TAKEN, Look.MINE, Look.WAITING, Look.CLOSED)


class Piece(NamedTuple):
    """Something of a day: taken, ours or free; `place`: where it is drawn, empty outside of the hours shown.

    `move`: where a drag or a key sends another day, with the hours `start` and `end`.
    """

    look: str
    hours: str
    label: str
    detail: str
    url: str
    place: str = ""
    move: str = ""
    start: str = ""
    end: str = ""


class Lane(NamedTuple):
    """A resource and what each of its days holds; `heading`: what stands above it, where a group begins."""

    shelf: Shelf
    days: list[list[Piece]]
    heading: str


@bp.get("/p/<pole>/search/week")
@open_to(*EVERYBODY)
def week(pole: str) -> ResponseReturnValue:
    """`?kind=vehicle&day=2027-03-02&open=7`: every kind when none is named, the week of that day, one row in full."""
    member, now = current_member(), clock.now()
    asked, opened = request.args.get("kind", ""), request.args.get("open", "")
    kind = Kind(asked) if asked in set(Kind) else None
    today = wall(now, member.pole_zone).date()
    monday = _monday(request.args.get("day", ""), today)
    days = [monday + timedelta(days=ahead) for ahead in range(WEEK)]
    shelves = sorted(queries.shelf(member, kind=kind, abroad=True), key=lambda shelf: _group(shelf, member))
    rows = availability.rows_of(shelves, days, member, wanted=LEAST_FREE, now=now)
    drawn = board.window(((row.terms, row.blocks) for row in rows.values()), asked=board.USUAL_WINDOW)

    def address(day: date, **more: str) -> str:
        return url_for("bookings.week", pole=pole, kind=asked or None, day=day.isoformat(), **more)  # type: ignore[arg-type]

    return render_template(
        "bookings/week.html",
        kind=kind,
        kinds=KINDS,
        days=days,
        week_long=timedelta(days=WEEK),
        today=today,
        lanes=_lanes(shelves, rows, days, drawn, now),
        opened=int(opened) if opened.isdecimal() and len(opened) < 18 else 0,
        steps=(drawn[1] - drawn[0]) // board.STEP,
        marks=_marks(drawn),
        address=address,
    )


def _marks(drawn: Stretch) -> list[tuple[int, int]]:
    """(place, hour) of the hours written above a day; none so near its end that it would not fit."""
    hours = range(drawn[0], drawn[1] - MARK // 2 + 1, MARK)
    return [((at - drawn[0]) // board.STEP, at // board.HOUR) for at in hours]


def _group(shelf: Shelf, member: Member) -> tuple[bool, str, int]:
    """The pole's own by kind, then what each other pole opened to it."""
    abroad = shelf.pole_id != member.pole_id
    return abroad, shelf.pole if abroad else "", list(Kind).index(shelf.kind)


def _lanes(
    shelves: list[Shelf], rows: Mapping[tuple[int, date], Row], days: list[date], drawn: Stretch, now: datetime
) -> list[Lane]:
    movable, member, words = _movable(days, shelves, now), current_member(), dict(KINDS)
    found, before = [], ""
    for shelf in shelves:
        abroad = shelf.pole_id != member.pole_id
        name = str(_("Ouvert par %(pole)s, un autre pôle", pole=shelf.pole) if abroad else words[shelf.kind.value])
        pieces = [_pieces(rows[shelf.id, day], day, movable, drawn) for day in days]
        found.append(Lane(shelf, pieces, name if name != before else ""))
        before = name
    return found


def _monday(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text) if len(text) == len("2027-03-01") else today
    except ValueError:
        day = today
    day = day if 2000 < day.year < 2100 else today
    return day - timedelta(days=day.weekday())


def _movable(days: list[date], shelves: list[Shelf], now: datetime) -> Mapping[tuple[int, datetime], int]:
    if not shelves:
        return {}
    reach = availability.whole_day(days[0], shelves).start, availability.whole_day(days[-1], shelves).end
    return queries.movable_between(*reach, current_member(), now)


def _pieces(row: Row, day: date, movable: Mapping[tuple[int, datetime], int], drawn: Stretch) -> list[Piece]:
    """By start: what is taken, and what is free an hour or more."""
    taken = [block for block in row.blocks if block.look in DRAWN]
    free = [Block(start, end, Look.FREE) for start, end in row.free if end - start >= LEAST_FREE]
    blocks = sorted([*taken, *free])
    places = {cell.block: f"d{cell.at} l{cell.length}" for cell in board.cells(blocks, drawn)}
    return [_piece(block, row.shelf, day, movable)._replace(place=places.get(block, "")) for block in blocks]


def _piece(block: Block, shelf: Shelf, day: date, movable: Mapping[tuple[int, datetime], int]) -> Piece:
    pole, times = current_member().pole_slug, {"start": _hhmm(block.start), "end": _hhmm(block.end)}
    hours = board.hours(block.start, block.end)
    if block.look is Look.FREE:
        span = {"day": day.isoformat(), "from": times["start"], "to": _hhmm(min(block.end, block.start + 120))}
        url = url_for("bookings.new", pole=pole, resource_id=shelf.id, **span)  # type: ignore[arg-type]
        return Piece("free", hours, "", "", url)
    if not block.booking_id:
        return Piece(block.look.value, hours, block.label, block.detail, "")
    url = url_for("bookings.show", pole=pole, booking_id=block.booking_id)
    begins = datetime.combine(day, time()) + timedelta(minutes=block.start)
    moves = movable.get((block.booking_id, begins)) if block.end < board.DAY else None
    move = url_for("bookings.move", pole=pole, booking_id=block.booking_id, occurrence_id=moves) if moves else ""
    return Piece(block.look.value, hours, block.label, block.detail, url, "", move, **times)


def _hhmm(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
