"""Those asked from outside to come with a booking."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, exists, select

from mutua.bookings.models import Booking, Occurrence
from mutua.calendars.models import GuestInvitation
from mutua.calendars.queries.feeds import bookings_to_write
from mutua.kernel.db import db


def guests_of(booking_id: int) -> list[GuestInvitation]:
    """In the order they were asked, the withdrawn ones too."""
    query = select(GuestInvitation).where(GuestInvitation.booking_id == booking_id).order_by(GuestInvitation.id)
    return list(db.session.scalars(query))


def guest_of(booking_id: int, number: int) -> GuestInvitation | None:
    mine = (GuestInvitation.booking_id == booking_id, GuestInvitation.id == number)
    return db.session.scalar(select(GuestInvitation).where(*mine))


def guest_by_token(token: str) -> GuestInvitation | None:
    return db.session.scalar(select(GuestInvitation).where(GuestInvitation.token == token))


def guest_by_uid(uid: str, email: str) -> GuestInvitation | None:
    """Who was asked at that address to the booking that calendars know by this UID."""
    query = select(GuestInvitation).join(Booking, Booking.id == GuestInvitation.booking_id)
    return db.session.scalar(query.where(Booking.uid == uid, GuestInvitation.email == email))


def asked_to(invitation: GuestInvitation) -> Booking:
    """The booking somebody is asked to, whole."""
    return bookings_to_write([invitation.booking_id])[0]


def forget_guests(before: datetime) -> int:
    """Drop those whose booking has no date after that moment; how many."""
    later = exists().where(Occurrence.booking_id == GuestInvitation.booking_id, Occurrence.ends_at > before)
    query = delete(GuestInvitation).where(~later).execution_options(synchronize_session=False)
    return int(db.session.execute(query).rowcount)  # type: ignore[attr-defined]
