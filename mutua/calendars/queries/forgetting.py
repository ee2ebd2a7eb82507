"""What a person alone had in calendars."""

from __future__ import annotations

from sqlalchemy import delete, select

from mutua.calendars.models import (
    CalendarChoice,
    DavAlarm,
    DavLook,
    DavPassword,
    DavRefusal,
    FeedToken,
    OutsideCalendar,
)
from mutua.kernel.db import db


def drop_keys(person_id: int) -> None:
    """Addresses, passwords, reminders, and how their programs showed things."""
    for table in (FeedToken, DavPassword, DavLook, DavAlarm, DavRefusal, CalendarChoice):
        db.session.execute(delete(table).where(table.person_id == person_id))


def own_time_of(person_id: int) -> list[OutsideCalendar]:
    """Outside calendars of one's own working time."""
    mine = (OutsideCalendar.person_id == person_id, OutsideCalendar.unit_id.is_not(None))
    return list(db.session.scalars(select(OutsideCalendar).where(*mine)))
