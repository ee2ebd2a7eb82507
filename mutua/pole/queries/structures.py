"""Structures, and their place in a pole."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from mutua.kernel.db import db
from mutua.kernel.reading_order import by_name, reading_order
from mutua.pole.models import (
    Affiliation,
    Membership,
    MembershipState,
    Pole,
    Structure,
    StructureRole,
)


def structure(structure_id: int) -> Structure | None:
    return db.session.get(Structure, structure_id)


def structure_in(pole_id: int, structure_id: int) -> Structure | None:
    """The structure if it is in this pole: one that left is no longer this coordination's to change."""
    query = select(Structure).join(Membership, Membership.structure_id == Structure.id)
    here = (Membership.pole_id == pole_id, Membership.state != MembershipState.LEFT)
    return db.session.scalar(query.where(Structure.id == structure_id, *here))


def structure_to_edit(pole_id: int, structure_id: int) -> Structure | None:
    """The same, locked: whoever edits it at this moment finishes first."""
    query = select(Structure).join(Membership, Membership.structure_id == Structure.id)
    query = query.where(Structure.id == structure_id, Membership.pole_id == pole_id)
    query = query.where(Membership.state != MembershipState.LEFT)
    return db.session.scalar(query.with_for_update(of=Structure))


def people_counts(pole_id: int) -> dict[int, int]:
    """Number of people of each structure of the pole."""
    query = (
        select(Affiliation.structure_id, func.count())
        .join(Membership, Membership.structure_id == Affiliation.structure_id)
        .where(Membership.pole_id == pole_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query.group_by(Affiliation.structure_id))}


def memberships_of(pole_id: int, *, active_only: bool = False) -> list[Membership]:
    query = select(Membership).join(Membership.structure).options(contains_eager(Membership.structure))
    query = query.where(Membership.pole_id == pole_id).order_by(by_name(Structure.name))
    if active_only:
        query = query.where(Membership.state == MembershipState.ACTIVE)
    return list(db.session.scalars(query))


def membership(pole_id: int, structure_id: int) -> Membership | None:
    same = (Membership.pole_id == pole_id, Membership.structure_id == structure_id)
    return db.session.scalar(select(Membership).options(joinedload(Membership.structure)).where(*same))


def count_structures(pole_id: int) -> int:
    active = (Membership.pole_id == pole_id, Membership.state == MembershipState.ACTIVE)
    return db.session.scalar(select(func.count()).select_from(Membership).where(*active)) or 0


def acting_of(person_id: int) -> list[tuple[Pole, Structure, StructureRole]]:
    """For whom the person acts, in every pole."""
    query = (
        select(Pole, Structure, Affiliation.role)
        .join(Membership, Membership.pole_id == Pole.id)
        .join(Structure, Structure.id == Membership.structure_id)
        .join(Affiliation, Affiliation.structure_id == Structure.id)
        .where(Affiliation.person_id == person_id, Membership.state == MembershipState.ACTIVE)
    )
    return [
        (pole, found, role)
        for pole, found, role in db.session.execute(query.order_by(by_name(Pole.name), by_name(Structure.name)))
    ]


def structures_of(person_id: int, pole_id: int) -> list[tuple[Structure, StructureRole]]:
    """Structures of this pole for which the person may act: managers first, then by name."""
    query = (
        select(Structure, Affiliation.role)
        .join(Affiliation, Affiliation.structure_id == Structure.id)
        .join(Membership, Membership.structure_id == Structure.id)
        .where(Affiliation.person_id == person_id, Membership.pole_id == pole_id)
        .where(Membership.state == MembershipState.ACTIVE)
    )
    rows = [(found, role) for found, role in db.session.execute(query)]
    return sorted(rows, key=lambda row: (row[1] is not StructureRole.MANAGER, reading_order(row[0].name), row[0].id))
