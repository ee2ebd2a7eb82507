"""Bookings of which some dates are on other resources than the rest, and that no calendar tells apart yet."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from mutua.bookings.models import LIVE, Booking, Line, Occurrence
from mutua.calendars.models import CalendarEntry, CalendarObject, DavEntry
from mutua.kernel.db import db


def still_whole(at_most: int) -> list[int]:
    """Their ids, locked until the end, so that no change of them is written over. Few entries are looked at one by
    one: those of bookings that stand in several calendars with no bytes of their own."""
    query = select(Booking.id).where(Booking.id.in_(_read()) | Booking.id.in_(_written()))
    return list(db.session.scalars(query.order_by(Booking.id).limit(at_most).with_for_update(of=Booking)))


def _read() -> Select[int]:
    several = select(CalendarEntry.object_id).where(CalendarEntry.ics.is_(None))
    several = several.group_by(CalendarEntry.object_id).having(func.count() > 1)
    query = select(CalendarObject.booking_id).join(CalendarEntry, CalendarEntry.object_id == CalendarObject.id)
    query = query.where(CalendarEntry.object_id.in_(several), CalendarEntry.ics.is_(None))
    return query.where(_elsewhere(CalendarObject.booking_id, CalendarEntry.resource_id))


def _written() -> Select[int]:
    """As programs that write read them: there live dates alone count."""
    whole = (DavEntry.ics.is_(None), DavEntry.is_gone.is_(False))
    several = select(DavEntry.booking_id).where(*whole).group_by(DavEntry.booking_id).having(func.count() > 1)
    query = select(DavEntry.booking_id).where(DavEntry.booking_id.in_(several), *whole)
    return query.where(_elsewhere(DavEntry.booking_id, DavEntry.resource_id, Occurrence.state.in_(LIVE)))


def _elsewhere(booking_id: Any, resource_id: Any, *which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether one of the booking's dates does not take the resource."""
    there = select(Line.id).where(Line.occurrence_id == Occurrence.id, Line.resource_id == resource_id)
    dates = select(Occurrence.id).where(Occurrence.booking_id == booking_id, *which)
    return dates.where(~there.correlate_except(Line).exists()).correlate_except(Occurrence).exists()
