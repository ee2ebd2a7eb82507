"""Whether a signed loan covers a stretch of the person's time at the host."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from mutua.kernel.timespan import TimeSpan, moment, wall
from mutua.staffing.models import Arrangement, State

# Before its first day a signed loan covers what is booked ahead; a suspended one covers nothing.
COVERS = frozenset({State.SIGNED, State.ACTIVE, State.AMENDING})


def covers(arrangement: Arrangement, span: TimeSpan) -> bool:
    """Within the dates and the weekly hours of the signed terms, on the pole's wall clock."""
    terms = arrangement.signed_terms
    if arrangement.state not in COVERS or terms is None:
        return False
    values, zone = terms.values, arrangement.pole.zone
    for back in (0, 1):  # hours past midnight belong to the day on which they began
        day = wall(span.start, zone).date() - timedelta(days=back)
        midnight = datetime.combine(day, time())
        if not values.starts_on <= day <= values.ends_on:
            continue
        for slot in values.slots:
            first = moment(midnight + timedelta(minutes=slot.start), zone)
            last = moment(midnight + timedelta(minutes=slot.end), zone)
            if slot.weekday == day.weekday() and first <= span.start and span.end <= last:
                return True
    return False
