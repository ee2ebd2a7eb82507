"""Photos in their order, and documents that were not taken away."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from mutua.kernel.db import db
from mutua.resources.models import Resource, ResourceDocument, ResourcePhoto, Shot


def photo_rows(resource_id: int) -> list[ResourcePhoto]:
    """Those after the first."""
    query = select(ResourcePhoto).where(ResourcePhoto.resource_id == resource_id)
    return list(db.session.scalars(query.order_by(ResourcePhoto.position, ResourcePhoto.id)))


def photos_of(resource: Resource) -> list[Shot]:
    """All of them, in order."""
    first = [Shot(resource.photo, resource.photo_alt)] if resource.photo else []
    return [*first, *(Shot(row.name, row.alt) for row in photo_rows(resource.id))]


def documents_of(resource_ids: Iterable[int]) -> list[ResourceDocument]:
    """With their files' names and sizes, by title."""
    query = select(ResourceDocument).options(joinedload(ResourceDocument.file))
    here = (ResourceDocument.resource_id.in_(list(resource_ids)), ResourceDocument.removed_at.is_(None))
    return list(db.session.scalars(query.where(*here).order_by(ResourceDocument.title, ResourceDocument.id)))


def document_of(resource_id: int, document_id: int) -> ResourceDocument | None:
    same = (ResourceDocument.id == document_id, ResourceDocument.resource_id == resource_id)
    query = select(ResourceDocument).options(joinedload(ResourceDocument.file))
    return db.session.scalar(query.where(*same, ResourceDocument.removed_at.is_(None)))
