"""Every VTIMEZONE, read by a strict interpreter of our own and by two libraries, says what the IANA data says."""

import io
import zoneinfo
from bisect import bisect_right
from calendar import monthrange
from datetime import UTC, datetime, timedelta
from functools import cache

import icalendar
import pytest
from dateutil import tz

from mutua.calendars import feed
from mutua.calendars.feed import zones

FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
EUROPE = sorted(name for name in zoneinfo.available_timezones() if name.startswith("Europe/"))
FAR = ("America/New_York", "America/Sao_Paulo", "Africa/Casablanca", "Asia/Jerusalem", "Asia/Kathmandu",
       "Australia/Lord_Howe", "Pacific/Apia", "America/Caracas")  # fmt: skip
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


def offset_of(text):
    sign, digits = text[0], text[1:]
    assert sign in "+-"
    assert len(digits) in {4, 6}
    length = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]), seconds=int(digits[4:] or 0))
    return length if sign == "+" else -length


def weekday_in(year, month, place, weekday):
    days = [day for day in range(1, monthrange(year, month)[1] + 1) if datetime(year, month, day).weekday() == weekday]
    return days[place - 1] if place > 0 else days[place]


def onsets_of(block):
    """The UTC instants at which one STANDARD or DAYLIGHT begins, to 2040, and the offset from then on."""
    start = datetime.strptime(block["DTSTART"], "%Y%m%dT%H%M%S")
    before, after = offset_of(block["TZOFFSETFROM"]), offset_of(block["TZOFFSETTO"])
    rule = dict(part.split("=") for part in block["RRULE"].split(";")) if "RRULE" in block else {}
    assert set(rule) <= {"FREQ", "BYMONTH", "BYDAY", "UNTIL"}
    until = datetime.strptime(rule.get("UNTIL", "20400101T000000Z"), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    onsets = []
    for year in range(start.year, 2040) if rule else [start.year]:
        local = start
        if rule:
            assert rule["FREQ"] == "YEARLY"
            month, place, weekday = int(rule["BYMONTH"]), int(rule["BYDAY"][:-2]), WEEKDAYS.index(rule["BYDAY"][-2:])
            local = start.replace(year=year, month=month, day=weekday_in(year, month, place, weekday))
        moment = (local - before).replace(tzinfo=UTC)
        if moment <= until:
            onsets.append((moment, before, after))
    assert onsets[0][0] == (start - before).replace(tzinfo=UTC), "DTSTART must be the rule's first date"
    if "UNTIL" in rule:
        assert onsets[-1][0] == until - DAY
    return onsets


@cache
def onsets_in(name):
    """All onsets of a VTIMEZONE in order; each must start from the offset the one before left."""
    lines = feed.vtimezone(name).decode().split("\r\n")
    assert lines[:2] == ["BEGIN:VTIMEZONE", f"TZID:{name}"]
    assert lines[-2:] == ["END:VTIMEZONE", ""]
    onsets, block = [], {}
    for line in lines[2:-2]:
        key, value = line.split(":", 1)
        if key == "END":
            onsets += onsets_of(block)
            block = {}
        elif key != "BEGIN":
            assert key not in block
            block[key] = value
    onsets.sort()
    recent = [onset for onset in onsets if onset[0] >= FIRST]
    assert all(later[1] == earlier[2] for earlier, later in zip(recent, recent[1:], strict=False))
    assert onsets[0][0] < FIRST
    return onsets


def samples(name, step):
    """Instants every `step`, and every hour of the two days around each change."""
    count = (LAST - FIRST) // step
    yield from (FIRST + number * step for number in range(count))
    for moment, _, _ in onsets_in(name):
        if FIRST <= moment < LAST - DAY:
            yield from (moment + number * HOUR for number in range(-24, 25))
            yield moment - timedelta(seconds=1)


def assert_right(name, step):
    info, onsets = zoneinfo.ZoneInfo(name), onsets_in(name)
    moments = [onset[0] for onset in onsets]
    for moment in samples(name, step):
        read = onsets[bisect_right(moments, moment) - 1][2]
        assert moment.astimezone(info).utcoffset() == read, (name, moment)


@pytest.mark.parametrize("step", [6 * HOUR, pytest.param(HOUR, marks=pytest.mark.deep)])
@pytest.mark.parametrize("name", sorted(feed.FRENCH_ZONES))
def test_the_zones_of_france_are_right_for_38_years(name, step):
    assert_right(name, step)


@pytest.mark.parametrize("name", [*EUROPE, *FAR])
def test_other_zones_are_derived_and_right(name):
    assert_right(name, 5 * DAY)


@pytest.mark.parametrize("name", sorted(set(feed.FRENCH_ZONES) - {"America/Miquelon"}))
def test_the_constants_are_what_the_data_gives(name):
    assert zones.derive(zoneinfo.ZoneInfo(name)) == feed.FRENCH_ZONES[name]


def test_paris_is_written_as_every_client_knows_it():
    assert feed.vtimezone("Europe/Paris") == b"\r\n".join([
        b"BEGIN:VTIMEZONE", b"TZID:Europe/Paris",
        b"BEGIN:DAYLIGHT", b"DTSTART:19700329T020000", b"TZOFFSETFROM:+0100", b"TZOFFSETTO:+0200", b"TZNAME:CEST",
        b"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", b"END:DAYLIGHT",
        b"BEGIN:STANDARD", b"DTSTART:19701025T030000", b"TZOFFSETFROM:+0200", b"TZOFFSETTO:+0100", b"TZNAME:CET",
        b"RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", b"END:STANDARD",
        b"END:VTIMEZONE", b"",
    ])  # fmt: skip


def test_a_zone_without_changes_has_a_standard_block_with_a_yearly_rule():
    text = feed.vtimezone("Pacific/Marquesas").decode()
    assert "DTSTART:19700101T000000\r\nTZOFFSETFROM:-0930\r\nTZOFFSETTO:-0930\r\n" in text
    assert "RRULE:FREQ=YEARLY;BYMONTH=1;BYDAY=1TH\r\n" in text
    assert "DAYLIGHT" not in text


@pytest.mark.parametrize("name", EUROPE)
def test_no_zone_uses_rdate_and_summer_is_daylight(name):
    text = feed.vtimezone(name).decode()
    assert "RDATE" not in text
    info = zoneinfo.ZoneInfo(name)
    summer, winter = (datetime(2026, month, 15, tzinfo=info).utcoffset() for month in (7, 1))
    assert ("BEGIN:DAYLIGHT" in text) or summer == winter


@pytest.mark.parametrize(
    "name", ["Europe", "Europe/Nowhere", "", "../passwd", "Europe/Paris\r\nX:1", "Romance Standard Time"]
)
def test_an_unknown_zone_is_refused(name):
    with pytest.raises(feed.UnknownZone):
        feed.vtimezone(name)


def few_samples(name):
    """Moments for the libraries, which are slow: monthly, and the hours at four years' changes."""
    yield from (FIRST + number * 31 * DAY for number in range((LAST - FIRST) // (31 * DAY)))
    for moment, _, _ in onsets_in(name):
        if moment.year in {2001, 2007, 2026, 2037}:
            yield from (moment + number * HOUR for number in range(-3, 4))


LIBRARY_ZONES = [*sorted(feed.FRENCH_ZONES), "Europe/Dublin", "Europe/Lisbon", "Europe/Moscow", "America/New_York"]


@pytest.mark.parametrize("name", LIBRARY_ZONES)
def test_dateutil_reads_the_same_hours(name):
    read = tz.tzical(io.StringIO(feed.vtimezone(name).decode())).get(name)
    info = zoneinfo.ZoneInfo(name)
    for moment in few_samples(name):
        local = moment.astimezone(info)
        if not local.fold and tz.datetime_exists(local):
            assert local.replace(tzinfo=read).utcoffset() == local.utcoffset(), (name, moment)


@pytest.mark.parametrize("name", LIBRARY_ZONES)
def test_icalendar_reads_the_same_hours(name):
    component = icalendar.Timezone.from_ical(feed.vtimezone(name))
    read = component.to_tz(lookup_tzid=False)
    info = zoneinfo.ZoneInfo(name)
    for moment in few_samples(name):
        local = moment.astimezone(info)
        if not local.fold:
            assert local.replace(tzinfo=read).utcoffset() == local.utcoffset(), (name, moment)
