"""Daily and weekly rest, which look at the intervals between work, not at dates: T4 and T5."""

from collections.abc import Iterator
from datetime import date

from mutua import law
from mutua.staffing.working_time.limits import A_DAY, Limit, Limits
from mutua.staffing.working_time.report import Answer, Finding
from mutua.staffing.working_time.timeline import MINUTE, Timeline, minutes_up, monday_of


def daily_rest(line: Timeline, limits: Limits) -> Iterator[Finding]:
    """T4 (L3131-1): a working period, from one daily rest to the next, spans at most 24 hours less that rest.

    Gaps shorter than the rest are inside the period, also across midnight, so a night with a break is one
    period. The law of the day on which the period starts, and its derogations, say how long the rest is.
    """
    at = 0
    while at < len(line.work):
        start = line.work[at][0]
        day = line.calendar.day_of(start)
        rest = limits.rest("T4", [day])
        while at + 1 < len(line.work) and rest.missed_by(line.work[at + 1][0] - line.work[at][1]):
            at += 1
        span, limit = line.work[at][1] - start, Limit(A_DAY - rest.minutes, rest.article)
        if limit.exceeded_by(span):
            yield Finding("T4", Answer.BREACH, day, minutes_up(span), limit.minutes, limit.article)
        at += 1


def weekly_rest(line: Timeline, limits: Limits) -> Iterator[Finding]:
    """T5 (L3132-1, -2): each week with work has at most 6 days of it, and a rest of 35 hours that begins in it."""
    rests = longest_rests(line)
    for monday, days in line.weeks().items():
        limit = limits.rest("T5", days)
        longest = rests.get(monday, 0)
        most = law.rule("T5", on=monday).figure("days")
        if longest is not None and limit.missed_by(longest):
            yield Finding("T5", Answer.BREACH, monday, longest // MINUTE, limit.minutes, limit.article)
        elif len(days) > most.value:
            yield Finding("T5", Answer.BREACH, monday, len(days) * A_DAY, int(most.value) * A_DAY, most.article)


def longest_rests(line: Timeline) -> dict[date, int | None]:
    """The longest rest that begins in each week, in microseconds; None: the last one, which has no end."""
    longest: dict[date, int | None] = {}
    for (_, end), (later, _) in zip(line.work, line.work[1:], strict=False):
        monday = monday_of(line.calendar.day_of(end))
        longest[monday] = max(longest.get(monday) or 0, later - end)
    if line.work:
        longest[monday_of(line.calendar.day_of(line.work[-1][1]))] = None
    return longest
