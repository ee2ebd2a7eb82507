"""The only place that commits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

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
