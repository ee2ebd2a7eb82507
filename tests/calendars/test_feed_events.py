"""A booking's VEVENTs: what goes out is what icalendar and dateutil read, on the right instants."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from mutua.calendars import feed

PARIS = "Europe/Paris"
CHANGED = datetime(2026, 3, 1, 10, 30, tzinfo=UTC)


def moment(wall, zone=PARIS):
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def booking(start=datetime(2026, 3, 9, 9), hours=2, zone=PARIS, **more):
    end = start + timedelta(hours=hours)
    given = {
        "uid": "b42-pole.example", "sequence": 1, "status": feed.Status.CONFIRMED, "summary": "Salle A", "zone": zone,
        "start": start, "end": end, "starts_at": moment(start, zone), "ends_at": moment(end, zone),
        "changed_at": CHANGED, "created_at": CHANGED - timedelta(days=1),
    }  # fmt: skip
    return feed.EventFacts(**given | more)


def occurrence(was, start=None, hours=2, status=feed.Status.CONFIRMED, zone=PARIS, **more):
    start = start or was
    end = start + timedelta(hours=hours)
    times = {"start": start, "end": end, "starts_at": moment(start, zone), "ends_at": moment(end, zone)}
    return feed.OccurrenceFacts(was=was, status=status, **times | more)


def lines(octets):
    return octets.decode().split("\r\n")


def read(octets):
    """The VEVENTs, read by icalendar from a whole calendar; every line checked first."""
    whole = feed.bare([octets])
    assert whole.endswith(b"\r\n")
    for line in whole.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode()  # no character is cut in two
    return icalendar.Calendar.from_ical(whole).walk("VEVENT")


def test_a_booking_is_these_lines_in_this_order():
    facts = booking(
        description="Clé à l’accueil\nMerci", location="Les Trois-Ponts, 2e étage",
        categories=("Local", "Réunion, bureau"),
        url="https://mutua.example/p/trois-ponts/bookings/42",
    )  # fmt: skip
    assert lines(feed.event(facts)) == [
        "BEGIN:VEVENT",
        "UID:b42-pole.example",
        "DTSTAMP:20260301T103000Z",
        "LAST-MODIFIED:20260301T103000Z",
        "CREATED:20260228T103000Z",
        "SEQUENCE:1",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "DTSTART;TZID=Europe/Paris:20260309T090000",
        "DTEND;TZID=Europe/Paris:20260309T110000",
        "SUMMARY:Salle A",
        "DESCRIPTION:Clé à l’accueil\\nMerci",
        "LOCATION:Les Trois-Ponts\\, 2e étage",
        "CATEGORIES:Local,Réunion\\, bureau",
        "URL:https://mutua.example/p/trois-ponts/bookings/42",
        "END:VEVENT",
        "",
    ]


def test_a_series_carries_rule_exceptions_and_overrides_under_one_uid():
    moved = occurrence(datetime(2026, 3, 24, 9), datetime(2026, 3, 25, 14), description="Déplacée")
    off = occurrence(datetime(2026, 3, 17, 9), status=feed.Status.CANCELLED)
    facts = booking(
        datetime(2026, 3, 10, 9), rrule="FREQ=WEEKLY;UNTIL=20260630", exdates=(datetime(2026, 4, 7, 9),),
        overrides=(moved, off),
    )  # fmt: skip
    written = lines(feed.event(facts))
    assert written[8:12] == [
        "DTSTART;TZID=Europe/Paris:20260310T090000",
        "DTEND;TZID=Europe/Paris:20260310T110000",
        "RRULE:FREQ=WEEKLY;UNTIL=20260630T215959Z",
        "EXDATE;TZID=Europe/Paris:20260407T090000",
    ]
    master, first, second = read(feed.event(facts))
    assert {event["UID"] for event in (master, first, second)} == {"b42-pole.example"}
    assert (first["RECURRENCE-ID"].dt, first["STATUS"]) == (moment(datetime(2026, 3, 17, 9)), "CANCELLED")
    assert (second["RECURRENCE-ID"].dt, second["DTSTART"].dt) == (
        moment(datetime(2026, 3, 24, 9)),
        moment(datetime(2026, 3, 25, 14)),
    )
    assert (first["SUMMARY"], second["DESCRIPTION"], "DESCRIPTION" in first) == ("Salle A", "Déplacée", False)
    assert "TRANSP:TRANSPARENT" in written, "a cancelled date blocks nobody"


def test_the_order_of_exceptions_does_not_change_the_bytes():
    days = [datetime(2026, 3, 10, 9) + timedelta(weeks=week) for week in range(1, 6)]
    dates = [occurrence(day, day + timedelta(hours=1)) for day in days]
    facts = booking(datetime(2026, 3, 10, 9), rrule="FREQ=WEEKLY", exdates=tuple(days[:2]), overrides=tuple(dates[2:]))
    turned = replace(facts, exdates=tuple(reversed(days[:2])), overrides=tuple(reversed(dates[2:])))
    assert feed.event(facts) == feed.event(replace(facts)) == feed.event(turned)


@pytest.mark.parametrize("zone", [PARIS, "America/Martinique", "Indian/Reunion", "Pacific/Noumea", "America/Miquelon"])
@pytest.mark.parametrize("start", [datetime(2026, 3, 3, 9), datetime(2026, 10, 13, 9)])
def test_a_series_at_nine_stays_at_nine_over_the_clock_change(zone, start):
    (master,) = read(feed.event(booking(start, zone=zone, rrule="FREQ=WEEKLY;COUNT=8")))
    own_zone = icalendar.Timezone.from_ical(feed.vtimezone(zone)).to_tz(lookup_tzid=False)
    first = master["DTSTART"].dt.replace(tzinfo=own_zone)
    dates = list(rrulestr(master["RRULE"].to_ical().decode(), dtstart=first))
    assert [day.astimezone(UTC) for day in dates] == [moment(start + timedelta(weeks=week), zone) for week in range(8)]


@pytest.mark.parametrize(
    ("zone", "given", "written"),
    [
        (PARIS, "20261231", "20261231T225959Z"),
        (PARIS, "20260630", "20260630T215959Z"),
        (PARIS, "20260630T090000", "20260630T070000Z"),
        (PARIS, "20260630T090000Z", "20260630T090000Z"),
        ("America/Martinique", "20261231", "20270101T035959Z"),
        ("Pacific/Noumea", "20261231T090000", "20261230T220000Z"),
        ("UTC", "20261231", "20261231T235959Z"),
    ],
)
def test_until_goes_out_in_utc(zone, given, written):
    facts = booking(zone=zone, rrule=f"FREQ=WEEKLY;UNTIL={given};BYDAY=MO")
    assert f"RRULE:FREQ=WEEKLY;UNTIL={written};BYDAY=MO" in lines(feed.event(facts))


def test_whole_days_end_the_day_after():
    stay = booking(datetime(2026, 7, 6, 15), hours=43, all_day=True)
    assert {"DTSTART;VALUE=DATE:20260706", "DTEND;VALUE=DATE:20260709"} <= set(lines(feed.event(stay)))
    day = booking(datetime(2026, 7, 6), hours=24, all_day=True, rrule="FREQ=DAILY;UNTIL=20260709T220000Z",
                  exdates=(datetime(2026, 7, 7),), overrides=(occurrence(datetime(2026, 7, 8), hours=48),))  # fmt: skip
    master, other = read(feed.event(day))
    assert (master["DTSTART"].dt, master["DTEND"].dt) == (date(2026, 7, 6), date(2026, 7, 7))
    assert master["RRULE"]["UNTIL"] == [date(2026, 7, 10)]
    assert master["EXDATE"].dts[0].dt == date(2026, 7, 7)
    assert (other["RECURRENCE-ID"].dt, other["DTEND"].dt) == (date(2026, 7, 8), date(2026, 7, 10))


def test_utc_has_no_zone_block():
    octets = feed.event(booking(zone="UTC", rrule="FREQ=DAILY;COUNT=3", exdates=(datetime(2026, 3, 10, 9),)))
    assert b"DTSTART:20260309T090000Z\r\n" in octets
    assert b"EXDATE:20260310T090000Z\r\n" in octets
    assert b"VTIMEZONE" not in feed.bare([octets])


def test_the_instants_decide_in_a_doubled_and_in_a_missing_hour():
    late = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # the second 2:30
    doubled = booking(datetime(2026, 10, 25, 2, 30), starts_at=late, ends_at=late + timedelta(hours=1))
    assert {"DTSTART:20261025T013000Z", "DTEND;TZID=Europe/Paris:20261025T033000"} <= set(lines(feed.event(doubled)))
    missing = booking(datetime(2026, 3, 29, 2, 30))
    assert "DTSTART;TZID=Europe/Paris:20260329T033000" in lines(feed.event(missing))


def test_a_night_over_the_clock_change_gets_its_own_override():
    nights = [datetime(2026, 3, 27, 22) + timedelta(days=day) for day in range(4)]
    dates = [occurrence(night, hours=8) for night in nights]
    series = booking(nights[0], hours=8, rrule="FREQ=DAILY;COUNT=4")
    assert feed.overrides_of(series, dates) == (dates[1],)
    _, night = read(feed.event(replace(series, overrides=feed.overrides_of(series, dates))))
    assert night["DTEND"].dt - night["DTSTART"].dt == timedelta(hours=8), "on the clock"
    assert night["DTEND"].dt.astimezone(UTC) - night["DTSTART"].dt.astimezone(UTC) == timedelta(hours=7)


def test_moved_cancelled_or_reworded_dates_are_overrides_and_the_others_not():
    was = datetime(2026, 3, 16, 9)
    series = booking(rrule="FREQ=WEEKLY")
    plain = occurrence(was)
    others = (
        occurrence(was, was + timedelta(hours=1)), occurrence(was, hours=3), occurrence(was, summary="Autre"),
        occurrence(was, status=feed.Status.CANCELLED), occurrence(was, status=feed.Status.TENTATIVE),
    )  # fmt: skip
    assert feed.overrides_of(series, (plain, *others)) == others


def test_flat_writes_one_event_a_date_with_a_uid_that_survives_a_move():
    was = datetime(2026, 3, 16, 9)
    dates = [occurrence(was, was + timedelta(days=1)), occurrence(datetime(2026, 3, 9, 9))]
    first, second = read(feed.flat(booking(rrule="FREQ=WEEKLY;COUNT=2"), dates))
    assert [first["UID"], second["UID"]] == ["b42-pole.example-20260309T090000", "b42-pole.example-20260316T090000"]
    assert second["DTSTART"].dt == moment(was + timedelta(days=1))
    assert not {"RRULE", "RECURRENCE-ID"} & (set(first) | set(second))
    assert feed.flat(booking(), ()) == feed.event(booking())


def test_busy_only_tells_nothing_but_the_times():
    named = occurrence(datetime(2026, 3, 10, 9), summary="Secret")
    words = {"summary": "Secret", "description": "Secret", "location": "Secret", "url": "//secret"}
    series = booking(rrule="FREQ=DAILY", categories=("Secret",), overrides=(named,), **words)
    octets = feed.event(feed.busy_only(series, "Occupé"))
    assert b"ecret" not in octets
    assert octets.decode().count("SUMMARY:Occupé") == 2


@pytest.mark.parametrize(
    ("state", "status"),
    [("requested", "TENTATIVE"), ("confirmed", "CONFIRMED"), ("done", "CONFIRMED"), ("no_show", "CONFIRMED"),
     ("declined", "CANCELLED"), ("cancelled", "CANCELLED"), ("expired", "CANCELLED")],
)  # fmt: skip
def test_status_follows_the_state_and_sequence_the_row(state, status):
    (event,) = read(feed.event(booking(status=feed.status_of(state), sequence=7)))
    assert (event["STATUS"], event["SEQUENCE"]) == (status, 7)
    assert event["TRANSP"] == ("TRANSPARENT" if status == "CANCELLED" else "OPAQUE")


PRINTABLE = st.characters(exclude_categories=["C", "Zl", "Zp"])
NASTY = st.text(st.sampled_from('é’“”«»œ€👩‍👧😀𝄞ÀÉ\\;,:"\n nN\t=^') | PRINTABLE)
FRENCH = "L’atelier « Réparer ensemble » accueille les adhérent·es ; prévoyez 15 % de marge, s’il vous plaît. "


@given(NASTY, NASTY, NASTY, st.lists(NASTY.filter(bool), min_size=1, max_size=3))
def test_nasty_texts_come_back_equal(summary, description, location, categories):
    facts = booking(summary=f"a{summary}", description=f"b{description}", location=f"c{location}",
                    categories=tuple(categories))  # fmt: skip
    (event,) = read(feed.event(facts))
    assert str(event["SUMMARY"]) == facts.summary
    assert str(event["DESCRIPTION"]) == facts.description
    assert str(event["LOCATION"]) == facts.location
    assert [str(each) for each in event["CATEGORIES"].cats] == categories


@pytest.mark.parametrize("shift", range(76))
def test_long_french_lines_fold_wherever_the_octets_fall(shift):
    words = "x" * shift + (FRENCH * 6)[:500] + "😀" * 40
    (event,) = read(feed.event(booking(description=words)))
    assert str(event["DESCRIPTION"]) == words


@given(st.text(st.characters()))
def test_any_text_at_all_leaves_clean_lines(words):
    (event,) = read(feed.event(booking(summary=words, uid="u" + words, url="https://x/" + words, categories=(words,))))
    assert event["DTSTART"].dt == moment(datetime(2026, 3, 9, 9))


def test_control_characters_go_and_every_line_break_is_one():
    (event,) = read(
        feed.event(booking(summary="a\x00b\x1bc\x7fd\x9fe\ufffff\ud800g", description="1\r\n2\r3\x0b4\u20285\x856"))
    )
    assert (str(event["SUMMARY"]), str(event["DESCRIPTION"])) == ("abcdefg", "1\n2\n3\n4\n5\n6")


def test_no_text_can_begin_a_line_of_its_own():
    octets = feed.event(
        booking(summary="x\r\nATTENDEE:mailto:a@b", url="https://x\r\nATTENDEE:mailto:a@b", uid="u\nEND:VEVENT")
    )
    assert [line.split(":")[0] for line in lines(octets)].count("END") == 1
    assert b"\nATTENDEE" not in octets


@pytest.mark.parametrize(
    "wrong",
    [
        {"uid": ""}, {"uid": "\x00"}, {"sequence": -1}, {"zone": "Europe/Nowhere"}, {"zone": "Europe/Paris\r\nX:1"},
        {"changed_at": datetime(2026, 3, 1)}, {"starts_at": datetime(2026, 3, 9, 8)},
        {"exdates": (datetime(2026, 3, 9, 9),)}, {"overrides": (occurrence(datetime(2026, 3, 9, 9)),)},
        {"rrule": "FREQ=SECONDLY"}, {"rrule": "FREQ=DAILY\r\nX:1"}, {"rrule": "COUNT=3"}, {"rrule": ""},
        {"rrule": "FREQ=DAILY;UNTIL=2026-12-31"}, {"rrule": "FREQ=DAILY;UNTIL=20261345"},
        {"rrule": "FREQ=DAILY;COUNT=3;UNTIL=20261231"},
        {"rrule": "FREQ=DAILY", "exdates": (CHANGED,)},
        {"rrule": "FREQ=DAILY", "overrides": (occurrence(datetime(2026, 3, 9, 9)),) * 2},
    ],
)  # fmt: skip
def test_what_cannot_be_written_right_is_refused(wrong):
    with pytest.raises(ValueError):
        feed.event(replace(booking(), **wrong))
