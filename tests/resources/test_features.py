"""What members filter by, and what is measured of a resource."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.resources.models import Resource
from mutua.resources.rules.features import USUAL, Filter, found_in, has, read, written
from tests.builders import NOW, World, sign_in
from tests.resources.test_settings import P, as_


@pytest.mark.parametrize(
    "equipment, found",
    [
        (["Vidéo-projecteur Epson"], ["Vidéoprojecteur ou écran"]),
        (["Vidéoprojecteur"], ["Vidéoprojecteur ou écran"]),
        (["ÉCRANS 55 pouces"], ["Vidéoprojecteur ou écran"]),
        (["fibre optique", "kitchenette"], ["Cuisine", "Wi-Fi"]),
        (["wi-fi"], ["Wi-Fi"]),
        (["micros sans fil"], ["Sonorisation"]),
        (["tapis"], []),
    ],
)
def test_equipment_in_its_owners_words_means_features(equipment: list[str], found: list[str]) -> None:
    assert found_in(USUAL, equipment) == found


def test_features_are_written_a_line_each() -> None:
    typed = "Four : four à pain, fournil\n\n  Scène\n"
    filters = [Filter("Four", ("four à pain", "fournil")), Filter("Scène")]
    assert read(typed) == filters
    assert read(written(filters)) == filters
    assert read("Four\nFour : x") == "Four : x"
    assert read("A\n:b") == ":b"
    assert not has(Filter("Scène"), ["obscène"])


def test_the_coordination_words_them_and_members_filter(world: World, client: FlaskClient) -> None:
    with clock.frozen(NOW):
        with transaction():
            db.session.get_one(Resource, world.room_id).features = ["Four à pain", "Wi-Fi"]
        lucie, karim = as_(client, world.lucie), as_(client, world.karim)
        assert karim.get(f"{P}/resources/features").status_code == 403
        assert "Salle Garance" in karim.get(f"{P}/resources?feature=Wi-Fi").text
        assert "Kangoo" not in karim.get(f"{P}/resources?feature=Wi-Fi").text
        wrong = lucie.post(f"{P}/resources/features", data={"lines": "Four\nFour"})
        assert (wrong.status_code, "« Four »" in wrong.text.replace("\u00a0", " ")) == (422, True)
        assert lucie.post(f"{P}/resources/features", data={"lines": "Fournil : four à pain"}).status_code == 303
        assert "<strong>Fournil</strong> 1 ressource" in lucie.get(f"{P}/resources/features").text
        page = karim.get(f"{P}/resources?feature=Fournil&people=12").text
        assert ("Salle Garance" in page, "Kangoo" in page, "checked" in page) == (True, False, True)
        assert "Rien ne réunit tout cela" in karim.get(f"{P}/resources?feature=Fournil&people=13").text
        assert "Kangoo" in karim.get(f"{P}/resources?feature=Inconnu&people=x").text


def test_what_is_measured_is_kept_shown_and_asked_again(world: World, client: FlaskClient) -> None:
    facts = {
        "kind": "vehicle",
        "structure": str(world.couture_id),
        "name": "Camion",
        "place": "",
        "approval": "owner",
        "shown": "everything",
        "audience": "pole",
        "granularity": "15",
        "units": "1",
        "detail_seats": "3",
        "detail_energy": "electric",
        "detail_licence": "b",
        "detail_next_check_on": "2027-09-01",
        **{"notice": "2", "notice_unit": "1440", "longest": "90", "longest_unit": "1"},
        **{"value": "7", "value_for": "use"},
    }
    with clock.frozen(NOW):
        ines = sign_in(client, world.ines)
        assert ines.post(f"{P}/resources", data={**facts, "detail_load_kg": "-3"}).status_code == 422
        address = ines.post(f"{P}/resources", data=facts).location
        page = ines.get(address).text
        for said in ("Électrique", "1er septembre 2027", "Places assises"):
            assert said.replace(" ", "\u00a0") in page or said in page, said
        assert "Charge utile" not in page
        again = ines.get(f"{address}/edit").text
        assert 'value="2027-09-01"' in again
        assert [again.count(f'<option selected value="{unit}">') for unit in ("1440", "1", "use")] == [1, 1, 1]
        assert ines.post(f"{P}/resources", data={**facts, "longest": "400", "longest_unit": "1440"}).status_code == 422
    with transaction():
        kept = db.session.get_one(Resource, int(address.rpartition("/")[2]))
        assert (kept.notice_minutes, kept.longest_minutes) == (2 * 1440, 90)
        assert (kept.value_per_hour, kept.value_per_use) == (None, 7)
        assert kept.details == {"seats": 3, "energy": "electric", "licence": "b", "next_check_on": "2027-09-01"}
