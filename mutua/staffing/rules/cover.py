"""Whether a signed loan covers a stretch of the person's time at the host."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from mutua.kernel.timespan import TimeSpan, moment, wall
from mutua.staffing.models import Arrangement, State, TermsContent

# Before its first day a signed loan covers what is booked ahead; a suspended one covers nothing.
COVERS = frozenset({State.SIGNED, State.ACTIVE, State.AMENDING})
DAY = 1440


def covers(arrangement: Arrangement, span: TimeSpan) -> bool:
    """Within the dates and the weekly hours of the signed terms, on the pole's wall clock."""
    terms = arrangement.signed_terms
    if arrangement.state not in COVERS or terms is None:
        return False
    return terms_cover(terms.values, span, arrangement.pole.zone)


def terms_cover(values: TermsContent, span: TimeSpan, zone: str) -> bool:
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


def lent_on(loans: Iterable[TermsContent], day: date) -> list[tuple[int, int]]:
    """The stretches of a day that signed loans cover, in minutes after its midnight, in order."""
    found = []
    for values in loans:
        for back in (0, 1):
            begins = day - timedelta(days=back)
            if values.starts_on <= begins <= values.ends_on:
                found += [
                    (max(slot.start - back * DAY, 0), min(slot.end - back * DAY, DAY))
                    for slot in values.slots
                    if slot.weekday == begins.weekday() and slot.end > back * DAY
                ]
    return sorted(stretch for stretch in found if stretch[0] < stretch[1])
