"""Guests from outside: a letter for each change, an answer by its link alone, shown to who asked and to nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from mutua.bookings import actions as bookings
from mutua.bookings import queries as booking_queries
from mutua.bookings.models import Scope, Slot
from mutua.calendars.actions import forget_guests
from mutua.calendars.models import GuestInvitation
from mutua.calendars.rules.guests import KEPT
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.transaction import transaction
from mutua.resources.models import Place, PlaceKind, Resource
from tests.builders import NOW, World, book, on, sign_in
from tests.calendars.conftest import LATER
from tests.calendars.test_invitations import letters

GUEST = {"name": "Awa Diop", "email": "Awa@dehors.test"}


def row() -> GuestInvitation:
    db.session.rollback()
    return db.session.scalars(select(GuestInvitation)).one()


def subjects_to(address: str) -> list[str]:
    return list(db.session.scalars(select(Mail.template).where(Mail.recipient == address).order_by(Mail.id)))


def test_a_guest_is_asked_answers_and_hears_of_each_change(app: Flask, client: FlaskClient, world: World) -> None:
    number = book(world.nadia, world.room_id, "2027-03-23", "09:00-10:00", title="Dégustation", note="Clé sous le pot",
                  rrule="FREQ=WEEKLY;COUNT=3")  # fmt: skip
    page, shown = f"/p/trois-ponts/bookings/{number}/invitations", f"/p/trois-ponts/bookings/{number}"
    with clock.frozen(NOW):
        sign_in(client, world.nadia)
        assert client.post(page, data={"name": "Awa", "email": "awa"}).status_code == 422
        assert client.post(page, data=GUEST).status_code == 303
        again = client.post(page, data=GUEST)
        assert (again.status_code, "déjà invitée" in again.text) == (409, True)
        assert "1 sans réponse" in client.get(shown).text
    (method, message, (event,)) = letters(app)[0]
    token = row().token
    assert (method, message["To"], str(event["ATTENDEE"])) == ("REQUEST", "awa@dehors.test", "mailto:awa@dehors.test")
    assert event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert (str(event["SUMMARY"]), "Clé" in str(event)) == ("Dégustation", False)
    assert str(event["DESCRIPTION"]).startswith(f"http://mutua.test/guests/{token}\n")
    text = message.get_body(("plain",)).get_content()
    assert (f"http://mutua.test/guests/{token}" in text, "Clé" in text) == (True, False)

    visitor, link = app.test_client(), f"/guests/{token}"
    with clock.frozen(NOW):
        assert "Dégustation" in visitor.get(link).text
        assert visitor.head(link).status_code == 200
        assert row().answered_at is None  # opening the link answers nothing
        assert visitor.post(link, data={"answer": "perhaps"}).status_code == 422
        assert visitor.post(link, data={"answer": "accepted", "words": "Avec du pain"}).status_code == 303
        assert visitor.post(link, data={"answer": "accepted", "words": "Avec du pain"}).status_code == 303
        assert "1 vient" in client.get(shown).text
        assert "Avec du pain" in client.get(page).text
        assert visitor.get(link + "x").status_code == 404
    assert subjects_to(world.nadia.email).count("calendars/guest_answered") == 1

    with transaction():
        dates = booking_queries.booking_for(world.nadia, number).occurrences
        bookings.cancel_occurrences(dates[2], scope=Scope.THIS, member=world.nadia, now=LATER)
    assert row().answer == "accepted"  # the dates that stay are those that were answered
    with transaction():
        dates = booking_queries.booking_for(world.nadia, number).occurrences
        slot = Slot(dates[1].local_start.replace(hour=14), dates[1].local_end.replace(hour=15),
                    on("2027-03-30", "14:00-15:00"))  # fmt: skip
        bookings.move_occurrence(dates[1], slot, member=world.nadia, now=LATER + timedelta(minutes=1))
    assert row().answer == "none"  # new dates ask anew
    with transaction():
        booking = booking_queries.booking_for(world.nadia, number)
        bookings.edit_booking(booking, title="Dégustation", note="Autre", member=world.nadia,
                              now=LATER + timedelta(minutes=2))  # fmt: skip
    with clock.frozen(LATER + timedelta(minutes=3)):
        assert client.post(f"{page}/{row().id}/withdraw").status_code == 303
        gone = visitor.post(link, data={"answer": "declined"})
        assert (gone.status_code, "a été retirée" in gone.text) == (409, True)
        assert "Dégustation" in visitor.get(link).text
        assert client.post(page, data=GUEST).status_code == 303
    found = letters(app)
    assert [method for method, _, _ in found] == ["REQUEST", "CANCEL", "REQUEST", "CANCEL", "REQUEST"]
    assert len({str(event["UID"]) for _, _, events in found for event in events}) == 1
    stamps = [(int(events[0]["SEQUENCE"]), events[0]["DTSTAMP"].dt) for _, _, events in found]
    assert stamps == sorted(stamps)
    assert found[1][2][0]["RECURRENCE-ID"].dt.day == 6
    assert {str(event["STATUS"]) for event in found[3][2]} == {"CANCELLED"}


def test_only_who_booked_asks_and_addresses_go_in_time(
    app: Flask, client: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mutua.calendars.rules.guests.MOST_GUESTS", 2)
    number = book(world.nadia, world.room_id, "2027-03-23", "09:00-10:00")
    page = f"/p/trois-ponts/bookings/{number}/invitations"
    with clock.frozen(NOW):
        sign_in(client, world.ines)  # shares the room, sees the booking
        assert (client.get(page).status_code, client.post(page, data=GUEST).status_code) == (403, 403)
        assert "Invités" not in client.get(f"/p/trois-ponts/bookings/{number}").text.partition("Pour qui")[0]
        sign_in(client, world.nadia)
        for place in range(2):
            client.post(page, data={"name": f"Invité {place}", "email": f"i{place}@dehors.test"})
        full = client.post(page, data=GUEST)
        assert (full.status_code, "Cinquante" in full.text) == (409, True)
    with transaction():
        first = booking_queries.booking_for(world.nadia, number).occurrences[0]
        bookings.cancel_occurrences(first, scope=Scope.ALL, member=world.nadia, now=LATER)
    told = [method for method, message, _ in letters(app) if message["To"] == "i1@dehors.test"]
    assert told == ["REQUEST", "CANCEL"]
    with clock.frozen(LATER):
        assert client.post(page, data={"name": "Trop tard", "email": "t@dehors.test"}).status_code == 409
    with pytest.raises(IntegrityError), transaction():
        db.session.scalars(select(GuestInvitation)).first().answer = "accepted"  # without the day it was given
    with transaction():
        assert forget_guests(NOW + KEPT) == 0
    with transaction():
        assert forget_guests(NOW + KEPT + timedelta(days=23)) == 2


def test_a_guest_reads_how_to_get_there(app: Flask, client: FlaskClient, world: World) -> None:
    number = book(world.nadia, world.room_id, "2027-03-23", "09:00-10:00")
    with transaction():
        building = Place(pole_id=world.pole_id, kind=PlaceKind.BUILDING, name="La Filature", address="12 quai du Canal")
        room = Place(pole_id=world.pole_id, kind=PlaceKind.ROOM, name="Salle Garance", parent=building)
        db.session.get(Resource, world.room_id).place = room
        db.session.add_all((building, room))
    with clock.frozen(NOW):
        sign_in(client, world.nadia)
        client.post(f"/p/trois-ponts/bookings/{number}/invitations", data=GUEST)
        page = app.test_client().get(f"/guests/{row().token}").text
    where = "Salle Garance, La Filature, 12 quai du Canal"
    ((_method, message, (event,)),) = letters(app)
    assert (where in page, str(event["LOCATION"]) == where) == (True, True)
    text = message.get_body(("plain",)).get_content().replace("\u00a0", " ")
    assert f"Lieu : {where}" in text
    assert "\n\n\n" not in text


def test_of_a_series_that_has_begun_letters_name_the_next_date(app: Flask, client: FlaskClient, world: World) -> None:
    number = book(world.nadia, world.room_id, "2027-03-02", "09:00-10:00", rrule="FREQ=WEEKLY;COUNT=4")
    page = f"/p/trois-ponts/bookings/{number}/invitations"
    with clock.frozen(NOW + timedelta(days=9)):  # two of the four are over
        sign_in(client, world.nadia)
        assert client.post(page, data=GUEST).status_code == 303
        app.test_client().post(f"/guests/{row().token}", data={"answer": "accepted"})
    told = [mail.facts for mail in db.session.scalars(select(Mail).order_by(Mail.id)) if "guest" in mail.template]
    assert [(facts["starts"], facts["dates"]) for facts in told] == [("2027-03-16T09:00:00", 2)] * 2
