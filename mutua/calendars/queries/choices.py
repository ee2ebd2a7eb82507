"""How members want their bookings."""

from __future__ import annotations

from sqlalchemy import select

from mutua.calendars.models import CalendarChoice, Way
from mutua.kernel.db import db


def choice_of(person_id: int, pole_id: int) -> CalendarChoice | None:
    mine = (CalendarChoice.person_id == person_id, CalendarChoice.pole_id == pole_id)
    return db.session.scalar(select(CalendarChoice).where(*mine))


def way_of(person_id: int, pole_id: int) -> Way:
    found = choice_of(person_id, pole_id)
    return found.way if found else Way.SUBSCRIPTION
