"""Keeping a file, and writing down a signature."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from mutua.documents import rules
from mutua.documents.models import Method, SealedFile, Signature, StoredFile
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.pole.models import Member


def store_file(
    content: bytes, name: str, *, actor: Member | None, now: datetime, pole_id: int | None = None
) -> StoredFile:
    """Keep an uploaded file: refused when its bytes are not of a kind we take, or more than 10 MB.

    Without actor (somebody who has no account), `pole_id` says whose it is.
    """
    refuse_if(rules.why_not_store(content))
    kind = rules.media_type(content) or ""
    stored = StoredFile(
        pole_id=actor.pole_id if actor else pole_id,
        name=rules.safe_name(name, kind),
        media_type=kind,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        stored_by_id=actor.person_id if actor else None,
        stored_at=now,
    )
    db.session.add(stored)
    db.session.flush()
    audit.record("file.stored", "file", stored.id, actor=actor, at=now, pole_id=stored.pole_id)
    return stored


def erase_file(file: StoredFile, *, now: datetime) -> None:
    """Its keeping is over: bytes and name go. Size and hash stay, and tell a copy that somebody kept."""
    if file.erased_at is None:
        file.content, file.name, file.erased_at = b"", "", now
        db.session.flush()
        audit.record("file.erased", "file", file.id, actor=None, at=now, pole_id=file.pole_id)


def record_signature(
    subject: tuple[str, int],
    *,
    document: str,
    role: str,
    sha256: str,
    signed_on: date,
    method: Method,
    actor: Member | None,
    now: datetime,
    recorded_by_id: int | None = None,
    person_id: int | None = None,
    structure_id: int | None = None,
    signer_name: str = "",
    file_id: int | None = None,
) -> Signature:
    """Write down who signed which content; `actor` is who writes, which on paper is somebody else than who signed.

    Through a personal link nobody is signed in: `recorded_by_id` is then who made the link.
    """
    made = Signature(
        subject=subject[0],
        subject_id=subject[1],
        document=document,
        role=role,
        person_id=person_id,
        structure_id=structure_id,
        signer_name=signer_name,
        sha256=sha256,
        signed_on=signed_on,
        method=method,
        file_id=file_id,
        recorded_by_id=actor.person_id if actor else recorded_by_id,
        recorded_at=now,
    )
    db.session.add(made)
    db.session.flush()
    audit.record("signature.recorded", subject[0], subject[1], actor=actor, at=now, after=f"{document}.{role}")
    return made


def keep_sealed(
    subject: tuple[str, int],
    *,
    document: str,
    content_sha256: str,
    signed: bytes,
    sealed: bytes,
    name: str,
    pole_id: int,
    actor: Member | None,
    now: datetime,
) -> StoredFile:
    """Keep a sealed document with both its hashes; `signed` are the pages before the seal."""
    stored = StoredFile(
        pole_id=pole_id,
        name=name,
        media_type=rules.PDF,
        size=len(sealed),
        sha256=hashlib.sha256(sealed).hexdigest(),
        content=sealed,
        stored_by_id=actor.person_id if actor else None,
        stored_at=now,
    )
    db.session.add(stored)
    db.session.flush()
    kept = SealedFile(
        subject=subject[0],
        subject_id=subject[1],
        document=document,
        content_sha256=content_sha256,
        signed_sha256=hashlib.sha256(signed).hexdigest(),
        sealed_sha256=stored.sha256,
        file_id=stored.id,
        sealed_at=now,
    )
    db.session.add(kept)
    db.session.flush()
    audit.record("file.sealed", "file", stored.id, actor=actor, at=now)
    return stored
