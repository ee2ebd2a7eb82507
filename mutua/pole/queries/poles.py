"""Poles, their offices and announcements."""

from __future__ import annotations

from datetime import date
from functools import cache

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import joinedload

from mutua.kernel.db import db
from mutua.kernel.reading_order import by_name
from mutua.pole.models import (
    Affiliation,
    Announcement,
    Membership,
    MembershipState,
    Office,
    Person,
    Pole,
    PoleRole,
)


def pole_by_slug(slug: str) -> Pole | None:
    return db.session.scalar(_by_slug(), {"slug": slug})


@cache
def _by_slug() -> Select[Pole]:
    """Built once: it is asked on every page."""
    return select(Pole).where(Pole.slug == bindparam("slug"))


def slug_of(pole_id: int) -> str:
    with db.session.no_autoflush:  # asked for while an event is half written
        found = db.session.get(Pole, pole_id)
    assert found is not None, "every row of a pole names one that exists"
    return found.slug


def poles() -> list[Pole]:
    return list(db.session.scalars(select(Pole).order_by(by_name(Pole.name))))


def demonstration_ids() -> set[int]:
    """Poles whose people are invented."""
    return set(db.session.scalars(select(Pole.id).where(Pole.is_demonstration.is_(True))))


def poles_with_counts() -> list[tuple[Pole, int]]:
    """Every pole with its number of active structures, by name."""
    active = (Membership.pole_id == Pole.id) & (Membership.state == MembershipState.ACTIVE)
    query = select(Pole, func.count(Membership.id)).outerjoin(Membership, active).group_by(Pole.id)
    return [(found, count) for found, count in db.session.execute(query.order_by(by_name(Pole.name)))]


def pole_to_edit(pole_id: int) -> Pole | None:
    return db.session.scalar(select(Pole).where(Pole.id == pole_id).with_for_update())


def offices_held_by(person_id: int) -> list[tuple[Pole, PoleRole]]:
    query = select(Pole, Office.role).join(Office, Office.pole_id == Pole.id).where(Office.person_id == person_id)
    return [(pole, role) for pole, role in db.session.execute(query.order_by(by_name(Pole.name), Office.role))]


def officers_of(pole_id: int, role: PoleRole) -> list[Person]:
    query = select(Person).join(Office, Office.person_id == Person.id)
    holding = (Office.pole_id == pole_id, Office.role == role, Person.disabled_at.is_(None))
    return list(db.session.scalars(query.where(*holding).order_by(Person.id)))


def coordinators_of(pole_id: int) -> list[Person]:
    return officers_of(pole_id, PoleRole.COORDINATOR)


def offices_of(pole_id: int) -> list[Office]:
    query = select(Office).options(joinedload(Office.person)).where(Office.pole_id == pole_id)
    return list(db.session.scalars(query.order_by(Office.role, Office.id)))


def office_in(pole_id: int, office_id: int) -> Office | None:
    query = select(Office).options(joinedload(Office.person))
    return db.session.scalar(query.where(Office.id == office_id, Office.pole_id == pole_id))


def poles_of(person_id: int) -> list[Pole]:
    """Poles where the person acts for a live structure or holds an office."""
    by_structure = (
        select(Membership.pole_id)
        .join(Affiliation, Affiliation.structure_id == Membership.structure_id)
        .where(Affiliation.person_id == person_id, Membership.state != MembershipState.LEFT)
    )
    by_office = select(Office.pole_id).where(Office.person_id == person_id)
    query = select(Pole).where(Pole.id.in_(by_structure.union(by_office))).order_by(by_name(Pole.name))
    return list(db.session.scalars(query))


def announcement_in(pole_id: int, announcement_id: int) -> Announcement | None:
    same = (Announcement.id == announcement_id, Announcement.pole_id == pole_id)
    return db.session.scalar(select(Announcement).where(*same))


def announcements(pole_id: int, today: date) -> list[Announcement]:
    query = select(Announcement).where(Announcement.pole_id == pole_id, Announcement.until_on >= today)
    return list(db.session.scalars(query.order_by(Announcement.until_on, Announcement.id)))


def first_pole_of(structure_id: int) -> int:
    """Any pole of a structure, for an audit row of the operator's command line."""
    return db.session.scalars(select(Membership.pole_id).where(Membership.structure_id == structure_id)).first() or 0
