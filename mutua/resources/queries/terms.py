"""Conditions accepted and rights held: read only for resources that ask for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import joinedload

from mutua.kernel.db import db
from mutua.pole.models import Pole
from mutua.resources.models import Entitlement, Place, Resource, TermsAcceptance, UseTerms


def terms_of(resource: Resource) -> UseTerms | None:
    """The version in force; None when there is nothing to accept."""
    if not resource.terms_number:
        return None
    same = (UseTerms.resource_id == resource.id, UseTerms.number == resource.terms_number)
    return db.session.scalar(select(UseTerms).where(*same))


def versions_of(resource_id: int) -> list[UseTerms]:
    """All versions, the latest first."""
    return list(
        db.session.scalars(select(UseTerms).where(UseTerms.resource_id == resource_id).order_by(UseTerms.number.desc()))
    )


def next_number(resource_id: int) -> int:
    return max((terms.number for terms in versions_of(resource_id)), default=0) + 1


def accepted_by(structure_id: int | None, resource_ids: Iterable[int]) -> set[int]:
    """Which of these resources' current terms the structure accepted."""
    query = (
        select(UseTerms.resource_id)
        .join(TermsAcceptance, TermsAcceptance.terms_id == UseTerms.id)
        .join(Resource, Resource.id == UseTerms.resource_id)
        .where(TermsAcceptance.structure_id == structure_id, UseTerms.resource_id.in_(list(resource_ids)))
        .where(UseTerms.number == Resource.terms_number)
    )
    return set(db.session.scalars(query))


def rights_of(pole_ids: Collection[int], *, person_id: int, structure_id: int | None) -> list[Entitlement]:
    """What a person and their structure hold in a pole, the longest valid last."""
    holder = or_(Entitlement.person_id == person_id, Entitlement.structure_id == structure_id)
    query = select(Entitlement).where(Entitlement.pole_id.in_(pole_ids), holder)
    return list(db.session.scalars(query.order_by(Entitlement.until_on, Entitlement.id)))


def rights_in(pole_id: int, *, person_ids: Iterable[int], structure_id: int) -> list[Entitlement]:
    """What these people and this structure hold in a pole, with who holds it."""
    holder = or_(Entitlement.person_id.in_(list(person_ids)), Entitlement.structure_id == structure_id)
    query = (
        select(Entitlement)
        .options(joinedload(Entitlement.person), joinedload(Entitlement.structure))
        .where(Entitlement.pole_id == pole_id, holder)
    )
    return list(db.session.scalars(query.order_by(Entitlement.code, Entitlement.until_on, Entitlement.id)))


def rights_of_pole(pole_id: int) -> list[Entitlement]:
    """Everything noted in a pole, for its coordination, with who holds it."""
    query = select(Entitlement).options(joinedload(Entitlement.person), joinedload(Entitlement.structure))
    query = query.where(Entitlement.pole_id == pole_id)
    return list(db.session.scalars(query.order_by(Entitlement.code, Entitlement.until_on, Entitlement.id)))


def local_rights(resource_ids: Iterable[int]) -> list[Entitlement]:
    """Who was received on these resources."""
    query = select(Entitlement).options(joinedload(Entitlement.person), joinedload(Entitlement.structure))
    query = query.where(Entitlement.resource_id.in_(list(resource_ids)))
    return list(db.session.scalars(query.order_by(Entitlement.code, Entitlement.until_on, Entitlement.id)))


def right(entitlement_id: int, pole_id: int) -> Entitlement | None:
    query = select(Entitlement).options(joinedload(Entitlement.person), joinedload(Entitlement.structure))
    return db.session.scalar(query.where(Entitlement.id == entitlement_id, Entitlement.pole_id == pole_id))


def rights_ending(until: date, *, from_on: date, at_most: int = 200) -> list[tuple[Entitlement, str]]:
    """Those that end in [from_on, until] and of which nobody was reminded, with the slug of their pole."""
    query = (
        select(Entitlement, Pole.slug)
        .join(Pole, Pole.id == Entitlement.pole_id)
        .options(joinedload(Entitlement.person))
        .where(Entitlement.until_on.between(from_on, until), Entitlement.reminded_at.is_(None))
        .order_by(Entitlement.until_on, Entitlement.id)
    )
    return [(entry, slug) for entry, slug in db.session.execute(query.limit(at_most))]


def same_right(made: Entitlement) -> list[Entitlement]:
    """What was noted before of the same right, holder, resource and pole."""
    query = select(Entitlement).where(
        Entitlement.pole_id == made.pole_id,
        Entitlement.code == made.code,
        Entitlement.person_id == made.person_id,
        Entitlement.structure_id == made.structure_id,
        Entitlement.resource_id == made.resource_id,
    )
    return list(db.session.scalars(query))


def drop_person(person_id: int) -> None:
    """The rights somebody held, and where they were to be asked for."""
    db.session.execute(delete(Entitlement).where(Entitlement.person_id == person_id))
    db.session.execute(update(Resource).where(Resource.contact_id == person_id).values(contact_id=None))
    db.session.execute(update(Place).where(Place.head_id == person_id).values(head_id=None))
