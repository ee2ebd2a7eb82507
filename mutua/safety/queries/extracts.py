"""Each employer's extract of a version: which are made, which are still to make, and who keeps them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, undefer

from mutua.kernel.db import db
from mutua.pole.models import Affiliation, Pole, Structure, StructureRole
from mutua.safety.models import Adoption, Edition, Extract, SafetyDocument, Signatory


def extract_of(pole_id: int, number: int, structure_id: int) -> Extract | None:
    """One employer's extract of a version, with its file."""
    query = (
        select(Extract)
        .join(Extract.edition)
        .join(SafetyDocument, SafetyDocument.id == Edition.document_id)
        .options(undefer(Extract.pdf), joinedload(Extract.edition))
        .where(SafetyDocument.pole_id == pole_id, Edition.number == number, Extract.structure_id == structure_id)
    )
    return db.session.scalar(query)


def extracts_of(document_id: int, structure_id: int) -> dict[int, Extract]:
    """This employer's extracts by number of version, without files."""
    query = select(Extract, Edition.number).join(Extract.edition)
    same = (Edition.document_id == document_id, Extract.structure_id == structure_id)
    return {number: row for row, number in db.session.execute(query.where(*same))}


def missing() -> Any:
    """Employers whose extract of an edition has not been made yet; every signatory has one a moment later."""
    made = select(Extract.id).where(Extract.edition_id == Edition.id, Extract.structure_id == Signatory.structure_id)
    return ~made.correlate(Edition, Signatory).exists()


def extracts_to_make(document_id: int) -> dict[int, set[int]]:
    """Structure ids by number of version."""
    query = select(Edition.number, Signatory.structure_id).join(Signatory, Signatory.adoption_id == Edition.adoption_id)
    found: dict[int, set[int]] = {}
    for number, structure_id in db.session.execute(query.where(Edition.document_id == document_id, missing())):
        found.setdefault(number, set()).add(structure_id)
    return found


def next_extracts(limit: int) -> list[tuple[int, int]]:
    """Of every pole: edition id and structure id, the oldest edition first."""
    query = select(Edition.id, Signatory.structure_id).join(Signatory, Signatory.adoption_id == Edition.adoption_id)
    rows = db.session.execute(query.where(missing()).order_by(Edition.id, Signatory.id).limit(limit))
    return [(edition, structure) for edition, structure in rows]


def edition_to_extract(edition_id: int) -> tuple[Edition, SafetyDocument, Adoption]:
    """With the frozen facts and the pole's zone."""
    query = (
        select(Edition, SafetyDocument, Adoption)
        .join(SafetyDocument, SafetyDocument.id == Edition.document_id)
        .join(Adoption, Adoption.id == Edition.adoption_id)
        .options(undefer(Adoption.facts), joinedload(SafetyDocument.pole))
        .where(Edition.id == edition_id)
    )
    edition, document, adoption = db.session.execute(query).one()
    return edition, document, adoption


def _kept(person_id: int) -> Any:
    """Extracts of the structures this person manages, of every pole they are, or were, in."""
    managing = select(Affiliation.structure_id).where(
        Affiliation.person_id == person_id, Affiliation.role == StructureRole.MANAGER
    )
    return select(Extract).join(Extract.edition).where(Extract.structure_id.in_(managing))


def kept_by(person_id: int) -> list[tuple[Extract, str, str]]:
    """With the names of pole and structure, the newest version first, without files."""
    query = (
        _kept(person_id)
        .add_columns(Pole.name, Structure.name)
        .join(SafetyDocument, SafetyDocument.id == Edition.document_id)
        .join(Pole, Pole.id == SafetyDocument.pole_id)
        .join(Structure, Structure.id == Extract.structure_id)
        .options(contains_eager(Extract.edition))
    )
    rows = db.session.execute(query.order_by(Edition.published_at.desc(), Extract.id))
    return [(row, pole, structure) for row, pole, structure in rows]


def kept_extract(person_id: int, extract_id: int) -> Extract | None:
    """With both files."""
    query = _kept(person_id).where(Extract.id == extract_id)
    files = (undefer(Extract.pdf), contains_eager(Extract.edition).undefer(Edition.pdf))
    found: Extract | None = db.session.scalar(query.options(*files))
    return found


def extracts_with_files(edition_id: int) -> list[Extract]:
    query = select(Extract).options(undefer(Extract.pdf)).where(Extract.edition_id == edition_id)
    return list(db.session.scalars(query.order_by(Extract.structure_id)))
