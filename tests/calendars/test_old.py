"""The calendar of an old system: what the preview promises is what is booked, and nothing before one says so."""

from __future__ import annotations

import io

from flask.testing import FlaskClient
from sqlalchemy import func, select

from mutua.bookings.models import Booking, Source
from mutua.calendars.models import OldCalendar
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from tests.builders import NOW, World, book, sign_in
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
        for words in ("Déjà passé", "Annulé dans l’ancien agenda", "illisible", "Ce créneau est déjà pris", "sans nom"):
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
