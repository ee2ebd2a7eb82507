"""Passwords of calendar programs, and wrong tries with them."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache

from sqlalchemy import Select, bindparam, func, select, update
from sqlalchemy.orm import joinedload

from mutua.calendars.models import DavPassword, DavRefusal
from mutua.kernel.db import db
from mutua.pole.models import Person, Pole


def dav_password_by_hash(sha256: str) -> tuple[DavPassword, Person, Pole] | None:
    """The live password with its person and pole."""
    row = db.session.execute(_live_password(), {"sha256": sha256}).one_or_none()
    return (row[0], row[1], row[2]) if row else None


@cache
def _live_password() -> Select[DavPassword, Person, Pole]:
    """Built once: it is asked on every request of a calendar program."""
    return (
        select(DavPassword, Person, Pole)
        .join(Person, Person.id == DavPassword.person_id)
        .join(Pole, Pole.id == DavPassword.pole_id)
        .where(DavPassword.secret_sha256 == bindparam("sha256"), DavPassword.revoked_at.is_(None))
        .where(Person.disabled_at.is_(None))
    )


def dav_passwords_of(person_id: int) -> list[DavPassword]:
    """The person's live ones, the newest first."""
    query = select(DavPassword).options(joinedload(DavPassword.structure), joinedload(DavPassword.pole))
    live = (DavPassword.person_id == person_id, DavPassword.revoked_at.is_(None))
    return list(db.session.scalars(query.where(*live).order_by(DavPassword.id.desc())))


def dav_password_of(person_id: int, password_id: int) -> DavPassword | None:
    mine = (DavPassword.id == password_id, DavPassword.person_id == person_id)
    return db.session.scalar(select(DavPassword).where(*mine))


def count_dav_passwords(person_id: int) -> int:
    live = (DavPassword.person_id == person_id, DavPassword.revoked_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(DavPassword).where(*live)) or 0


def mark_password_used(password_id: int, day: date) -> None:
    db.session.execute(update(DavPassword).where(DavPassword.id == password_id).values(used_on=day))


def dav_refusals_of(person_id: int, since: datetime, *, most: int) -> list[DavRefusal]:
    """What the person's programs could not have since then, with the resource; the last first."""
    query = select(DavRefusal).options(joinedload(DavRefusal.resource))
    query = query.where(DavRefusal.person_id == person_id, DavRefusal.refused_at > since)
    return list(db.session.scalars(query.order_by(DavRefusal.refused_at.desc(), DavRefusal.id.desc()).limit(most)))
