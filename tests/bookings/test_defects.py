"""« Signaler un problème »: any member says what does not work; its owner is told, nothing is cancelled."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.transaction import transaction
from mutua.resources.models import Fault, Kind, Resource, Severity
from mutua.web.mailing import render
from tests.builders import NOW, World, at, book, sign_in

P = "/p/trois-ponts"


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def told() -> list[tuple[str, str]]:
    return [(mail.template, mail.recipient) for mail in db.session.scalars(select(Mail).order_by(Mail.id))]


def test_a_member_reports_from_the_booking_and_the_owner_and_who_comes_next_are_told(
    world: World, client: FlaskClient
) -> None:
    own = book(world.nadia, world.room_id, "2027-03-02", "09:00-10:00")
    book(world.karim, world.room_id, "2027-03-04", "09:00-10:00")
    before = len(told())
    sign_in(client, world.nadia)
    address = f"{P}/resources/{world.room_id}/defect"
    assert f'href="{address}"' in client.get(f"{P}/resources/{world.room_id}").text
    assert f'href="{address}?booking={own}"' in client.get(f"{P}/bookings/{own}").text
    page = client.get(f"{address}?booking={own}").text
    assert ("Quelqu’un a été blessé, ou presque" in page, "/safety/incidents/new" in page) == (True, True)
    empty = client.post(address, data={"text": "  "})
    assert (empty.status_code, "ce qui ne va pas." in empty.text) == (422, True)
    with clock.frozen(at("2027-03-02 10:05")):
        sent = client.post(f"{address}?booking={own}", data={"text": "Le projecteur ne s’allume plus"})
    assert (sent.status_code, sent.location) == (303, f"{P}/bookings/{own}")
    fault = db.session.scalars(select(Fault)).one()
    assert (fault.severity, fault.ends_at, fault.claim_id) == (Severity.NOTICE, None, None)
    after = told()[before:]
    assert after == [("bookings/defect", world.ines.email), ("bookings/defect_ahead", world.karim.email)]
    letter = db.session.scalars(select(Mail).where(Mail.template == "bookings/defect")).one()
    _, body = render(letter.template, letter.facts, locale="fr", base_url="https://m.test")
    assert ("Nadia Roux (Le Fournil)" in body, "reste réservable" in body) == (True, True)
    assert "Le projecteur ne s’allume plus" in client.get(f"{P}/resources/{world.room_id}").text


def test_three_open_notices_a_day_are_enough_of_one_person_on_one_resource(world: World, client: FlaskClient) -> None:
    sign_in(client, world.nadia)
    address = f"{P}/resources/{world.van_id}/defect"
    for number in range(3):
        assert client.post(address, data={"text": f"Phare {number}"}).status_code == 303
    refused = client.post(address, data={"text": "Encore un"})
    assert (refused.status_code, "déjà signalé trois problèmes" in refused.text) == (422, True)
    assert client.post(f"{P}/resources/{world.room_id}/defect", data={"text": "Porte"}).status_code == 303
    with clock.frozen(at("2027-03-02 09:00")):
        assert client.post(address, data={"text": "Un autre jour"}).status_code == 303


def test_no_defect_of_a_person_nor_of_what_is_gone_nor_by_a_stranger(world: World, client: FlaskClient) -> None:
    address = f"{P}/resources/{world.van_id}/defect"
    with transaction():
        db.session.get_one(Resource, world.room_id).retired_at = NOW
        db.session.get_one(Resource, world.desks_id).kind = Kind.STAFF
    sign_in(client, world.nadia)
    assert client.get(f"{P}/resources/{world.room_id}/defect").status_code == 404
    assert client.get(f"{P}/resources/{world.desks_id}/defect").status_code == 404
    sign_in(client, world.stranger)
    assert client.post(address, data={"text": "Rien à moi"}).status_code == 404
    assert told() == []


def test_a_stop_until_midnight_is_told_as_the_day_it_ends(world: World, client: FlaskClient) -> None:
    sign_in(client, world.ines)
    stop = {
        "severity": "stop",
        "text": "Dégât des eaux",
        "first": "2027-03-04",
        "starts": "00:00",
        "last": "2027-03-05",
    }
    address = f"{P}/resources/{world.room_id}/faults"
    assert client.post(address, data={**stop, "ends": "24:00"}).status_code == 303
    assert "jusqu’au 5\u00a0mars\u00a02027 à 24:00" in client.get(address).text
    page = f"{P}/resources/{world.room_id}"
    assert "À l’arrêt du 4\u00a0mars\u00a02027 au 5\u00a0mars\u00a02027 à 24:00." in client.get(page).text
    with clock.frozen(at("2027-03-04 09:00")):
        assert "À l’arrêt jusqu’au 5\u00a0mars\u00a02027 à 24:00." in client.get(page).text
