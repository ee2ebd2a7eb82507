"""How members want their bookings."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Select, bindparam, select

from mutua.calendars.models import CalendarChoice, Way
from mutua.kernel.db import db


def choice_of(person_id: int, pole_id: int) -> CalendarChoice | None:
    mine = (CalendarChoice.person_id == person_id, CalendarChoice.pole_id == pole_id)
    return db.session.scalar(select(CalendarChoice).where(*mine))


def way_of(person_id: int, pole_id: int) -> Way:
    return db.session.scalar(_way(), {"person": person_id, "pole": pole_id}) or Way.SUBSCRIPTION


@cache
def _way() -> Select[Way]:
    """Built once: it is asked on every change of a booking."""
    mine = (CalendarChoice.person_id == bindparam("person"), CalendarChoice.pole_id == bindparam("pole"))
    return select(CalendarChoice.way).where(*mine)
