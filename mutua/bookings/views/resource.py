"""The page of a resource and its week.

It keeps the address and the endpoint name of its resource (`resources.show`), but it is drawn here: it shows bookings,
and resources, which lie below, do not know of them.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from flask import jsonify, make_response, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from mutua.bookings import availability, board, queries, rules
from mutua.bookings.availability import Row
from mutua.bookings.board import Block, Look
from mutua.bookings.queries import Shelf
from mutua.bookings.views.blueprint import EVERYBODY, bp, reached_or_404
from mutua.bookings.views.lent import unchecked
from mutua.bookings.views.papers import readable
from mutua.kernel import clock
from mutua.kernel.timespan import TimeSpan, moment, wall
from mutua.pole import queries as pole_queries
from mutua.pole.login import current_member
from mutua.pole.models import Member, Person
from mutua.resources import queries as resource_queries
from mutua.resources.forms import RIGHTS, SORTS, days_said, details_said
from mutua.resources.models import ClaimKind, Resource
from mutua.resources.rules import days_alike, why_not_edit
from mutua.web.access import open_to

DAYS_AHEAD = 21
USUAL_LENGTH = 120
LONGEST_READ = timedelta(days=62)


class NextFree(NamedTuple):
    """The next free stretch, and the stay that the button proposes, in minutes of that day."""

    day: date
    start: int
    end: int
    until: int


@open_to(*EVERYBODY)
def show(pole: str, resource_id: int) -> ResponseReturnValue:
    """What it is, its week, its rules, whom to ask."""
    resource, member, now = reached_or_404(resource_id), current_member(), clock.now()
    shelf = next(iter(queries.shelf(member, ids=[resource.id], abroad=True)), None)
    today = wall(now, resource.zone).date()
    monday = _monday(request.args.get("week", ""), today)
    week = availability.days_of(shelf, monday, 7, member, wanted=0, now=now) if shelf else []
    return render_template(
        "resources/show.html",
        resource=resource,
        today=today,
        monday=monday,
        earlier=monday - timedelta(days=7),
        later=monday + timedelta(days=7),
        week=[(day, _taken(row)) for day, row in week],
        unlent=any(row.unlent for _, row in week),
        calendar=_frame(resource),
        clock_now=wall(now, resource.zone).isoformat(timespec="minutes"),
        free=_next_free(shelf, today, member, now) if shelf else None,
        at_once=rules.approves_at_once(resource, member),
        contact=_contact(resource),
        edits=why_not_edit(resource, member) is None,
        unchecked=unchecked([resource], member, now) if rules.is_service(resource) else (),
        clock=board.clock,
        hours=board.hours,
        open_week=_open_week(resource, monday),
        rights=RIGHTS,
        days_said=days_said,
        faults=resource_queries.faults_of(resource.id, now),
        details_said=details_said,
        shots=resource_queries.photos_of(resource),
        papers=readable(resource, resource_queries.documents_of([resource.id])),
        sorts=SORTS,
    )


def _hang(state: BlueprintSetupState) -> None:
    state.app.add_url_rule("/p/<pole>/resources/<int:resource_id>", endpoint="resources.show", view_func=show)


bp.record(_hang)


def _open_week(resource: Resource, monday: date) -> list[tuple[date, date, list[tuple[int, int]]]]:
    """Days of any one week, for their names: first, last, and the hours they share."""
    day = [monday + timedelta(days=number) for number in range(7)]
    return [(day[row.first], day[row.last], row.slots) for row in days_alike(resource.hours)]


def _monday(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text) if 8 <= len(text) <= 10 else today
    except ValueError:
        day = today
    day = day if 2000 <= day.year <= 2100 else today
    return day - timedelta(days=day.weekday())


def _taken(row: Row) -> list[Block]:
    return [block for block in row.blocks if block.look not in (Look.FREE, Look.SHORT)]


def _frame(resource: Resource) -> dict[str, str]:
    """From when to when the calendar draws, and which weekdays it leaves out (Sunday is 0 there)."""
    if not resource.hours:
        return {"from": "07:00", "to": "22:00", "hidden": ""}
    first = min(slot.opens for slot in resource.hours) // 60
    last = -(-max(slot.closes for slot in resource.hours) // 60)
    open_days = {slot.weekday for slot in resource.hours}
    hidden = [str((weekday + 1) % 7) for weekday in range(7) if weekday not in open_days]
    return {"from": f"{first:02d}:00", "to": f"{last:02d}:00", "hidden": ",".join(sorted(hidden))}


def _next_free(shelf: Shelf, today: date, member: Member, now: datetime) -> NextFree | None:
    """The first free stretch of the coming three weeks that is long enough to be of use."""
    wanted = min(USUAL_LENGTH, shelf.longest or USUAL_LENGTH)
    days = availability.days_of(shelf, today, DAYS_AHEAD, member, wanted=wanted, now=now)
    for least in (wanted, min(wanted, shelf.granularity)):
        for day, row in days:
            for start, end in row.free:
                if end - start >= least:
                    return NextFree(day, start, end, min(end, start + wanted))
    return None


def _contact(resource: Resource) -> Person | None:
    if resource.contact_id is not None:
        return pole_queries.person(resource.contact_id)
    return next(iter(pole_queries.managers_of(resource.structure_id)), None)


@bp.get("/p/<pole>/resources/<int:resource_id>/events")
@open_to(*EVERYBODY)
def events(pole: str, resource_id: int) -> ResponseReturnValue:
    """JSON of what takes the resource during [start, end), local and without offset, as much as the reader may see.

    With `shut` also when nothing begins there: closed, past, too soon or too far ahead.
    """
    resource, member = reached_or_404(resource_id), current_member()
    span = _span(request.args.get("start", ""), request.args.get("end", ""), resource.zone)
    if span is None:
        return jsonify([]), 422
    now = clock.now()
    found = [*queries.used_during([resource.id], span, now), *queries.elsewhere([resource], span)]
    used = [entry for entry in found if not availability.own_form(entry, member)]
    by_claim = {entry.claim_id: entry for entry in used}
    moves = queries.movable_dates(by_claim.keys(), member, now)
    seen = [_event(entry, resource, member) | _move_of(moves.get(claim), member) for claim, entry in by_claim.items()]
    if "shut" in request.args:
        seen += _shut(resource, span, member, now)
    answer = make_response(jsonify(seen))
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _shut(resource: Resource, span: TimeSpan, member: Member, now: datetime) -> list[dict[str, object]]:
    shelf = next(iter(queries.shelf(member, ids=[resource.id], abroad=True)), None)
    if shelf is None:
        return []
    first, last = wall(span.start, resource.zone), wall(span.end, resource.zone)
    days = availability.days_of(shelf, first.date(), (last.date() - first.date()).days + 1, member, wanted=0, now=now)
    found: list[dict[str, object]] = []
    for day, row in days:
        midnight, (soonest, latest) = datetime.combine(day, time()), row.terms.bookable
        bookable = [(max(start, soonest), min(end, latest)) for start, end in row.terms.open]
        for start, end in board.without([(0, board.DAY)], [(start, end) for start, end in bookable if start < end]):
            times = {"start": midnight + timedelta(minutes=start), "end": midnight + timedelta(minutes=end)}
            said = {name: moment.isoformat() for name, moment in times.items()}
            found.append({"id": f"shut-{said['start']}", **said, "title": "", "state": "shut"})
    return found


def _move_of(date: tuple[int, int] | None, member: Member) -> dict[str, object]:
    """Where a drag or a key sends the new time: the same address as the form of a move."""
    if date is None:
        return {}
    booking_id, occurrence_id = date
    address = url_for("bookings.move", pole=member.pole_slug, booking_id=booking_id, occurrence_id=occurrence_id)
    return {"movable": True, "moveUrl": address}


def _span(start: str, end: str, zone: str) -> TimeSpan | None:
    try:
        first, last = datetime.fromisoformat(start[:19]), datetime.fromisoformat(end[:19])
    except ValueError:
        return None
    if not (2000 <= first.year <= 2100 and first < last <= first + LONGEST_READ):
        return None
    return TimeSpan(moment(first, zone), moment(last, zone))


def _event(used: queries.Used, resource: Resource, member: Member) -> dict[str, object]:
    label, detail, booking_id = availability.seen(used, member)
    held = availability.look_of(used, member)
    address = url_for("bookings.show", pole=member.pole_slug, booking_id=booking_id) if booking_id else ""
    return {
        "id": used.claim_id,
        "start": wall(used.starts_at, resource.zone).isoformat(),
        "end": wall(used.used_until if used.kind is not ClaimKind.BLOCK else used.ends_at, resource.zone).isoformat(),
        "title": availability.reason_of(used, member) or label or _("Occupé"),
        "detail": detail,
        "state": held.value if held is not Look.CLOSED else "taken",
        "kind": resource.kind.value,
        "url": address,
    }
