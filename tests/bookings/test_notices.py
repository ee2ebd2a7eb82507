"""Letters the clock sends: to whom, when, once, and only to who wants them."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from mutua.bookings import actions, queries
from mutua.bookings.actions.notices import ask_after_use, remind_eve, send_daily
from mutua.bookings.models import Occurrence, State
from mutua.bookings.queries import notices as due
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.transaction import transaction
from mutua.resources.models import Hold, Resource
from mutua.web.mailing import render
from tests.builders import NOW, World, at, book, sign_in

DAY = "2027-03-03"


def letters(kind: str) -> list[Mail]:
    return [mail for mail in db.session.scalars(select(Mail).order_by(Mail.id)) if mail.template == f"bookings/{kind}"]


def test_the_eve_letter_tells_the_place_and_gives_back_by_one_button(world: World, client: FlaskClient) -> None:
    with transaction():
        room = db.session.get(Resource, world.room_id)
        room.access_instructions, room.safety_instructions = "Boîte à clés, code 4711", "Sortie côté cour"
    number = book(world.karim, world.room_id, DAY, "09:00-10:00", title="Réunion")
    book(world.karim, world.room_id, "2027-03-02", "09:00-10:00", now=at("2027-03-01 17:00"))
    for when, sent in (("2027-03-02 15:59", 0), ("2027-03-02 16:00", 1), ("2027-03-02 16:05", 0)):
        with transaction():
            assert remind_eve(at(when)) == sent
    mail = letters("tomorrow")[0]
    subject, body = render(mail.template, mail.facts, locale="fr", base_url="http://mutua.test")
    assert subject.startswith("Demain\u00a0: Salle Garance")
    assert ("4711" in body, "Sortie côté cour" in body, mail.recipient) == (True, True, world.karim.email)
    link = mail.facts["back"]
    with clock.frozen(at("2027-03-02 20:00")):
        page = client.get(link)
        assert (page.status_code, "Je n’en ai plus besoin" in page.text) == (200, True)
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert db.session.scalar(select(Occurrence.state).where(Occurrence.booking_id == number)) is State.CONFIRMED
        assert client.get(link + "x").status_code == 404
        assert client.post(link).status_code == 303
        assert "C’est rendu" in client.get(link).text
        assert client.post(link).status_code == 422
    assert db.session.scalar(select(Occurrence.state).where(Occurrence.booking_id == number)) is State.CANCELLED
    assert len(db.session.scalars(select(Hold)).all()) == 1


def test_bookings_made_too_late_for_a_letter_hold_nobody_elses_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due, "AT_ONCE", 2)
    late = at("2027-03-02 17:00")
    for start in (8, 9, 10):
        book(world.nadia, world.room_id, DAY, f"{start:02}:00-{start + 1:02}:00", now=late)
    for start in (14, 15, 16):
        book(world.karim, world.room_id, DAY, f"{start}:00-{start + 1}:00")
    told = []
    for minute in (1, 2, 3):
        with transaction():
            told.append(remind_eve(at(f"2027-03-02 17:0{minute}")))
    assert (told, {mail.recipient for mail in letters("tomorrow")}) == ([2, 1, 0], {world.karim.email})


def test_an_eve_letter_that_leaves_late_says_today(world: World) -> None:
    book(world.karim, world.room_id, DAY, "15:00-16:00")
    with transaction():
        assert remind_eve(at(f"{DAY} 08:00")) == 1
    mail = letters("tomorrow")[0]
    subject, _body = render(mail.template, mail.facts, locale="fr", base_url="http://mutua.test")
    assert subject.startswith("Aujourd’hui\u00a0: Salle Garance")


def test_after_use_they_are_asked_once_and_only_about_things_of_others(world: World) -> None:
    number = book(world.karim, world.van_id, DAY, "09:00-10:00")
    with transaction():
        actions.approve_booking(queries.booking_for(world.ines, number), member=world.ines, now=NOW)
    book(world.ines, world.van_id, DAY, "11:00-12:00")
    book(world.karim, world.room_id, DAY, "09:00-10:00")
    for when, asked in (("10:14", 0), ("10:15", 1), ("12:30", 0)):
        with transaction():
            actions.finish_past(at(f"{DAY} {when}"))
            assert ask_after_use(at(f"{DAY} {when}")) == asked
    mail = letters("anything_broken")[0]
    assert (mail.recipient, mail.facts["page"].endswith("/handover")) == (world.karim.email, True)


def test_each_person_chooses_and_the_day_comes_in_one_letter(world: World, client: FlaskClient) -> None:
    with clock.frozen(NOW):
        sign_in(client, world.karim)
        assert client.get("/p/trois-ponts/notices").text.count(" checked") == 2
        assert client.post("/p/trois-ponts/notices", data={"daily": "y"}).status_code == 303
        assert client.get("/p/trois-ponts/notices").text.count(" checked") == 1
        sign_in(client, world.ines)
        client.post("/p/trois-ponts/notices", data={"daily": "y", "eve": "y"})
    book(world.karim, world.room_id, DAY, "09:00-10:00", title="Paie")
    book(world.nadia, world.van_id, "2027-03-09", "09:00-10:00")
    with transaction():
        assert remind_eve(at("2027-03-02 16:00")) == 0
    for when, sent in (("06:59", 0), ("07:00", 2), ("07:01", 0)):
        with transaction():
            assert send_daily(at(f"{DAY} {when}")) == sent
    sent_mails = letters("of_the_day")
    texts = {mail.recipient: render(mail.template, mail.facts, locale="fr", base_url="")[1] for mail in sent_mails}
    assert ("Salle Garance, Paie" in texts[world.karim.email], "demande" in texts[world.karim.email]) == (True, False)
    assert "Une demande attend votre réponse" in texts[world.ines.email]
