"""Rules that count by civil week, Monday to Sunday: T2, T3 and the average of T9, T8."""

from collections.abc import Iterator
from datetime import date, timedelta

from mutua import law
from mutua.staffing.working_time.limits import Limits, figure
from mutua.staffing.working_time.report import Answer, Finding
from mutua.staffing.working_time.timeline import MINUTE, ONE_DAY, Timeline, length, minutes_up

WEEK = timedelta(weeks=1)


def hours_of_the_week(line: Timeline, limits: Limits) -> Iterator[Finding]:
    """T2 (L3121-20): a derogation counts when it covers each worked day of the week."""
    for monday, days in line.weeks().items():
        worked = sum(line.minutes_of(day) for day in days)
        limit = limits.maximum("T2", "weekly", days)
        if limit.exceeded_by(worked):
            yield Finding("T2", Answer.BREACH, monday, minutes_up(worked), limit.minutes, limit.article)


def hours_of_twelve_weeks(line: Timeline, limits: Limits, rule: str) -> Iterator[Finding]:
    """T3 (L3121-22) and T9 (L3122-7): every window of 12 civil weeks that contains a worked day.

    A finding is dated by the Monday of the window's last week; a derogation counts when it covers the worked
    days of that week, because the excess arises there.
    """
    weeks = line.weeks()
    totals = {monday: sum(line.minutes_of(day) for day in days) for monday, days in weeks.items()}
    for last in window_ends(totals, rule):
        size = figure(rule, "weeks", last)
        worked = sum(totals.get(last - WEEK * back, 0) for back in range(size))
        limit = limits.maximum(rule, "total", weeks.get(last, [last]))
        if limit.exceeded_by(worked):
            yield Finding(rule, Answer.BREACH, last, minutes_up(worked), limit.minutes, limit.article)


def window_ends(totals: dict[date, int], rule: str) -> list[date]:
    """The Mondays of the last weeks of all windows with work in them."""
    return sorted({monday + WEEK * ahead for monday in totals for ahead in range(figure(rule, "weeks", monday))})


def night_work(line: Timeline, limits: Limits) -> Iterator[Finding]:
    """T8 (L3122-5): two dates of 3 night hours in a week make a night worker, so the person should be declared one.

    minutes: night work of the week on such dates; limit: the two times three hours that they reach.
    """
    for monday, days in line.weeks().items():
        least = figure("T8", "night_work", monday)
        counted = [night_of(line, day) for day in days if not limits.lifted("T8", day)]
        long = [night for night in counted if night >= least * MINUTE]
        dates = law.rule("T8", on=monday).figure("dates")
        if len(long) >= dates.value:
            yield Finding("T8", Answer.WARNING, monday, minutes_up(sum(long)), least * int(dates.value), dates.article)


def night_of(line: Timeline, day: date) -> int:
    """Microseconds of work before 6 and from 21 o'clock of one civil date."""
    until = line.calendar.at(day, figure("T8", "night_until", day))
    since = line.calendar.at(day, figure("T8", "night_from", day))
    midnights = line.calendar.midnight(day), line.calendar.midnight(day + ONE_DAY)
    nights = [(midnights[0], until), (since, midnights[1])]
    return sum(
        length([(max(start, dusk), min(end, dawn))])
        for start, end in line.days[day]
        for dusk, dawn in nights
        if max(start, dusk) < min(end, dawn)
    )
