"""The person's time that a signed loan covers: where the host books it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mutua.kernel.timespan import wall
from mutua.pole.models import Member
from mutua.staffing import queries, rules
from mutua.staffing.models import Arrangement, Party
from mutua.staffing.rules.cover import COVERS, next_stretch


@dataclass(frozen=True)
class LentTime:
    """The resource to book, and the next hours of the terms, which fill the form in."""

    resource_id: int
    day: str
    start: str
    end: str


def lent_time(row: Arrangement, member: Member, *, now: datetime) -> LentTime | None:
    """For the host of a loan that covers something still to come, when its employer offers this time."""
    terms = row.signed_terms
    if Party.HOST not in rules.parties_of(row, member) or row.state not in COVERS or terms is None:
        return None
    resource_id = queries.lent_resource(row)
    found = next_stretch(terms.values, now, row.pole.zone)
    if resource_id is None or found is None:
        return None
    start, end = (wall(moment, row.pole.zone) for moment in found)
    return LentTime(resource_id, f"{start:%Y-%m-%d}", f"{start:%H:%M}", f"{end:%H:%M}")
