"""What is written when a booking changes: one UID for ever, a sequence that grows, every state and exception."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from icalendar.cal import Component
from sqlalchemy import select

from mutua.bookings import actions as bookings
from mutua.bookings import queries, series
from mutua.bookings.models import Booking, Scope
from mutua.calendars.models import CalendarEntry, CalendarObject, Waiting
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from tests.builders import NOW, PARIS, World, at, book, wish
from tests.calendars.conftest import parsed

LATER = NOW + timedelta(hours=1)


def kept(booking_id: int) -> CalendarObject:
    db.session.rollback()
    return db.session.scalars(select(CalendarObject).where(CalendarObject.booking_id == booking_id)).one()


def events(booking_id: int, column: str = "ics") -> list[Component]:
    query = select(getattr(CalendarObject, column)).where(CalendarObject.booking_id == booking_id)
    body = db.session.scalars(query).one()
    return parsed(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//FR\r\n" + body + b"END:VCALENDAR\r\n")


def cancel(world: World, booking_id: int, index: int, scope: Scope = Scope.THIS, now: datetime = LATER) -> None:
    with transaction():
        date = queries.booking_for(world.karim, booking_id).occurrences[index]
        bookings.cancel_occurrences(date, scope=scope, member=world.karim, now=now)


def move(world: World, booking_id: int, index: int, hours: str, now: datetime = LATER) -> None:
    start, end = (int(hour) for hour in hours.split("-"))
    with transaction():
        date = queries.booking_for(world.karim, booking_id).occurrences[index]
        slot = series.slot(date.local_start.replace(hour=start), date.local_start.replace(hour=end), PARIS)
        bookings.move_occurrence(date, slot, member=world.karim, now=now)


def test_one_uid_for_ever_and_a_sequence_that_grows(world: World) -> None:
    number = book(world.karim, world.van_id, "2027-03-02", "09:00-10:00", title="Marché")
    seen = [(kept(number).uid, kept(number).sequence, str(events(number)[0]["STATUS"]))]
    with transaction():
        bookings.approve_booking(queries.booking_for(world.ines, number), member=world.ines, now=NOW)
    seen.append((kept(number).uid, kept(number).sequence, str(events(number)[0]["STATUS"])))
    move(world, number, 0, "14-16")
    seen.append((kept(number).uid, kept(number).sequence, str(events(number)[0]["STATUS"])))
    cancel(world, number, 0, now=LATER + timedelta(hours=1))
    seen.append((kept(number).uid, kept(number).sequence, str(events(number)[0]["STATUS"])))
    uid = db.session.scalars(select(Booking.uid)).one()
    assert seen == [(uid, 0, "TENTATIVE"), (uid, 1, "CONFIRMED"), (uid, 2, "TENTATIVE"), (uid, 3, "CANCELLED")]
    assert db.session.query(CalendarObject).count() == 1


def test_the_stamp_is_the_last_change_of_the_booking_never_the_reading(world: World) -> None:
    number = book(world.karim, world.room_id, "2027-03-02", "09:00-10:00")
    move(world, number, 0, "14-15")
    (event,) = events(number)
    assert (event["DTSTAMP"].dt, event["LAST-MODIFIED"].dt, event["CREATED"].dt) == (LATER, LATER, NOW)
    assert kept(number).modified_at == LATER


def test_a_refused_booking_leaves_no_event(world: World) -> None:
    book(world.karim, world.room_id, "2027-03-02", "09:00-10:00")
    with pytest.raises(Exception, match="slot_taken"):
        book(world.ines, world.room_id, "2027-03-02", "09:30-10:30")
    assert len(db.session.scalars(select(CalendarObject)).all()) == 1


def test_a_series_is_one_rule_over_the_change_of_the_clock(world: World) -> None:
    number = book(world.karim, world.room_id, "2027-03-22", "09:00-10:00", rrule="FREQ=WEEKLY;COUNT=3")
    (event,) = events(number)
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;COUNT=3"
    assert event["DTSTART"].to_ical() == b"20270322T090000"
    assert event["DTSTART"].params["TZID"] == PARIS
    assert (kept(number).first_at, kept(number).last_at) == (at("2027-03-22 09:00"), at("2027-04-05 10:00"))


def test_skipped_dates_are_left_out_cancelled_and_moved_ones_say_so(world: World) -> None:
    book(world.ines, world.room_id, "2027-03-09", "09:00-10:00")
    rule = {"rrule": "FREQ=WEEKLY;COUNT=4", "on_conflict": "skip"}
    number = book(world.karim, world.room_id, "2027-03-02", "09:00-10:00", **rule)
    cancel(world, number, 2)
    move(world, number, 3, "15-16", now=LATER + timedelta(minutes=5))
    base, cancelled, moved = events(number)
    assert base["EXDATE"].to_ical() == b"20270309T090000"
    assert (str(cancelled["STATUS"]), cancelled["RECURRENCE-ID"].to_ical()) == ("CANCELLED", b"20270316T090000")
    assert (str(moved["STATUS"]), moved["RECURRENCE-ID"].to_ical()) == ("CONFIRMED", b"20270323T090000")
    assert moved["DTSTART"].to_ical() == b"20270323T150000"
    assert {str(event["UID"]) for event in (base, cancelled, moved)} == {kept(number).uid}
    assert {event["SEQUENCE"] for event in (base, cancelled, moved)} == {2}


def test_a_series_cancelled_whole_keeps_its_rule_and_its_day_of_cancelling(world: World) -> None:
    number = book(world.karim, world.room_id, "2027-03-02", "09:00-10:00", rrule="FREQ=WEEKLY;COUNT=3")
    cancel(world, number, 0, Scope.ALL)
    (event,) = events(number)
    assert (str(event["STATUS"]), str(event["TRANSP"])) == ("CANCELLED", "TRANSPARENT")
    assert kept(number).cancelled_at == LATER


def test_a_rule_that_leaves_its_first_date_out_is_told_date_by_date(world: World) -> None:
    """Readers disagree whether DTSTART counts then, so no rule is written: a UID for each date."""
    number = book(world.karim, world.room_id, "2027-03-03", "09:00-10:00", rrule="FREQ=WEEKLY;BYDAY=TU;COUNT=3")
    found = events(number)
    assert [event["DTSTART"].to_ical() for event in found] == [
        b"20270303T090000",
        b"20270309T090000",
        b"20270316T090000",
    ]
    assert not any("RRULE" in event for event in found)
    assert len({str(event["UID"]) for event in found}) == 3


@pytest.mark.parametrize(
    "rule",
    ["INTERVAL=2;FREQ=WEEKLY;COUNT=3", "RRULE:FREQ=WEEKLY;UNTIL=20270316", "freq=weekly;until=20270316T080000Z"],
)
def test_rules_as_people_write_them(world: World, rule: str) -> None:
    number = book(world.karim, world.room_id, "2027-03-02", "09:00-10:00", rrule=rule)
    (event,) = events(number)
    assert event["RRULE"].to_ical().startswith(b"FREQ=WEEKLY")


def test_how_much_waits_is_known(world: World) -> None:
    number = book(world.karim, world.van_id, "2027-03-02", "09:00-10:00", rrule="FREQ=WEEKLY;COUNT=2")
    assert kept(number).waiting is Waiting.ALL
    with transaction():
        line = queries.booking_for(world.ines, number).occurrences[0].lines[0]
        bookings.approve_line(line, member=world.ines, now=LATER)
    assert kept(number).waiting is Waiting.SOME
    assert [str(event["STATUS"]) for event in events(number)] in (
        ["TENTATIVE", "CONFIRMED"],
        ["CONFIRMED", "TENTATIVE"],
    )


def test_a_booking_of_two_resources_stands_in_both_calendars(world: World) -> None:
    both = wish(world.karim, world.room_id, "2027-03-02", "09:00-10:00", title="Tournée")
    two = type(both)(**{**both.__dict__, "resource_ids": (world.room_id, world.van_id)})
    with transaction():
        number = bookings.request_booking(two, member=world.karim, now=NOW).id
    assert sorted(db.session.scalars(select(CalendarEntry.resource_id))) == sorted([world.room_id, world.van_id])
    assert str(events(number)[0]["SUMMARY"]) == "Tournée (Salle Garance, Kangoo)"


def test_hostile_words_stay_words(world: World) -> None:
    title = "Fête;\\, \r\nEND:VEVENT\r\nURL:/x 🥖" + "é" * 60
    number = book(world.karim, world.room_id, "2027-03-02", "09:00-10:00", title=title)
    (event,) = events(number)
    assert str(event["SUMMARY"]) == title.replace("\r\n", "\n") + " (Salle Garance)"


@pytest.mark.parametrize(
    ("column", "summary", "words"),
    [
        ("ics", "Bilan (Salle Garance)", "Le Fournil, Karim Benali\nConfidentiel"),
        ("ics_everything", "Bilan · Le Fournil", "Karim Benali"),
        ("ics_structure", "Le Fournil", ""),
        ("ics_busy", "", ""),
    ],
)
def test_each_detail_says_this_and_no_more(world: World, column: str, summary: str, words: str) -> None:
    number = book(world.karim, world.room_id, "2027-03-02", "09:00-10:00", title="Bilan", note="Confidentiel")
    (event,) = events(number, column)
    assert (str(event.get("SUMMARY", "")), str(event.get("DESCRIPTION", ""))) == (summary, words)
    assert ("URL" in event) == (column == "ics")
