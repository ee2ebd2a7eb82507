"""Guests of a booking, and how long their firm has been at work here."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from mutua.bookings.models import Booking, Line, Occurrence
from mutua.bookings.models.guests import Guest, Operation, Purpose
from mutua.kernel.db import db
from mutua.resources.models import Resource

YEAR = timedelta(days=365)


def guests_of(booking_id: int) -> list[Guest]:
    query = select(Guest).options(joinedload(Guest.operation)).where(Guest.booking_id == booking_id)
    return list(db.session.scalars(query.order_by(Guest.id)))


def guest(booking_id: int, guest_id: int) -> Guest | None:
    query = select(Guest).options(joinedload(Guest.operation))
    return db.session.scalar(query.where(Guest.id == guest_id, Guest.booking_id == booking_id))


def hours_by_firm(booking_id: int, now: datetime) -> dict[str, int]:
    """Hours foreseen by each firm of this booking at its host over twelve months (R4512-7), by lower-case name."""
    host = (
        select(Resource.structure_id)
        .join(Line, Line.resource_id == Resource.id)
        .join(Occurrence, Occurrence.id == Line.occurrence_id)
        .where(Occurrence.booking_id == booking_id)
    )
    at_host = (
        select(Occurrence.booking_id)
        .join(Line, Line.occurrence_id == Occurrence.id)
        .join(Resource, Resource.id == Line.resource_id)
        .where(Resource.structure_id.in_(host), Occurrence.starts_at > now - YEAR)
    )
    query = (
        select(func.lower(Guest.firm), func.sum(Operation.hours))
        .join(Operation, Operation.guest_id == Guest.id)
        .join(Booking, Booking.id == Guest.booking_id)
        .where(Guest.purpose == Purpose.WORKING, Guest.booking_id.in_(at_host))
        .group_by(func.lower(Guest.firm))
    )
    return {firm: hours or 0 for firm, hours in db.session.execute(query)}
