"""Rules that count by civil date: T1, T6, T7, T9 (8 hours), T12."""

from collections.abc import Iterator, Sequence
from datetime import date

from mutua import law
from mutua.staffing.working_time.case import Case
from mutua.staffing.working_time.limits import Limit, Limits, figure
from mutua.staffing.working_time.report import Answer, Finding
from mutua.staffing.working_time.timeline import MINUTE, Span, Timeline, length, minutes_up

SUNDAY = 6


def hours_of_the_day(line: Timeline, limits: Limits, rule: str) -> Iterator[Finding]:
    """T1 (L3121-18) and T9 (L3122-6): effective work of one civil date."""
    for day in line.days:
        worked, limit = line.minutes_of(day), limits.maximum(rule, "daily", [day])
        if limit.exceeded_by(worked):
            yield Finding(rule, Answer.BREACH, day, minutes_up(worked), limit.minutes, limit.article)


def sundays(line: Timeline, limits: Limits) -> Iterator[Finding]:
    """T6 (L3132-3): work on a Sunday is a warning, unless a derogation is on file."""
    for day in line.days:
        if day.weekday() == SUNDAY and not limits.lifted("T6", day):
            allowed = law.rule("T6", on=day).figure("sunday")
            yield Finding(
                "T6", Answer.WARNING, day, minutes_up(line.minutes_of(day)), int(allowed.value), allowed.article
            )


def breaks(line: Timeline) -> Iterator[Finding]:
    """T7 (L3121-16): a date of 6 hours needs one break of 20 minutes, begun by the time they are reached."""
    for day, parts in line.days.items():
        due = figure("T7", "work", day) * MINUTE
        if length(parts) < due:
            continue
        needed = law.rule("T7", on=day).figure("break")
        limit, longest = Limit(int(needed.value), needed.article), longest_break(parts, due)
        if limit.missed_by(longest):
            yield Finding("T7", Answer.BREACH, day, longest // MINUTE, limit.minutes, limit.article)


def longest_break(parts: Sequence[Span], due: int) -> int:
    """The longest gap between two parts of a day that begins when at most `due` was worked; 0 without any."""
    worked = longest = 0
    for (start, end), (later, _) in zip(parts, parts[1:], strict=False):
        worked += end - start
        if worked > due:
            break
        longest = max(longest, later - end)
    return longest


def work_of_a_minor(line: Timeline, case: Case) -> Iterator[Finding]:
    """T12: any work before the eighteenth birthday."""
    birth = case.person.birth_date
    if birth is None:
        return
    for day in line.days:
        if is_under(birth, figure("T12", "age", day), day):
            allowed = law.rule("T12", on=day).figure("allowed")
            yield Finding(
                "T12", Answer.BREACH, day, minutes_up(line.minutes_of(day)), int(allowed.value), allowed.article
            )


def is_under(birth: date, age: int, day: date) -> bool:
    """Whether the birthday of that age lies after a day; one born on 29 February comes of age on 1 March."""
    return (day.year, day.month, day.day) < (birth.year + age, birth.month, birth.day)
