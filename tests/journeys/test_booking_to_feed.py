"""A booking request travels from the browser to the calendar feed: the ten steps, without a browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from mutua.bookings import actions, queries
from mutua.calendars.actions import make_feed
from mutua.calendars.models import CalendarObject, FeedKind
from mutua.kernel import clock
from mutua.kernel.audit import AuditRow
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.resources.rules import No
from tests.builders import NOW, World, at, book, wish


def only_event(client: FlaskClient, address: str, **headers: str):
    with clock.frozen(NOW + timedelta(hours=1)):
        answer = client.get(address, headers=headers)
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    return answer, event


def test_a_request_an_answer_and_the_phone_knows(world: World, client: FlaskClient) -> None:
    with transaction():
        token = make_feed(FeedKind.PERSON, member=world.karim, now=NOW)
    address = f"/calendars/{token}.ics"

    number = book(world.karim, world.van_id, "2027-03-28", "01:30-04:30", title="Marché de nuit")
    with pytest.raises(Refused) as refused:
        book(world.nadia, world.van_id, "2027-03-28", "01:30-04:30")
    assert refused.value.reason is No.SLOT_TAKEN

    assert db.session.scalars(select(Mail.template).order_by(Mail.id)).all() == ["bookings/requested"]
    assert "booking.requested" in db.session.scalars(select(AuditRow.verb)).all()
    first, event = only_event(client, address)
    assert (str(event["STATUS"]), event["SEQUENCE"]) == ("TENTATIVE", 0)
    uid = str(event["UID"])

    with transaction():
        booking = queries.booking_for(world.ines, number)
        actions.approve_booking(booking, member=world.ines, now=NOW + timedelta(minutes=10))

    second, event = only_event(client, address, **{"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert (str(event["UID"]), str(event["STATUS"]), event["SEQUENCE"]) == (uid, "CONFIRMED", 1)
    assert event["DTSTAMP"].dt == NOW + timedelta(minutes=10)
    # The night the clocks go forward: three hours on the wall, two that pass.
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (at("2027-03-28 01:30"), at("2027-03-28 04:30"))
    assert str(event["SUMMARY"]) == "Marché de nuit (Kangoo)"

    with clock.frozen(NOW + timedelta(hours=1)):
        third = client.get(address, headers={"If-None-Match": second.headers["ETag"]})
    assert (third.status_code, third.data) == (304, b"")


def test_what_was_rolled_back_never_reaches_the_phone(world: World) -> None:
    wanted = wish(world.karim, world.room_id, "2027-03-02", "09:00-10:00")

    def fails_late() -> None:
        with transaction():
            actions.request_booking(wanted, member=world.karim, now=NOW)
            raise ZeroDivisionError

    pytest.raises(ZeroDivisionError, fails_late)
    assert db.session.scalars(select(CalendarObject)).all() == []
