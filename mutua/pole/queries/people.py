"""People, the structures they belong to, and as whom they act."""

from __future__ import annotations

from functools import cache

from sqlalchemy import CompoundSelect, String, bindparam, null, select, type_coerce
from sqlalchemy.orm import contains_eager, joinedload

from mutua.kernel.db import db
from mutua.kernel.reading_order import by_name
from mutua.kernel.role import Role
from mutua.pole.models import (
    Affiliation,
    Member,
    Membership,
    MembershipState,
    Office,
    Person,
    Pole,
    PoleRole,
    Structure,
    StructureRole,
)


def person_by_email(email: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.email == email.strip().lower()))


def person(person_id: int) -> Person | None:
    return db.session.get(Person, person_id)


def affiliations_of(structure_id: int) -> list[Affiliation]:
    query = select(Affiliation).join(Affiliation.person).options(contains_eager(Affiliation.person))
    return list(
        db.session.scalars(query.where(Affiliation.structure_id == structure_id).order_by(by_name(Person.name)))
    )


def affiliation(person_id: int, structure_id: int) -> Affiliation | None:
    same = (Affiliation.person_id == person_id, Affiliation.structure_id == structure_id)
    return db.session.scalar(select(Affiliation).where(*same))


def affiliation_in(pole_id: int, affiliation_id: int) -> Affiliation | None:
    """One person's place in a structure of this pole; None once the structure has left it."""
    query = (
        select(Affiliation)
        .join(Membership, Membership.structure_id == Affiliation.structure_id)
        .options(joinedload(Affiliation.person), joinedload(Affiliation.structure))
        .where(Affiliation.id == affiliation_id, Membership.pole_id == pole_id)
        .where(Membership.state != MembershipState.LEFT)
    )
    return db.session.scalar(query)


def people_of(pole_id: int) -> list[Affiliation]:
    """Everybody of the structures that are of the pole today, by structure and name."""
    query = (
        select(Affiliation)
        .join(Affiliation.person)
        .join(Affiliation.structure)
        .join(Membership, Membership.structure_id == Structure.id)
        .options(contains_eager(Affiliation.person), contains_eager(Affiliation.structure))
        .where(Membership.pole_id == pole_id, Membership.state == MembershipState.ACTIVE)
        .where(Person.disabled_at.is_(None))
    )
    return list(db.session.scalars(query.order_by(by_name(Structure.name), by_name(Person.name))))


def ids_of_people_not_gone(pole_id: int) -> set[int]:
    """Everybody of the structures that have not left the pole, those on pause too."""
    query = select(Affiliation.person_id).join(Affiliation.person)
    query = query.join(Membership, Membership.structure_id == Affiliation.structure_id)
    here = (Membership.pole_id == pole_id, Membership.state != MembershipState.LEFT, Person.disabled_at.is_(None))
    return set(db.session.scalars(query.where(*here)))


def colleagues(structure_id: int) -> list[Person]:
    """Everybody of a structure, by name."""
    query = select(Person).join(Affiliation, Affiliation.person_id == Person.id)
    query = query.where(Affiliation.structure_id == structure_id, Person.disabled_at.is_(None))
    return list(db.session.scalars(query.order_by(by_name(Person.name), Person.id)))


def managers_of(structure_id: int) -> list[Person]:
    query = select(Person).join(Affiliation, Affiliation.person_id == Person.id)
    managing = (Affiliation.structure_id == structure_id, Affiliation.role == StructureRole.MANAGER)
    return list(db.session.scalars(query.where(*managing, Person.disabled_at.is_(None)).order_by(Person.id)))


def person_in(pole_id: int, email: str) -> Person | None:
    """Somebody of the pole, by address: of one of its structures, or holding an office."""
    in_structure = (
        select(Affiliation.person_id)
        .join(Membership, Membership.structure_id == Affiliation.structure_id)
        .where(Membership.pole_id == pole_id, Membership.state == MembershipState.ACTIVE)
    )
    in_office = select(Office.person_id).where(Office.pole_id == pole_id)
    query = select(Person).where(Person.email == email.strip().lower(), Person.disabled_at.is_(None))
    return db.session.scalar(query.where(Person.id.in_(in_structure.union(in_office))))


def member_for(person: Person, pole: Pole, structure_id: int | None) -> Member | None:
    """The person as they act here, for the structure they chose (else their first); None: a stranger to this pole."""
    rows = db.session.execute(_standing(), {"person": person.id, "pole": pole.id}).all()
    offices = {PoleRole(role) for number, _, role in rows if number is None}
    acting = sorted(
        ((number, name, StructureRole(role)) for number, name, role in rows if number is not None),
        key=lambda row: (row[2] is not StructureRole.MANAGER, row[1], row[0]),
    )
    if not acting and not offices:
        return None
    chosen = next((row for row in acting if row[0] == structure_id), acting[0] if acting else None)
    return Member(
        person_id=person.id,
        name=person.name,
        email=person.email,
        locale=person.locale,
        pole_id=pole.id,
        pole_slug=pole.slug,
        pole_name=pole.name,
        pole_zone=pole.zone,
        structure_id=chosen[0] if chosen else None,
        structure_name=chosen[1] if chosen else None,
        roles=_roles(chosen[2] if chosen else None, offices),
        structure_ids=frozenset(row[0] for row in acting),
    )


@cache
def _standing() -> CompoundSelect[int | None, str | None, str]:
    """(structure, its name, role in it) for every structure one may act for, (None, None, role) for every office.

    Built once: it is asked on every request.
    """
    acting = (
        select(Structure.id, Structure.name, type_coerce(Affiliation.role, String))
        .join(Affiliation, Affiliation.structure_id == Structure.id)
        .join(Membership, Membership.structure_id == Structure.id)
        .where(Affiliation.person_id == bindparam("person"), Membership.pole_id == bindparam("pole"))
        .where(Membership.state == MembershipState.ACTIVE)
    )
    offices = select(null(), null(), type_coerce(Office.role, String))
    held = (Office.person_id == bindparam("person"), Office.pole_id == bindparam("pole"))
    return acting.union_all(offices.where(*held))


def _roles(role: StructureRole | None, offices: set[PoleRole]) -> frozenset[Role]:
    roles = {Role.PERSON}
    if role is not None:
        roles.add(Role.MANAGER if role is StructureRole.MANAGER else Role.MEMBER)
    roles.update(Role(office.value) for office in offices)
    return frozenset(roles)
