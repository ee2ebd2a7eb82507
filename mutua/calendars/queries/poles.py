"""The bookings of a whole pole, each at the detail that its resources allow this reader."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import ColumnElement, case, func, or_, select

from mutua.calendars.models import CalendarEntry, CalendarObject, Detail, View, Window, Written
from mutua.kernel.db import db
from mutua.kernel.reading_order import by_name
from mutua.resources.models import Audience, Resource, Shown

# The most that a resource tells of other structures' bookings; of several resources the one that tells least counts.
_LEAST = {0: Detail.BUSY, 1: Detail.STRUCTURE, 2: Detail.EVERYTHING, 3: Detail.OWN}


def events_of_pole(view: View, window: Window) -> list[Written]:
    """Those that touch the window and a resource the reader may know of, by start."""
    names = _names(view, window)
    rank = _rank(view)
    body = case(
        (rank == 0, CalendarObject.ics_busy),
        (rank == 1, CalendarObject.ics_structure),
        (rank == 2, CalendarObject.ics_everything),
        else_=CalendarObject.ics,
    )
    columns = (CalendarObject.booking_id, CalendarObject.structure_id, CalendarObject.is_series, CalendarObject.waiting)
    query = select(CalendarObject.id, *columns, body, rank).where(
        CalendarObject.pole_id == view.pole_id,
        CalendarObject.last_at > window.start,
        CalendarObject.first_at < window.end,
        or_(CalendarObject.cancelled_at.is_(None), CalendarObject.cancelled_at > window.cancelled_since),
    )
    rows = db.session.execute(query.order_by(CalendarObject.first_at, CalendarObject.id))
    return [
        Written(booking, structure, is_series, waiting, ics, _LEAST[least], ", ".join(names[number]))
        for number, booking, structure, is_series, waiting, ics, least in rows
        if number in names
    ]


def _rank(view: View) -> ColumnElement[int]:
    """0 to 3, as in _LEAST: all of it to its own structure, to who shares the resource, and to the coordination."""
    if view.others is Detail.BUSY:
        return case((CalendarObject.id.is_not(None), 0), else_=0)
    if view.others is Detail.OWN:
        return case((CalendarObject.id.is_not(None), 3), else_=3)
    own = sorted(view.own)
    tells = case(
        (Resource.structure_id.in_(own), 3),
        (Resource.shown == Shown.BUSY, 0),
        (Resource.shown == Shown.STRUCTURE, 1),
        else_=2,
    )
    least = select(func.min(tells)).join(CalendarEntry, CalendarEntry.resource_id == Resource.id)
    least = least.where(CalendarEntry.object_id == CalendarObject.id).correlate(CalendarObject)
    return case((CalendarObject.structure_id.in_(own), 3), else_=least.scalar_subquery())


def _names(view: View, window: Window) -> dict[int, list[str]]:
    """By written event, the names of its resources that this reader may know of."""
    seen = or_(Resource.audience == Audience.POLE, Resource.structure_id.in_(sorted(view.own)))
    query = (
        select(CalendarEntry.object_id, Resource.name)
        .join(Resource, Resource.id == CalendarEntry.resource_id)
        .where(Resource.pole_id == view.pole_id, seen)
        .where(CalendarEntry.last_at > window.start, CalendarEntry.first_at < window.end)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for number, name in db.session.execute(query.order_by(by_name(Resource.name), Resource.id)):
        found[number].append(name)
    return dict(found)
