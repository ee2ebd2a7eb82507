"""« Aujourd’hui »: what I have today, what is asked of me, what is free."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import render_template
from flask.typing import ResponseReturnValue

from mutua.bookings import queries as bookings
from mutua.bookings.models import Line, Occurrence, State
from mutua.exchanges import queries as exchanges
from mutua.home import queries
from mutua.home.views.blueprint import bp
from mutua.home.views.menu import waiting_here
from mutua.home.views.tables import reason_words
from mutua.home.views.usual import suggestions
from mutua.kernel import clock
from mutua.kernel.role import Role
from mutua.kernel.timespan import moment, wall
from mutua.pole import queries as pole_queries
from mutua.pole.login import current_member, current_pole
from mutua.pole.models import ExchangeMode, Member
from mutua.resources.models import Kind
from mutua.safety import queries as safety
from mutua.web.access import open_to

MOST_LINES = 200
MOST_PROPOSALS = 100
SHOWN = 6
SHOWN_REQUESTS, SHOWN_PROPOSALS = 5, 3
FRIDAY = 4


@dataclass(frozen=True)
class Request:
    """A booking that waits for this member's answer: its nearest date's line, and how many other dates wait."""

    line: Line
    more: int


@dataclass(frozen=True)
class Coming:
    """Dates of the week after today; `long` when it runs through the next week."""

    dates: list[Occurrence]
    left_out: int
    long: bool


@bp.get("/p/<pole>/")
@open_to(Role.MEMBER, Role.MANAGER, Role.COORDINATOR, Role.SAFETY_OFFICER)
def today(pole: str) -> ResponseReturnValue:
    """At most twenty statements, whatever the number of bookings."""
    member, now = current_member(), clock.now()
    day = wall(now, member.pole_zone).date()
    lines = bookings.lines_to_decide(member, limit=MOST_LINES)
    proposals, adoption = queries.exchanges_waiting(member, limit=MOST_PROPOSALS), safety.waiting_for(member)
    counts = waiting_here()
    counts.known(safety=adoption.count)
    if len(proposals) < MOST_PROPOSALS:
        counts.known(exchanges=len(proposals))
    if len(lines) < MOST_LINES:
        counts.known(bookings=len({line.occurrence.booking_id for line in lines}))
    mine, coming = _dates(member, day)
    requests = _requests(lines)
    return render_template(
        "home/today.html",
        day=day,
        now=now,
        kinds=(Kind.PREMISES, Kind.VEHICLE, Kind.DESK, Kind.EQUIPMENT, Kind.STAFF),
        mine=mine,
        coming=coming,
        pole_dates=_pole_dates(member, day),
        usual=suggestions(member, now),
        requests=requests[:SHOWN_REQUESTS],
        more_requests=len(requests[SHOWN_REQUESTS:]),
        proposals=proposals[:SHOWN_PROPOSALS],
        more_proposals=len(proposals[SHOWN_PROPOSALS:]),
        adoption=adoption,
        exchange_card=_exchange_card(member, day),
        reason_words=reason_words,
        announcements=pole_queries.announcements(member.pole_id, day),
    )


def _dates(member: Member, day: date) -> tuple[list[Occurrence], Coming]:
    """The structure's dates of the day, and of the days until Sunday (from Friday on: the Sunday after)."""
    if member.structure_id is None:
        return [], Coming([], 0, long=False)
    is_long = day.weekday() >= FRIDAY
    sunday = day + timedelta(days=6 - day.weekday() + (7 if is_long else 0))
    found = bookings.occurrences_between(member, _midnight(day, member), _midnight(sunday + timedelta(days=1), member))
    kept = [occurrence for occurrence in found if occurrence.state is not State.CANCELLED]
    tomorrow = _midnight(day + timedelta(days=1), member)
    later = [occurrence for occurrence in kept if occurrence.starts_at >= tomorrow]
    now = [occurrence for occurrence in kept if occurrence.starts_at < tomorrow]
    return now, Coming(later[:SHOWN], max(0, len(later) - SHOWN), is_long)


def _pole_dates(member: Member, day: date) -> list[Occurrence]:
    """For a coordination that acts for no structure: the whole pole's day."""
    if member.structure_id is not None or not member.is_coordinator:
        return []
    start, end = _midnight(day, member), _midnight(day + timedelta(days=1), member)
    return queries.pole_dates(member.pole_id, start, end)


def _midnight(day: date, member: Member) -> datetime:
    return moment(datetime.combine(day, time()), member.pole_zone)


def _requests(lines: Iterable[Line]) -> list[Request]:
    """One entry a booking and resource, by its nearest date."""
    grouped: dict[tuple[int, int], list[Line]] = {}
    for line in lines:
        grouped.setdefault((line.occurrence.booking_id, line.resource_id), []).append(line)
    return [Request(group[0], len(group) - 1) for group in grouped.values()]


def _exchange_card(member: Member, day: date) -> dict[str, object] | None:
    """Since January: given and received side by side by kind, or, in a pole of one unit, the balance."""
    if member.structure_id is None:
        return None
    since = date(day.year, 1, 1)
    if current_pole().exchange_mode is ExchangeMode.REGISTER:
        return {"registers": exchanges.balances_of(member, start=since, standing=True)}
    balance = queries.balance_of(member.pole_id, member.structure_id, since)
    return {"balance": balance, "gauge": gauge(balance.balance, balance.limit)}


def gauge(balance: int, limit: int | None) -> dict[str, float | bool]:
    """Where the point and the zone of balance stand in a drawing 320 wide, 160 in its middle; minutes."""
    reach = max(abs(balance) * 1.15, (limit or 600) * 3)
    scale = 150 / reach
    half = (limit or 0) * scale
    point, left, width = round(160 + balance * scale, 1), round(160 - half, 1), round(2 * half, 1)
    return {"x": point, "zone": left, "width": width, "inside": limit is None or abs(balance) <= limit}
