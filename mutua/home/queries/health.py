"""What a supervisor wants to know of the database."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.exc import DBAPIError

from mutua.kernel.db import applied_revision, db
from mutua.kernel.outbox import MAX_ATTEMPTS, Mail


class MailWaiting(NamedTuple):
    """Letters not sent yet, those given up, and how long the oldest of the first has waited."""

    letters: int
    given_up: int
    oldest_seconds: float


def revision_or_none() -> str | None:
    """The migration the database stands at; "" before the first, None when it does not answer."""
    try:
        return applied_revision() or ""
    except DBAPIError:
        return None


def mail_waiting(now: datetime) -> MailWaiting:
    trying = Mail.attempts < MAX_ATTEMPTS
    query = select(
        func.count(case((trying, 1))),
        func.count(case((~trying, 1))),
        func.min(case((trying, Mail.created_at))),
    ).where(Mail.sent_at.is_(None))
    letters, given_up, oldest = db.session.execute(query).one()
    return MailWaiting(letters, given_up, (now - oldest).total_seconds() if oldest else 0.0)
