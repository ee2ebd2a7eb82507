"""Waiting, presence, hand-over, changing places and hands through the API: the page's verbs, the page's refusals."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from mutua.bookings import queries
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.pole import actions as poles
from mutua.pole.models import Member
from tests.builders import NOW, World, at, book

DAY = "2027-03-02"


class Program:
    """A program that acts for one person."""

    def __init__(self, client: FlaskClient, member: Member) -> None:
        with transaction():
            token = poles.make_token(member, "test", now=NOW)
        self.client, self.headers = client, {"Authorization": f"Bearer {token}"}

    def post(self, path: str, **body: Any) -> TestResponse:
        return self.client.post(f"/api/v1/{path}", json=body, headers=self.headers)

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1/{path}", headers=self.headers).get_json()

    def delete(self, path: str) -> TestResponse:
        return self.client.delete(f"/api/v1/{path}", headers=self.headers)


def dates_of(member: Member, number: int) -> list[int]:
    db.session.rollback()
    found = queries.booking_for(member, number)
    assert found is not None
    return [date.id for date in found.occurrences]


@pytest.mark.once
def test_a_program_waits_at_each_taken_date_of_a_series(world: World, client: FlaskClient) -> None:
    with clock.frozen(NOW):
        karim, ines = Program(client, world.karim), Program(client, world.ines)
        taken = [book(world.ines, world.room_id, day, "09:00-10:00") for day in (DAY, "2027-03-16")]
        span = {"starts_at": "2027-03-02T09:00:00+01:00", "ends_at": "2027-03-02T10:00:00+01:00"}
        joined = karim.post("waiting", resource_id=world.room_id, rrule="FREQ=WEEKLY;COUNT=3", **span)
        starts = [entry["starts_at"][:10] for entry in joined.get_json()["items"]]
        assert (joined.status_code, starts) == (201, [DAY, "2027-03-16"])  # the 9th is free
        again = karim.post("waiting", resource_id=world.room_id, **span)
        assert (again.status_code, again.get_json()["type"]) == (422, "urn:mutua:problem:waiting_already")
        assert karim.post("waiting", resource_id=999_999, **span).status_code == 404
        first, second = (entry["id"] for entry in karim.get("waiting")["items"])
        assert karim.post(f"waiting/{second}/take").get_json()["type"] == "urn:mutua:problem:not_your_turn"
        assert ines.post(f"waiting/{first}/take").status_code == 404
        assert ines.delete(f"bookings/{taken[0]}").status_code == 200
        assert karim.get("waiting")["items"][0]["status"] == "offered"
        got = karim.post(f"waiting/{first}/take")
        assert (got.status_code, got.get_json()["status"]) == (201, "confirmed")
        left = karim.delete(f"waiting/{second}")
        assert (left.status_code, left.get_json()["status"], karim.get("waiting")["items"]) == (200, "withdrawn", [])

        far = {"starts_at": "2029-03-02T09:00:00+01:00", "ends_at": "2029-03-02T10:00:00+01:00"}
        wish = {"resource_ids": [world.room_id], "structure_id": world.fournil_id}
        asked = karim.post("bookings/exception", **wish, **far)
        assert (asked.status_code, asked.get_json()["asked"]["structure"]) == (202, "La Couture")
        free = {"starts_at": "2027-03-09T09:00:00+01:00", "ends_at": "2027-03-09T10:00:00+01:00"}
        assert karim.post("bookings/exception", **wish, **free).get_json()["type"] == "urn:mutua:problem:nothing_stands"


@pytest.mark.once
def test_a_program_hands_over_checks_in_swaps_and_passes_on(world: World, client: FlaskClient) -> None:
    with clock.frozen(NOW):
        mine, theirs = (
            book(world.karim, world.room_id, DAY, "09:00-10:00"),
            book(world.ines, world.room_id, DAY, "14:00-15:00"),
        )
        karim, ines = Program(client, world.karim), Program(client, world.ines)
        (date,), (other,) = dates_of(world.karim, mine), dates_of(world.ines, theirs)
        path = f"bookings/{mine}/occurrences/{date}"
        assert karim.post(f"{path}/check-in").get_json()["type"] == "urn:mutua:problem:too_early_to_check_in"
        assert karim.post(f"bookings/{theirs}/occurrences/{date}/check-in").status_code == 404
        made = karim.post(f"{path}/swaps", wanted_id=other, message="Plus tôt ?")
        assert (made.status_code, made.get_json()["status"]) == (201, "proposed")
        number = made.get_json()["id"]
        assert karim.post(f"swaps/{number}/accept").status_code == 403
        assert ines.get("swaps")["items"][0]["message"] == "Plus tôt ?"
        assert ines.post(f"swaps/{number}/accept").get_json()["status"] == "accepted"
        assert karim.get(f"bookings/{mine}")["occurrences"][0]["starts_at"] == "2027-03-02T13:00:00+00:00"
        assert ines.post(f"bookings/{mine}/pass-on", email=world.nadia.email).status_code == 403
        assert karim.post(f"bookings/{mine}/pass-on", email=world.ines.email).status_code == 403
        assert karim.post(f"bookings/{mine}/pass-on", email=world.nadia.email).get_json() == {"passed_on": 1}
    with clock.frozen(at(f"{DAY} 13:50")):
        assert karim.post(f"{path}/check-in").status_code == 201
        out = karim.post(f"{path}/handovers", moment="out", condition="good", mileage=None, note="Propre")
        assert (out.status_code, out.get_json()["moment"]) == (201, "out")
        assert karim.post(f"handovers/{out.get_json()['id']}/acknowledge").status_code == 422
        assert ines.post(f"handovers/{out.get_json()['id']}/acknowledge").get_json()["acknowledged_at"] is not None
    with clock.frozen(at(f"{DAY} 14:30") + timedelta(minutes=1)):
        broken = {"moment": "back", "condition": "damaged"}
        assert karim.post(f"{path}/handovers", **broken).get_json()["type"] == "urn:mutua:problem:defect_unnamed"
        assert karim.post(f"{path}/handovers", **broken, defect="Store", fuel=101).status_code == 422
        assert karim.post(f"{path}/handovers", **broken, defect="Store déchiré").status_code == 201
        assert karim.get(f"bookings/{mine}")["occurrences"][0]["status"] == "done"
