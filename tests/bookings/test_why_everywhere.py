"""« Pourquoi pas ? » is one answer: page, API and calendar programs give the same rule, moment, owner and ways out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy import func, select

from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.transaction import transaction
from mutua.resources.models import (
    Crowd,
    Measure,
    Per,
    Period,
    Purpose,
    Quota,
    Resource,
    TermsAcceptance,
    UseTerms,
    Window,
)
from mutua.web.sentences import sentence
from tests.bookings.test_api import bearer
from tests.bookings.test_gates import rule
from tests.builders import NOW, World, at, book, sign_in
from tests.calendars.davs import DAV, MUTUA, Program, one, password_of

LIFTED = "partage cette ressource et peut en changer les règles."
ONE_A_WEEK = Quota(Per.STRUCTURE, Measure.DATES, Period.WEEK, 1)
OWNERS = Window(Purpose.PRIORITY, (3,), 480, 1140, 1)


def spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " "))


class Doors:
    """Ask for the room at one time as a page, as a program, and as a calendar program."""

    def __init__(self, world: World, client: FlaskClient) -> None:
        self.world, self.client = world, client
        self.dav = Program(client, world.nadia, password_of(world.nadia))
        self.token = bearer(world.nadia)
        with clock.frozen(NOW):
            sign_in(client, world.nadia)

    def page(self, day: str, start: str, end: str) -> str:
        form = {"day": day, "from": start, "to": end, "people": "1", "idempotency_key": "k"}
        with clock.frozen(NOW):
            got = self.client.post(f"/p/trois-ponts/resources/{self.world.room_id}/bookings", data=form)
        assert got.status_code in (409, 422), got.status_code
        return spaced(got.text)

    def api(self, day: str, start: str, end: str, **more: Any) -> dict[str, Any]:
        body = {"resource_ids": [self.world.room_id], "structure_id": self.world.fournil_id, **more,
                "starts_at": at(f"{day} {start}").isoformat(), "ends_at": at(f"{day} {end}").isoformat()}  # fmt: skip
        with clock.frozen(NOW):
            got = self.client.post("/api/v1/bookings", json=body, headers=self.token)
        return {**got.get_json(), "code": got.status_code}

    def calendar(self, day: str, start: str, end: str) -> tuple[str, dict[str, str], int]:
        """Its words, what programs read of it, and how many ways out."""
        times = [f"{day}T{hour}00".replace("-", "").replace(":", "") for hour in (start, end)]
        got = self.dav.put(self.dav.at(self.world.room_id, "x.ics"), one("x", *times))
        assert got.status_code == 409, got.status_code
        error = fromstring(got.data)
        condition = error.find(f"{MUTUA}booking-refused")
        assert condition is not None
        return spaced(error.findtext(f"{DAV}responsedescription") or ""), dict(condition.attrib), len(condition)


def far_ahead(world: World) -> None:
    with transaction():
        db.session.get_one(Resource, world.room_id).horizon_days = 30


def a_day_of_notice(world: World) -> None:
    with transaction():
        db.session.get_one(Resource, world.room_id).notice_minutes = 48 * 60


def used_up(world: World) -> None:
    rule(world.room_id, quotas=(ONE_A_WEEK,))
    book(world.karim, world.room_id, "2027-03-03", "09:00-10:00")


def of_the_owner(world: World) -> None:
    rule(world.room_id, windows=(OWNERS,))


def for_managers(world: World) -> None:
    rule(world.room_id, crowd=Crowd.MANAGERS)


def with_terms(world: World) -> None:
    with transaction():
        by = world.ines.person_id
        db.session.add(
            UseTerms(resource_id=world.room_id, number=2, text="Rien au mur.", written_by_id=by, written_at=NOW)
        )
        db.session.get_one(Resource, world.room_id).terms_number = 2


def taken(world: World) -> None:
    book(world.ines, world.room_id, "2027-03-04", "09:00-10:00")


MIDNIGHT_AFTER = at("2027-03-08 00:00")


@pytest.mark.parametrize(
    "given, when, reason, until, lifted, near",
    [
        (far_ahead, ("2027-04-15", "09:00", "10:00"), "too_far", at("2027-03-16 09:00"), True, False),
        (a_day_of_notice, ("2027-03-02", "09:00", "10:00"), "too_soon", NOW + timedelta(hours=48), True, True),
        (used_up, ("2027-03-04", "09:00", "10:00"), "quota_of_structure", MIDNIGHT_AFTER, True, True),
        (of_the_owner, ("2027-03-04", "09:00", "10:00"), "owner_first", at("2027-03-03 00:00"), True, True),
        (for_managers, ("2027-03-04", "09:00", "10:00"), "managers_alone", None, True, False),
        (taken, ("2027-03-04", "09:00", "10:00"), "slot_taken", None, False, True),
        (lambda world: None, ("2027-03-01", "06:00", "07:00"), "in_the_past", None, False, True),
        (lambda world: None, ("2027-03-04", "03:00", "04:00"), "closed", None, True, True),
        (with_terms, ("2027-03-04", "09:00", "10:00"), "terms_to_accept", None, False, False),
    ],
)
def test_one_refusal_says_the_same_at_every_door(
    world: World, client: FlaskClient, given: Callable[[World], None], when: tuple[str, str, str], reason: str,
    until: datetime | None, lifted: bool, near: bool,
) -> None:  # fmt: skip
    given(world)
    doors = Doors(world, client)
    page, api, (words, facts, ways) = doors.page(*when), doors.api(*when), doors.calendar(*when)
    with force_locale("fr"):
        said = spaced(str(sentence(reason)))
    assert (said in page or reason == "slot_taken", said in words, api["type"]) == (
        True, True, f"urn:mutua:problem:{reason}",
    )  # fmt: skip
    assert facts["reason"] == reason.replace("_", "-")
    assert (LIFTED in page, LIFTED in words, "lifted_by" in api, "lifted-by" in facts) == (lifted,) * 4
    untils = [datetime.fromisoformat(text) for text in (api.get("until"), facts.get("until")) if text]
    assert untils == ([until, until] if until else [])
    assert (bool(api["alternatives"]), bool(ways), "Au plus près de votre demande" in page) == (near,) * 3


def test_terms_are_read_and_accepted_where_the_booking_is_made(world: World, client: FlaskClient) -> None:
    with_terms(world)
    doors = Doors(world, client)
    when = ("2027-03-04", "09:00", "10:00")
    refused = doors.api(*when)
    assert (refused["code"], refused["terms"]) == (422, {"number": 2, "text": "Rien au mur."})
    old = doors.api(*when, terms=[{"resource_id": world.room_id, "number": 1}])
    assert (old["code"], old["type"]) == (422, "urn:mutua:problem:terms_to_accept")
    doors.calendar(*when)
    (letter,) = db.session.scalars(select(Mail).where(Mail.template == "calendars/refused"))
    assert letter.facts["accept"].startswith(f"/p/trois-ponts/resources/{world.room_id}/bookings/new?day=2027-03-04")
    good = doors.api(*when, terms=[{"resource_id": world.room_id, "number": 2}])
    assert (good["code"], db.session.scalar(select(func.count()).select_from(TermsAcceptance))) == (201, 1)
    assert doors.api("2027-03-05", "09:00", "10:00")["code"] == 201


def test_the_terms_of_what_comes_along_are_asked_in_the_same_form(world: World, client: FlaskClient) -> None:
    with_terms(world)
    page = f"/p/trois-ponts/resources/{world.desks_id}/bookings"
    form = {"day": "2027-03-04", "from": "09:00", "to": "10:00", "people": "2", "with": str(world.room_id),
            "idempotency_key": "along"}  # fmt: skip
    with clock.frozen(NOW):
        sign_in(client, world.nadia)
        asked = client.post(page, data=form)
        assert (asked.status_code, "Conditions d’usage : Salle Garance" in spaced(asked.text)) == (422, True)
        ticked = f'value="{world.room_id}:2" checked'
        form["terms"] = f"{world.room_id}:2"
        other_reason = client.post(page, data={**form, "to": "08:00"})  # the form comes back with the box still ticked
        assert (other_reason.status_code, ticked in other_reason.text) == (422, True)
        assert client.post(page, data=form).status_code == 303


def test_what_is_offered_for_two_things_keeps_both(world: World, client: FlaskClient) -> None:
    book(world.ines, world.van_id, "2027-03-04", "09:00-11:00")
    book(world.ines, world.room_id, "2027-03-04", "11:30-13:00")
    page = f"/p/trois-ponts/resources/{world.room_id}/bookings"
    form = {"day": "2027-03-04", "from": "09:00", "to": "11:00", "people": "1", "with": str(world.van_id),
            "idempotency_key": "both"}  # fmt: skip
    with clock.frozen(NOW):
        sign_in(client, world.nadia)
        offered = client.post(page, data=form)
        starts = re.findall(r'name="take" value="(\d+) 2027-03-04T(\d\d:\d\d)', offered.text)
        # The van rests until 11:30, then somebody has the room: both are free at 13:00, and the room leads.
        assert (offered.status_code, starts[:1]) == (409, [(str(world.room_id), "13:00")])
        take = re.search(r'name="take" value="([^"]+)"', offered.text)[1]
        made = client.post(page, data={**form, "take": take})
        assert made.status_code == 303
        shown = client.get(made.location).text
        assert ("Kangoo" in shown, "Salle Garance" in shown) == (True, True)
        form = {**form, "day": "2027-03-05", "along": "1"}
        assert "Kangoo : Par La Couture" in spaced(client.post(page, data=form).text)


def test_an_exception_asked_twice_by_a_double_click_is_one_letter(world: World, client: FlaskClient) -> None:
    far_ahead(world)
    with_terms(world)
    rule(world.room_id, requires=("induction",))
    page = f"/p/trois-ponts/resources/{world.room_id}/bookings/plead"
    form = {"day": "2027-03-04", "from": "09:00", "to": "10:00", "people": "1", "idempotency_key": "twice",
            "terms": f"{world.room_id}:2"}  # fmt: skip
    with clock.frozen(NOW):
        sign_in(client, world.nadia)
        assert [client.post(page, data=form).status_code for _ in range(2)] == [303, 303]
        assert pleas() == 1
        # Gone back, another hour in the same form: another plea, told too.
        assert client.post(page, data={**form, "from": "14:00", "to": "15:00"}).status_code == 303
    assert pleas() == 2


def pleas() -> int:
    db.session.rollback()
    return len(db.session.scalars(select(Mail).where(Mail.template == "bookings/exception")).all())
