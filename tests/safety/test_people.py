"""Pictures of risks and numbers of people: who may say them, where they are printed, what is masked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from mutua.bookings.models import Profile
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.pole.models import Structure
from mutua.safety import pdf, queries
from mutua.safety.rules.masking import masked
from tests.builders import World, book, sign_in
from tests.safety.scene import LATER, Scene, opened, picture, rate, scene
from tests.safety.test_editions import text_of

BASE = "/p/trois-ponts/safety"


@pytest.fixture
def pole(world: World) -> Iterator[Scene]:
    with clock.frozen(LATER):
        book(world.karim, world.desks_id, "2027-03-04", "22:00-23:30", headcount=2, profile=Profile.OFFICE)
        made = scene(world)
        rate(made, made.room_unit_id, "H20")
        rate(made, made.desks_unit_id, "H13", severity=3, frequency=2, frequency_reason="Relevé sur place")
        yield made


def test_pictures_and_numbers_go_where_they_belong(pole: Scene, client: FlaskClient) -> None:
    w = pole.world
    risk = rate(pole, pole.room_unit_id, "H20")
    sign_in(client, w.prevention)
    address = f"{BASE}/risks/{risk}/photos"
    assert client.post(address, data={"alt": "La sortie", "photo": (BytesIO(b"no"), "x.jpg")}).status_code == 422
    assert client.post(address, data={"alt": "", "photo": (BytesIO(picture()), "x.jpg")}).status_code == 422
    for words in ("La sortie, vue du bar", "Le tableau électrique", "La réserve"):
        assert client.post(address, data={"alt": words, "photo": (BytesIO(picture()), "x.jpg")}).status_code == 303
    assert client.post(address, data={"alt": "Quatre", "photo": (BytesIO(picture()), "x.jpg")}).status_code == 422
    first, second, _third = [row.id for row, _sha in queries.photos_of([risk])[risk]]
    assert b"Phone of Nadia" not in client.get(f"{BASE}/photos/{first}").data
    client.post(f"{BASE}/photos/{second}/remove")
    assert "Le tableau électrique" not in client.get(f"{BASE}/risks/{risk}").get_data(as_text=True)
    sign_in(client, w.karim)
    desks = f"{BASE}/units/{pole.desks_unit_id}"
    assert client.post(f"{desks}/exposure", data={"women": "-1", "men": "3"}).status_code == 422
    assert client.post(f"{desks}/exposure", data={"women": "6", "men": "3"}).status_code == 303
    assert "6 femmes, 3 hommes" in client.get(desks).get_data(as_text=True).replace("\xa0", " ")
    wrong = {"noise_exposed": "2", "noise_beyond": "5"}
    assert client.post(f"{BASE}/figures", data=wrong).status_code == 422
    assert client.post(f"{BASE}/figures", data={"noise_exposed": "5", "noise_beyond": "2"}).status_code == 303
    sign_in(client, w.ines)
    assert "6 femmes" not in client.get(desks).get_data(as_text=True).replace("\xa0", " ")
    with transaction():
        db.session.get(Structure, w.fournil_id).occupational_health_service = "Santé Val"
    number = opened(pole)
    with transaction():
        adoption = queries.open_adoption(pole.document_id, with_facts=True)
        photos = queries.photos_in(adoption.facts, w.pole_id)
        volume = pdf.adopted_volume(adoption, LATER.date(), photos)
        own = pdf.adopted_extract(adoption, w.fournil_id, LATER.date(), photos).pdf
        public = json.dumps(masked(adoption.facts))
    assert number == 1
    assert "figures" not in json.loads(public)
    assert {(user.get("women"), user.get("men")) for unit in json.loads(public)["units"] for user in unit["users"]} == {
        (None, None)
    }
    words = text_of(volume)
    assert "La sortie, vue du bar" in words
    assert "tableau électrique" not in words
    assert "6 femmes" not in words
    assert sum(len(page.images) for page in PdfReader(BytesIO(volume)).pages) == 1  # one file, shown twice
    mine = text_of(own)
    assert "Santé Val" in mine
    assert "Agents biologiques des groupes 3 et 4" in mine
    assert "1 nuit avec du personnel de la structure" in mine
    assert "soit 3 h de présence" in mine
    assert "40 %" in mine
    assert "6 femmes" in mine
    assert "vue du bar" not in mine  # the room is not theirs


def test_somebody_new_is_told_what_to_know_of_a_place(pole: Scene, client: FlaskClient) -> None:
    place = queries.unit_for(pole.world.prevention, pole.room_unit_id).place_id
    answer = sign_in(client, pole.world.nadia).get(f"{BASE}/places/{place}/welcome.pdf")
    words = text_of(answer.data)
    for part in ("Bienvenue", "Extincteurs, évacuation affichée", "112", "Le Fournil", "L4131-1"):
        assert part in words, part
    assert client.get(f"{BASE}/places/999/welcome.pdf").status_code == 404
