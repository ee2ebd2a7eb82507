"""What a program could not have, change or give up: told once each time it happens, in a letter that says which."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from mutua.bookings import actions as bookings
from mutua.bookings import queries as booking_queries
from mutua.bookings.models import Scope
from mutua.calendars import queries
from mutua.calendars.models import DavRefusal
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.transaction import transaction
from mutua.resources.models import LateCancel
from mutua.web.mailing import render
from tests.bookings.test_gates import rule
from tests.builders import World, book
from tests.calendars.davs import Program, one, password_of

NINE, TEN = ("20270302T090000", "20270302T100000"), ("20270302T100000", "20270302T110000")


@pytest.fixture
def karim(client: FlaskClient, world: World) -> Program:
    return Program(client, world.karim, password_of(world.karim))


def letters(template: str = "calendars/refused") -> list[Mail]:
    db.session.rollback()
    return list(db.session.scalars(select(Mail).where(Mail.template == template).order_by(Mail.id)))


def read(letter: Mail) -> tuple[str, str]:
    """Subject and text, with plain spaces."""
    said = render(letter.template, letter.facts, locale="fr", base_url="https://m.example")
    subject, body = (part.replace("\u00a0", " ").replace("\u202f", " ") for part in said)
    return subject, body


def too_late(resource_id: int) -> None:
    month = 30 * 24 * 60
    rule(resource_id, change_notice_minutes=month, cancel_notice_minutes=month, late_cancel=LateCancel.REFUSED)


def test_a_wish_refused_twenty_times_is_told_once_and_again_once_it_had_come_true(karim: Program, world: World) -> None:
    book(world.ines, world.room_id, "2027-03-02", "09:00-10:00")
    path = karim.at(world.room_id, "x.ics")
    assert {karim.put(path, one("x", *NINE)).status_code for _ in range(20)} == {409}
    assert len(letters()) == 1
    assert karim.put(path, one("x", *TEN)).status_code == 201
    assert len(letters("calendars/came_true")) == 1
    # Moved back to where it was refused: the person has not been told of this.
    assert {karim.put(path, one("x", *NINE)).status_code for _ in range(3)} == {409}
    assert [letter.facts["kind"] for letter in letters()] == ["wish", "change"]
    assert db.session.scalars(select(DavRefusal.solved_at)).all() == [None]
    assert all("\n\n\n" not in read(letter)[1] for letter in letters())
    assert ["bookings/new?" in read(letter)[1] for letter in letters()] == [True, False]  # a second booking is no move


def test_each_letter_says_what_was_refused_and_what_stands(app: Flask, karim: Program, world: World) -> None:
    path = karim.at(world.room_id, "m.ics")
    karim.put(path, one("m", *NINE, summary="Pain"))
    too_late(world.room_id)
    there = karim.at(world.van_id, "m.ics")
    for _ in range(3):  # a phone tries all night
        assert karim.ask("DELETE", path).status_code == 409
        assert karim.ask("MOVE", path, Destination=there).status_code == 409
        assert karim.put(path, one("m", *TEN, summary="Pain")).status_code == 409
    told = [read(letter) for letter in letters()]
    assert [subject for subject, _ in told] == [
        "Pas annulé : Salle Garance, 2 mars", "Pas changé : Kangoo, 2 mars", "Pas changé : Salle Garance, 2 mars",
    ]  # fmt: skip
    for (_, body), said in zip(told, ("Elle reste faite.", "comme elle était.", "comme elle était."), strict=True):
        assert said in body
        assert "jusqu’au dimanche 31 janvier" in body
        assert "https://m.example/p/trois-ponts/bookings/" in body
        assert "n’a pas pu se faire" not in body
        assert "\n\n\n" not in body
    assert "9:00 – 10:00" in told[0][1]
    assert "10:00 – 11:00" in told[2][1]  # what was asked for


def test_nothing_else_is_offered_to_who_wanted_to_give_up(karim: Program, world: World) -> None:
    path = karim.at(world.room_id, "m.ics")
    karim.put(path, one("m", *NINE))
    too_late(world.room_id)
    refused = karim.put(path, one("m", *NINE, "STATUS:CANCELLED"))
    assert (refused.status_code, "alternative" in refused.text, "Libre" in refused.text) == (409, False, False)
    (letter,) = letters()
    assert (letter.facts["kind"], letter.facts["nearest"]) == ("end", [])
    # A change that passes does not make the refused cancellation true.
    rule(world.room_id, cancel_notice_minutes=30 * 24 * 60, late_cancel=LateCancel.REFUSED)
    assert karim.put(path, one("m", *NINE, summary="Autre")).status_code == 204
    assert letters("calendars/came_true") == []


def test_a_change_that_was_refused_comes_true_only_as_it_was_asked(karim: Program, world: World) -> None:
    """Another change of the same event is no news: whoever made it knows."""
    path = karim.at(world.room_id, "m.ics")
    karim.put(path, one("m", *NINE))
    number = book(world.ines, world.room_id, "2027-03-02", "10:00-11:00")
    assert karim.put(path, one("m", *TEN)).status_code == 409
    assert karim.put(path, one("m", *NINE, summary="Autre")).status_code == 204
    assert letters("calendars/came_true") == []
    assert karim.put(path, one("m", *TEN)).status_code == 409
    with transaction():
        date = booking_queries.booking_for(world.ines, number).occurrences[0]
        bookings.cancel_occurrences(date, scope=Scope.ALL, member=world.ines, now=karim.now)
    assert karim.put(path, one("m", *TEN)).status_code == 204
    assert len(letters("calendars/came_true")) == 1


def test_who_moves_a_series_that_has_begun_hears_how(karim: Program, world: World) -> None:
    path, rule_ = karim.at(world.room_id, "s.ics"), "RRULE:FREQ=WEEKLY;COUNT=4"
    karim.put(path, one("s", *NINE, rule_))
    karim.now = karim.now.replace(day=10)
    refused = karim.put(path, one("s", *TEN, rule_))
    assert (refused.status_code, "cette date et les suivantes" in refused.text) == (409, True)
    (letter,) = letters()
    assert "cette date et les suivantes" in letter.facts["reason"]
    # As a program writes it: the old series ends, a new one begins.
    assert karim.put(path, one("s", *NINE, "RRULE:FREQ=WEEKLY;UNTIL=20270315T225959Z")).status_code == 204
    rest = one("t", "20270316T100000", "20270316T110000", "RRULE:FREQ=WEEKLY;COUNT=2")
    assert karim.put(karim.at(world.room_id, "t.ics"), rest).status_code == 201


def test_a_date_that_is_over_is_refused_without_a_letter(karim: Program, world: World) -> None:
    """Who clears last year from a phone needs no letter for each meeting."""
    path = karim.at(world.room_id, "m.ics")
    karim.put(path, one("m", *NINE))
    karim.now = karim.now.replace(day=5)
    tag = karim.ask("GET", path).headers["ETag"]
    assert karim.ask("DELETE", path).status_code == 409
    assert (letters(), karim.ask("GET", path).headers["ETag"] != tag) == ([], True)


def test_the_same_wish_twice_at_once_is_answered_twice_and_told_once(
    karim: Program, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    book(world.ines, world.room_id, "2027-03-02", "09:00-10:00")
    path = karim.at(world.room_id, "x.ics")
    karim.put(path, one("x", *NINE))
    monkeypatch.setattr(queries, "refusal", lambda *_: None)  # neither sees the other's
    second = karim.put(path, one("x", *NINE))
    assert (second.status_code, "slot-taken" in second.text) == (409, True)
    assert len(letters()) == 1


def test_a_move_goes_to_a_calendar_of_this_server(karim: Program, world: World) -> None:
    path, there = karim.at(world.room_id, "m.ics"), karim.at(world.van_id, "m.ics")
    karim.put(path, one("m", *NINE))
    karim.put(karim.at(world.van_id, "n.ics"), one("n", *TEN))
    away = karim.ask("MOVE", path, Destination=f"https://ailleurs.example{there}")
    assert (away.status_code, "vers un autre de vos calendriers" in away.text) == (502, True)
    taken = karim.ask("MOVE", path, Destination=karim.at(world.van_id, "n.ics"))
    assert (taken.status_code, "déjà à cette adresse" in taken.text) == (403, True)
    assert karim.ask("GET", path).status_code == 200
    assert karim.ask("MOVE", path, Destination=f"http://mutua.test{there}").status_code == 201


def test_a_move_that_came_true_is_told_anew_when_it_is_refused_again(karim: Program, world: World) -> None:
    path, there = karim.at(world.room_id, "m.ics"), karim.at(world.van_id, "m.ics")
    taken = book(world.ines, world.van_id, "2027-03-02", "09:00-10:00")
    karim.put(path, one("m", *NINE))
    assert karim.ask("MOVE", path, Destination=f"http://mutua.test{there}").status_code == 409
    with transaction():
        other = booking_queries.booking_for(world.ines, taken)
        bookings.cancel_occurrences(other.occurrences[0], scope=Scope.ALL, member=world.ines, now=karim.now)
    assert karim.ask("MOVE", path, Destination=f"http://mutua.test{there}").status_code == 201
    assert None not in db.session.scalars(select(DavRefusal.solved_at)).all()
    assert karim.ask("MOVE", there, Destination=f"http://mutua.test{path}").status_code == 201
    book(world.ines, world.van_id, "2027-03-02", "09:00-10:00")
    assert karim.ask("MOVE", path, Destination=f"http://mutua.test{there}").status_code == 409
    assert len(letters()) == 2


def test_who_was_slower_to_delete_hears_that_it_changed_and_gets_no_letter(
    karim: Program, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = karim.at(world.room_id, "d.ics")
    karim.put(path, one("d", *NINE))
    cancel = bookings.cancel_occurrences

    def beaten(*given: object, **how: object) -> None:
        cancel(*given, **how)
        raise StaleDataError

    monkeypatch.setattr(bookings, "cancel_occurrences", beaten)
    for slower in (karim.ask("DELETE", path), karim.put(path, one("d", *NINE, "STATUS:CANCELLED"))):
        assert (slower.status_code, letters()) == (412, [])
