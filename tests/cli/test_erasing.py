"""Somebody is forgotten: no table holds their name or address any more, and what was used stays counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from mutua.bookings import actions as bookings
from mutua.bookings.actions.notices import choose_notices
from mutua.bookings.models import Line, Occurrence, State
from mutua.cli import erasures
from mutua.kernel import clock, outbox
from mutua.kernel.db import Table, db
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole import actions, queries
from mutua.pole.actions.erasing import NAME
from mutua.pole.models import Person, SignIn, Structure
from mutua.pole.rules import No
from mutua.resources import actions as resources
from mutua.resources.models import Entitlement, Right
from tests.builders import NOW, World, at, book, sign_in
from tests.calendars.davs import password_of

DAY = "2027-03-02"
AFTER = at(f"{DAY} 12:00") + timedelta(days=3)


def rows_naming(*words: str) -> Iterator[str]:
    """`table.column` of every value that holds one of these words, whatever its case, in text, JSON or bytes."""
    db.session.rollback()
    for table in Table.metadata.sorted_tables:
        for row in db.session.execute(select(table)).mappings():
            for column, value in row.items():
                text = bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)
                unfolded = text.replace("\r\n ", "").lower()
                if any(word in unfolded for word in words):
                    yield f"{table.name}.{column}"


def uses(client: FlaskClient, world: World) -> tuple[str, str]:
    """What the pole counts: the table of uses, and the page of the year."""
    with clock.frozen(AFTER):
        sign_in(client, world.lucie)
        report = client.get("/p/trois-ponts/report").text.split("<main")[1].split("</main>")[0]
        return client.get("/p/trois-ponts/uses.csv").text, re.sub(r'name="csrf_token" value="[^"]+"', "", report)


def person(world: World) -> Person:
    return db.session.get_one(Person, world.nadia.person_id)


def live_through(world: World, client: FlaskClient) -> int:
    """Nadia books, wants letters, holds a licence, subscribes, and what she booked takes place."""
    made = book(world.nadia, world.room_id, DAY, "09:00-10:30", title="Paie", headcount=4)
    book(world.nadia, world.van_id, DAY, "14:00-15:00")
    password_of(world.nadia)
    with transaction():
        choose_notices(eve=False, after=True, daily=True, member=world.nadia, now=NOW)
        resources.record_right(
            Right.LICENCE_B, person_id=world.nadia.person_id, structure_id=None, resource=None,
            until_on=date(2028, 1, 1), note="", same=True, member=world.karim, now=NOW,
        )  # fmt: skip
    with clock.frozen(NOW):
        assert client.get(f"/p/trois-ponts/bookings/{made}").status_code == 303
        sign_in(client, world.nadia)
    with transaction():
        bookings.finish_past(AFTER)
    return made


def leave(world: World) -> None:
    with transaction():
        place = queries.affiliation(world.nadia.person_id, world.fournil_id)
        actions.leave_structure(place, actor=world.karim, now=AFTER)


def test_who_is_erased_is_named_nowhere_and_stays_counted(world: World, client: FlaskClient) -> None:
    made = live_through(world, client)
    assert {"person.name", "calendar_object.ics_everything"} <= set(rows_naming("nadia roux"))
    with pytest.raises(Refused) as refused, transaction():
        actions.erase_person(person(world), now=AFTER)
    assert refused.value.reason is No.STILL_HAS_A_PLACE
    leave(world)
    with transaction():
        db.session.get_one(Structure, world.fournil_id).prevention_person = "Nadia Roux"
    before = uses(client, world)
    with transaction():
        outbox.mail("pole/sign_in_link", to=world.nadia.email, locale="fr", facts={"name": "Nadia Roux"}, at=AFTER)
    with transaction():
        # Letters to others that are still to leave name her; the worker empties each when it goes.
        for letter in db.session.scalars(select(outbox.Mail).where(outbox.Mail.recipient != world.nadia.email)):
            outbox.sent(letter.id, AFTER)
        actions.erase_person(person(world), now=AFTER)
    assert list(rows_naming("nadia", "roux")) == []
    table, report = before
    assert uses(client, world) == (table, report.replace("Nadia Roux", NAME))
    assert ",90,4,meeting,done" in table
    assert db.session.scalars(select(Entitlement)).all() == []
    assert db.session.scalars(select(SignIn).where(SignIn.person_id == world.nadia.person_id)).all() == []
    with clock.frozen(AFTER):
        assert NAME in client.get(f"/p/trois-ponts/bookings/{made}").text  # as the coordination reads it
        wrong = client.application.test_client().post("/login", data={"email": world.nadia.email, "password": "x" * 12})
        assert wrong.status_code == 422


def test_a_restored_backup_forgets_them_again(world: World, client: FlaskClient, tmp_path: Path) -> None:
    live_through(world, client)
    coming = book(world.nadia, world.room_id, "2027-03-09", "09:00-10:30", title="Paie")
    assert erasures.replay(tmp_path, now=AFTER) == 0
    made_at = person(world).created_at
    erasures.remember(tmp_path, world.nadia.person_id, made_at)
    erasures.remember(tmp_path, 999_999, made_at)
    assert [erasures.replay(tmp_path, now=AFTER) for _ in range(2)] == [1, 0]
    db.session.rollback()
    assert (person(world).name, queries.has_a_place(world.nadia.person_id)) == (NAME, False)
    date_to_come = db.session.scalars(select(Occurrence).where(Occurrence.booking_id == coming)).one()
    lines = db.session.scalars(select(Line.claim_id).where(Line.occurrence_id == date_to_come.id)).all()
    assert (date_to_come.state, lines) == (State.CANCELLED, [None])
    told = db.session.scalars(select(outbox.Mail).where(outbox.Mail.template == "bookings/cancelled")).all()
    assert {letter.facts["by"] for letter in told} == {NAME}


def test_a_number_that_came_back_for_somebody_else_is_left_alone(world: World, tmp_path: Path) -> None:
    erasures.remember(tmp_path, world.nadia.person_id, person(world).created_at - timedelta(days=1))
    assert erasures.replay(tmp_path, now=AFTER) == 0
    db.session.rollback()
    assert person(world).name == "Nadia Roux"
