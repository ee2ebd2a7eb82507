"""What `mutua check-hours` reads and prints, and what it refuses in one line."""

import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mutua.staffing.working_time import Case, Unreadable, Work, check
from mutua.staffing.working_time.timeline import MINUTE, timeline

GOOD = {
    "zone": "Europe/Paris",
    "today": "2027-03-01",
    "person": {"birth_date": None, "forfait_jours": False, "night_worker": False},
    "declared": {"base_schedule_known": True, "attestation_on": "2027-01-10"},
    "derogations": [
        {"rule": "T1", "limit_minutes": 720, "from": "2027-03-02", "until": "2027-03-31", "document": True}
    ],
    "work": [
        {"structure": "A", "place": "site 1", "start": "2027-03-01T08:00:00+01:00", "end": "2027-03-01T12:00:00+01:00"},
        {"structure": "B", "place": "site 2", "start": "2027-03-01T12:50:00+01:00", "end": "2027-03-01T19:10:00+01:00"},
    ],
    "travel_minutes": {"site 1|site 2": 25},
}


def changed(path, value):
    """The good case with one value replaced, or removed when the value is `...`."""
    content = json.loads(json.dumps(GOOD))
    *above, key = path
    inner = content
    for step in above:
        inner = inner[step]
    if value is ...:
        del inner[key]
    else:
        inner[key] = value
    return content


def test_the_answer_has_the_agreed_shape():
    assert check(Case.from_text(json.dumps(GOOD))).to_json() == {
        "overall": "breach",
        "findings": [
            {
                "rule": "T1",
                "answer": "breach",
                "date": "2027-03-01",
                "minutes": 645,
                "limit": 600,
                "article": "L3121-18",
            }
        ],
    }


def test_a_derogation_in_the_file_is_followed():
    covered = changed(["derogations", 0, "from"], "2027-03-01")
    assert check(Case.from_json(covered)).to_json() == {"overall": "ok", "findings": []}


@pytest.mark.parametrize("key", ["person", "derogations", "travel_minutes", "declared"])
def test_what_is_left_out_is_unknown_never_ok(key):
    report = check(Case.from_json(changed([key], ...))).to_json()
    rules = [each["rule"] for each in report["findings"]]
    assert rules == {"declared": ["T1", "T13"], "travel_minutes": ["T1", "T10"]}.get(key, ["T1"])


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (["zone"], ..., "zone: a text"),
        (["zone"], "Europe/Nowhere", "zone: 'Europe/Nowhere' is no zone"),
        (["zone"], "Europe", "is no zone"),
        (["zone"], "../../etc/passwd", "is no zone"),
        (["zone"], "a\0b", "is no zone"),
        (["zone"], 1, "zone: a text"),
        (["today"], ..., "today: a date"),
        (["today"], "2027-02-29", "today: a date"),
        (["today"], "9999-12-31", "today: the year"),
        (["work"], ..., "work: missing"),
        (["work"], {}, "work: a list"),
        (["work", 0], "08:00", r"work\[0\]: an object"),
        (["work", 0, "structure"], "", r"work\[0\].structure: a text"),
        (["work", 0, "place"], 7, r"work\[0\].place: a text"),
        (["work", 0, "start"], "2027-03-01T08:00:00", r"work\[0\].start: the offset"),
        (["work", 0, "start"], "2027-03-01", r"work\[0\].start: the offset"),
        (["work", 0, "start"], "yesterday", r"work\[0\].start: a time"),
        (["work", 0, "start"], 1.5, r"work\[0\].start: a time"),
        (["work", 0, "end"], "2027-03-01T08:00:00+01:00", r"work\[0\]: the end must follow"),
        (["work", 1, "end"], "2027-03-01T08:00:00+01:00", r"work\[1\]: the end must follow"),
        (["work", 0, "end"], "2027-05-01T08:00:00+01:00", r"work\[0\]: one stretch"),
        (["work", 0, "start"], "0001-01-01T00:00:00+14:00", r"work\[0\].start: the year"),
        (["work", 0, "end"], "9999-12-31T23:59:59-14:00", r"work\[0\].end: the year"),
        (["person"], [], "person: an object"),
        (["person", "forfait_jours"], 1, "person.forfait_jours: true or false"),
        (["person", "night_worker"], "no", "person.night_worker: true or false"),
        (["person", "birth_date"], "2009", "person.birth_date: a date"),
        (["declared", "base_schedule_known"], "yes", "declared.base_schedule_known: true or false"),
        (["declared", "attestation_on"], False, "declared.attestation_on: a date"),
        (["derogations", 0, "rule"], "T99", r"derogations\[0\].rule: one of"),
        (["derogations", 0, "limit_minutes"], True, r"limit_minutes: a whole number"),
        (["derogations", 0, "limit_minutes"], float("nan"), r"limit_minutes: a whole number"),
        (["derogations", 0, "limit_minutes"], 720.5, r"limit_minutes: a whole number"),
        (["derogations", 0, "limit_minutes"], -1, r"limit_minutes: a whole number"),
        (["derogations", 0, "limit_minutes"], ..., r"limit_minutes: missing"),
        (["derogations", 0, "document"], 1, r"document: true or false"),
        (["derogations", 0, "until"], "soon", r"until: a date"),
        (["travel_minutes"], [], "travel_minutes: an object"),
        (["travel_minutes", "site 1|site 2"], "25", "a whole number"),
        (["travel_minutes", "site 1|site 2"], False, "a whole number"),
        (["travel_minutes", "site 1"], 25, "keys are two places"),
    ],
)
def test_a_value_of_the_wrong_kind_is_one_clear_line(path, value, message):
    with pytest.raises(Unreadable, match=message) as refused:
        Case.from_text(json.dumps(changed(path, value)))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "3", '"x"', b"\xff\xfe\x00", "[" * 100_000, "9" * 5000, '{"zone": 1e999}']
)
def test_what_is_no_case_is_one_clear_line(text):
    with pytest.raises(Unreadable) as refused:
        Case.from_text(text)
    assert "\n" not in str(refused.value)
    assert str(refused.value)


def test_a_file_with_a_byte_order_mark_is_read():
    assert Case.from_text(b"\xef\xbb\xbf" + json.dumps(GOOD).encode()) == Case.from_json(GOOD)


def test_moments_of_one_zone_are_compared_as_moments_not_as_wall_clocks():
    paris = ZoneInfo("Europe/Paris")
    first, second = (datetime(2026, 10, 25, 2, 30, fold=fold, tzinfo=paris) for fold in (0, 1))
    assert Work("A", "x", first, second).end - Work("A", "x", first, second).start == timedelta(hours=1)
    with pytest.raises(Unreadable):
        Work("A", "x", second, first)
    with pytest.raises(Unreadable, match="offset"):
        Work("A", "x", datetime(2027, 3, 1, 8), datetime(2027, 3, 1, 9))


@pytest.mark.parametrize(
    "zone", ["America/Martinique", "Pacific/Apia", "America/Havana", "Africa/Cairo", "Asia/Beirut", "America/Sao_Paulo"]
)
def test_zones_whose_midnight_moves_keep_every_minute(zone):
    """Havana doubles midnight, Beirut, Cairo and once São Paulo skip it, Samoa skipped 30 December 2011."""
    for year, month in ((2011, 12), (2016, 2), (2016, 10), (2026, 3), (2026, 4), (2026, 10)):
        start = datetime(year, month, 10, tzinfo=UTC)
        line = timeline(Case(ZoneInfo(zone), start.date(), (Work("A", "x", start, start + timedelta(days=31)),)))
        assert sum(line.minutes_of(day) for day in line.days) == 31 * 24 * 60 * MINUTE
        for day in list(line.days)[1:-1]:
            assert line.minutes_of(day) in {23 * 60 * MINUTE, 24 * 60 * MINUTE, 25 * 60 * MINUTE}
        assert (date(2011, 12, 30) in line.days) == (year == 2011 and zone != "Pacific/Apia")


@pytest.mark.timeout(60)  # a hang guard, no measure
def test_ten_thousand_entries_are_checked():
    begin = datetime(2010, 1, 4, 8, tzinfo=UTC)
    work = tuple(
        Work("A", place, begin + timedelta(days=day, hours=hour), begin + timedelta(days=day, hours=hour + 4))
        for day in range(5000)
        for hour, place in ((0, "hall"), (5, "van"))
    )
    report = check(Case(ZoneInfo("Europe/Paris"), begin.date(), work, travel_minutes={"hall|van": 10}))
    assert {"T2", "T3", "T5", "T6"} <= {each.rule for each in report.findings}
