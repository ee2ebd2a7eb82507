"""Eras: what programs remember from before a backup was restored is told apart from what is counted since.

Counters go back with the backup and come by the same numbers again, with other events. So each restore puts them all
into an era that was never before: marks of before match nothing, and programs read everything again, once.
"""

from __future__ import annotations

from sqlalchemy import func, select, update

from mutua.calendars.models import CalendarObject, DavEntry
from mutua.kernel.db import db
from mutua.resources.models import Resource

ERA = 1_000_000  # more changes than a resource or a booking has in its life; 2,000 restores fit the column
_COUNTERS = (Resource.modseq, DavEntry.modseq, CalendarObject.revision)


def begin_era(after: int) -> int:
    """The era begun, beyond that of the backup and beyond `after`: the same backup may be restored twice."""
    era = max(after, *((db.session.scalar(select(func.max(counter))) or 0) // ERA for counter in _COUNTERS)) + 1
    for counter in _COUNTERS:
        within = {counter: counter % ERA + era * ERA}
        db.session.execute(update(counter.class_).values(within))
    return era
