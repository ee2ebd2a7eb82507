"""Invitations by mail: one UID, a growing SEQUENCE, the same METHOD outside and inside; only for who wants them."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy

from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from mutua.bookings import actions as bookings
from mutua.bookings import queries as booking_queries
from mutua.bookings.models import Scope, Slot
from mutua.calendars.actions import choose_way
from mutua.calendars.models import Way
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.transaction import transaction
from mutua.web.mailing import message_of
from tests.builders import NOW, World, at, book, on, sign_in
from tests.calendars.conftest import LATER
from tests.calendars.davs import Program, one, password_of


def letters(app: Flask) -> list[tuple[str, object, list[object]]]:
    """(method, message, events) of each letter with an event."""
    found = []
    for letter in db.session.scalars(select(Mail).order_by(Mail.id)):
        if "calendar" in letter.facts:
            sent = message_of(letter, app.config["SETTINGS"], now=NOW)
            message = message_from_bytes(sent.as_bytes(), policy=policy.default)
            part = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
            calendar = Calendar.from_ical(part.get_content())
            assert part.get_param("method") == str(calendar["METHOD"])
            found.append((str(calendar["METHOD"]), message, list(calendar.walk("VEVENT"))))
    return found


def test_only_who_chose_mail_gets_them(app: Flask, client: FlaskClient, world: World) -> None:
    book(world.karim, world.room_id, "2027-03-02", "09:00-10:00")
    assert letters(app) == []
    with clock.frozen(NOW):
        sign_in(client, world.karim)
        assert b"way-0" in client.get("/p/trois-ponts/calendars").data
        assert client.post("/p/trois-ponts/calendars/way", data={"way": "x"}).status_code == 422
        assert client.post("/p/trois-ponts/calendars/way", data={"way": "both"}).status_code == 303
    book(world.karim, world.room_id, "2027-03-03", "09:00-10:00")
    book(world.nadia, world.room_id, "2027-03-04", "09:00-10:00")
    assert [message["To"] for _method, message, _events in letters(app)] == [world.karim.email]
    karim = Program(client, world.karim, password_of(world.karim))
    made = karim.put(karim.at(world.room_id, "a.ics"), one("a", "20270305T090000", "20270305T100000"))
    assert (made.status_code, len(letters(app))) == (201, 1)  # their program has it already


def test_made_moved_and_cancelled_are_one_event(app: Flask, world: World) -> None:
    with transaction():
        choose_way(Way.MAIL, member=world.karim, now=NOW)
    rule = "FREQ=WEEKLY;COUNT=3"
    number = book(world.karim, world.room_id, "2027-03-23", "09:00-10:00", title="Pain, et brioche", rrule=rule)
    with transaction():
        dates = booking_queries.booking_for(world.karim, number).occurrences
        slot = Slot(dates[1].local_start.replace(hour=14), dates[1].local_end.replace(hour=15),
                    on("2027-03-30", "14:00-15:00"))  # fmt: skip
        bookings.move_occurrence(dates[1], slot, member=world.karim, now=LATER)
    with transaction():
        first = booking_queries.booking_for(world.karim, number).occurrences[0]
        bookings.cancel_occurrences(first, scope=Scope.ALL, member=world.karim, now=LATER)
    made, moved, gone = letters(app)
    assert [method for method, _, _ in (made, moved, gone)] == ["REQUEST", "REQUEST", "CANCEL"]
    assert len({str(event["UID"]) for _, _, events in (made, moved, gone) for event in events}) == 1
    sequences = [int(events[0]["SEQUENCE"]) for _, _, events in (made, moved, gone)]
    assert sequences == sorted(set(sequences))
    event = made[2][0]
    assert (str(event["SUMMARY"]), event["DTSTART"].dt) == ("Pain, et brioche (Salle Garance)", at("2027-03-23 09:00"))
    assert (str(event["ORGANIZER"]), str(event["ATTENDEE"])) == (
        "mailto:mutua@mutua.test",
        f"mailto:{world.karim.email}",
    )
    assert [part["RECURRENCE-ID"].dt.day for part in moved[2] if "RECURRENCE-ID" in part] == [30]
    assert {str(event["STATUS"]) for event in gone[2]} == {"CANCELLED"}
    kinds = [part.get_content_type() for part in made[1].walk()]
    assert kinds == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar",
                     "application/ics"]  # fmt: skip


def test_one_date_of_a_series_is_cancelled_by_name(app: Flask, world: World) -> None:
    """A program that has the series drops that date alone; the rest is not sent again, nor are words a loss."""
    with transaction():
        choose_way(Way.MAIL, member=world.karim, now=NOW)
    number = book(world.karim, world.room_id, "2027-03-23", "09:00-10:00", title="Pain", rrule="FREQ=WEEKLY;COUNT=3")
    with transaction():
        dates = booking_queries.booking_for(world.karim, number).occurrences
        bookings.cancel_occurrences(dates[1], scope=Scope.THIS, member=world.karim, now=LATER)
    with transaction():
        booking = booking_queries.booking_for(world.karim, number)
        bookings.edit_booking(booking, title="Brioche", note="", member=world.karim, now=LATER + timedelta(hours=1))
    made, gone, renamed = letters(app)
    assert [method for method, _, _ in (made, gone, renamed)] == ["REQUEST", "CANCEL", "REQUEST"]
    (event,) = gone[2]
    assert (event["RECURRENCE-ID"].dt, event["DTSTART"].dt) == (at("2027-03-30 09:00"),) * 2
    assert (str(event["STATUS"]), str(event["UID"])) == ("CANCELLED", str(made[2][0]["UID"]))
    assert "RRULE" not in event
    assert int(made[2][0]["SEQUENCE"]) < int(event["SEQUENCE"]) <= int(renamed[2][0]["SEQUENCE"])
    assert (str(event["ORGANIZER"]), "ATTENDEE" in event) == ("mailto:mutua@mutua.test", True)
    assert "30\xa0mars" in str(gone[1]["Subject"])
    assert "EXDATE" in renamed[2][0]
