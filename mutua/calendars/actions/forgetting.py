"""Somebody is erased: their addresses, passwords and outside calendars open nothing any more."""

from __future__ import annotations

from datetime import datetime

from mutua.calendars import queries
from mutua.calendars.actions.outside_holds import free_outside
from mutua.kernel.db import db


def forget_keys(person_id: int, *, now: datetime) -> None:
    queries.drop_keys(person_id)
    for calendar in queries.own_time_of(person_id):
        free_outside(calendar)
        db.session.delete(calendar)
