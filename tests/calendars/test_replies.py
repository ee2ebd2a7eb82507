"""Answers that guests' own mail programs send (iMIP REPLY): for who sends them, and for the dates as they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from email.message import EmailMessage

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from mutua.bookings import actions as bookings
from mutua.bookings import queries
from mutua.bookings.models import Scope, Slot
from mutua.calendars.actions import ask_guest
from mutua.calendars.models import Answer
from mutua.calendars.reading.replies import NoReply, read_reply
from mutua.calendars.rules.guests import stands_for
from mutua.cli import mail as receiving
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.transaction import transaction
from mutua.web.mailing import message_of
from tests.builders import NOW, World, book, on
from tests.calendars.test_guests import row
from tests.calendars.test_invitations import letters

AWA = "awa@dehors.test"


@pytest.fixture
def asked(world: World) -> int:
    number = book(world.nadia, world.room_id, "2027-03-23", "09:00-10:00", title="Essai", rrule="FREQ=WEEKLY;COUNT=3")
    with transaction():
        booking = queries.booking_for(world.nadia, number)
        assert booking is not None
        ask_guest(booking, name="Awa Diop", email=AWA, member=world.nadia, now=NOW)
    return number


def reply(app: Flask, partstat: str, *lines: str, sender: str = AWA, method: str = "REPLY", start: str = "") -> bytes:
    """As Outlook writes it: the event given back with one attendee, in a message of several parts."""
    event = letters(app)[0][2][0]
    start = start or "DTSTART;TZID=Romance Standard Time:20270323T090000"
    told = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Essai//FR", f"METHOD:{method}", "BEGIN:VEVENT",
        f"UID:{event['UID']}", "SEQUENCE:0", start, f'ATTENDEE;CN="Awa";PARTSTAT={partstat}:MAILTO:Awa@dehors.test',
        "DTSTAMP:20270301T080000Z", *lines, "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = f"Awa Diop <{sender}>", "mutua@mutua.test", "Accepté : Essai"
    message.set_content("Bonjour")
    params = {"method": method}
    message.add_alternative("\r\n".join(told), subtype="calendar", charset="utf-8", cte="base64", params=params)
    return message.as_bytes()


def take(app: Flask, message: bytes) -> str:
    with clock.frozen(NOW), app.test_request_context():
        return receiving._take(read_reply(message))


def test_an_answer_by_mail_is_shown_and_told_as_one_by_the_link(app: Flask, asked: int) -> None:
    for partstat, comment, answer in (
        ("ACCEPTED", "Avec plaisir", "accepted"),
        ("DECLINED", "Trop\\, tard", "declined"),
    ):
        assert (
            take(app, reply(app, partstat, f"COMMENT:{comment}")) == f"answer kept for invitation {row().id}: {answer}"
        )
        assert (row().answer.value, row().words) == (answer, comment.replace("\\", ""))
    told = db.session.scalars(select(Mail).where(Mail.template == "calendars/guest_answered").order_by(Mail.id)).all()
    assert [mail.facts["answer"] for mail in told] == ["accepted", "declined"]


def test_an_answer_about_one_date_is_kept_in_words(app: Flask, asked: int) -> None:
    one = "RECURRENCE-ID;TZID=Europe/Paris:20270330T090000"
    take(app, reply(app, "DECLINED", one, "COMMENT:Désolée"))
    words = row().words.replace("\u00a0", " ")
    assert (row().answer, words) == (Answer.TENTATIVE, "Ne vient pas le mardi 30 mars. Désolée")
    take(app, reply(app, "ACCEPTED"))
    take(app, reply(app, "DECLINED", one))
    assert row().answer is Answer.ACCEPTED


def test_an_answer_to_dates_that_have_changed_does_not_count(app: Flask, world: World, asked: int) -> None:
    old, summer = reply(app, "ACCEPTED"), "DTSTART:20270323T140000Z"
    with transaction():
        first = queries.booking_for(world.nadia, asked).occurrences[0]
        span = on("2027-03-23", "15:00-16:00")
        slot = Slot(first.local_start.replace(hour=15), first.local_end.replace(hour=16), span)
        bookings.move_dates(first, slot, scope=Scope.ALL, member=world.nadia, now=NOW)
    assert "have changed" in take(app, old)
    assert row().answer is Answer.NONE
    assert "answer kept" in take(app, reply(app, "ACCEPTED", start=summer))


def test_nobody_answers_for_another(app: Flask, asked: int) -> None:
    with pytest.raises(NoReply, match="the sender"):
        read_reply(reply(app, "ACCEPTED", sender="autre@dehors.test"))
    stranger = reply(app, "ACCEPTED").replace(b"awa@", b"eva@")
    with pytest.raises(NoReply):
        read_reply(stranger)
    with transaction():
        row().withdrawn_at = NOW
    assert "answer kept" not in take(app, reply(app, "ACCEPTED"))
    assert row().answer is Answer.NONE


@pytest.mark.parametrize(
    ("partstat", "more"),
    [
        ("NEEDS-ACTION", {}),
        ("DELEGATED", {}),
        ("ACCEPTED", {"method": "REQUEST"}),
        ("ACCEPTED", {"start": "DTSTART:x"}),
    ],
)
def test_what_is_no_answer_is_left_with_a_line(app: Flask, asked: int, partstat: str, more: dict[str, str]) -> None:
    with pytest.raises(NoReply):
        read_reply(reply(app, partstat, **more))


@pytest.mark.parametrize("body", [b"", b"\x00\xff", b"Subject: x\r\n\r\nBonjour", b"a" * 1_100_000])
def test_any_bytes_are_taken_without_a_bounce(body: bytes) -> None:
    done = CliRunner().invoke(receiving.receive_mail, input=body)
    assert (done.exit_code, done.output.startswith("not an answer: ")) == (0, True)


def test_an_answer_is_asked_for_where_mail_is_read(app: Flask, asked: int) -> None:
    letter = db.session.scalars(select(Mail).where(Mail.template == "calendars/guest_invited")).one()
    for reads in (False, True):
        settings = replace(app.config["SETTINGS"], reads_mail=reads)
        message = message_of(letter, settings, now=NOW)
        told = message.get_body(("calendar",)).get_content()
        assert ("RSVP=TRUE" in told, "RSVP=FALSE" in told) == (reads, not reads)
        for form in ("plain", "html"):  # the words must not say the contrary
            words = message.get_body((form,)).get_content()
            assert ("n’arrive pas ici" in words, "répond aussi" in words) == (not reads, reads)


def test_an_answer_about_days_stands_for_those_days_alone(world: World, asked: int) -> None:
    booking = queries.booking_for(world.nadia, asked)
    assert booking is not None
    days = [stands_for(booking, day) for day in (date(2027, 3, 23), date(2027, 3, 30), date(2027, 3, 24), None)]
    assert days == [True, True, False, True]
