"""Every SELECT about files and signatures."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import undefer

from mutua.documents.models import Signature, StoredFile
from mutua.kernel.db import db


class DamagedFile(RuntimeError):
    """The bytes of a file no longer fit the hash taken when it came."""


def file_with_content(file_id: int) -> StoredFile | None:
    """A file with its bytes; DamagedFile when they are not what was stored. The caller has asked who may read it."""
    query = select(StoredFile).options(undefer(StoredFile.content)).where(StoredFile.id == file_id)
    found = db.session.scalar(query.execution_options(populate_existing=True))
    if found is not None and hashlib.sha256(found.content).hexdigest() != found.sha256:
        raise DamagedFile(f"file {file_id}")
    return found


def signatures_of(subject: str, subject_ids: Iterable[int]) -> list[Signature]:
    """Signatures of some things, oldest first."""
    query = select(Signature).where(Signature.subject == subject, Signature.subject_id.in_(list(subject_ids)))
    return list(db.session.scalars(query.order_by(Signature.id)))
