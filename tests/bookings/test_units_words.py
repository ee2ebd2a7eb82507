"""The words of the units of a resource, and how one goes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.resources.models import Drawing
from tests.builders import NOW, World, sign_in

P = "/p/trois-ponts/resources"


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def test_a_vehicle_has_units_of_its_own_name_and_a_desk_has_places(world: World, client: FlaskClient) -> None:
    sign_in(client, world.ines)
    van, desks = (client.get(f"{P}/{number}/units").text for number in (world.van_id, world.desks_id))
    assert ("Ajouter des exemplaires" in van, "Places" in van) == (True, False)
    assert ("Ajouter des places" in desks, "Exemplaires" in desks) == (True, False)
    assert "Code à coller" in client.get(f"{P}/{world.van_id}/desk").text
    assert "Code à la porte" in client.get(f"{P}/{world.desks_id}/desk").text
    sheet = client.get(f"{P}/{world.van_id}/edit").text
    assert ("Non renseigné" in sheet, "Non demandé" in sheet) == (True, False)


def test_a_unit_without_dates_goes_after_one_confirmation_and_is_told_as_gone(
    world: World, client: FlaskClient
) -> None:
    sign_in(client, world.ines)
    assert client.get(f"{P}/{world.desks_id}/units").text.count("Confirmer le retrait") == 3
    draw = db.session.scalars(select(Drawing.id).where(Drawing.resource_id == world.desks_id)).first()
    gone = client.post(f"{P}/{world.desks_id}/units/{draw}/retire", follow_redirects=True)
    assert ("est retiré." in gone.text, "se retire" in gone.text) == (True, False)
    assert gone.text.count("Confirmer le retrait") == 2
