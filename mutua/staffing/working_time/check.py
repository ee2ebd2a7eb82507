"""All rules on one case."""

from collections.abc import Iterator

from mutua.staffing.working_time import daily, rest, unknown, weekly
from mutua.staffing.working_time.case import Case
from mutua.staffing.working_time.limits import Limits
from mutua.staffing.working_time.report import Finding, Report, report
from mutua.staffing.working_time.timeline import Timeline, timeline


def check(work: Case) -> Report:
    """Rules T1 to T13 on the working time of one person; pure, and linear in the entries once they are sorted."""
    line, limits = timeline(work), Limits.of(work)
    return report(_findings(work, line, limits))


def _findings(case: Case, line: Timeline, limits: Limits) -> Iterator[Finding]:
    if not case.person.forfait_jours:  # T11 (L3121-62): rests, breaks and night limits stay
        yield from daily.hours_of_the_day(line, limits, "T1")
        yield from weekly.hours_of_the_week(line, limits)
        yield from weekly.hours_of_twelve_weeks(line, limits, "T3")
    yield from rest.daily_rest(line, limits)
    yield from rest.weekly_rest(line, limits)
    yield from daily.sundays(line, limits)
    yield from daily.breaks(line)
    if case.person.night_worker:
        yield from daily.hours_of_the_day(line, limits, "T9")
        yield from weekly.hours_of_twelve_weeks(line, limits, "T9")
    else:
        yield from weekly.night_work(line, limits)
    yield from unknown.travel(line)
    yield from daily.work_of_a_minor(line, case)
    yield from unknown.overlaps(line)
    yield from unknown.declarations(case)
