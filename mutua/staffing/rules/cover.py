"""Whether a signed loan covers a stretch of the person's time at the host, and for which work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from mutua.kernel.timespan import TimeSpan, moment, wall
from mutua.staffing.models import State, TermsContent

# Before its first day a signed loan covers what is booked ahead; a suspended one covers nothing.
COVERS = frozenset({State.SIGNED, State.ACTIVE, State.AMENDING})
DAY = 1440


@dataclass(frozen=True)
class Lent:
    """One signed version of a loan. `code`: what whoever books says again, so that they have read its tasks."""

    arrangement_id: int
    terms_id: int
    code: str
    values: TermsContent


@dataclass(frozen=True)
class Cover:
    """Resource -> the signed loans of its person to one host."""

    loans: Mapping[int, Sequence[Lent]] = field(default_factory=dict)

    def of(self, resource_id: int, span: TimeSpan, zone: str) -> Lent | None:
        """The loan whose dates and weekly hours hold the whole span."""
        known = self.loans.get(resource_id, ())
        return next((lent for lent in known if terms_cover(lent.values, span, zone)), None)

    def holds(self, resource_id: int, span: TimeSpan, zone: str) -> bool:
        return self.of(resource_id, span, zone) is not None


def same_work(new: Lent, said: Iterable[Lent]) -> bool:
    """Whether somebody has already said that it is this work: a later version with the same tasks asks nobody again."""
    return any((new.arrangement_id, new.values.tasks) == (old.arrangement_id, old.values.tasks) for old in said)


def terms_cover(values: TermsContent, span: TimeSpan, zone: str) -> bool:
    """Within the dates and the weekly hours of the terms, on the wall clock of `zone`."""
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


def next_stretch(values: TermsContent, now: datetime, zone: str) -> tuple[datetime, datetime] | None:
    """The first hours of the terms that have not begun yet."""
    day = max(values.starts_on, wall(now, zone).date())
    while day <= values.ends_on:
        for start, end in sorted((slot.start, slot.end) for slot in values.slots if slot.weekday == day.weekday()):
            midnight = datetime.combine(day, time())
            first = moment(midnight + timedelta(minutes=start), zone)
            if first > now:
                return first, moment(midnight + timedelta(minutes=end), zone)
        day += timedelta(days=1)
    return None


def stretches_of(loans: Iterable[TermsContent], day: date, zone: str) -> Iterator[tuple[datetime, datetime]]:
    """The same as moments."""
    midnight = datetime.combine(day, time())
    for start, end in lent_on(loans, day):
        yield moment(midnight + timedelta(minutes=start), zone), moment(midnight + timedelta(minutes=end), zone)
