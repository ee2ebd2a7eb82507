"""What is a member's own in calendars: reminders, colours and names, and what their programs were refused."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select, update

from mutua.calendars.models import DavAlarm, DavLook, DavRefusal
from mutua.kernel.db import db
from mutua.pole.models import Member
from mutua.resources.rules import No as ResourceNo


def alarms_of(person_id: int, booking_ids: Collection[int]) -> dict[int, dict[str, list[str]]]:
    query = select(DavAlarm.booking_id, DavAlarm.lines).where(DavAlarm.person_id == person_id)
    if len(booking_ids) <= 500:
        query = query.where(DavAlarm.booking_id.in_(list(booking_ids)))
    return dict(iter(db.session.execute(query)))


def alarm_row(person_id: int, booking_id: int) -> DavAlarm | None:
    mine = (DavAlarm.person_id == person_id, DavAlarm.booking_id == booking_id)
    return db.session.scalar(select(DavAlarm).where(*mine))


def _looks(member: Member) -> tuple[ColumnElement[bool], ...]:
    return (
        DavLook.person_id == member.person_id,
        DavLook.structure_id == member.structure_id,
        DavLook.pole_id == member.pole_id,
    )


def looks_of(member: Member) -> dict[str, dict[str, str]]:
    """What the member's programs set, by calendar."""
    query = select(DavLook.calendar, DavLook.name, DavLook.value).where(*_looks(member))
    found: dict[str, dict[str, str]] = {}
    for calendar, name, value in db.session.execute(query):
        found.setdefault(calendar, {})[name] = value
    return found


def look(member: Member, calendar: str, name: str) -> DavLook | None:
    same = (DavLook.calendar == calendar, DavLook.name == name)
    return db.session.scalar(select(DavLook).where(*_looks(member), *same))


def refusal(person_id: int, resource_id: int, uid: str, wish_sha256: str) -> DavRefusal | None:
    same = (DavRefusal.person_id == person_id, DavRefusal.resource_id == resource_id, DavRefusal.uid == uid)
    return db.session.scalar(select(DavRefusal).where(*same, DavRefusal.wish_sha256 == wish_sha256))


def solve_refusals(person_id: int, uid: str, now: datetime) -> set[str]:
    """Mark the refusals of this event as over; of which wishes. A cancellation that came too late stays refused."""
    facts = {"person": person_id, "wanted": uid, "now": now}
    return set(db.session.scalars(_solving(), facts))


@cache
def _solving() -> Any:
    mine = (DavRefusal.person_id == bindparam("person"), DavRefusal.uid == bindparam("wanted"))
    waiting = (*mine, DavRefusal.solved_at.is_(None), DavRefusal.reason != ResourceNo.TOO_LATE_TO_CANCEL)
    solve = update(DavRefusal).where(*waiting).values(solved_at=bindparam("now"))
    return solve.returning(DavRefusal.wish_sha256).execution_options(synchronize_session=False)
