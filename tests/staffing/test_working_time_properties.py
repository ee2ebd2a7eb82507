"""What must hold for every case, whatever the hours are."""

import dataclasses
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from mutua.staffing.working_time import Case, Derogation, Person, Work, check
from tests.staffing.working_time_cases import KNOWN, PARIS, TODAY

MINUTE = timedelta(minutes=1)
SUMMER = datetime(2027, 6, 7, tzinfo=UTC)  # 8 weeks ahead the offset is the same
TRAVEL = {"hall|van": 25, "van|office": 10}


@st.composite
def works(draw, most=12):
    begin = SUMMER + draw(st.integers(0, 10 * 1440)) * MINUTE
    size = draw(st.integers(1, most * 60))
    structure, place = draw(st.sampled_from("AB")), draw(st.sampled_from(["hall", "van", "office"]))
    return Work(structure, place, begin, begin + size * MINUTE)


@st.composite
def derogations(draw):
    rule = draw(st.sampled_from(["T1", "T2", "T3", "T4", "T5", "T6", "T9"]))
    start = date(2027, 6, 7) + timedelta(days=draw(st.integers(0, 14)))
    until = start + timedelta(days=draw(st.integers(0, 14)))
    return Derogation(
        rule, draw(st.sampled_from([500, 700, 900, 2000, 3000, 33000])), start, until, draw(st.booleans())
    )


@st.composite
def cases(draw):
    person = Person(forfait_jours=draw(st.booleans()), night_worker=draw(st.booleans()))
    return Case(
        PARIS,
        TODAY,
        tuple(draw(st.lists(works(), max_size=18))),
        person=person,
        declared=KNOWN,
        derogations=tuple(draw(st.lists(derogations(), max_size=3))),
        travel_minutes=TRAVEL,
    )


def worked_minutes(report, rule):
    return {each.date: each.minutes for each in report.findings if each.rule == rule}


@settings(deadline=None)
@given(cases(), works())
def test_more_work_never_heals_a_day_or_a_week(asked, more):
    before, after = check(asked), check(dataclasses.replace(asked, work=(*asked.work, more), derogations=()))
    plain = check(dataclasses.replace(asked, derogations=()))
    for rule in ("T1", "T2", "T3"):
        for day, minutes in worked_minutes(plain, rule).items():
            assert worked_minutes(after, rule)[day] >= minutes
        assert worked_minutes(before, rule).keys() <= worked_minutes(plain, rule).keys()  # derogations only lift


@settings(deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_matter(asked, random):
    shuffled = list(asked.work)
    random.shuffle(shuffled)
    assert check(dataclasses.replace(asked, work=tuple(shuffled))) == check(asked)


@settings(deadline=None)
@given(cases(), st.data())
def test_an_entry_cut_in_two_that_touch_changes_nothing(asked, data):
    long = [work for work in asked.work if work.end - work.start > MINUTE]
    if not long:
        return
    cut = data.draw(st.sampled_from(long))
    at = cut.start + data.draw(st.integers(1, (cut.end - cut.start) // MINUTE - 1)) * MINUTE
    halves = (dataclasses.replace(cut, end=at), dataclasses.replace(cut, start=at))
    others = list(asked.work)
    others.remove(cut)
    assert check(dataclasses.replace(asked, work=(*others, *halves))) == check(asked)


@settings(deadline=None)
@given(cases(), st.integers(1, 8))
def test_whole_weeks_later_the_findings_are_the_same(asked, weeks):
    shift = timedelta(weeks=weeks)
    later = dataclasses.replace(
        asked,
        work=tuple(dataclasses.replace(work, start=work.start + shift, end=work.end + shift) for work in asked.work),
        derogations=tuple(
            dataclasses.replace(each, start_on=each.start_on + shift, until_on=each.until_on + shift)
            for each in asked.derogations
        ),
    )
    moved = [dataclasses.replace(each, date=each.date + shift) for each in check(asked).findings]
    assert list(check(later).findings) == moved


@settings(deadline=None)
@given(cases())
def test_one_finding_a_rule_and_date_in_order(asked):
    keys = [(each.date, int(each.rule[1:])) for each in check(asked).findings]
    assert keys == sorted(set(keys))
