"""When a unit, its resource or its parts go, the dates to come are kept, moved or cancelled: never silently."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from mutua.bookings import actions
from mutua.bookings import queries as booking_queries
from mutua.bookings.actions import Choice
from mutua.bookings.models import Line, Occurrence
from mutua.bookings.models.fate import Fate
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.transaction import transaction
from mutua.pole.models import Pole, Structure
from mutua.resources import queries
from mutua.resources.models import Drawing, Hold, Kind, Resource, Unit
from tests.bookings.test_api import bearer
from tests.builders import NOW, World, add_resource, book, sign_in

P = "/p/trois-ponts"


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def held(booking_id: int) -> tuple[str, str | None, list[int]]:
    """(state, its resource's name, the units it holds) of a booking's first date."""
    db.session.rollback()
    date = db.session.scalars(select(Occurrence).where(Occurrence.booking_id == booking_id)).first()
    line = db.session.scalars(select(Line).where(Line.occurrence_id == date.id)).one()
    units = list(db.session.scalars(select(Hold.unit_id).where(Hold.claim_id == line.claim_id)))
    return date.state.value, db.session.get_one(Resource, line.resource_id).name, units


def units(resource_id: int) -> list[tuple[int, int]]:
    """(draw, unit) of its live units."""
    db.session.rollback()
    query = select(Drawing.id, Drawing.unit_id).join(Unit, Unit.id == Drawing.unit_id)
    rows = db.session.execute(query.where(Drawing.resource_id == resource_id, Unit.retired_at.is_(None)))
    return [(row[0], row[1]) for row in rows]


def letters(template: str) -> list[Mail]:
    return list(db.session.scalars(select(Mail).where(Mail.template == f"bookings/{template}").order_by(Mail.id)))


def test_a_unit_goes_and_its_date_takes_another_or_stays_or_is_cancelled(world: World, client: FlaskClient) -> None:
    first, second, third = (book(world.karim, world.desks_id, "2027-03-02", "09:00-12:00") for _ in range(3))
    later = book(world.nadia, world.desks_id, "2027-03-03", "09:00-12:00")
    ines = sign_in(client, world.ines)
    (draw, unit), (next_draw, next_unit), _last = units(world.desks_id)
    home = f"{P}/resources/{world.desks_id}/units"
    for sent, status in (("Poste de la fenêtre", 303), ("postes du plateau 2", 422), (" ", 422), ("x" * 121, 422)):
        assert ines.post(f"{home}/{draw}/name", data={"name": sent}).status_code == status, sent
    assert "Poste de la fenêtre" in ines.get(home).text
    address, key = f"/api/v1/resources/{world.desks_id}/units/{draw}", bearer(world.ines)
    answer = ines.patch(address, json={"name": " Poste du couloir "}, headers=key)
    assert (answer.status_code, answer.json) == (200, {"id": draw, "name": "Poste du couloir"})
    assert ines.patch(address, json={"name": "Postes du plateau 3"}, headers=key).status_code == 422
    assert ines.patch(address, json={"name": "Le mien"}, headers=bearer(world.karim)).status_code == 403
    asked = ines.post(f"{home}/{draw}/retire")
    assert (asked.status_code, "2 dates sont à venir" in asked.text.replace("\u00a0", " ")) == (409, True)
    assert held(first)[2] == held(later)[2] == [unit]
    assert ines.post(f"{home}/{draw}/retire", data={"seen": "1", "fate": "move"}).status_code == 409
    done = ines.post(f"{home}/{draw}/retire", data={"seen": "2", "fate": "move", "reason": "Cassé"})
    assert done.status_code == 303
    # the second day had room on another desk; the first was full
    assert (held(later), held(first)[:2]) == (
        ("confirmed", "Postes du plateau", [next_unit]), ("cancelled", "Postes du plateau"),
    )  # fmt: skip
    assert [(mail.recipient, mail.facts["reason"]) for mail in letters("withdrawn")] == [(world.karim.email, "Cassé")]
    with transaction():
        assert booking_queries.lines_with_wrong_holds() == []
    kept = next(number for number in (second, third) if held(number)[2] == [next_unit])
    assert ines.post(f"{home}/{next_draw}/retire", data={"seen": "2", "fate": "keep"}).status_code == 303
    assert held(kept) == ("confirmed", "Postes du plateau", [next_unit])
    ((last_draw, _unit),) = units(world.desks_id)
    assert ines.post(f"{home}/{last_draw}/retire", data={"seen": "1", "fate": "keep"}).status_code == 422
    assert ines.post(home, data={"more": "2"}).status_code == 303
    assert (len(units(world.desks_id)), ines.post(home, data={"more": "49"}).status_code) == (3, 422)


def test_the_question_does_not_say_that_it_is_done(world: World, client: FlaskClient) -> None:
    book(world.karim, world.room_id, "2027-03-02", "09:00-10:00")
    ines, address = sign_in(client, world.ines), f"{P}/resources/{world.room_id}/retire"
    asked = ines.post(address)
    assert (asked.status_code, "ne sera plus partagée" in asked.text) == (409, True)
    assert ines.post(address, data={"seen": "1", "fate": "keep"}).status_code == 303
    assert "La ressource n’est plus partagée." in ines.get(f"{P}/resources/{world.room_id}/units").text


def test_a_resource_hands_its_dates_to_a_like_one(world: World, client: FlaskClient) -> None:
    with transaction():
        pole, couture = db.session.get_one(Pole, world.pole_id), db.session.get_one(Structure, world.couture_id)
        other = add_resource(pole, couture, "Salle Indigo", Kind.PREMISES, now=NOW, capacity=12, hours=True)
        db.session.add(other)
        db.session.flush()
        other_id = other.id
    moves = book(world.karim, world.room_id, "2027-03-02", "09:00-10:00")
    clashes = book(world.karim, world.room_id, "2027-03-03", "09:00-10:00")
    book(world.nadia, other_id, "2027-03-03", "09:30-11:00")
    address = f"/api/v1/resources/{world.room_id}/retire"
    headers = bearer(world.ines)
    asked = client.post(address, json={}, headers=headers)
    assert (asked.status_code, [entry["booking_id"] for entry in asked.get_json()["dates"]]) == (409, [moves, clashes])
    assert client.post(address, json={"fate": "move"}, headers=headers).status_code == 422
    wrong = {"fate": "move", "target_id": world.van_id}
    assert client.post(address, json=wrong, headers=headers).status_code == 422
    assert client.post(address, json={"fate": "cancel"}, headers=bearer(world.karim)).status_code == 403
    done = client.post(address, json={"fate": "move", "target_id": other_id}, headers=headers)
    assert {name: len(dates) for name, dates in done.get_json().items()} == {"kept": 0, "moved": 1, "cancelled": 1}
    assert (held(moves)[:2], held(clashes)[:2]) == (("confirmed", "Salle Indigo"), ("cancelled", "Salle Garance"))
    assert [mail.facts["resources"] for mail in letters("resettled")] == [["Salle Indigo"]]
    assert client.post(address, json={"fate": "keep"}, headers=headers).status_code == 422
    listed = client.get(f"/api/v1/resources/{world.desks_id}/units", headers=headers).get_json()["items"]
    assert [entry["dates_ahead"] for entry in listed] == [0, 0, 0]
    with transaction():
        assert booking_queries.lines_with_wrong_holds() == []


def test_other_parts_take_the_dates_where_they_are_free(world: World, client: FlaskClient) -> None:
    takes = book(world.karim, world.room_id, "2027-03-02", "09:00-10:00")
    clashes = book(world.karim, world.room_id, "2027-03-03", "09:00-10:00")
    for _ in range(3):
        book(world.nadia, world.desks_id, "2027-03-03", "09:00-10:00")
    body: dict[str, Any] = {"part_ids": [world.desks_id]}
    address, headers = f"/api/v1/resources/{world.room_id}/parts", bearer(world.ines)
    assert client.put(address, json=body, headers=headers).status_code == 409
    assert client.put(address, json={**body, "fate": "keep"}, headers=headers).status_code == 409
    done = client.put(address, json={**body, "fate": "move"}, headers=headers)
    assert {name: len(dates) for name, dates in done.get_json().items()} == {"kept": 0, "moved": 1, "cancelled": 1}
    desks = sorted(unit for _draw, unit in units(world.desks_id))
    assert (held(takes)[0], sorted(held(takes)[2]), held(clashes)[0]) == ("confirmed", desks, "cancelled")
    with transaction():
        room = queries.resource_for(world.ines, world.room_id)
        gone = actions.change_parts(room, [], Choice(Fate.CANCEL, 1, "Fini"), member=world.ines, now=NOW)
        assert len(gone.cancelled) == 1
    with transaction():
        assert booking_queries.lines_with_wrong_holds() == []
    page = sign_in(client, world.ines).get(f"{P}/resources/{world.room_id}/units").text
    assert ("Changer les parties" in page, "Ne plus partager" in page) == (True, True)
