"""The few statements that only a demonstration needs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from mutua.bookings.models import Booking
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail


def start_afresh() -> None:
    """Write what waits and forget every row, so that queries load them as a door would find them."""
    db.session.flush()
    db.session.expunge_all()


def letters_were_read(pole_id: int, now: datetime) -> None:
    """A year of letters was written while the demonstration was lived; nobody wants them in the post now."""
    db.session.flush()
    db.session.execute(
        update(Mail).where(Mail.pole_id == pole_id, Mail.sent_at.is_(None)).values(sent_at=now, facts={}, recipient="")
    )


def last_code() -> str:
    """The one-time code of the newest signing letter, as its reader would copy it."""
    query = select(Mail).where(Mail.template == "documents/signing_code").order_by(Mail.id.desc())
    return str(db.session.scalars(query.limit(1)).one().facts["code"])


def booking_ids(pole_id: int) -> list[int]:
    return list(db.session.scalars(select(Booking.id).where(Booking.pole_id == pole_id).order_by(Booking.id)))
