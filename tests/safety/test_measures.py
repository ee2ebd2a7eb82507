"""Actions: the whole line, shares, proof, effect; reminders; a list or a programme by headcount."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.transaction import transaction
from mutua.pole.models import Structure
from mutua.safety import actions, queries
from mutua.safety.rules.extract import extract_of
from tests.builders import World, sign_in
from tests.safety.scene import LATER, Scene, opened, published, rate, scene, with_measure
from tests.safety.test_editions import text_of
from tests.safety.test_pdf import words
from tests.staffing.loans import PDF

BASE = "/p/trois-ponts/safety"


@pytest.fixture
def pole(world: World) -> Iterator[Scene]:
    with clock.frozen(LATER):
        yield scene(world)


def line(pole: Scene, **changed: str) -> dict[str, str]:
    return {
        "text": "Élargir la sortie", "principle": "3", "structure_id": str(pole.world.fournil_id),
        "due_on": "2027-07-01",
        "person": "Karim", "starts_on": "2027-06-01", "cost": "1000", "conditions": "Salle fermée deux jours",
        "means": "Un menuisier", "indicator": "Passage de 1,50 m", "effect_on": "2027-08-01", "version": "1",
        f"share_{pole.world.fournil_id}": "40", f"share_{pole.world.couture_id}": "60", **changed,
    }  # fmt: skip


def test_a_day_that_has_passed_is_refused_and_a_missed_one_is_drawn_late(pole: Scene, client: FlaskClient) -> None:
    risk = rate(pole, pole.room_unit_id, "H20", mastery=3)
    number = with_measure(pole, risk, "Élargir", due="2027-05-10")
    sign_in(client, pole.world.prevention)
    for address, sent in (
        (f"{BASE}/risks/{risk}/measures", "2027-05-02"),
        (f"{BASE}/measures/{number}/programme", "2027-05-02"),
    ):
        answer = client.post(address, data=line(pole, due_on=sent))
        page = answer.get_data(as_text=True)
        assert (answer.status_code, "Ce jour est déjà passé" in page, 'id="due_on-error"' in page) == (422, True, True)
    assert "En retard" not in client.get(f"{BASE}/risks/{risk}").get_data(as_text=True)
    with clock.frozen(LATER + timedelta(days=200)):
        sign_in(client, pole.world.prevention)
        page = client.get(f"{BASE}/risks/{risk}").get_data(as_text=True)
        assert re.search(r"mu-state s-refused.{0,200}En retard.:.3\saoût\s2027", page, re.DOTALL)
        kept = line(pole, due_on="2027-05-10")  # late already: its line may be written of
        assert client.post(f"{BASE}/measures/{number}/programme", data=kept).status_code == 303


def test_an_action_from_its_line_to_its_effect(pole: Scene, client: FlaskClient) -> None:
    w = pole.world
    number = with_measure(pole, rate(pole, pole.room_unit_id, "H20", mastery=3), "Élargir")
    address = f"{BASE}/measures/{number}"
    sign_in(client, w.prevention)
    for wrong in ({"version": "9"}, {f"share_{w.couture_id}": "61"}, {f"share_{w.couture_id}": "abc"}, {"due_on": ""}):
        answer = client.post(f"{address}/programme", data=line(pole, **wrong))
        assert (answer.status_code, "Un menuisier" in answer.get_data(as_text=True)) == (422, True)
    assert client.post(f"{address}/programme", data=line(pole)).status_code == 303
    row = queries.measure_for(w.prevention, number)
    assert (row.person, row.means, row.level_before, {share.structure_id: share.percent for share in row.shares}) == (
        "Karim", "Un menuisier", 3, {w.couture_id: 60, w.fournil_id: 40},
    )  # fmt: skip
    assert client.post(f"{address}/effect", data={"effect": "Mieux"}).status_code == 422  # not done yet
    sign_in(client, w.karim)
    proof = {"evidence": "Facture 12", "file": (io.BytesIO(PDF), "facture.pdf")}
    assert client.post(f"{address}/proof", data=proof).status_code == 303
    assert client.get(f"{address}/proof").data == PDF
    assert client.post(address, data={"state": "done"}).status_code == 303
    assert client.post(f"{address}/effect", data={"effect": "Mieux"}).status_code == 403
    sign_in(client, w.ines)
    assert client.post(f"{address}/proof", data={"evidence": "x"}).status_code == 403
    rate(pole, pole.room_unit_id, "H20", mastery=1)
    sign_in(client, w.prevention)
    assert client.post(f"{address}/effect", data={"effect": "Passage libre"}).status_code == 303
    row = queries.measure_for(w.prevention, number)
    assert (row.level_before, row.level_after, row.effect, row.risk.residual) == (3, 2, "Passage libre", 2)
    assert client.get(f"{BASE}/actions/calendar").status_code == 200
    told = words(client.get(f"{BASE}/draft.pdf").data)  # law/safety 5.4, all of it
    for part in ("Conditions : Salle fermée deux jours", "Karim", "Preuve : Facture 12", "La Couture 60 %",
                 "Effet : Passage libre (niveau 3 → 2)"):  # fmt: skip
        assert part in told, part


def test_who_owes_an_action_is_reminded_twice_and_no_more(pole: Scene) -> None:
    with_measure(pole, rate(pole, pole.room_unit_id, "H20"), "Dégager la sortie", due="2027-07-01")
    counts = []
    for days in (0, 46, 47, 60, 61):
        with transaction():
            counts.append(actions.remind(LATER + timedelta(days=days)))
    assert counts == [0, 1, 0, 1, 0]
    letters = list(db.session.scalars(select(Mail).where(Mail.template == "safety/measure_due").order_by(Mail.id)))
    assert [(row.recipient.split("@")[0], row.facts["what"]) for row in letters] == [
        ("karim", "soon"),
        ("karim", "late"),
    ]


def test_an_extract_has_a_list_or_a_programme_and_ones_own_part_of_the_cost(pole: Scene, client: FlaskClient) -> None:
    w = pole.world
    number = with_measure(pole, rate(pole, pole.room_unit_id, "H20", mastery=3), "Élargir")
    sign_in(client, w.prevention)
    client.post(f"{BASE}/measures/{number}/programme", data=line(pole))
    with transaction():
        db.session.get(Structure, w.couture_id).headcount = 50
    opened(pole)
    facts = queries.open_adoption(pole.document_id, with_facts=True).facts
    parts = {}
    for name, structure_id in (("couture", w.couture_id), ("fournil", w.fournil_id)):
        found = extract_of(facts, structure_id, "0" * 64)["programme"]
        (row,) = found["rows"]
        parts[name] = (found["papripact"], row["percent"], row["cost"], "shares" in row)
    assert parts == {"couture": (True, 60, 600, False), "fournil": (False, 40, 400, False)}
    published(pole)
    words = text_of(queries.extract_of(w.pole_id, 1, w.couture_id).pdf)
    for part in ("Programme annuel de prévention", "Salle fermée deux jours", "Un menuisier", "600 €", "60 %"):
        assert part in words, part
    other = text_of(queries.extract_of(w.pole_id, 1, w.fournil_id).pdf)
    assert "Liste d’actions" in other
    assert "600 €" not in other
