"""Working time of the person lent: what is known becomes intervals, the check's answer becomes lines for the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mutua import law
from mutua.kernel.timespan import moment
from mutua.staffing import working_time
from mutua.staffing.models import Slot, TermsContent
from mutua.staffing.rules.situation import CheckLine, HoursCheck, Loan, Situation, Week
from mutua.staffing.working_time import Answer, Case, Declared, Finding, Person, Work
from mutua.staffing.working_time.timeline import MINUTE, Timeline, minutes_up, monday_of, timeline

# Twelve-week averages reach eleven weeks before and after the loan (T3).
AROUND = timedelta(weeks=11)
ALWAYS_SHOWN = ("T1", "T2", "T3", "T4", "T5")


def check_terms(situation: Situation, content: TermsContent, *, host: str, zone: str, today: date) -> HoursCheck:
    """Rules T1 to T13 over every structure known, with the loan as these terms have it."""
    work = list(_all_work(situation, content, host, zone))
    case = case_of(situation, work, zone, today, travel_known(situation, [(content, host)]))
    line = timeline(case)
    first = monday_of(content.starts_on)
    found = [each for each in working_time.check(case).findings if each.date >= first or each.rule == "T13"]
    lines = tuple(_lines(found, line, content, forfait=situation.forfait_jours))
    overall = max((each.answer for each in lines), key=lambda each: each.weight, default=Answer.OK)
    return HoursCheck(
        overall=overall,
        lines=lines,
        weeks=tuple(_weeks(line, content, host, zone)),
        limit_week=int(law.rule("T2", on=content.starts_on).figure("weekly").value),
        blocking=tuple(each for each in lines if each.blocks),
        findings=tuple(found),
    )


def case_of(situation: Situation, work: Iterable[Work], zone: str, today: date, travel: dict[str, int]) -> Case:
    """What the check reads, from what is known of the person."""
    return Case(
        zone=ZoneInfo(zone),
        today=today,
        work=tuple(work),
        person=Person(situation.birth_date, situation.forfait_jours, situation.night_worker),
        declared=_declared(situation),
        travel_minutes=travel,
        derogations=situation.derogations,
    )


def _declared(situation: Situation) -> Declared:
    known = bool(situation.schedules) and all(each.slots is not None for each in situation.schedules)
    attested = [each.attested_on for each in situation.schedules]
    oldest = min((day for day in attested if day), default=None) if all(attested) else None
    return Declared(base_schedule_known=known, attestation_on=oldest)


def travel_known(situation: Situation, looked_at: Iterable[tuple[TermsContent, str]] = ()) -> dict[str, int]:
    """Minutes between the host's place and the usual ones; without them the answer stays open (T10)."""
    pairs = [*looked_at, *((loan.content, loan.structure) for loan in situation.loans)]
    usual = [f"({each.structure})" for each in situation.schedules]
    ways = {
        f"({each.beside})|({each.structure})": each.travel_minutes
        for each in situation.schedules
        if each.beside and each.travel_minutes is not None
    }
    return ways | {
        f"{place}|{terms.place or f'({there})'}": terms.travel_minutes
        for terms, there in pairs
        if terms.travel_minutes is not None
        for place in usual
    }


def _all_work(situation: Situation, content: TermsContent, host: str, zone: str) -> Iterator[Work]:
    first, last = monday_of(content.starts_on - AROUND), content.ends_on + AROUND
    return work_between(situation, [Loan(host, content, situation.done), *situation.loans], first, last, zone)


def work_between(situation: Situation, loans: list[Loan], first: date, last: date, zone: str) -> Iterator[Work]:
    """Everything known from `first` to `last`: loans, what they leave of the usual weeks, services beside both."""
    lent: list[Work] = []
    for loan in loans:
        start, end = max(first, loan.content.starts_on), min(last, loan.content.ends_on)
        planned = spans(loan.content.slots, start, end, zone, structure=loan.structure, place=loan.content.place)
        lent += _as_done(planned, loan, zone)
    yield from lent
    usual: list[Work] = []
    for schedule in situation.schedules:
        week = spans(schedule.slots or (), first, last, zone, structure=schedule.structure, place="")
        usual += _left_at_home(week, loans, lent, zone) if schedule.is_lender else week
    yield from usual
    counted = sorted((work.start, work.end) for work in [*lent, *usual])
    for booked in situation.booked:
        if first <= booked.start.astimezone(ZoneInfo(zone)).date() <= last:
            yield from _without(Work(booked.structure, "", booked.start, booked.end), counted)


def _as_done(planned: Iterable[Work], loan: Loan, zone: str) -> Iterator[Work]:
    """What was entered stands for what was planned that day; a break is taken in the middle."""
    days = {done.day for done in loan.done}
    yield from (work for work in planned if work.start.astimezone(ZoneInfo(zone)).date() not in days)
    for done in loan.done:
        half = (done.end - done.start - timedelta(minutes=done.break_minutes)) / 2
        if not done.break_minutes:
            yield Work(loan.structure, loan.content.place, done.start, done.end)
        elif half > timedelta():
            yield Work(loan.structure, loan.content.place, done.start, done.start + half)
            yield Work(loan.structure, loan.content.place, done.end - half, done.end)


def spans(slots: Iterable[Slot], first: date, last: date, zone: str, *, structure: str, place: str) -> Iterator[Work]:
    """The weekly slots as stretches of work from `first` to `last`, both included, on the wall clock of the zone."""
    by_day: dict[int, list[Slot]] = {}
    for slot in slots:
        by_day.setdefault(slot.weekday, []).append(slot)
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        for slot in by_day.get(day.weekday(), ()):
            midnight = datetime.combine(day, time())
            start = moment(midnight + timedelta(minutes=slot.start), zone)
            end = moment(midnight + timedelta(minutes=slot.end), zone)
            if start < end:
                yield Work(structure, place, start, end)


def _left_at_home(usual: Iterable[Work], loans: list[Loan], lent: list[Work], zone: str) -> Iterator[Work]:
    """What remains of the employer's own hours: none on a day of loan, or what does not meet the loan's hours."""
    away = sorted((work.start, work.end) for work in lent)
    for work in usual:
        day = work.start.astimezone(ZoneInfo(zone)).date()
        on_loan = [loan.content for loan in loans if _covers(loan.content, day)]
        if not on_loan:
            yield work
        elif all(content.keeps_base_hours for content in on_loan):
            yield from _without(work, away)


def _covers(content: TermsContent, day: date) -> bool:
    return content.starts_on <= day <= content.ends_on and day.weekday() in content.weekdays


def _without(work: Work, away: list[tuple[datetime, datetime]]) -> Iterator[Work]:
    start = work.start
    for gone, back in away:
        if back <= start or gone >= work.end:
            continue
        if gone > start:
            yield Work(work.structure, work.place, start, gone)
        start = max(start, back)
    if start < work.end:
        yield Work(work.structure, work.place, start, work.end)


def _lines(found: list[Finding], line: Timeline, content: TermsContent, *, forfait: bool) -> Iterator[CheckLine]:
    """Worst finding of each rule; for the five limits everybody knows also how near one comes when it is kept."""
    by_rule: dict[str, list[Finding]] = {}
    for each in found:
        by_rule.setdefault(each.rule, []).append(each)
    night = _shortest_night(line, content)
    for rule, group in by_rule.items():
        worst = max(group, key=lambda each: (each.answer.weight, _excess(each)))
        shown = _of_finding(worst, len(group))
        yield _as_rest(shown, night) if rule == "T4" and night is not None else shown
    for rule in ALWAYS_SHOWN:
        if rule not in by_rule and not (forfait and rule in ("T1", "T2", "T3")):
            yield from _kept(rule, line, content)


def _of_finding(found: Finding, times: int) -> CheckLine:
    unsure, least = _unsure(found.rule, found.date), found.rule in ("T5", "T7")
    return CheckLine(
        found.rule, found.answer, found.date, found.minutes, found.limit, found.article, unsure, times, least=least
    )


def _as_rest(line: CheckLine, night: tuple[date, int]) -> CheckLine:
    """T4 counts the span of a working period; people count the night: a night too short is what is shown."""
    due = int(law.rule("T4", on=night[0]).figure("rest").value)
    return replace(line, day=night[0], minutes=night[1], limit=due, least=True) if night[1] < due else line


def _excess(finding: Finding) -> int:
    over = (finding.minutes or 0) - (finding.limit or 0)
    return -over if finding.rule in ("T5", "T7") else over


def _unsure(rule: str, day: date) -> bool:
    return law.rule(rule, on=day).to_verify


def _kept(rule: str, line: Timeline, content: TermsContent) -> Iterator[CheckLine]:
    """A limit that is kept, with the day or week that comes nearest to it during the loan."""
    nearest = _NEAREST[rule](line, content)
    if nearest is None:
        return
    day, minutes = nearest
    name = {"T1": "daily", "T2": "weekly", "T3": "total", "T4": "rest", "T5": "rest"}[rule]
    figure = law.rule(rule, on=day).figure(name)
    article = figure.article or law.rule(rule, on=day).article
    least = rule in ("T4", "T5")
    yield CheckLine(rule, Answer.OK, day, minutes, int(figure.value), article, _unsure(rule, day), least=least)


def _within(days: Iterable[date], content: TermsContent) -> list[date]:
    return [day for day in days if content.starts_on <= day <= content.ends_on]


def _longest_day(line: Timeline, content: TermsContent) -> tuple[date, int] | None:
    found = [(minutes_up(line.minutes_of(day)), day) for day in _within(line.days, content)]
    return _first_of_largest(found)


def _fullest_week(line: Timeline, content: TermsContent) -> tuple[date, int] | None:
    return _first_of_largest([(week, monday) for monday, week in _by_week(line, content).items()])


def _by_week(line: Timeline, content: TermsContent) -> dict[date, int]:
    first, last = monday_of(content.starts_on), content.ends_on
    weeks = {monday: sum(line.minutes_of(day) for day in days) for monday, days in line.weeks().items()}
    return {monday: minutes_up(total) for monday, total in weeks.items() if first <= monday <= last}


def _fullest_twelve_weeks(line: Timeline, content: TermsContent) -> tuple[date, int] | None:
    totals = {monday: sum(line.minutes_of(day) for day in days) for monday, days in line.weeks().items()}
    found = []
    last = monday_of(content.ends_on) + AROUND
    monday = monday_of(content.starts_on)
    while monday <= last:
        window = sum(totals.get(monday - timedelta(weeks=number), 0) for number in range(12))
        found.append((minutes_up(window), monday))
        monday += timedelta(weeks=1)
    return _first_of_largest(found)


def _shortest_night(line: Timeline, content: TermsContent) -> tuple[date, int] | None:
    """The shortest rest between the work of two dates, and the earlier date."""
    found = []
    for (_, end), (later, _later_end) in zip(line.work, line.work[1:], strict=False):
        day = line.calendar.day_of(end - 1)
        if day != line.calendar.day_of(later) and _in_loan(monday_of(day), content):
            found.append(((later - end) // MINUTE, day))
    return (min(found)[1], min(found)[0]) if found else None


def _shortest_weekly_rest(line: Timeline, content: TermsContent) -> tuple[date, int] | None:
    longest: dict[date, int] = {}
    for (_, end), (later, _) in zip(line.work, line.work[1:], strict=False):
        monday = monday_of(line.calendar.day_of(end))
        longest[monday] = max(longest.get(monday, 0), later - end)
    weeks = [(rest // MINUTE, monday) for monday, rest in longest.items() if _in_loan(monday, content)]
    return (min(weeks)[1], min(weeks)[0]) if weeks else None


def _in_loan(monday: date, content: TermsContent) -> bool:
    return monday_of(content.starts_on) <= monday <= content.ends_on


def _first_of_largest(found: list[tuple[int, date]]) -> tuple[date, int] | None:
    best = max(found, key=lambda each: (each[0], -each[1].toordinal()), default=None)
    return (best[1], best[0]) if best else None


_NEAREST = {
    "T1": _longest_day,
    "T2": _fullest_week,
    "T3": _fullest_twelve_weeks,
    "T4": _shortest_night,
    "T5": _shortest_weekly_rest,
}


def _weeks(line: Timeline, content: TermsContent, host: str, zone: str) -> Iterator[Week]:
    """Weeks of the loan for the chart: here is this loan, elsewhere everything else, never where."""
    own = spans(content.slots, content.starts_on, content.ends_on, zone, structure=host, place=content.place)
    here: dict[date, int] = {}
    for work in own:
        monday = monday_of(work.start.astimezone(ZoneInfo(zone)).date())
        here[monday] = here.get(monday, 0) + int((work.end - work.start).total_seconds() // 60)
    for monday, total in _by_week(line, content).items():
        at_host = min(here.get(monday, 0), total)
        yield Week(monday, at_host, total - at_host)
