"""Whoever leaves says what becomes of their bookings to come; a structure that leaves gives them back."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from mutua.bookings import series
from mutua.bookings.actions import waitlist
from mutua.bookings.models import Booking, Occurrence, State
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.transaction import transaction
from mutua.pole import queries as poles
from mutua.pole.models import Pole, Structure
from mutua.resources.actions import set_parts
from mutua.resources.models import Draw, Drawing, Kind, Resource, Unit
from mutua.resources.queries import resource_for
from mutua.resources.rules import left_without
from mutua.web.mailing import render
from tests.bookings.test_series import healthy
from tests.builders import NOW, PARIS, World, add_resource, at, book, sign_in

P = "/p/trois-ponts"


def letters(template: str) -> list[str]:
    return list(
        db.session.scalars(select(Mail.recipient).where(Mail.template == f"bookings/{template}").order_by(Mail.id))
    )


def states(number: int) -> list[State]:
    db.session.rollback()
    query = select(Occurrence.state).where(Occurrence.booking_id == number).order_by(Occurrence.starts_at)
    return list(db.session.scalars(query))


@pytest.mark.once
def test_who_leaves_a_structure_confides_or_cancels_what_is_to_come(world: World, client: FlaskClient) -> None:
    over = book(world.nadia, world.room_id, "2027-03-02", "09:00-10:00")
    hers = book(world.nadia, world.room_id, "2027-03-09", "09:00-10:00", rrule="FREQ=WEEKLY;COUNT=2")
    his = book(world.karim, world.van_id, "2027-03-10", "09:00-10:00")
    place = poles.affiliation(world.nadia.person_id, world.fournil_id)
    assert place is not None
    page = f"{P}/people/{place.id}/leave"
    with clock.frozen(at("2027-03-05 09:00")):
        karim = sign_in(client, world.karim)
        assert "1 réservation est à venir" in karim.get(page).text
        for data in ({}, {"what": "pass"}, {"what": "pass", "heir": str(world.ines.person_id)}):
            unsaid = karim.post(page, data=data)
            assert (unsaid.status_code, "Choisissez à qui" in unsaid.text) == (422, True)
        assert karim.post(page, data={"what": "pass", "heir": str(world.karim.person_id)}).status_code == 303
    owners = {number: db.session.get(Booking, number).person_id for number in (over, hers, his)}  # type: ignore[union-attr]
    assert owners == {over: world.nadia.person_id, hers: world.karim.person_id, his: world.karim.person_id}
    assert (letters("passed_on"), states(hers)) == ([], [State.CONFIRMED] * 2)  # Karim gave it to himself
    healthy()


@pytest.mark.once
def test_a_structure_that_leaves_gives_back_what_is_to_come(world: World, client: FlaskClient) -> None:
    running = book(world.karim, world.room_id, "2027-03-01", "09:00-12:00")
    coming = book(world.nadia, world.room_id, "2027-03-09", "09:00-10:00", rrule="FREQ=WEEKLY;COUNT=2")
    asked = book(world.karim, world.van_id, "2027-03-10", "09:00-10:00")
    theirs = book(world.ines, world.room_id, "2027-03-11", "09:00-10:00")
    address = f"{P}/structures/{world.fournil_id}/state"
    with clock.frozen(at("2027-03-01 10:00")):
        lucie = sign_in(client, world.lucie)
        first = lucie.post(address, data={"state": "left"})
        assert (first.status_code, "2 réservations sont à venir" in first.text) == (409, True)
        assert states(coming) == [State.CONFIRMED] * 2
        assert lucie.post(address, data={"state": "left", "seen": "2-0"}).status_code == 303
    assert [states(number) for number in (running, coming, asked, theirs)] == [
        [State.CONFIRMED], [State.CANCELLED] * 2, [State.CANCELLED], [State.CONFIRMED],
    ]  # fmt: skip
    assert sorted(letters("structure_left")) == [world.karim.email, world.nadia.email]
    assert letters("cancelled") == [world.ines.email] * 2
    healthy()
    book(world.ines, world.room_id, "2027-03-09", "09:00-10:00", now=NOW)


@pytest.mark.once
def test_what_others_have_on_its_resources_is_asked_about(world: World, client: FlaskClient) -> None:
    """The same question as for one resource: kept to the last date, or called off with what is free elsewhere."""
    with transaction():
        pole, fournil = db.session.get_one(Pole, world.pole_id), db.session.get_one(Structure, world.fournil_id)
        like = add_resource(pole, fournil, "Salle Indigo", Kind.PREMISES, now=NOW, capacity=12, hours=True)
        db.session.flush()
        indigo = like.id
    theirs = book(world.karim, world.room_id, "2027-03-09", "09:00-10:00", rrule="FREQ=WEEKLY;COUNT=7")
    asked = book(world.nadia, world.van_id, "2027-03-10", "09:00-10:00")
    own = book(world.ines, world.desks_id, "2027-03-10", "09:00-10:00")
    running = book(world.karim, world.desks_id, "2027-03-01", "09:00-12:00")
    book(world.karim, indigo, "2027-03-16", "09:00-10:00")
    address = f"{P}/structures/{world.couture_id}/state"
    with clock.frozen(at("2027-03-01 10:00")):
        with transaction():
            room = resource_for(world.nadia, world.room_id)
            slot = series.slot(datetime(2027, 3, 9, 9), datetime(2027, 3, 9, 10), PARIS)
            waitlist.join_line(room, slot, member=world.nadia, now=clock.now())
        lucie = sign_in(client, world.lucie)
        first = lucie.post(address, data={"state": "left"})
        shown = first.text.replace("\u00a0", " ")
        assert (first.status_code, "8 dates d’autres" in shown, "2 autres dates" in shown) == (409, True, True)
        assert lucie.post(address, data={"state": "left", "seen": "1-8"}).status_code == 422
        assert states(theirs) == [State.CONFIRMED] * 7
        assert lucie.post(address, data={"state": "left", "seen": "1-8", "promises": "cancel"}).status_code == 303
    assert [states(number) for number in (theirs, asked, own, running)] == [
        [State.CANCELLED] * 7, [State.CANCELLED], [State.CANCELLED], [State.CONFIRMED],
    ]  # fmt: skip
    told = list(db.session.scalars(select(Mail).where(Mail.template == "bookings/withdrawn").order_by(Mail.id)))
    assert sorted(mail.recipient for mail in told) == [world.karim.email] * 7 + [world.nadia.email]
    # Salle Indigo alone stays; nothing of those who leave is offered.
    assert {entry["name"] for mail in told for entry in mail.facts["near"]} == {"Salle Indigo"}
    assert letters("wait_closed") == [world.nadia.email]
    live = db.session.scalars(select(Resource.name).where(Resource.retired_at.is_(None))).all()
    assert live == ["Salle Indigo"]
    healthy()


def test_a_hall_of_which_a_room_leaves_is_asked_about_and_goes_too(world: World, client: FlaskClient) -> None:
    """What stays of it is shared as before; who shares the hall is told."""
    with transaction():
        pole, fournil = db.session.get_one(Pole, world.pole_id), db.session.get_one(Structure, world.fournil_id)
        made = [
            add_resource(pole, fournil, name, Kind.PREMISES, now=NOW, capacity=12, hours=True)
            for name in ("Indigo", "Halle")
        ]
        db.session.flush()
        indigo, hall = (entry.id for entry in made)
    with transaction():
        parts = [indigo, world.room_id]
        set_parts(resource_for(world.lucie, hall), parts, member=world.lucie, now=NOW)
    inside = book(world.karim, hall, "2027-03-09", "09:00-10:00")
    beside = book(world.karim, indigo, "2027-03-09", "14:00-15:00")
    address = f"{P}/structures/{world.couture_id}/state"
    with clock.frozen(at("2027-03-01 10:00")):
        lucie = sign_in(client, world.lucie)
        first = lucie.post(address, data={"state": "left"})
        assert (first.status_code, "Halle, mardi" in first.text) == (409, True)
        assert lucie.post(address, data={"state": "left", "seen": "0-1", "promises": "cancel"}).status_code == 303
    assert (states(inside), states(beside)) == ([State.CANCELLED], [State.CONFIRMED])
    assert letters("part_left") == [world.karim.email]
    letter = db.session.scalars(select(Mail).where(Mail.template == "bookings/part_left")).one()
    subject, text = render(letter.template, letter.facts, locale="fr", base_url="https://mutua.example")
    text = text.replace("\u00a0", " ")
    assert subject == "Halle ne se réserve plus"
    assert "Les réservations à venir de l’ensemble sont annulées ;" in text
    kept = render(letter.template, {**letter.facts, "keeps": True}, locale="fr", base_url="https://mutua.example")[1]
    assert ("sont maintenues, jusqu’à la dernière date" in kept, "annulées" in kept) == (True, False)
    live = db.session.scalars(select(Resource.name).where(Resource.retired_at.is_(None))).all()
    assert live == ["Indigo"]
    healthy()


def test_a_whole_stays_while_others_share_each_of_its_parts() -> None:
    def of(number: int, *units: int) -> Resource:
        draws = [Drawing(unit_id=unit, unit=Unit(id=unit, name=str(unit))) for unit in units]
        return Resource(id=number, draw=Draw.ALL, draws=draws)

    a, b, c, ab, site = of(1, 1), of(2, 2), of(3, 3), of(4, 1, 2), of(5, 1, 2, 3)
    assert left_without([b], [a, c, ab, site]) == [ab, site]
    assert left_without([ab], [a, b, c, site]) == []
    assert left_without([c], [a, b, ab, site]) == [site]
    assert left_without([], [a, b, c, ab, site]) == []
