"""Why not enter, answer or validate hours."""

from __future__ import annotations

from datetime import datetime, timedelta

from mutua.kernel.timespan import TimeSpan, wall
from mutua.pole.models import Member
from mutua.staffing.models import Arrangement, HoursEntry, HoursState, Party
from mutua.staffing.rules.codes import No
from mutua.staffing.rules.sight import parties_of

LONGEST_STRETCH = timedelta(hours=24)


def why_not_enter(arrangement: Arrangement, span: TimeSpan, break_minutes: int, *, now: datetime) -> No | None:
    """Inside the loan, in the past, once; a break shorter than the work."""
    terms = arrangement.signed_terms
    zone = arrangement.pole.zone
    if terms is None or span.end > now or span.length > LONGEST_STRETCH or break_minutes >= span.minutes:
        return No.HOURS_OUTSIDE
    first, last = wall(span.start, zone).date(), terms.values.ends_on
    if not terms.values.starts_on <= first <= last:
        return No.HOURS_OUTSIDE
    taken = [entry for entry in arrangement.hours if entry.state is not HoursState.REPLACED]
    others = [entry for entry in taken if entry.state is not HoursState.CONTESTED]
    met = any(span.overlaps(TimeSpan(entry.starts_at, entry.ends_at)) for entry in others)
    return No.HOURS_OVERLAP if met else None


def replaced_by(arrangement: Arrangement, span: TimeSpan) -> list[HoursEntry]:
    """Contested entries the new one stands for."""
    contested = [entry for entry in arrangement.hours if entry.state is HoursState.CONTESTED]
    return [entry for entry in contested if span.overlaps(TimeSpan(entry.starts_at, entry.ends_at))]


def why_not_answer_hours(arrangement: Arrangement, entry: HoursEntry, member: Member) -> No | None:
    """The employee, in their own account; the lender only for a person who has none."""
    mine = parties_of(arrangement, member)
    has_account = arrangement.employee is not None and arrangement.employee.person_id is not None
    if Party.EMPLOYEE not in mine and (has_account or Party.LENDER not in mine):
        return No.OWN_ACCOUNT
    return None if entry.state is HoursState.ENTERED else No.HOURS_ANSWERED


def why_not_validate(arrangement: Arrangement, member: Member) -> No | None:
    return None if Party.LENDER in parties_of(arrangement, member) else No.NOT_YOUR_STEP


def pay_minutes(arrangement: Arrangement) -> int:
    """Minutes that count now: what was answered, and contested ones as the host entered them meanwhile."""
    return sum(entry.minutes for entry in arrangement.hours if entry.state is not HoursState.REPLACED)
