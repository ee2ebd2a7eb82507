"""Units: "no" apart from "not asked", expressly nothing, what is taken over from a like unit; lent staff with data."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.resources.models import Kind, Resource
from mutua.safety import actions, queries
from mutua.safety.models import WorkUnit
from tests.builders import World, sign_in
from tests.safety.scene import LATER, Scene, rate, scene

BASE = "/p/trois-ponts/safety"


@pytest.fixture
def pole(world: World) -> Iterator[Scene]:
    with clock.frozen(LATER):
        yield scene(world)


def by_hand(pole: Scene, name: str, kind: Kind) -> int:
    with transaction():
        document = queries.document_of(pole.world.pole_id)
        return actions.add_unit(document, name, kind, None, member=pole.world.prevention, now=LATER).id


def unit_of(pole: Scene, number: int) -> WorkUnit:
    return queries.unit_for(pole.world.prevention, number)


def families(pole: Scene, number: int) -> set[str]:
    return {risk.family for risk in unit_of(pole, number).risks if risk.removed_at is None}


def test_no_is_not_the_same_as_not_asked(pole: Scene, client: FlaskClient) -> None:
    before = families(pole, pole.room_unit_id)
    for answer, more in ((False, set()), (None, set()), (True, {"H02"})):
        with transaction():
            room = db.session.get(Resource, pole.world.room_id)
            room.attributes = {} if answer is None else {"mezzanine": answer}
            actions.refresh_document(queries.document_of(pole.world.pole_id), member=pole.world.prevention, now=LATER)
        assert families(pole, pole.room_unit_id) == before | more
        page = sign_in(client, pole.world.prevention).get(f"{BASE}/units/{pole.room_unit_id}").get_data(as_text=True)
        words = page.replace("\xa0", " ")
        said = {False: "Mezzanine, scène ou estrade : non", None: "Mezzanine, scène ou estrade : pas encore demandé",
                True: "Mezzanine, scène ou estrade : oui"}[answer]  # fmt: skip
        assert said in words


def test_nothing_is_said_expressly_and_unsaid_by_a_risk(pole: Scene, client: FlaskClient) -> None:
    number = by_hand(pole, "Couloir", Kind.PREMISES)
    sign_in(client, pole.world.prevention)
    assert client.post(f"{BASE}/units/{number}/nothing").status_code == 303
    assert (unit_of(pole, number).nothing_at, families(pole, number)) == (LATER, set())
    assert "Dit expressément" in client.get(f"{BASE}/units/{number}").get_data(as_text=True)
    rate(pole, number, "H01", severity=2, frequency=1)
    assert unit_of(pole, number).nothing_at is None
    client.post(f"{BASE}/units/{number}/nothing")  # somebody has rated a risk here: it stays
    assert (unit_of(pole, number).nothing_at, families(pole, number)) == (None, {"H01"})


def test_a_like_unit_gives_words_and_never_a_rating(pole: Scene, client: FlaskClient) -> None:
    rate(pole, pole.room_unit_id, "H20", mastery=2, situation="Issue derrière le bar", existing="Plan affiché")
    number = by_hand(pole, "Salle Pavot", Kind.PREMISES)
    rate(pole, number, "H01", severity=2, frequency=1, situation="La nôtre")
    sign_in(client, pole.world.prevention)
    assert client.post(f"{BASE}/units/{number}/copy", data={"like": str(pole.room_unit_id)}).status_code == 303
    risks = {risk.family: risk for risk in unit_of(pole, number).risks}
    fire = risks["H20"]
    assert (fire.situation, fire.existing, fire.mastery, fire.rated_at, fire.to_review) == (
        "Issue derrière le bar", "Plan affiché", 2, None, True,
    )  # fmt: skip
    assert risks["H01"].situation == "La nôtre"
    client.post(f"{BASE}/units/{number}/copy", data={"like": str(pole.van_unit_id)})  # a van is no room
    assert "H05" not in families(pole, number)
    assert client.post(f"{BASE}/units/{number}/copy", data={"like": "999"}).status_code == 404
