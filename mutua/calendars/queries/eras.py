"""Eras: what programs remember from before a backup was restored is told apart from what is counted since.

Counters go back with the backup and come by the same numbers again, with other events. So each restore lifts them all
into the next era: marks of before match nothing, and programs read everything again, once.
"""

from __future__ import annotations

from sqlalchemy import update

from mutua.calendars.models import CalendarObject, DavEntry
from mutua.kernel.db import db
from mutua.resources.models import Resource

ERA = 1_000_000  # more changes than a resource or a booking has in its life; 2,000 restores fit the column


def begin_era() -> None:
    db.session.execute(update(Resource).values(modseq=Resource.modseq + ERA))
    db.session.execute(update(DavEntry).values(modseq=DavEntry.modseq + ERA))
    db.session.execute(update(CalendarObject).values(revision=CalendarObject.revision + ERA))
