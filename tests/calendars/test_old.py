"""The calendar of an old system: what the preview promises is what is booked, and nothing before one says so."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from mutua.bookings.models import Booking, Source
from mutua.calendars.actions import book_old
from mutua.calendars.models import OldCalendar
from mutua.calendars.reading.old import WrongRule, coming, old_events
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.transaction import transaction
from mutua.resources.queries import resource_for
from tests.builders import NOW, PARIS, World, book, sign_in
from tests.calendars.test_outside import event, ics

PAGE = "/p/trois-ponts/calendars/import"


def test_an_old_calendar_is_looked_at_then_taken_once(world: World, client: FlaskClient) -> None:
    book(world.nadia, world.room_id, "2027-03-10", "09:00-10:00")
    body = ics(
        event("conseil", "20270302T090000", "20270302T120000"),
        event(
            "cours",
            "20200304T180000",
            "20200304T183000",
            "RRULE:FREQ=WEEKLY",
            "EXDATE;TZID=Europe/Paris:20270303T180000",
        ),
        event("pris", "20270310T093000", "20270310T103000"),
        event("vieux", "20200310T093000", "20200310T103000"),
        event("rien", "20270311T093000", "20270311T103000", "STATUS:CANCELLED"),
        "UID:flou\r\nSUMMARY:flou\r\nDTSTART:demain",
        "SUMMARY:sans nom\r\nDTSTART;TZID=W. Europe Standard Time:20270312T093000\r\nDURATION:PT1H",
        "UID:seule\r\nSUMMARY:seule\r\nRECURRENCE-ID:20270101T090000Z\r\nDTSTART:20270315T090000Z\r\nDURATION:PT1H",
    )

    def bring(body: bytes) -> str:
        data = {"resource": str(world.room_id), "file": (io.BytesIO(body), "ancien\x00.ics")}
        answer = client.post(PAGE, data=data)
        assert answer.status_code == 303, answer.text
        return str(answer.location)

    with clock.frozen(NOW):
        sign_in(client, world.karim)
        assert client.get(PAGE).status_code == 200
        for wrong in (b"", b"<html>", ics()):
            data = {"resource": str(world.room_id), "file": (io.BytesIO(wrong), "x.ics")}
            assert client.post(PAGE, data=data).status_code == 422, wrong
        letters = db.session.scalar(select(func.count()).select_from(Mail))
        page = client.get(address := bring(body)).text
        assert "Reprendre 4 réservations" in page
        for words in ("Déjà passé", "Annulé dans l’ancien agenda", "illisible", "Créneau déjà pris", "sans nom"):
            assert words in page, words
        rows = db.session.scalars(select(OldCalendar)).one().report
        assert [(row["title"], row["code"]) for row in rows] == [
            ("conseil", "booked"), ("cours", "booked"), ("pris", "slot_taken"), ("vieux", "over"),
            ("rien", "cancelled"),
            ("flou", "unreadable"), ("sans nom", "booked"), ("seule", "booked"),
        ]  # fmt: skip
        # The preview wrote no booking and no letter.
        assert db.session.scalar(select(func.count()).select_from(Booking)) == 1
        assert db.session.scalar(select(func.count()).select_from(Mail)) == letters
        # Another manager, even of the same pole, does not see it.
        with client.application.test_client() as theirs:
            assert sign_in(theirs, world.ines).get(address).status_code == 404
        assert client.post(f"{address}/take").status_code == 303
        made = db.session.scalars(select(Booking).where(Booking.source == Source.IMPORT).order_by(Booking.id)).all()
        assert [booking.uid for booking in made][:2] == ["conseil", "cours"]
        again = client.post(f"{address}/take", follow_redirects=True).text
        assert "déjà repris" in again
        assert "4 réservations reprises" in again
        # Brought once more, everything is known; another of a year's worth adds what is new alone.
        page = client.get(bring(body)).text
        assert page.count("Déjà dans Mutua") == 4
        assert "Reprendre" not in page.partition("<h1")[2].replace("Reprendre un ancien", "")
        assert (
            client.post(f"{PAGE}/{rows and db.session.scalars(select(OldCalendar.id)).all()[-1]}/drop").status_code
            == 303
        )
        assert db.session.scalar(select(func.count()).select_from(OldCalendar)) == 1
    weekly = client.get(f"/p/trois-ponts/bookings/{made[1].id}.ics").text
    assert "RRULE:FREQ=WEEKLY;COUNT=" in weekly
    assert "DTSTART;TZID=Europe/Paris:20270310T180000" in weekly


def test_a_series_given_up_from_a_date_on_is_not_booked_beyond_it(world: World) -> None:
    """`This and following` as programs write it, moved or given up; a rule nobody knows is said to be one."""
    every = ("cours", "20270302T180000", "20270302T190000", "RRULE:FREQ=WEEKLY;COUNT=6")
    ended = event(
        "cours", "20270316T180000", "20270316T190000",
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Paris:20270316T180000", "STATUS:CANCELLED",
    )  # fmt: skip
    moved = ended.replace("STATUS:CANCELLED\r\n", "").replace("\r\nSTATUS:CANCELLED", "")
    moved = moved.replace("20270316T180000\r\nDTEND", "20270316T170000\r\nDTEND")
    assert _dates(ics(event(*every), ended)) == ["02 18:00", "09 18:00"]
    assert _dates(ics(event(*every), moved)) == [
        "02 18:00",
        "09 18:00",
        *(f"{d} 17:00" for d in (16, 23, 30)),
        "06 17:00",
    ]
    with pytest.raises(WrongRule):
        _dates(ics(event("nope", "20270302T180000", "20270302T190000", "RRULE:FREQ=NOPE")))
    strange = event("z", "20270302T180000", "20270302T190000").replace("TZID=Romance Standard Time", "TZID=Nulle part")
    assert [old.doubt for old in old_events(ics(strange, event(*every)), PARIS)] == ["unknown_zone", ""]
    with transaction():
        room = resource_for(world.karim, world.room_id)
        assert room is not None
        nope = old_events(ics(event("nope", "20270302T180000", "20270302T190000", "RRULE:FREQ=NOPE")), PARIS)
        assert [row["code"] for row in book_old(nope, room, member=world.karim, now=NOW)] == ["series_malformed"]


def _dates(body: bytes) -> list[str]:
    (old,) = old_events(body, PARIS)
    assert old.given is not None
    return [f"{slot.local_start:%d %H:%M}" for slot in coming(old.given, PARIS, datetime(2027, 3, 1))[0]]
