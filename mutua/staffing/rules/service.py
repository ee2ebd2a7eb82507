"""A service (R1) is booked like any resource, but never beyond what its person may work, over all structures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum

from mutua import law
from mutua.kernel.timespan import TimeSpan, wall
from mutua.staffing import working_time
from mutua.staffing.rules.hours import AROUND, case_of, travel_known, work_between
from mutua.staffing.rules.situation import Situation
from mutua.staffing.working_time import Answer, Declared, Finding
from mutua.staffing.working_time.timeline import monday_of
from mutua.staffing.working_time.unknown import is_known


class Standing(StrEnum):
    """Whether bookings of somebody's time can be checked, and what lacks: unknown is never ok (T13)."""

    UNNAMED = "unnamed"
    UNDECLARED = "undeclared"
    UNATTESTED = "unattested"
    KNOWN = "known"


def standing_of(declared: Sequence[tuple[bool, date | None]], today: date) -> Standing:
    """From each employer's word on one person: whether their usual week is declared, and when it was attested."""
    if not declared:
        return Standing.UNNAMED
    if not all(has_week for has_week, _ in declared):
        return Standing.UNDECLARED
    fresh = (is_known(Declared(base_schedule_known=True, attestation_on=day), today) for _, day in declared)
    return Standing.KNOWN if all(fresh) else Standing.UNATTESTED


def broken_by(situation: Situation, wanted: Sequence[TimeSpan], *, zone: str) -> Finding | None:
    """The first limit that stands without the wanted time and falls with it; None when all hold.

    `situation.booked` holds the wanted spans already. Only certain breaches of rules read in a text stop a booking.
    """
    spans = {(span.start, span.end) for span in wanted}
    before = replace(situation, booked=tuple(each for each in situation.booked if (each.start, each.end) not in spans))
    days = sorted(wall(span.start, zone).date() for span in wanted)
    known = _breaches(before, days, zone)
    found = _breaches(situation, days, zone)
    new = [each for key, each in found.items() if key not in known or _worse(each, known[key])]
    return min(new, key=lambda each: each.date, default=None)


def _worse(new: Finding, known: Finding) -> bool:
    return new.minutes != known.minutes


def _breaches(situation: Situation, days: Sequence[date], zone: str) -> dict[tuple[str, date], Finding]:
    work = work_between(situation, list(situation.loans), monday_of(days[0] - AROUND), days[-1] + AROUND, zone)
    case = case_of(situation, work, zone, days[0], travel_known(situation))
    return {
        (each.rule, each.date): each
        for each in working_time.check(case).findings
        if each.answer is Answer.BREACH and not law.rule(each.rule, on=each.date).to_verify
    }
