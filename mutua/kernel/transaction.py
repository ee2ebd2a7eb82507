"""The only place that commits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from zlib import crc32

from sqlalchemy import text

from mutua.kernel.db import db


@contextmanager
def transaction() -> Iterator[None]:
    """Commit at the end of the block, roll back on any exception. On SQLite the write lock is taken at once.

    What was read before is let go first, so that the block sees what others have committed meanwhile.
    """
    session = db.session
    session.rollback()
    try:
        session.connection(execution_options={"writing": True})
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise


@contextmanager
def rehearsal() -> Iterator[None]:
    """As a transaction of which nothing stays: what would be refused is refused."""
    session = db.session
    session.rollback()
    try:
        session.connection(execution_options={"writing": True})
        yield
    finally:
        session.rollback()


def alone(work: str) -> bool:
    """Whether no other process does this work now, and none will until the transaction ends. SQLite has one writer."""
    if db.engine.dialect.name == "sqlite":
        return True
    return bool(db.session.scalar(text("SELECT pg_try_advisory_xact_lock(:work)"), {"work": crc32(work.encode())}))


def oldest_writing() -> datetime | None:
    """Since when the longest of the transactions that write has run, this one apart: what it wrote nobody sees yet."""
    if db.engine.dialect.name == "sqlite":
        return None
    query = """SELECT min(xact_start) FROM pg_stat_activity
               WHERE backend_xid IS NOT NULL AND datname = current_database() AND pid <> pg_backend_pid()"""
    found: datetime | None = db.session.scalar(text(query))
    return found
