"""An oracle that knows nothing of intervals: it walks minute by minute, and must agree on random cases."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from mutua.staffing.working_time import Case, Work, check
from tests.staffing.working_time_cases import KNOWN, PARIS, TODAY

ONE = timedelta(minutes=1)
STARTS = [datetime(2027, 3, 18, tzinfo=UTC), datetime(2026, 10, 15, tzinfo=UTC)]  # both span a change of the clock
HORIZON = 18 * 24 * 60  # minutes in which entries may begin


@st.composite
def entries(draw):
    """Up to 25 entries of 5 minutes to 14 hours, on a grid of 5 minutes; they may overlap or touch."""
    start = draw(st.sampled_from(STARTS))
    pairs = st.tuples(st.integers(0, HORIZON // 5), st.integers(1, 168))
    found = draw(st.lists(pairs, min_size=1, max_size=25))
    return start, [(begin * 5, begin * 5 + size * 5) for begin, size in found]


@st.composite
def shifts(draw):
    """Days that look like days: hours worked around the limits, so that every rule is met on both sides."""
    start = draw(st.sampled_from(STARTS))
    found = []
    for day in range(draw(st.integers(1, 15))):
        begin = day * 1440 + draw(st.integers(0, 40)) * 15
        first, pause, second = (
            draw(st.sampled_from(each)) for each in ((240, 355, 360, 365), (15, 20, 360), (0, 240, 245))
        )
        if draw(st.booleans()):
            found.append((begin, begin + first))
            if second:
                found.append((begin + first + pause, begin + first + pause + second))
    return start, found or [(0, 5)]


class Minutes:
    """The minutes of a case, one by one: worked or not, and the local date of each."""

    def __init__(self, start, spans):
        self.worked = sorted({minute for begin, end in spans for minute in range(begin, end)})
        self.start = start
        self.dates = {minute: self.local(minute) for minute in range(self.worked[0], self.worked[-1] + 2)}

    def local(self, minute):
        return (self.start + minute * ONE).astimezone(PARIS).date()

    def monday(self, minute):
        day = self.local(minute)
        return day - timedelta(days=day.weekday())

    def runs(self):
        """Unbroken runs of work as [first minute, minute after the last]."""
        runs = []
        for minute in self.worked:
            if runs and runs[-1][1] == minute:
                runs[-1][1] = minute + 1
            else:
                runs.append([minute, minute + 1])
        return runs


def t1(minutes):
    per_day = Counter(minutes.dates[minute] for minute in minutes.worked)
    return {("T1", day, worked) for day, worked in per_day.items() if worked > 600}


def t2(minutes):
    per_week = Counter(minutes.monday(minute) for minute in minutes.worked)
    return {("T2", monday, worked) for monday, worked in per_week.items() if worked > 2880}


def t4(minutes):
    """Walk on until 660 idle minutes were seen in a row."""
    found, first, last = set(), minutes.worked[0], minutes.worked[0]
    for minute in [*minutes.worked[1:], minutes.worked[-1] + 10_000]:
        if minute - last - 1 >= 660:
            span = last + 1 - first
            if span > 780:
                found.add(("T4", minutes.local(first), span))
            first = minute
        last = minute
    return found


def t5(minutes):
    """Longest idle stretch by the week of its first idle minute."""
    found, runs = set(), minutes.runs()
    worked_days = {}
    for minute in minutes.worked:
        worked_days.setdefault(minutes.monday(minute), set()).add(minutes.dates[minute])
    longest = Counter()
    for number, (_, end) in enumerate(runs):
        free = runs[number + 1][0] - end if number + 1 < len(runs) else 10**6
        longest[minutes.monday(end)] = max(longest[minutes.monday(end)], free)
    for monday, days in worked_days.items():
        if longest[monday] < 2100:
            found.add(("T5", monday, longest[monday]))
        elif len(days) > 6:
            found.add(("T5", monday, len(days) * 1440))
    return found


def t7(minutes):
    """Walk through each date with two counters: work so far, idle in a row."""
    found, by_day = set(), {}
    for minute in minutes.worked:
        by_day.setdefault(minutes.dates[minute], []).append(minute)
    for day, worked in by_day.items():
        longest = 0
        for done, (minute, following) in enumerate(zip(worked, worked[1:], strict=False), start=1):
            if done <= 360:
                longest = max(longest, following - minute - 1)
        if len(worked) >= 360 and longest < 20:
            found.add(("T7", day, longest))
    return found


def answers(start, spans):
    work = tuple(Work("A", "site 1", start + begin * ONE, start + end * ONE) for begin, end in spans)
    report = check(Case(PARIS, TODAY, work, declared=KNOWN))
    return {
        (each.rule, each.date, each.minutes) for each in report.findings if each.rule in {"T1", "T2", "T4", "T5", "T7"}
    }


@settings(max_examples=120, deadline=None)
@given(entries() | shifts())
def test_the_minute_grid_finds_the_same(drawn):
    start, spans = drawn
    minutes = Minutes(start, spans)
    assert answers(start, spans) == t1(minutes) | t2(minutes) | t4(minutes) | t5(minutes) | t7(minutes)
