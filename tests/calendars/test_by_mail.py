"""A guest far from Mutua: the invitation through a real mail server, the answer of their program, what follows."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from mutua.bookings import actions as bookings
from mutua.bookings import queries
from mutua.bookings.models import Scope, Slot
from mutua.cli import mail as receiving
from mutua.cli import worker
from mutua.kernel import clock
from mutua.kernel.transaction import transaction
from tests.builders import NOW, World, book, on, sign_in
from tests.calendars.conftest import LATER
from tests.web.test_mailing import Box, box, server

__all__ = ["box", "server"]

AWA = "awa@dehors.test"


def answer_to(invitation: EmailMessage, partstat: str) -> bytes:
    """What a mail program sends when its reader presses a button: the event they were sent, with their answer."""
    calendar = Calendar.from_ical(invitation.get_body(("calendar",)).get_content())  # type: ignore[union-attr]
    (event,) = calendar.walk("VEVENT")
    assert event["ATTENDEE"].params["RSVP"] == "TRUE"
    calendar["METHOD"], event["ATTENDEE"].params["PARTSTAT"] = "REPLY", partstat
    sent = EmailMessage()
    sent["From"], sent["To"] = AWA, str(event["ORGANIZER"]).removeprefix("mailto:")
    sent["Subject"] = f"Re: {invitation['Subject']}"
    sent.set_content("")
    sent.add_alternative(calendar.to_ical().decode(), subtype="calendar", params={"method": "REPLY"})
    return sent.as_bytes()


@pytest.mark.once
def test_a_guest_answers_by_the_button_of_their_mailbox(
    app: Flask, client: FlaskClient, world: World, server: Controller, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = replace(app.config["SETTINGS"], mail_url=f"smtp://127.0.0.1:{server.port}", reads_mail=True)
    monkeypatch.setitem(app.config, "SETTINGS", there)
    monkeypatch.setattr(receiving, "application", nullcontext)
    number = book(world.nadia, world.room_id, "2027-03-23", "09:00-10:00", title="Dégustation")
    page = f"/p/trois-ponts/bookings/{number}/invitations"

    def told() -> EmailMessage:
        with clock.frozen(LATER):
            worker.send_mail(app)
        return [letter for letter in box.received if letter["To"] == AWA][-1]

    def said(message: bytes) -> str:
        with clock.frozen(NOW):
            done = CliRunner().invoke(receiving.receive_mail, input=message)
        assert done.exit_code == 0, done.output
        return done.output

    with clock.frozen(NOW):
        sign_in(client, world.nadia)
        assert client.post(page, data={"name": "Awa Diop", "email": AWA}).status_code == 303
    first = told()
    kinds = [part.get_content_type() for part in first.walk()]
    assert kinds == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar",
                     "application/ics"]  # fmt: skip
    html = first.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert '<a href="http://mutua.test/guests/' in html
    assert said(answer_to(first, "ACCEPTED")).endswith("accepted\n")
    with clock.frozen(NOW):
        assert "1 vient" in client.get(f"/p/trois-ponts/bookings/{number}").text
    with transaction():
        date = queries.booking_for(world.nadia, number).occurrences[0]  # type: ignore[union-attr]
        slot = Slot(date.local_start.replace(hour=14), date.local_end.replace(hour=15),
                    on("2027-03-23", "14:00-15:00"))  # fmt: skip
        bookings.move_occurrence(date, slot, member=world.nadia, now=NOW + timedelta(minutes=1))
    moved = told()
    assert "have changed" in said(answer_to(first, "ACCEPTED"))  # to the old hour
    assert said(answer_to(moved, "DECLINED")).endswith("declined\n")
    with transaction():
        date = queries.booking_for(world.nadia, number).occurrences[0]  # type: ignore[union-attr]
        bookings.cancel_occurrences(date, scope=Scope.ALL, member=world.nadia, now=NOW + timedelta(minutes=2))
    letters = [first, moved, told()]
    events = [Calendar.from_ical(one.get_body(("calendar",)).get_content()) for one in letters]  # type: ignore[union-attr]
    assert [str(one["METHOD"]) for one in events] == ["REQUEST", "REQUEST", "CANCEL"]
    assert len({str(one.walk("VEVENT")[0]["UID"]) for one in events}) == 1
    numbers = [int(one.walk("VEVENT")[0]["SEQUENCE"]) for one in events]
    assert numbers == sorted(set(numbers))
