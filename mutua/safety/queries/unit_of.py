"""Which standing unit tells of a resource: its own, or the one it was merged into."""

from __future__ import annotations

from sqlalchemy import Select, func, select

from mutua.safety.models import SourceKind, WorkUnit


def standing_ids(resource_id: int, document_id: int | None = None) -> Select[int]:
    """The id of that unit, as a query; nothing while the resource is left out of the document."""
    query = select(func.coalesce(WorkUnit.merged_into_id, WorkUnit.id)).where(
        WorkUnit.source_kind == SourceKind.RESOURCE,
        WorkUnit.source_id == resource_id,
        WorkUnit.retired_at.is_(None),
        WorkUnit.aside_at.is_(None),
    )
    return query if document_id is None else query.where(WorkUnit.document_id == document_id)
