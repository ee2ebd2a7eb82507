"""The walk through a place: each line saved by itself, once, and never over somebody else's words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.safety import queries, scoring
from mutua.safety.models import Risk
from tests.builders import World, sign_in
from tests.safety.scene import LATER, Scene, rate, scene

BASE = "/p/trois-ponts/safety"
JSON = {"Accept": "application/json"}
MARKS = {"family": "H20", "situation": "Sortie encombrée", "severity": "4", "frequency": "1", "mastery": "1"}


@pytest.fixture
def pole(world: World) -> Iterator[Scene]:
    with clock.frozen(LATER):
        yield scene(world)


def test_what_is_noted_on_the_spot_is_saved_once_and_over_nobody(pole: Scene, client: FlaskClient) -> None:
    number = rate(pole, pole.room_unit_id, "H20")
    sign_in(client, pole.world.prevention)

    def note(key: str, version: int, **changed: str) -> TestResponse:
        body = {**MARKS, "version": str(version), "once": key, **changed}
        return client.post(f"{BASE}/risks/{number}/walk", data=body, headers=JSON)

    for page in ("", f"?place={pole.building_id}"):
        assert client.get(f"{BASE}/walk{page}").status_code == 200
    assert client.get(f"{BASE}/walk?place=999").status_code == 404
    page = client.get(f"{BASE}/walk?place={pole.building_id}").get_data(as_text=True)
    assert 'data-walk-status="shown"' in page
    room = client.get(f"{BASE}/walk?place={room_place(pole)}").get_data(as_text=True)
    for known in (f'data-levels="{scoring.table()}"', "&#34;H02&#34;: 4", "1, légère … 4, très grave"):
        assert known in room
    assert "Choisir un autre lieu" in client.get(f"{BASE}/walk-worker.js").get_data(as_text=True)
    before = db.session.get(Risk, number).version
    answer = note("one", before)
    assert (answer.status_code, answer.json["residual"], answer.json["version"]) == (200, 2, before + 1)
    again = note("one", before)  # its answer was lost on the way
    assert (again.status_code, again.json["version"]) == (200, before + 1)
    stale = note("two", before, situation="La mienne")
    assert (stale.status_code, stale.json["now"]["situation"]) == (409, "Sortie encombrée")
    assert note("three", before + 1, situation=" ").status_code == 422
    assert note("four", before + 1, severity="2").json["words"] == [
        "La gravité est sous celle de la famille de danger. Dites pourquoi."
    ]
    assert db.session.get(Risk, number).situation == "Sortie encombrée"
    plain = client.post(f"{BASE}/risks/{number}/walk", data={**MARKS, "version": str(before + 1), "once": "five"})
    assert (plain.status_code, plain.location) == (303, f"{BASE}/walk?place={room_place(pole)}")
    assert client.post(f"{BASE}/risks/999/walk", data=MARKS).status_code == 404
    for _ in range(2):
        body = {**MARKS, "family": "H02", "situation": "Échelle au mur", "once": "six"}
        assert client.post(f"{BASE}/units/{pole.room_unit_id}/walk", data=body, headers=JSON).status_code == 200
    risks = queries.unit_for(pole.world.prevention, pole.room_unit_id).risks
    assert [risk.situation for risk in risks if risk.family == "H02"] == ["Échelle au mur"]


def room_place(pole: Scene) -> int:
    return queries.unit_for(pole.world.prevention, pole.room_unit_id).place_id


def test_a_measure_between_two_is_proposed_where_they_meet(pole: Scene, client: FlaskClient) -> None:
    w = pole.world
    sign_in(client, w.prevention)
    body = {"giver_id": str(w.couture_id), "taker_id": str(w.fournil_id), "family": "H14", "mastery": "2"}
    body |= {"place_key": f"building:{pole.building_id}", "measures": "Le bruit avant dix heures", "version": "0"}
    assert body["place_key"] in client.get(f"{BASE}/walk?place={pole.building_id}").get_data(as_text=True)
    first = client.post(f"{BASE}/walk/measures", data={**body, "once": "a"}, headers=JSON)
    assert (first.status_code, first.json["version"]) == (200, 1)
    other = client.post(f"{BASE}/walk/measures", data={**body, "once": "b", "measures": "Casques"}, headers=JSON)
    assert (other.status_code, other.json["now"]["measures"]) == (409, "Le bruit avant dix heures")
    (row,) = queries.judgements_of(pole.document_id)
    assert (row.measures, row.is_signed) == ("Le bruit avant dix heures", False)
