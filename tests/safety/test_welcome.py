"""The welcome sheet: a room is told what its building says, dangers are those of here, silence is told as such."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.resources.models import Place
from mutua.safety import actions, queries
from mutua.safety.actions import PlaceFacts
from mutua.safety.models import PaperKind
from tests.builders import World, sign_in
from tests.safety.scene import LATER, Scene, common_rule, rate, scene
from tests.safety.test_editions import text_of
from tests.staffing.loans import PDF

BASE = "/p/trois-ponts/safety"


@pytest.fixture
def pole(world: World) -> Iterator[Scene]:
    with clock.frozen(LATER):
        yield scene(world)


def described(pole: Scene, place_id: int, **facts: object) -> None:
    with transaction():
        place = queries.place_in(pole.world.pole_id, place_id)
        actions.describe_place(
            place, PlaceFacts(**facts), (b"", ""), seen_version=0, member=pole.world.prevention, now=LATER
        )


def room_of(pole: Scene) -> int:
    place_id = queries.unit_for(pole.world.prevention, pole.room_unit_id).place_id
    assert place_id is not None
    return place_id


def told(client: FlaskClient, place_id: int) -> str:
    answer = client.get(f"{BASE}/places/{place_id}/welcome.pdf")
    assert answer.status_code == 200
    return text_of(answer.data)


def dangers(pole: Scene, place_id: int) -> list[tuple[str, str, int]]:
    places = queries.places_by_id(pole.world.pole_id)
    found = queries.dangers_at(pole.document_id, places[place_id], places)
    return [(row["unit"], row["existing"], row["level"]) for row in found.rows]


def test_a_room_is_told_what_its_building_says_the_nearest_first(pole: Scene, client: FlaskClient) -> None:
    room, w = room_of(pole), pole.world
    described(
        pole, pole.building_id, meeting_point="Sous le tilleul", first_aid="Trousse au hall", routes="Deux sorties"
    )
    described(pole, room, first_aid="Trousse au bar")
    common_rule(pole, "Cartons sortis à 17:00", pole.building_id)
    with transaction():
        db.session.get(Place, pole.building_id).head_id = w.ines.person_id
    words = told(sign_in(client, w.nadia), room)
    said = (
        "Sous le tilleul",
        "Deux sorties",
        "Trousse au bar",
        "Cartons sortis à 17:00",
        "3 quai du canal",
        w.ines.name,
    )
    assert [part for part in said if part not in words] == []
    assert "Trousse au hall" not in words
    page = sign_in(client, w.nadia).get(f"{BASE}/sheets/{w.room_id}").get_data(as_text=True)
    assert [part for part in ("Sous le tilleul", "Trousse au bar") if part not in page] == []


def test_a_building_has_the_dangers_of_its_rooms_and_a_room_those_that_reach_it(pole: Scene) -> None:
    plateau = queries.unit_for(pole.world.prevention, pole.desks_unit_id).place_id
    rate(pole, pole.room_unit_id, "H20", severity=4, existing="Extincteurs")
    rate(pole, pole.room_unit_id, "H01", severity=3, existing="Tapis fixés")
    rate(pole, pole.desks_unit_id, "H07", severity=2, mastery=4, existing="Écrans réglables")
    fire, trips, desks = (
        ("Salle Garance", "Extincteurs", 3), ("Salle Garance", "Tapis fixés", 2),
        ("Postes du plateau", "Écrans réglables", 2),
    )  # fmt: skip
    assert set(dangers(pole, pole.building_id)) == {fire, trips, desks}
    assert dangers(pole, pole.building_id)[0] == fire  # the highest first
    assert set(dangers(pole, room_of(pole))) == {fire, trips}  # a screen reaches nobody in another room
    assert set(dangers(pole, plateau)) == {fire, desks}


def test_nothing_rated_is_not_nothing_dangerous(pole: Scene, client: FlaskClient) -> None:
    room, w = room_of(pole), pole.world
    none, low, some = "ne sont pas encore évalués", "Aucun danger au-dessus du niveau faible", "Liste incomplète"
    sign_in(client, w.nadia)

    def said() -> tuple[bool, bool, bool]:
        words = told(client, room)
        return none in words, some in words, low in words

    assert said() == (True, False, False)
    with transaction():
        units = [queries.unit_for(w.prevention, pole.room_unit_id)]
        for risk in [risk for risk in units[0].risks if risk.family != "H01"][1:]:
            actions.remove_risk(risk, member=w.prevention, now=LATER)
    rate(pole, pole.room_unit_id, "H01", severity=1, severity_reason="Sol plat", mastery=1)
    assert said() == (False, True, False)  # another one is still only proposed
    with transaction():
        for risk in queries.unit_for(w.prevention, pole.room_unit_id).risks:
            if risk.rated_at is None and risk.removed_at is None:
                actions.remove_risk(risk, member=w.prevention, now=LATER)
    assert said() == (False, False, True)
    with transaction():
        empty = Place(pole_id=w.pole_id, kind=db.session.get(Place, room).kind, name="Cave", parent_id=pole.building_id)
        db.session.add(empty)
        db.session.flush()
        number = empty.id
    assert none in told(client, number)  # no unit of work stands there: nobody has looked


def test_the_page_of_a_room_says_what_its_building_says_and_where_from(pole: Scene, client: FlaskClient) -> None:
    room, w = room_of(pole), pole.world
    described(pole, pole.building_id, meeting_point="Sous le tilleul", first_aid="Trousse au hall")
    described(pole, room, first_aid="Trousse au bar")
    common_rule(pole, "Cartons sortis à 17:00", pole.building_id)
    with transaction():
        house = db.session.get(Place, pole.building_id)
        house.head_id = w.ines.person_id
        number = actions.add_paper(
            house, PaperKind.ASBESTOS, "Rapport amiante", (PDF, "dta.pdf"), member=w.prevention, now=LATER
        ).id
    words = sign_in(client, w.ines).get(f"{BASE}/places/{room}").get_data(as_text=True)
    said = ("Sous le tilleul", "(Maison du canal)", "Trousse au bar", "Cartons sortis", w.ines.name, "Rapport amiante")
    assert [part for part in said if part not in words] == []
    assert "Trousse au hall" not in words
    remove = f"{BASE}/papers/{number}/remove"
    assert remove not in words  # it is the building's
    assert remove in client.get(f"{BASE}/places/{pole.building_id}").get_data(as_text=True)
    assert sign_in(client, w.karim).post(remove).status_code == 403
    assert sign_in(client, w.ines).post(remove).status_code == 303
    assert "Rapport amiante" not in client.get(f"{BASE}/places/{room}").get_data(as_text=True)
    assert client.post(remove).status_code == 404
