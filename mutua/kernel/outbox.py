"""Mail waits in a table, written in the transaction that caused it; the worker sends what was committed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import JSON, CursorResult, Index, String, Text, select, update
from sqlalchemy.orm import Mapped, mapped_column

from mutua.kernel.db import Id, Instant, Table, db

# Files that go with a letter, by template: a higher room says how its facts become (name, PDF bytes) when it leaves.
ENCLOSURES: dict[str, Callable[[Mapping[str, Any]], list[tuple[str, bytes]]]] = {}
# Stands for this installation's address in an event that goes with a letter, until the letter leaves. Longer than any
# real one, so that the lines, folded before, stay within 75 octets.
HOME = "https://address-of-this-installation.mutua.invalid"
LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 12
LOST_KEPT = timedelta(days=30)  # time to mend a mail server and send them after all


class Mail(Table):
    """A letter to send: the template's name and its facts; text is made when it leaves, in the reader's language.

    One that has left is a row without words: when, of which kind, in which pole.
    """

    __tablename__ = "mail"
    __table_args__ = (Index(None, "sent_at", "next_at"),)

    id: Mapped[Id]
    template: Mapped[str] = mapped_column(String(80))
    recipient: Mapped[str] = mapped_column(String(254))
    locale: Mapped[str] = mapped_column(String(5))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    pole_id: Mapped[int | None]
    created_at: Mapped[Instant]
    next_at: Mapped[Instant]
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[Instant | None]
    error: Mapped[str | None] = mapped_column(Text)


def mail(
    template: str, *, to: str, locale: str, facts: Mapping[str, Any], at: datetime, pole_id: int | None = None
) -> None:
    """Post a letter. `template` is `<domain>/<event>` under templates/mails; facts are JSON values."""
    db.session.add(
        Mail(
            template=template,
            recipient=to,
            locale=locale,
            facts=dict(facts),
            pole_id=pole_id,
            created_at=at,
            next_at=at,
        )
    )


def due(now: datetime, *, at_most: int = 20) -> list[Mail]:
    """Letters to send now, leased so that a second worker leaves them alone for five minutes."""
    waiting = (Mail.sent_at.is_(None), Mail.next_at <= now, Mail.attempts < MAX_ATTEMPTS)
    query = select(Mail).where(*waiting).order_by(Mail.id).limit(at_most).with_for_update(skip_locked=True)
    letters = list(db.session.scalars(query))
    for letter in letters:
        letter.next_at = now + LEASE
        letter.attempts += 1
    return letters


def sent(mail_id: int, now: datetime) -> None:
    """Gone: what it said, its links that open something, and to whom, are no longer kept."""
    db.session.execute(update(Mail).where(Mail.id == mail_id).values(sent_at=now, error=None, facts={}, recipient=""))


def forget_lost(now: datetime) -> int:
    """Letters that no try could send keep their words for a month; how many were emptied."""
    lost = (Mail.sent_at.is_(None), Mail.attempts >= MAX_ATTEMPTS, Mail.created_at < now - LOST_KEPT)
    done = db.session.execute(update(Mail).where(*lost, Mail.recipient != "").values(facts={}, recipient=""))
    return cast("CursorResult[Any]", done).rowcount


def forget_to(address: str) -> None:
    """What waits for somebody who is forgotten is not sent."""
    waiting = (Mail.recipient == address, Mail.sent_at.is_(None))
    db.session.execute(update(Mail).where(*waiting).values(facts={}, recipient="", attempts=MAX_ATTEMPTS))


def failed(mail_id: int, attempts: int, error: str, now: datetime) -> None:
    """Try again later: 2, 4, 8 … minutes, at most a day."""
    wait = min(timedelta(minutes=2**attempts), timedelta(days=1))
    db.session.execute(update(Mail).where(Mail.id == mail_id).values(next_at=now + wait, error=error[:1000]))
