"""« Semaine » : the week of every resource side by side, with its free time; own dates move to another day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from mutua.bookings import availability, board, queries
from mutua.bookings.availability import Row
from mutua.bookings.board import Block, Look
from mutua.bookings.forms.booking import KINDS
from mutua.bookings.queries import Shelf
from mutua.bookings.views.blueprint import EVERYBODY, bp
from mutua.kernel import clock
from mutua.kernel.timespan import wall
from mutua.pole.login import current_member
from mutua.resources.models import Kind
from mutua.web.access import open_to

WEEK = 7
LEAST_FREE = 60
DRAWN = (Look.TAKEN, Look.MINE, Look.WAITING, Look.CLOSED)


class Piece(NamedTuple):
    """Something of a day: taken, ours or free; `move`: where a drag or a key sends another day, with these hours."""

    look: str
    hours: str
    label: str
    detail: str
    url: str
    move: str = ""
    start: str = ""
    end: str = ""


@bp.get("/p/<pole>/search/week")
@open_to(*EVERYBODY)
def week(pole: str) -> ResponseReturnValue:
    """`?kind=vehicle&day=2027-03-02`: every kind when none is named, the week of that day."""
    member, now = current_member(), clock.now()
    asked = request.args.get("kind", "")
    kind = Kind(asked) if asked in set(Kind) else None
    monday = _monday(request.args.get("day", ""), wall(now, member.pole_zone).date())
    days = [monday + timedelta(days=ahead) for ahead in range(WEEK)]
    shelves = queries.shelf(member, kind=kind)
    rows = availability.rows_of(shelves, days, member, wanted=LEAST_FREE, now=now)
    movable = _movable(days, shelves, now)
    order = list(Kind)
    shelves.sort(key=lambda shelf: order.index(shelf.kind))
    return render_template(
        "bookings/week.html",
        kind=kind,
        kinds=KINDS,
        days=days,
        week_long=timedelta(days=WEEK),
        today=wall(now, member.pole_zone).date(),
        lanes=[(shelf, [_pieces(rows[shelf.id, day], day, movable) for day in days]) for shelf in shelves],
        address=lambda day: url_for("bookings.week", pole=pole, kind=asked or None, day=day.isoformat()),
    )


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


def _pieces(row: Row, day: date, movable: Mapping[tuple[int, datetime], int]) -> list[Piece]:
    """By start: what is taken, and what is free an hour or more."""
    taken = [block for block in row.blocks if block.look in DRAWN]
    free = [Block(start, end, Look.FREE) for start, end in row.free if end - start >= LEAST_FREE]
    return [_piece(block, row.shelf, day, movable) for block in sorted([*taken, *free])]


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
    return Piece(block.look.value, hours, block.label, block.detail, url, move, **times)


def _hhmm(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
