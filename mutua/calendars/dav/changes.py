"""What changed since a token in the calendars that have no counter of their own: one's bookings, one's structure's."""

from __future__ import annotations

import re
from datetime import timedelta

from mutua.calendars import queries
from mutua.calendars.dav import xml
from mutua.calendars.dav.door import DavError
from mutua.calendars.dav.shelves import Shelf
from mutua.calendars.dav.xml import d
from mutua.calendars.queries import Listed, Marks

# A change may be committed after a later one was told: what is this old is told twice.
LATE = timedelta(minutes=10)
_TOKEN = re.compile(r"(\d{1,15})\.(\d{1,18})\.(\d{1,18})\.(\d{1,15})\.(\d{1,18})-(\w+)")


def owned_token(shelf: Shelf) -> str:
    """The same for the same state, so that asking again when nothing changed costs one statement."""
    marks = ".".join(map(str, queries.owned_marks(shelf.view)))
    return f"urn:mutua:sync:{shelf.key}:{marks}-{shelf.salt}"


def owned_changes(shelf: Shelf, token: str) -> list[Listed]:
    """What changed since; everything without a token.

    Refused (valid-sync-token) when an event has left or come in another way than by being made: somebody's bookings
    were passed on, or a backup was restored. Programs then read everything again.
    """
    if not token:
        return shelf.listed()
    start, _, rest = token.rpartition(":")
    found = _TOKEN.fullmatch(rest)
    if start != f"urn:mutua:sync:{shelf.key}" or found is None or found[6] != shelf.salt:
        raise _not_ours()
    then = Marks(*(int(found[number]) for number in range(1, 6)))
    now = queries.owned_marks(shelf.view)
    if now == then:
        return []
    kept = queries.owned_marks(shelf.view, up_to=then.last_id)
    restored = kept.revisions // queries.ERA != then.revisions // queries.ERA
    if restored or (kept.events, kept.ids) != (then.events, then.ids) or now.changed < then.changed:
        raise _not_ours()
    rows = queries.owned_since(shelf.view, then.changed, LATE)
    if not rows:
        raise _not_ours()
    return rows


def _not_ours() -> DavError:
    return DavError(403, xml.element(d("valid-sync-token")))
