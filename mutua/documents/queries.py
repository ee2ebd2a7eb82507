"""Every SELECT about files and signatures."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import undefer

from mutua.documents.models import Passkey, SealedFile, Signature, SigningCode, SigningLink, StoredFile
from mutua.kernel.db import db


class DamagedFile(RuntimeError):
    """The bytes of a file no longer fit the hash taken when it came."""


def file_with_content(file_id: int) -> StoredFile | None:
    """A file with its bytes; DamagedFile when they are not what was stored. The caller has asked who may read it.

    None when there is none, or its keeping is over.
    """
    query = select(StoredFile).options(undefer(StoredFile.content))
    query = query.where(StoredFile.id == file_id, StoredFile.erased_at.is_(None))
    found = db.session.scalar(query.execution_options(populate_existing=True))
    if found is not None and hashlib.sha256(found.content).hexdigest() != found.sha256:
        raise DamagedFile(f"file {file_id}")
    return found


def signatures_of(subject: str, subject_ids: Iterable[int]) -> list[Signature]:
    """Signatures of some things, oldest first."""
    query = select(Signature).where(Signature.subject == subject, Signature.subject_id.in_(list(subject_ids)))
    return list(db.session.scalars(query.order_by(Signature.id)))


def live_codes(signer: Mapping[str, int], sha256: str, document: str, now: datetime) -> list[SigningCode]:
    """Codes of one signer (person_id or link_id) for one content that may still be used, newest first."""
    query = select(SigningCode).filter_by(**signer, sha256=sha256, document=document)
    live = (SigningCode.used_at.is_(None), SigningCode.expires_at > now)
    return list(db.session.scalars(query.where(*live).order_by(SigningCode.id.desc())))


def live_links(subject: tuple[str, int], document: str, role: str, now: datetime) -> list[SigningLink]:
    query = select(SigningLink).filter_by(subject=subject[0], subject_id=subject[1], document=document, role=role)
    return list(db.session.scalars(query.where(SigningLink.used_at.is_(None), SigningLink.expires_at > now)))


def signing_link(token_sha256: str, now: datetime) -> SigningLink | None:
    """The link behind a secret, while it may be used."""
    live = (SigningLink.used_at.is_(None), SigningLink.expires_at > now)
    return db.session.scalar(select(SigningLink).where(SigningLink.token_sha256 == token_sha256, *live))


def used_link(token_sha256: str, now: datetime) -> SigningLink | None:
    """The link that has signed, until its term: whoever opens it again reads that it is done."""
    done = (SigningLink.used_at.is_not(None), SigningLink.expires_at > now)
    return db.session.scalar(select(SigningLink).where(SigningLink.token_sha256 == token_sha256, *done))


def sealed_by_hash(sha256: str) -> SealedFile | None:
    """The sealed document one of whose two hashes this is."""
    either = or_(SealedFile.signed_sha256 == sha256, SealedFile.sealed_sha256 == sha256)
    return db.session.scalar(select(SealedFile).where(either))


def sealed_with_content(content_sha256: str) -> list[SealedFile]:
    """Documents signed for one content, by the hash that their pages print."""
    return list(db.session.scalars(select(SealedFile).where(SealedFile.content_sha256 == content_sha256)))


def passkeys_of(person_id: int) -> list[Passkey]:
    """The keys of one person, the oldest first."""
    return list(db.session.scalars(select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id)))
