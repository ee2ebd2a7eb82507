"""What a booking adds to: hours of works for another employer over twelve months, people who count in a headcount."""

from __future__ import annotations

from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from sqlalchemy import select

from mutua.bookings.models import Booking, Line, LineState, Occurrence
from mutua.kernel.db import db
from mutua.pole.models import Structure
from mutua.resources.models import Resource
from mutua.safety import thresholds
from mutua.safety.queries import draft
from mutua.safety.queries.coactivity import works_profiles
from mutua.safety.queries.presence import PRESENT
from mutua.safety.queries.rows import lent_for_a_year


def hours_worked(worker_id: int, host_id: int, profile: str, until: datetime, *, without: int) -> float | None:
    """Hours of people over the months of R4512-7 that end then, `without` a booking; None when it is no works."""
    if profile not in works_profiles():
        return None
    since = until - relativedelta(months=thresholds.months_of_plan(until.date()))
    query = (
        select(Occurrence.id, Occurrence.starts_at, Occurrence.ends_at, Booking.headcount)
        .join(Occurrence.booking)
        .join(Line, Line.occurrence_id == Occurrence.id)
        .join(Resource, Resource.id == Line.resource_id)
        .where(Booking.structure_id == worker_id, Resource.structure_id == host_id, Booking.id != without)
        .where(Booking.profile.in_(works_profiles()), Line.state != LineState.DECLINED)
        .where(Occurrence.state.in_(PRESENT), Occurrence.starts_at >= since, Occurrence.starts_at < until)
        .distinct()
    )
    rows = db.session.execute(query)
    return float(sum((row.ends_at - row.starts_at).total_seconds() / 3600 * row.headcount for row in rows))


def headcounts_crossed(pole_id: int, structure_id: int, today: date, last: date) -> list[tuple[str, float, int]]:
    """(employer, headcount, threshold) where staff lent for a year by `last` takes it over 11 or 50 (L1111-2)."""
    structure = db.session.get(Structure, structure_id)
    loans = draft.arrangements_of(pole_id)
    if structure is None or not loans:
        return []
    before, after = (structure.headcount + lent_for_a_year(loans, day).get(structure_id, 0.0) for day in (today, last))
    return [
        (structure.name, round(after, 2), threshold)
        for threshold in thresholds.headcounts(today)
        if before < threshold <= after
    ]
