"""Before the signature: remarks of structures and their answers; the people in charge sign for their places."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.resources.models import Place
from mutua.safety import actions, queries
from tests.builders import World, sign_in
from tests.safety.scene import LATER, Scene, opened, published, rate, scene, signed
from tests.safety.test_editions import text_of

BASE = "/p/trois-ponts/safety"


@pytest.fixture
def pole(world: World) -> Iterator[Scene]:
    with clock.frozen(LATER):
        made = scene(world)
        rate(made, made.room_unit_id, "H20")
        yield made


def test_a_remark_is_heard_answered_once_and_seen_at_adoption(pole: Scene, client: FlaskClient) -> None:
    w = pole.world
    sign_in(client, w.nadia)
    said = {"unit_id": str(pole.room_unit_id), "text": "La sortie donne sur un escalier"}
    assert client.post(f"{BASE}/remarks", data=said).status_code == 303
    assert client.post(f"{BASE}/remarks", data={"text": "  "}).status_code == 422
    (row,) = queries.remarks_of(pole.document_id)
    assert (row.structure.name, row.unit.name, row.answered_at) == ("Le Fournil", "Salle Garance", None)
    with pytest.raises(DatabaseError, match="safety_remark"), transaction():
        db.session.execute(text("UPDATE safety_remark SET text = 'Autre chose'"))
    sign_in(client, w.lucie)
    assert "1 remarque sans réponse" in client.get(f"{BASE}/adoption").get_data(as_text=True).replace("\xa0", " ")
    sign_in(client, w.prevention)
    address = f"{BASE}/remarks/{row.id}/answer"
    assert client.post(address, data={"answer": "Une main courante est prévue"}).status_code == 303
    assert client.post(address, data={"answer": "Encore"}).status_code == 422
    assert "Une main courante est prévue" in client.get(f"{BASE}/remarks").get_data(as_text=True)
    told = {mail.template: mail.recipient for mail in db.session.scalars(select(Mail).order_by(Mail.id))}
    assert told["safety/remark_answered"] == w.nadia.email
    assert "safety/remark" in told
    assert queries.count_open_remarks(pole.document_id) == 0


def test_who_is_in_charge_signs_for_the_place(pole: Scene, client: FlaskClient, tmp_path: Path) -> None:
    w = pole.world
    with transaction():
        db.session.get(Place, pole.building_id).head_id = w.nadia.person_id
    number = opened(pole)
    with transaction():
        db.session.get(Place, pole.building_id).head_id = w.karim.person_id  # frozen: it stays Nadia's to sign
    assert [queries.count_waiting(who) for who in (w.nadia, w.karim, w.lucie)] == [1, 1, 0]
    signed(pole, number, w.karim)
    assert published(pole) == number
    signed(pole, number, w.nadia)
    found = queries.adoption_numbered(pole.document_id, number)
    (place,) = found.place_signatories
    assert (place.place_name, place.person_name, place.signature.content_sha256) == (
        "Maison du canal", w.nadia.name, found.content_sha256,
    )  # fmt: skip
    assert {row.name for row in found.signatories if row.signature} == {"Le Fournil"}
    for who in (w.nadia, w.karim, w.stranger):
        with pytest.raises(Refused):
            signed(pole, number, who)
    with pytest.raises(DatabaseError, match="append_only"), transaction():
        db.session.execute(text("DELETE FROM safety_place_signature"))
    volume = text_of(queries.edition_numbered(w.pole_id, number).pdf)
    assert "Personnes responsables des lieux" in volume
    assert "non signé à ce jour" in volume
    assert queries.broken() == []
    assert actions.keep_files(tmp_path, b"k") == 2
    assert actions.keep_files(tmp_path, b"k") == 0
    kept = next(tmp_path.glob("*/v0001/signatures.json")).read_text()
    assert w.nadia.name in kept
    assert "Maison du canal" in sign_in(client, w.nadia).get(f"{BASE}/adoption").get_data(as_text=True)
