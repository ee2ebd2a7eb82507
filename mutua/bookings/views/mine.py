"""« Mes réservations » : what waits for an answer, what comes, what is over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from mutua.bookings import queries
from mutua.bookings.forms import ReasonForm
from mutua.bookings.models import Line, Occurrence
from mutua.bookings.queries import rounds
from mutua.bookings.views.blueprint import EVERYBODY, bp
from mutua.kernel import clock
from mutua.kernel.timespan import wall
from mutua.pole.login import current_member
from mutua.web.access import open_to

PAGE = 40


@bp.get("/p/<pole>/bookings")
@open_to(*EVERYBODY)
def index(pole: str) -> ResponseReturnValue:
    """`?past=1` for what is over, `?mine=1` for what this person asked for."""
    member, now = current_member(), clock.now()
    over, mine_alone = request.args.get("past") == "1", request.args.get("mine") == "1"
    total = queries.count_dates(member, now, over=over, mine_alone=mine_alone)
    pages = max(1, -(-total // PAGE))
    page = min(max(request.args.get("page", 1, type=_whole), 1), pages)
    read = queries.past if over else queries.upcoming
    found = read(member, now, limit=PAGE, offset=(page - 1) * PAGE, mine_alone=mine_alone)

    def address(number: int, **changes: int) -> str:
        wish = {"past": int(over), "mine": int(mine_alone), "page": number if number > 1 else 0, **changes}
        return url_for("bookings.index", pole=pole, **{name: value for name, value in wish.items() if value})  # type: ignore[arg-type]

    return render_template(
        "bookings/index.html",
        requests=_by_booking(queries.lines_to_decide(member)) if page == 1 and not over else [],
        days=_by_day(found),
        now=now,
        today=wall(now, member.pole_zone).date(),
        over=over,
        mine_alone=mine_alone,
        address=address,
        page=page,
        pages=pages,
        reason=ReasonForm(formdata=None),
        wishing=rounds.open_rounds(member, wall(now, member.pole_zone).date()) if member.structure_id else [],
    )


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else 1


def _by_day(found: Iterable[Occurrence]) -> list[tuple[date, list[Occurrence]]]:
    return [(day, list(dates)) for day, dates in groupby(found, key=lambda entry: entry.on_date)]


def _by_booking(lines: Iterable[Line]) -> list[list[Line]]:
    """One entry a booking, its lines by date."""
    kept: dict[int, list[Line]] = {}
    for line in lines:
        kept.setdefault(line.occurrence.booking_id, []).append(line)
    return list(kept.values())
