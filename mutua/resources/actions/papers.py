"""Documents of a resource: added with who reads them, taken away."""

from __future__ import annotations

from datetime import datetime

from mutua.documents.actions import store_file
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.pole.models import Member
from mutua.resources.models import PaperSort, Readers, Resource, ResourceDocument
from mutua.resources.rules import why_not_edit


def add_document(
    resource: Resource,
    sort: PaperSort,
    title: str,
    readers: Readers,
    upload: tuple[bytes, str],
    *,
    member: Member,
    now: datetime,
) -> ResourceDocument:
    """Keep a file (content, name) for those readers; Refused with what the documents' room says of its bytes."""
    refuse_if(why_not_edit(resource, member))
    stored = store_file(*upload, actor=member, now=now)
    made = ResourceDocument(
        resource_id=resource.id,
        sort=sort,
        readers=readers,
        title=title or stored.name,
        file_id=stored.id,
        added_by_id=member.person_id,
        added_at=now,
    )
    db.session.add(made)
    db.session.flush()
    audit.record("resource.document_added", "resource", resource.id, actor=member, at=now, after=readers.value)
    return made


def remove_document(paper: ResourceDocument, resource: Resource, *, member: Member, now: datetime) -> None:
    """Nobody reads it from now on."""
    refuse_if(why_not_edit(resource, member))
    paper.removed_at = now
    audit.record("resource.document_removed", "resource", resource.id, actor=member, at=now)
