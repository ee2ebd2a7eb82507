"""Why not enter, answer or validate hours."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from mutua.kernel.timespan import TimeSpan, wall
from mutua.pole.models import Member
from mutua.staffing.models import UNDER_WAY, Arrangement, HoursEntry, HoursState, Party, State, Verb
from mutua.staffing.rules.codes import No
from mutua.staffing.rules.sight import parties_of, sees_pay

OPEN = (HoursState.ENTERED, HoursState.CONTESTED)
LONGEST_STRETCH = timedelta(hours=24)


def why_not_enter(arrangement: Arrangement, span: TimeSpan, break_minutes: int, *, now: datetime) -> No | None:
    """Inside the loan, in the past, once; a break shorter than the work. Nothing is worked while it is suspended, be it
    resumed or ended since, nor on the days after somebody ended it."""
    terms = arrangement.signed_terms
    zone = arrangement.pole.zone
    if terms is None or span.end > now or span.length > LONGEST_STRETCH or break_minutes >= span.minutes:
        return No.HOURS_OUTSIDE
    first, last = wall(span.start, zone).date(), _last_day(arrangement, terms.values.ends_on)
    if any(max(span.start, since) < min(span.end, until) for since, until in _suspended(arrangement, now)):
        return No.HOURS_SUSPENDED
    if not terms.values.starts_on <= first <= last:
        return No.HOURS_OUTSIDE
    taken = [entry for entry in arrangement.hours if entry.state is not HoursState.REPLACED]
    others = [entry for entry in taken if entry.state is not HoursState.CONTESTED]
    met = any(span.overlaps(TimeSpan(entry.starts_at, entry.ends_at)) for entry in others)
    return No.HOURS_OVERLAP if met else None


def _suspended(arrangement: Arrangement, now: datetime) -> list[tuple[datetime, datetime]]:
    """From each suspension to what came after it: the loan was resumed or ended, or still waits."""
    steps = [row for row in arrangement.steps if row.verb in (Verb.SUSPEND, Verb.RESUME, Verb.END)]
    ends = [row.at for row in steps[1:]] + [now]
    return [(row.at, end) for row, end in zip(steps, ends, strict=False) if row.verb is Verb.SUSPEND]


def _last_day(arrangement: Arrangement, signed: date) -> date:
    """The signed one, or the day on which somebody ended it before."""
    end = arrangement.last_step(Verb.END)
    return signed if end is None else min(signed, wall(end.at, arrangement.pole.zone).date())


def replaced_by(arrangement: Arrangement, span: TimeSpan) -> list[HoursEntry]:
    """Contested entries the new one stands for."""
    contested = [entry for entry in arrangement.hours if entry.state is HoursState.CONTESTED]
    return [entry for entry in contested if span.overlaps(TimeSpan(entry.starts_at, entry.ends_at))]


def why_not_take_back(arrangement: Arrangement, entry: HoursEntry, member: Member) -> No | None:
    """The host's own mistake, until the employee confirms it: a day that never was has no better hours to give."""
    if Party.HOST not in parties_of(arrangement, member):
        return No.NOT_YOUR_STEP
    if arrangement.state not in UNDER_WAY | {State.ENDED}:
        return No.WRONG_STATE
    return None if entry.state in OPEN else No.HOURS_ANSWERED


def why_not_answer_hours(
    arrangement: Arrangement, entry: HoursEntry, member: Member, *, confirms: bool, note: str
) -> No | None:
    """The employee, in their own account; the lender only for who has none. To contest, one says what is wrong."""
    mine = parties_of(arrangement, member)
    has_account = arrangement.employee is not None and arrangement.employee.person_id is not None
    if Party.EMPLOYEE not in mine and (has_account or Party.LENDER not in mine):
        return No.OWN_ACCOUNT
    if entry.state is not HoursState.ENTERED:
        return No.HOURS_ANSWERED
    return None if confirms or note.strip() else No.HOURS_WORDS


def why_not_validate(arrangement: Arrangement, member: Member) -> No | None:
    return None if Party.LENDER in parties_of(arrangement, member) else No.NOT_YOUR_STEP


def by_month(arrangement: Arrangement) -> dict[date, list[HoursEntry]]:
    """What counts, under the first day of its month on the pole's calendar, the oldest month first."""
    found: dict[date, list[HoursEntry]] = {}
    for entry in sorted(arrangement.hours, key=lambda row: row.starts_at):
        if entry.state is not HoursState.REPLACED:
            day = wall(entry.starts_at, arrangement.pole.zone).date()
            found.setdefault(day.replace(day=1), []).append(entry)
    return found


def why_not_state_month(arrangement: Arrangement, month: date, member: Member) -> No | None:
    """The lender, while the loan is not closed, for a month whose hours are all validated."""
    if not sees_pay(arrangement, member):
        return No.NOT_YOUR_STEP
    if arrangement.state not in UNDER_WAY | {State.ENDED, State.RETURNED}:
        return No.WRONG_STATE
    entries = by_month(arrangement).get(month, [])
    return None if entries and all(row.state is HoursState.VALIDATED for row in entries) else No.HOURS_OPEN


def pay_minutes(arrangement: Arrangement) -> int:
    """Minutes that count now: what was answered, and contested ones as the host entered them meanwhile."""
    return sum(entry.minutes for entry in arrangement.hours if entry.state is not HoursState.REPLACED)
