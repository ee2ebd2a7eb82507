"""The days on which reasons to update were first seen: kept by the clock, for what has no day of its own."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from mutua.kernel.db import db
from mutua.kernel.timespan import wall
from mutua.kernel.transaction import alone, transaction
from mutua.safety import queries
from mutua.safety.models import FirstSeen


def date_reasons(now: datetime) -> int:
    """Of every published document, counted outside any transaction: a year of bookings keeps no other writer waiting.
    How many reasons came or went."""
    found = []
    for document in queries.published_documents():
        today, edition = wall(now, document.pole.zone).date(), queries.latest(document.id, with_facts=True)
        if edition is not None:
            here = queries.measured(document, today)
            rows = queries.reasons_since(document, edition, here, queries.table_of(document, here), today)
            found.append((document.id, edition.id, {row.key for row in rows if row.key}, today))
    with transaction():
        return sum(keep_days(*each) for each in found) if alone("date_reasons") else 0


def keep_days(document_id: int, edition_id: int, keys: Collection[str], today: date) -> int:
    """What is new dates from today, what is no longer true is dropped with its day; what was seen before stays."""
    known = queries.first_seen_rows(document_id)
    gone = [row for row in known if row.edition_id != edition_id or row.key not in keys]
    fresh = sorted(set(keys) - {row.key for row in known if row.edition_id == edition_id})
    for row in gone:
        db.session.delete(row)
    db.session.add_all(FirstSeen(edition_id=edition_id, key=key, seen_on=today) for key in fresh)
    return len(gone) + len(fresh)
