"""Who changed what, for which structure, when, from what to what: ids and codes only, append-only, sealed afterwards.

Rows never hold names or texts, so that erasing a person leaves the trail whole. The worker seals them in a hash chain
outside the bookings' transactions: a chain that every booking had to extend would serialise the pole.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from itertools import takewhile
from typing import Protocol

from sqlalchemy import Index, String, select
from sqlalchemy.orm import Mapped, mapped_column

from mutua.kernel.db import Id, Instant, Table, db

SEAL_AT_MOST = 1000


class Acting(Protocol):
    """Whoever acts: a person, in a pole, perhaps for a structure."""

    @property
    def person_id(self) -> int: ...
    @property
    def structure_id(self) -> int | None: ...
    @property
    def pole_id(self) -> int | None: ...


class AuditRow(Table):
    """One change of state. The trigger refuses UPDATE, DELETE, TRUNCATE and INSERT OR REPLACE."""

    __tablename__ = "audit_row"
    __table_args__ = (Index(None, "subject", "subject_id"), Index(None, "pole_id", "at"))

    id: Mapped[Id]
    at: Mapped[Instant]
    verb: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    pole_id: Mapped[int | None]
    person_id: Mapped[int | None]
    structure_id: Mapped[int | None]
    before: Mapped[str | None] = mapped_column(String(60))
    after: Mapped[str | None] = mapped_column(String(60))


class AuditSeal(Table):
    """The chain: SHA-256 over the seal before and the rows up to `last_row_id`."""

    __tablename__ = "audit_seal"

    id: Mapped[Id]
    last_row_id: Mapped[int] = mapped_column(unique=True)
    sha256: Mapped[str] = mapped_column(String(64))
    sealed_at: Mapped[Instant]


def record(
    verb: str,
    subject: str,
    subject_id: int,
    *,
    actor: Acting | None,
    at: datetime,
    before: str | None = None,
    after: str | None = None,
    pole_id: int | None = None,
) -> None:
    """Add a row to the current transaction; `actor` is None when the clock acts (expiry, delay rule)."""
    db.session.add(
        AuditRow(
            at=at,
            verb=verb,
            subject=subject,
            subject_id=subject_id,
            pole_id=actor.pole_id if actor and pole_id is None else pole_id,
            person_id=actor.person_id if actor else None,
            structure_id=actor.structure_id if actor else None,
            before=before,
            after=after,
        )
    )


def seal(now: datetime, *, settled_before: datetime) -> AuditSeal | None:
    """Seal rows older than `settled_before` (ids may be committed out of order); None when none wait.

    It stops at the first younger row: one that were passed over would lie inside the seal without being in it.
    """
    last = db.session.scalar(select(AuditSeal).order_by(AuditSeal.id.desc()).limit(1))
    rows = _rows(after=last.last_row_id if last else 0, limit=SEAL_AT_MOST)
    settled = list(takewhile(lambda row: row.at < settled_before, rows))
    if not settled:
        return None
    made = AuditSeal(last_row_id=settled[-1].id, sha256=_digest(last.sha256 if last else "", settled), sealed_at=now)
    db.session.add(made)
    return made


def broken_seals() -> list[int]:
    """Ids of seals that no longer fit their rows: proof that somebody changed the past."""
    wrong, before, start = [], "", 0
    for sealed in db.session.scalars(select(AuditSeal).order_by(AuditSeal.id)):
        rows = _rows(after=start, until=sealed.last_row_id)
        if _digest(before, rows) != sealed.sha256:
            wrong.append(sealed.id)
        before, start = sealed.sha256, sealed.last_row_id
    return wrong


def _rows(*, after: int, until: int | None = None, limit: int | None = None) -> list[AuditRow]:
    query = select(AuditRow).where(AuditRow.id > after).order_by(AuditRow.id)
    if until is not None:
        query = query.where(AuditRow.id <= until)
    return list(db.session.scalars(query.limit(limit)))


def _digest(before: str, rows: list[AuditRow]) -> str:
    digest = hashlib.sha256(before.encode())
    for row in rows:
        who = (row.pole_id, row.person_id, row.structure_id)
        facts = (row.id, row.at.isoformat(), row.verb, row.subject, row.subject_id, *who, row.before, row.after)
        digest.update(repr(facts).encode())
    return digest.hexdigest()
