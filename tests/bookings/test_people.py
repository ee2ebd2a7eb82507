"""How many come: changed on the booking's page, and said beside its field with the figure of the resource."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from mutua.bookings import queries
from mutua.kernel import clock
from tests.bookings.test_api import bearer
from tests.builders import NOW, World, book, sign_in

P = "/p/trois-ponts"


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def test_the_number_of_people_is_changed_as_far_as_the_room_goes(world: World, client: FlaskClient) -> None:
    number = book(world.nadia, world.room_id, "2027-03-02", "09:00-10:00")
    sign_in(client, world.nadia)
    address = f"{P}/bookings/{number}"
    assert 'id="people"' in client.get(address).text

    def send(people: str) -> tuple[int, str]:
        version = str(queries.booking_for(world.nadia, number).version)
        words = {"title": "Atelier", "note": "", "version": version, "people": people}
        answer = client.post(f"{address}/words", data=words)
        return answer.status_code, answer.text

    assert send("9")[0] == 303
    assert queries.booking_for(world.nadia, number).headcount == 9
    status, page = send("13")
    assert (status, "Salle Garance : 12 personnes au plus." in page.replace("\u00a0", " ")) == (422, True)
    assert send("0")[0] == 422
    assert send("")[0] == 303  # not said: as it was
    assert queries.booking_for(world.nadia, number).headcount == 9
    sign_in(client, world.ines)
    assert client.post(f"{address}/words", data={"title": "", "note": "", "version": "1"}).status_code in (403, 409)


@pytest.mark.parametrize("ends", ["10:00", "08:00", ""])
def test_too_many_people_is_said_beside_the_field_whatever_else_is_wrong(
    world: World, client: FlaskClient, ends: str
) -> None:
    sign_in(client, world.nadia)
    wish = {"day": "2027-03-02", "from": "09:00", "to": ends, "people": "40", "repeat": "once"}
    answer = client.post(f"{P}/resources/{world.room_id}/bookings", data=wish)
    assert answer.status_code == 422
    beside = answer.text.split('id="booking-people-error"')[1].split("</div>")[0]
    assert "12 personnes au plus." in beside


def test_the_api_changes_the_number_of_people_under_the_same_rule(world: World, client: FlaskClient) -> None:
    number = book(world.karim, world.room_id, "2027-03-02", "09:00-10:00", title="Atelier")
    address, headers = f"/api/v1/bookings/{number}", bearer(world.karim)
    changed = client.patch(address, headers=headers, json={"headcount": 7})
    assert (changed.status_code, changed.get_json()["headcount"], changed.get_json()["title"]) == (200, 7, "Atelier")
    refused = client.patch(address, headers=headers, json={"headcount": 13})
    assert (refused.status_code, refused.get_json()["type"]) == (422, "urn:mutua:problem:too_many_people")
