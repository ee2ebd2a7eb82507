"""A request sent twice acts once: the first success is kept and given again."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import JSON, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from mutua.kernel.db import Id, Instant, Table, db


class RememberedRequest(Table):
    """Unique by (person, route, key); `body_sha256` tells a retry from another request under the same key."""

    __tablename__ = "remembered_request"
    __table_args__ = (UniqueConstraint("person_id", "route", "key"),)

    id: Mapped[Id]
    person_id: Mapped[int]
    route: Mapped[str] = mapped_column(String(120))
    key: Mapped[str] = mapped_column(String(200))
    body_sha256: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    answer: Mapped[dict[str, object]] = mapped_column(JSON)
    created_at: Mapped[Instant]


def body_hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def recall(person_id: int, route: str, key: str) -> RememberedRequest | None:
    """The kept success of this request, if there was one."""
    same = (RememberedRequest.person_id == person_id, RememberedRequest.route == route, RememberedRequest.key == key)
    return db.session.scalar(select(RememberedRequest).where(*same))


def remember(
    person_id: int, route: str, key: str, *, body_sha256: str, status: int, answer: dict[str, object], now: datetime
) -> None:
    """Keep a success in the transaction that made it: a rival with the same key fails on the unique constraint."""
    db.session.add(
        RememberedRequest(
            person_id=person_id,
            route=route,
            key=key,
            body_sha256=body_sha256,
            status=status,
            answer=answer,
            created_at=now,
        )
    )
