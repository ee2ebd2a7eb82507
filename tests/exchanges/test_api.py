"""The API of exchanges and balances."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from mutua.kernel import clock
from tests.bookings.test_api import bearer
from tests.builders import NOW, World


@pytest.fixture(autouse=True)
def _morning() -> Any:
    with clock.frozen(NOW):
        yield


def wanted(world: World, **more: Any) -> dict[str, Any]:
    return {
        "other_structure_id": world.couture_id,
        "direction": "received",
        "kind": "premises",
        "unit": "hour",
        "quantity": 120,
        "event_on": "2027-03-01",
        "title": "Salle Garance",
        **more,
    }


def test_a_proposal_is_made_once_and_read_by_both(world: World, client: FlaskClient) -> None:
    headers = {**bearer(world.karim), "Idempotency-Key": "k1"}
    first = client.post("/api/v1/exchanges", json=wanted(world), headers=headers)
    again = client.post("/api/v1/exchanges", json=wanted(world), headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_json() == again.get_json()
    for member in (world.karim, world.ines):
        items = client.get("/api/v1/exchanges", headers=bearer(member)).get_json()["items"]
        assert [(item["quantity"], item["state"], item["giver"]["name"]) for item in items] == [
            (120, "proposed", "La Couture")
        ]
    assert client.get("/api/v1/exchanges", headers=bearer(world.stranger)).get_json()["items"] == []
    assert client.get("/api/v1/balances", headers=bearer(world.karim)).get_json()["items"] == []


@pytest.mark.parametrize(
    "change",
    [
        {"quantity": 0},
        {"quantity": -5},
        {"quantity": 1.5},
        {"quantity": "many"},
        {"kind": "money"},
        {"unit": "euro"},
        {"event_on": "2027-02-29"},
        {"event_on": "2031-01-01"},
        {"title": ""},
        {"title": "a\x00"},
        {"direction": "owed"},
        {"kind": "staff", "unit": "hour"},
        {"other_structure_id": 999_999},
    ],
)
def test_bad_proposals_are_refused(world: World, client: FlaskClient, change: dict[str, Any]) -> None:
    answer = client.post("/api/v1/exchanges", json=wanted(world, **change), headers=bearer(world.karim))
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")


def test_nobody_proposes_to_a_structure_of_another_pole(world: World, client: FlaskClient) -> None:
    body = wanted(world, other_structure_id=world.radio_id)
    assert client.post("/api/v1/exchanges", json=body, headers=bearer(world.karim)).status_code == 422


def test_editions_are_listed_for_members(world: World, client: FlaskClient) -> None:
    answer = client.get("/api/v1/safety/editions", headers=bearer(world.karim))
    assert (answer.status_code, answer.get_json()) == (200, {"items": []})
    assert client.get("/api/v1/safety/editions/1.pdf", headers=bearer(world.karim)).status_code == 404
