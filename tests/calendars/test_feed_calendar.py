"""Whole calendars and free/busy: header, zones used, stored bytes joined."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutua.calendars import feed

AT = datetime(2026, 3, 1, 10, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def event(zone="Europe/Paris", summary="Salle A"):
    return feed.event(feed.EventFacts(
        uid="b1-x", sequence=0, status=feed.Status.CONFIRMED, summary=summary, zone=zone,
        start=datetime(2026, 3, 9, 9), end=datetime(2026, 3, 9, 10), starts_at=AT, ends_at=AT + HOUR,
        changed_at=AT, created_at=AT,
    ))  # fmt: skip


def head(**more):
    return feed.CalendarFacts(**{"name": "Salle A, étage 2", "zone": "Europe/Paris", "color": "#1a6fb5"} | more)


def test_the_header_says_everything_twice_for_old_readers():
    octets = feed.calendar(head(description="Toutes les dates", changed_at=AT, url="https://x/p"), [event()])
    assert octets.decode().split("\r\n")[:18] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Mutua//Mutua//FR",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:Salle A\\, étage 2",
        "X-WR-CALNAME:Salle A\\, étage 2",
        "DESCRIPTION:Toutes les dates",
        "X-WR-CALDESC:Toutes les dates",
        "X-WR-TIMEZONE:Europe/Paris",
        "URL:https://x/p",
        "LAST-MODIFIED:20260301T103000Z",
        "COLOR:steelblue",
        "X-APPLE-CALENDAR-COLOR:#1A6FB5",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Paris",
    ]
    assert octets.endswith(b"END:VEVENT\r\nEND:VCALENDAR\r\n")


def test_stored_bytes_go_in_unchanged_and_only_the_zones_used_come_first():
    stored = [event("Indian/Reunion", "A;TZID=America/Cayenne:"), event(), event("UTC"), event()]
    octets = feed.calendar(head(), stored)
    assert b"".join(stored) in octets
    assert octets == feed.calendar(head(), iter(stored), zones=["Indian/Reunion", "UTC", "Europe/Paris"])
    read = icalendar.Calendar.from_ical(octets)
    names = [component.name for component in read.subcomponents]
    assert names == ["VTIMEZONE", "VTIMEZONE", "VEVENT", "VEVENT", "VEVENT", "VEVENT"]
    assert [zone["TZID"] for zone in read.walk("VTIMEZONE")] == ["Europe/Paris", "Indian/Reunion"]
    assert not read.errors


def test_an_empty_calendar_is_still_one():
    read = icalendar.Calendar.from_ical(feed.calendar(head(color="", refresh=None, method=None), []))
    assert (read.subcomponents, read.errors, {"METHOD", "COLOR", "REFRESH-INTERVAL"} & set(read)) == ([], [], set())


def test_a_bare_object_has_no_words_and_the_method_asked_for():
    octets = feed.bare([event()])
    assert b"METHOD" not in octets
    assert b"X-WR" not in octets
    assert b"BEGIN:VTIMEZONE" in octets
    assert b"METHOD:REQUEST\r\n" in feed.bare([event()], "REQUEST")


@given(st.text(st.characters()))
def test_no_name_breaks_the_header(name):
    octets = feed.calendar(head(name=name), [event()])
    assert all(len(line) <= 75 for line in octets.split(b"\r\n"))
    assert len(icalendar.Calendar.from_ical(octets).walk("VEVENT")) == 1


@pytest.mark.parametrize(
    "wrong", [{"color": "red"}, {"color": "#12345\n"}, {"zone": "Nowhere"}, {"refresh": timedelta(0)}]
)
def test_a_wrong_header_is_refused(wrong):
    with pytest.raises(ValueError):
        feed.calendar(head(**wrong), [])


@pytest.mark.parametrize(
    ("length", "written"),
    [
        (HOUR, "PT1H"),
        (timedelta(minutes=15), "PT15M"),
        (timedelta(minutes=90), "PT1H30M"),
        (timedelta(days=1), "PT24H"),
    ],
)
def test_refresh_is_a_duration(length, written):
    assert f"X-PUBLISHED-TTL:{written}\r\n".encode() in feed.calendar(head(refresh=length), [])


def at(hour):
    return datetime(2026, 3, 9, tzinfo=UTC) + hour * HOUR


def window(first=8, last=18, **more):
    facts = {"uid": "fb-7", "starts_at": at(first), "ends_at": at(last), "changed_at": AT}
    return feed.FreeBusyFacts(**facts | more)


def periods(octets):
    found = [line.removeprefix("FREEBUSY;FBTYPE=") for line in octets.decode().split("\r\n") if "FBTYPE" in line]
    hours = []
    for line in found:
        kind, span = line.split(":")
        hours.append((kind, *(int(end[9:11]) for end in span.split("/"))))
    return hours


def test_busy_time_is_merged_clipped_and_in_order():
    tentative, closed = feed.BusyKind.TENTATIVE, feed.BusyKind.UNAVAILABLE
    busy = [
        feed.Busy(at(14), at(15)), feed.Busy(at(9), at(10)), feed.Busy(at(10), at(11)), feed.Busy(at(9), at(10)),
        feed.Busy(at(10), at(13), tentative), feed.Busy(at(12), at(14), closed), feed.Busy(at(6), at(7)),
        feed.Busy(at(17), at(20)), feed.Busy(at(16), at(16)),
    ]  # fmt: skip
    octets = feed.freebusy(window(organizer="reservations@pole.example", url="https://x/fb"), busy)
    assert periods(octets) == [
        ("BUSY", 9, 11), ("BUSY-TENTATIVE", 11, 12), ("BUSY-UNAVAILABLE", 12, 14), ("BUSY", 14, 15), ("BUSY", 17, 18),
    ]  # fmt: skip
    assert octets.decode().split("\r\n")[:7] == [
        "BEGIN:VFREEBUSY",
        "UID:fb-7",
        "DTSTAMP:20260301T103000Z",
        "DTSTART:20260309T080000Z",
        "DTEND:20260309T180000Z",
        "ORGANIZER:mailto:reservations@pole.example",
        "URL:https://x/fb",
    ]
    (read,) = icalendar.Calendar.from_ical(feed.bare([octets], "PUBLISH")).walk("VFREEBUSY")
    assert read["FREEBUSY"][0].dt == [(at(9), at(11))] or read["FREEBUSY"][0].dt == (at(9), at(11))


KINDS = st.sampled_from(list(feed.BusyKind))
SPANS = st.tuples(st.integers(0, 30), st.integers(1, 8), KINDS)


@given(st.lists(SPANS, max_size=12))
def test_every_hour_is_told_with_its_strongest_kind(spans):
    busy = [feed.Busy(at(start), at(start + length), kind) for start, length, kind in spans]
    told = {}
    for kind, first, last in periods(feed.freebusy(window(0, 23), busy)):
        for hour in range(first, last):
            assert hour not in told
            told[hour] = kind
    rank = list(feed.BusyKind)
    for hour in range(23):
        kinds = [kind for start, length, kind in spans if start <= hour < start + length]
        assert told.get(hour) == (min(kinds, key=rank.index).value if kinds else None)
