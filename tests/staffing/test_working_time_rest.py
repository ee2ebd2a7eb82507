"""T4 and T5: the intervals between work, and T13: what nobody can verify."""

from datetime import date

import pytest

from mutua.staffing.working_time import Answer, Case, Declared, Derogation, Work, check
from tests.staffing.working_time_cases import PARIS, TODAY, case, days, found, stretch


@pytest.mark.parametrize(
    ("entries", "breach"),
    [
        (["2027-03-01 07:00-11:00", "2027-03-01 16:00-20:00"], None),  # spans 13 h
        (["2027-03-01 07:00-11:00", "2027-03-01 16:00-20:01"], ("2027-03-01", 781)),  # even before a free day
        (["2027-03-01 12:00-20:00", "2027-03-02 07:00-12:00"], None),  # 11 h of rest
        (["2027-03-01 12:00-20:00", "2027-03-02 06:59-12:00"], ("2027-03-01", 1440)),
        (["2027-03-01 22:00-02:00", "2027-03-02 03:00-06:00"], None),  # a break inside a night
        (["2027-03-01 22:00-02:00", "2027-03-02 10:00-11:00"], None),  # one period of exactly 13 h over midnight
        (["2027-03-01 22:00-02:00", "2027-03-02 10:00-11:01"], ("2027-03-01", 781)),
        (["2027-03-27 20:00-23:00", "2027-03-28 11:00-12:00"], None),  # spring: 11 h pass from 23:00 to 11:00
        (["2027-03-27 20:00-23:00", "2027-03-28 10:59-12:00"], ("2027-03-27", 900)),
        (["2026-10-24 20:00-23:00", "2026-10-25 09:00-10:00"], None),  # autumn: 11 h pass from 23:00 to 9:00
        (["2026-10-24 20:00-23:00", "2026-10-25 08:59-10:00"], ("2026-10-24", 900)),
    ],
)
def test_a_working_period_spans_thirteen_hours_between_rests_of_eleven(entries, breach):
    expected = [] if breach is None else [("T4", "breach", *breach, 780)]
    assert found(case(*entries), "T4") == expected


def test_short_rests_in_a_row_are_one_finding_and_structures_are_added_up():
    late = [
        Work("B", "site 1", stretch(each).start, stretch(each).end) for each in days("2027-03-01", 3, "20:00-22:00")
    ]
    asked = case(*days("2027-03-01", 3, "08:00-10:00"), *late)
    assert found(asked, "T4") == [("T4", "breach", "2027-03-01", 62 * 60, 780)]
    assert found(case(*days("2027-03-01", 3, "08:00-10:00")), "T4") == []


@pytest.mark.parametrize(
    ("limit", "until", "entries", "breach"),
    [
        (540, date(2027, 3, 1), ["2027-03-01 14:00-22:00", "2027-03-02 07:00-12:00"], None),
        (540, date(2027, 3, 1), ["2027-03-01 14:00-22:00", "2027-03-02 06:59-12:00"], (1320, 900)),
        (540, date(2027, 3, 1), ["2027-03-01 06:00-12:00", "2027-03-01 20:00-21:00"], None),  # spans 15 h
        (540, date(2027, 3, 1), ["2027-03-01 06:00-12:00", "2027-03-01 20:00-21:01"], (901, 900)),
        (900, date(2027, 3, 1), ["2027-03-01 14:00-22:00", "2027-03-02 07:00-12:00"], None),  # told as the span
        (480, date(2027, 3, 1), ["2027-03-01 14:00-22:00", "2027-03-02 06:59-12:00"], (1320, 900)),  # 9 h hold
        (540, date(2027, 2, 28), ["2027-03-01 14:00-22:00", "2027-03-02 07:00-12:00"], (1320, 780)),  # ended
    ],
)
def test_an_agreement_lowers_the_rest_to_nine_hours_from_the_day_on_which_the_period_starts(
    limit, until, entries, breach
):
    asked = case(*entries, derogations=(Derogation("T4", limit, date(2027, 2, 1), until, True),))
    assert found(asked, "T4") == ([] if breach is None else [("T4", "breach", "2027-03-01", *breach)])


@pytest.mark.parametrize(
    ("entries", "breaches"),
    [
        (days("2027-03-01", 6, "08:00-12:00"), []),
        (days("2027-03-01", 7, "08:00-12:00"), [("2027-03-01", 7 * 1440, 6 * 1440)]),  # seven days, then free
        ([*days("2027-03-01", 6, "08:00-12:00"), "2027-03-07 23:00-23:30"], [("2027-03-01", 7 * 1440, 6 * 1440)]),
        ([*days("2027-03-01", 6, "08:00-21:00"), "2027-03-08 08:00-12:00"], []),  # 35 h from Saturday 21:00
        ([*days("2027-03-01", 6, "08:00-21:00"), "2027-03-08 07:59-12:00"], [("2027-03-01", 2099, 2100)]),
        # free on Monday and Tuesday, then at work to the next Monday: that rest began the week before
        (days("2027-03-03", 6, "08:00-12:00"), [("2027-03-01", 1200, 2100)]),
        (["2027-03-03 08:00-12:00"], []),
        # the rest that begins at midnight of Sunday belongs to the next week
        (
            [*days("2027-03-03", 4, "08:00-12:00"), "2027-03-07 20:00-00:00", "2027-03-10 08:00-12:00"],
            [("2027-03-01", 1920, 2100)],
        ),
        # the night of the clock change takes an hour from the rest
        ([*days("2027-03-22", 6, "08:00-21:00"), "2027-03-29 08:59-12:00"], [("2027-03-22", 2099, 2100)]),
        ([*days("2027-03-22", 6, "08:00-21:00"), "2027-03-29 09:00-12:00"], []),
    ],
)
def test_each_week_with_work_has_a_rest_of_thirty_five_hours_that_begins_in_it(entries, breaches):
    assert found(case(*entries), "T5") == [("T5", "breach", *each) for each in breaches]


def test_free_weeks_are_not_findings():
    assert found(case("2027-03-01 08:00-12:00", "2027-04-19 08:00-12:00")) == []


@pytest.mark.parametrize(
    ("declared", "known"),
    [
        (Declared(True, date(2026, 3, 1)), True),  # twelve months to the day
        (Declared(True, date(2026, 2, 28)), False),
        (Declared(True, None), False),
        (Declared(True, date(2027, 3, 2)), False),  # nobody attests from the future
        (Declared(False, date(2027, 1, 10)), False),
        (Declared(), False),
    ],
)
def test_what_is_not_declared_cannot_be_verified(declared, known):
    expected = [] if known else [("T13", "not_verifiable", TODAY.isoformat(), None, None)]
    assert found(Case(PARIS, TODAY, (), declared=declared)) == expected
    assert found(case("2027-05-03 08:00-12:00", declared=declared)) == expected


def test_a_breach_that_is_certain_stays_one_although_data_is_missing():
    asked = case("2027-03-03 08:00-18:30", declared=Declared())
    assert found(asked, "T1", "T13") == [
        ("T13", "not_verifiable", "2027-03-01", None, None),
        ("T1", "breach", "2027-03-03", 630, 600),
    ]
    assert check(asked).overall is Answer.BREACH


def test_overlapping_entries_count_once_and_cannot_be_verified():
    doubled = case("2027-03-01 08:00-13:00", "2027-03-01 10:00-13:30 site 2", "2027-03-01 12:00-13:30")
    assert found(doubled) == [("T13", "not_verifiable", "2027-03-01", 210, 0)]
    assert found(case("2027-03-01 08:00-10:00", "2027-03-01 10:00-12:00")) == []


def test_the_worst_answer_wins():
    sunday, unknown = "2027-03-07 09:00-10:00", Declared()
    assert check(case()).overall is Answer.OK
    assert check(case(sunday)).overall is Answer.WARNING
    assert check(case(sunday, declared=unknown)).overall is Answer.NOT_VERIFIABLE
    assert check(case(sunday, "2027-03-01 08:00-19:00", declared=unknown)).overall is Answer.BREACH


def test_findings_come_by_date_then_by_the_number_of_the_rule():
    asked = case("2027-03-01 08:00-10:00 site 1", "2027-03-01 10:30-22:00 site 2", "2027-02-21 09:00-10:00")
    assert [(each[2], each[0]) for each in found(asked)] == [
        ("2027-02-21", "T6"),
        ("2027-03-01", "T1"),
        ("2027-03-01", "T4"),
        ("2027-03-01", "T10"),
    ]


def test_every_breach_and_warning_names_its_article():
    asked = case(*days("2027-03-01", 7, "20:00-23:30"), *days("2027-03-01", 8, "00:00-11:00"))
    articles = {each.rule: each.article for each in check(asked).findings}
    assert articles == {
        "T1": "L3121-18",
        "T2": "L3121-20",
        "T4": "L3131-1",
        "T5": "L3132-2",
        "T6": "L3132-3",
        "T7": "L3121-16",
        "T8": "L3122-5",
    }
