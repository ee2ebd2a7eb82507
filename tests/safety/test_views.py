"""The pages: who reads and acts, hostile forms, readers from outside."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from mutua.cli import worker
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.safety import queries
from mutua.safety.models import AccessLog, Risk
from tests.builders import World, sign_in
from tests.safety.scene import LATER, Scene, opened, published, rate, scene, signed, with_measure

BASE = "/p/trois-ponts/safety"


@pytest.fixture
def pole(world: World) -> Iterator[Scene]:
    with clock.frozen(LATER):
        made = scene(world)
        rate(made, made.room_unit_id, "H20")
        yield made


as_ = sign_in


PAGES = ["", "/risks", "/actions", "/coactivity", "/rules", "/incidents", "/incidents/new", "/consultations"]
PAGES += ["/changes", "/adoption", "/editions", "/occupations", "/risks?severity=4&frequency=1", "/risks?severity=zz"]


@pytest.mark.parametrize("page", PAGES)
def test_the_pole_reads_and_a_stranger_finds_nothing(pole: Scene, client: FlaskClient, page: str) -> None:
    assert as_(client, pole.world.nadia).get(BASE + page).status_code == 200
    client.post("/logout")
    with client.session_transaction() as session:
        session.clear()
    assert as_(client, pole.world.stranger).get(BASE + page).status_code == 404


EDITING = (
    "/refresh",
    "/rules",
    "/scope",
    "/units/new",
    "/risks/1",
    "/risks/1/remove",
    "/risks/1/measures",
    "/occupations",
)


@pytest.mark.parametrize("address", EDITING)
def test_a_manager_does_not_edit(pole: Scene, client: FlaskClient, address: str) -> None:
    assert as_(client, pole.world.karim).post(BASE + address).status_code == 403


def test_the_first_page_says_what_the_document_is_not(pole: Scene, client: FlaskClient) -> None:
    page = as_(client, pole.world.nadia).get(BASE).get_data(as_text=True)
    assert "Document unique partagé" in page
    assert "Il ne remplace pas le document de chaque employeur." in page
    assert "Salle Garance" in page


def form_of(risk: Risk, **changed: str) -> dict[str, str]:
    return {
        "family": risk.family, "situation": "Sortie encombrée", "severity": "4", "frequency": "1", "mastery": "2",
        "existing": "Extincteurs", "version": str(risk.version), **changed,
    }  # fmt: skip


def first_risk(pole: Scene) -> Risk:
    return next(row for row in queries.unit_for(pole.world.prevention, pole.room_unit_id).risks if row.family == "H20")


def test_a_risk_is_rated_and_its_level_shown(pole: Scene, client: FlaskClient) -> None:
    risk = first_risk(pole)
    address = f"{BASE}/risks/{risk.id}"
    answer = as_(client, pole.world.prevention).post(address, data=form_of(risk, mastery="1"))
    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    assert first_risk(pole).residual == 2


@pytest.mark.parametrize(
    "changed",
    [
        {"severity": "0"},
        {"severity": "5"},
        {"severity": "abc"},
        {"frequency": ""},
        {"mastery": "9" * 40},
        {"situation": "   "},
        {"situation": "x" * 2001},
        {"situation": "a\x00b"},
        {"family": "H77"},
        {"severity": "2"},
        {"frequency": "4"},
        {"version": "999"},
    ],
)
def test_a_wrong_rating_is_told_and_kept(pole: Scene, client: FlaskClient, changed: dict[str, str]) -> None:
    risk = first_risk(pole)
    before = (risk.situation, risk.severity, risk.residual)
    data = form_of(risk, **{"existing": "Mesure à garder dans le champ", **changed})
    answer = as_(client, pole.world.prevention).post(f"{BASE}/risks/{risk.id}", data=data)
    assert answer.status_code == 422
    assert "Mesure à garder dans le champ" in answer.get_data(as_text=True)
    risk = first_risk(pole)
    assert (risk.situation, risk.severity, risk.residual) == before


HOSTILE = [
    ("/risks/{risk}/measures", {"text": "Garder", "principle": "10", "structure_id": "1", "due_on": "2027-07-01"}),
    ("/risks/{risk}/measures", {"text": "Garder", "principle": "1", "structure_id": "abc", "due_on": "2027-07-01"}),
    ("/risks/{risk}/measures", {"text": "Garder", "principle": "1", "structure_id": "1", "due_on": "hier"}),
    ("/risks/{risk}/measures", {"text": "Garder", "principle": "1", "structure_id": "1", "due_on": "2027-02-29"}),
    ("/risks/{risk}/measures", {"text": "Garder", "principle": "1", "structure_id": "1", "due_on": "2027-07-01",
                                "cost": "-4"}),
    ("/risks/{risk}/measures", {"text": "Garder", "principle": "1", "structure_id": "9" * 30, "due_on": "2027-07-01"}),
    ("/units/new", {"name": "Garder", "kind": "boat"}),
    ("/units/new", {"name": "Garder", "kind": "premises", "place_id": "99999"}),
    ("/rules", {"text": "Garder", "theme": "nothing"}),
    ("/rules", {"text": "Garder\x00", "theme": "fire"}),
    ("/incidents/new", {"text": "Garder", "kind": "accident", "happened_on": "2030-01-01"}),
    ("/incidents/new", {"text": "Garder", "kind": "", "happened_on": "2027-04-01"}),
    ("/incidents/new", {"text": "Garder", "kind": "accident", "happened_on": "2027-04-01", "unit_id": "777"}),
    ("/consultations", {"opinion": "Garder", "body": "king", "held_on": "2027-04-01"}),
    ("/occupations", {"structure_id": "1", "place_id": "1", "profile": "office", "headcount": "0", "weekdays": "1",
                      "opens": "09:00", "closes": "10:00", "from_on": "2027-01-01"}),
    ("/occupations", {"structure_id": "1", "place_id": "1", "profile": "office", "headcount": "3", "weekdays": "8",
                      "opens": "25:00", "closes": "08:00", "from_on": "2027-01-01"}),
    ("/occupations", {"structure_id": "1", "place_id": "1", "profile": "office", "headcount": "3", "weekdays": "1",
                      "opens": "09:00", "closes": "08:00", "from_on": "2027-01-01", "until_on": "2026-01-01"}),
    ("/readers", {"kind": "cse", "reader": "Lecteur", "number": "7", "expires_on": "2027-06-01"}),
]  # fmt: skip


@pytest.mark.parametrize("address, data", HOSTILE)
def test_hostile_forms_are_refused_and_kept(
    pole: Scene, client: FlaskClient, address: str, data: dict[str, str]
) -> None:
    as_(client, pole.world.prevention)
    answer = client.post(BASE + address.format(risk=first_risk(pole).id), data=data)
    assert answer.status_code == 422
    if "Garder" in data.values():
        assert "Garder" in answer.get_data(as_text=True)


@pytest.mark.parametrize("query", ["first=abc", "first=2027-05-01&last=2026-01-01", "first=0001-01-01&last=9999-12-31"])
def test_a_wrong_period_is_told(pole: Scene, client: FlaskClient, query: str) -> None:
    assert as_(client, pole.world.nadia).get(f"{BASE}/coactivity?{query}").status_code == 422


@pytest.mark.parametrize(
    "address", ["/units/999", "/risks/999", "/coactivity/1/999", "/editions/9.pdf", "/units/" + "9" * 30]
)
def test_what_is_not_there_is_404(pole: Scene, client: FlaskClient, address: str) -> None:
    assert as_(client, pole.world.prevention).get(BASE + address).status_code == 404


def test_from_draft_to_published_version_over_the_pages(pole: Scene, client: FlaskClient) -> None:
    as_(client, pole.world.lucie)
    assert client.post(f"{BASE}/adoption", data={"reason": "Première version"}).status_code == 303
    adoption = queries.open_adoption(pole.document_id)
    assert client.post(f"{BASE}/adoption/publish", data={"content": adoption.content_sha256}).status_code == 303
    file = client.get(f"{BASE}/editions/1.pdf")
    assert (file.status_code, file.mimetype, file.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert client.get(f"{BASE}/editions/1/extract.pdf").status_code == 403
    assert worker.make_extracts() == 2
    with client.session_transaction() as session:
        session.clear()
    as_(client, pole.world.karim)
    assert client.post(f"{BASE}/adoption/1/sign").status_code == 422
    assert client.post(f"{BASE}/adoption/1/code").status_code == 303
    letter = db.session.scalars(select(Mail).where(Mail.template == "documents/signing_code")).one()
    wrong = f"{(int(letter.facts['code']) + 1) % 1_000_000:06d}"
    assert client.post(f"{BASE}/adoption/1/sign", data={"code": wrong}).status_code == 422
    assert client.post(f"{BASE}/adoption/1/sign", data={"code": letter.facts["code"]}).status_code == 303
    assert client.post(f"{BASE}/adoption/1/sign", data={"code": letter.facts["code"]}).status_code == 422  # once
    assert client.get(f"{BASE}/editions/1/extract.pdf").status_code == 200
    assert client.post(f"{BASE}/adoption/publish").status_code == 403
    (row,) = [row for row in queries.adoption_numbered(pole.document_id, 1).signatories if row.signature]
    assert (row.name, row.signature.person_name, row.signature.method) == ("Le Fournil", "Karim Benali", "code")


def test_a_reader_opens_what_the_link_names_until_it_is_revoked(pole: Scene, client: FlaskClient) -> None:
    signed(pole, opened(pole), pole.world.karim)
    published(pole)
    as_(client, pole.world.karim)
    data = {"kind": "inspection", "reader": "Section 3", "number": "1", "expires_on": "2027-06-01"}
    page = client.post(f"{BASE}/readers", data=data)
    assert page.status_code == 200
    address = page.get_data(as_text=True).split("/safety/read/")[1].split('"')[0].split("<")[0].strip()
    with client.session_transaction() as session:
        session.clear()
    for part, status in (("", 200), ("/volume.pdf", 200), ("/extract.pdf", 200)):
        assert client.get(f"/safety/read/{address}{part}").status_code == status
    assert [str(row) for row in db.session.scalars(select(AccessLog.thing).order_by(AccessLog.id))] == [
        "page", "volume", "extract"
    ]  # fmt: skip
    assert client.get("/safety/read/nobody-knows-this").status_code == 404
    as_(client, pole.world.karim)
    link_id = queries.links_of(pole.document_id, pole.world.fournil_id)[0].id
    assert client.post(f"{BASE}/readers/{link_id}/revoke").status_code == 303
    assert client.get(f"/safety/read/{address}").status_code == 410


def test_the_owner_of_an_action_says_it_is_done(pole: Scene, client: FlaskClient) -> None:
    measure_id = with_measure(pole, first_risk(pole).id, "Dégager la sortie")
    as_(client, pole.world.karim)
    address = f"{BASE}/measures/{measure_id}"
    assert client.post(address, data={"state": "nonsense"}).status_code == 404
    assert client.post(address, data={"state": "done", "from": "board"}).status_code == 303
    assert str(queries.measure_for(pole.world.karim, measure_id).state) == "done"


def test_the_notice_of_a_place_and_the_draft_are_files(pole: Scene, client: FlaskClient) -> None:
    as_(client, pole.world.prevention)
    assert client.get(f"{BASE}/places/{pole.building_id}/notice.pdf").data[:5] == b"%PDF-"
    assert client.get(f"{BASE}/draft.pdf").data[:5] == b"%PDF-"


def test_a_form_sent_twice_adds_one_thing_and_answers_alike(pole: Scene, client: FlaskClient) -> None:
    as_(client, pole.world.prevention)
    for address, data, count in (
        ("/rules", {"theme": "fire", "text": "Sorties libres"}, lambda: len(queries.rules_of(pole.document_id))),
        ("/units/new", {"name": "Cour", "kind": "premises"}, lambda: len(queries.units_of(pole.document_id))),
    ):
        before = count()
        answers = [client.post(BASE + address, data={**data, "once": "k1"}) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [303, 303]
        assert answers[0].headers["Location"] == answers[1].headers["Location"]
        assert count() == before + 1
        assert client.post(BASE + address, data={**data, "once": "k2"}).status_code == 303
        assert count() == before + 2


def test_the_list_of_risks_narrows_and_keeps_the_choice_in_its_address(pole: Scene, client: FlaskClient) -> None:
    as_(client, pole.world.nadia)
    rate(pole, pole.van_unit_id, "H05")

    def told(query: str) -> tuple[bool, bool]:
        page = client.get(f"{BASE}/risks?{query}").get_data(as_text=True)
        return "Situation H20" in page, "Situation H05" in page

    assert told("") == (True, True)
    assert told(f"unit={pole.van_unit_id}") == (False, True)
    assert told("family=H20") == (True, False)
    assert told(f"place={pole.building_id}") == (True, False)  # the room lies in it, the van outside
    assert told(f"structure={pole.world.fournil_id}") == (False, True)
    assert told(f"unit={pole.van_unit_id}&residual=4") == (False, False)
    assert told("unit=zz&place=9999&family=H99&page=zz") == (True, True)
    page = client.get(f"{BASE}/risks?family=H20&residual=3").get_data(as_text=True)
    assert f"{BASE}/risks?family=H20&amp;residual=4" in page
    assert 'name="residual" value="3"' in page


def test_a_long_list_of_risks_has_pages(pole: Scene, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mutua.safety.views.risk_list.PAGE", 2)
    as_(client, pole.world.nadia)
    first = client.get(f"{BASE}/risks").get_data(as_text=True)
    last = client.get(f"{BASE}/risks?page=999").get_data(as_text=True)
    rows = [page.count('class="what"') for page in (first, last)]
    assert rows[0] == 2
    assert rows[1] in (1, 2)
    assert f"{BASE}/risks?page=2" in first
    assert 'rel="next"' not in last


def test_a_new_action_says_who_pays(pole: Scene, client: FlaskClient) -> None:
    w = pole.world
    as_(client, w.prevention)
    risk = rate(pole, pole.room_unit_id, "H20")
    action = {"text": "Dégager la sortie", "principle": "8", "structure_id": str(w.couture_id), "due_on": "2027-07-01",
              "cost": "12,5", f"share_{w.couture_id}": "60"}  # fmt: skip
    page = client.post(f"{BASE}/risks/{risk}/measures", data=action)
    assert page.status_code == 422
    assert page.get_data(as_text=True).count("Écrivez un montant entier, sans centimes.") == 1
    assert f'name="share_{w.couture_id}" inputmode="numeric" maxlength="3" value="60"' in page.get_data(as_text=True)
    assert client.post(f"{BASE}/risks/{risk}/measures", data={**action, "cost": "900"}).status_code == 422
    whole = {**action, "cost": "900", f"share_{w.fournil_id}": "40"}
    assert client.post(f"{BASE}/risks/{risk}/measures", data=whole).status_code == 303
    measure = queries.risk_for(w.prevention, risk).measures[-1]
    assert {row.structure_id: row.percent for row in measure.shares} == {w.couture_id: 60, w.fournil_id: 40}


def test_a_pair_says_who_acts_and_a_measure_asks_for_its_mark(pole: Scene, client: FlaskClient) -> None:
    w = pole.world
    address = f"{BASE}/coactivity/{w.couture_id}/{w.fournil_id}"
    plan = f"/safety/operations/new?route=plan&amp;host_id={w.couture_id}&amp;worker_id={w.fournil_id}"
    page = as_(client, w.ines).get(address).get_data(as_text=True)
    assert "La prévention du pôle propose la mesure" in page
    assert 'name="mastery"' not in page
    assert plan in page
    assert client.get(plan.replace("&amp;", "&").replace("/safety", BASE)).status_code == 200
    assert plan not in as_(client, w.nadia).get(address).get_data(as_text=True)  # no manager, she opens none
    page = as_(client, w.prevention).get(address).get_data(as_text=True)
    assert "Proposer une mesure" in page
    asked = page.split('name="mastery"')[1].split("</select>")[0]
    assert asked.startswith('><option value="" selected>Choisissez</option>')
    cell = {
        name: re.search(f'name="{name}" value="([^"]+)"', page)[1]
        for name in ("giver_id", "taker_id", "family", "place_key")
    }
    answer = client.post(address, data={**cell, "measures": "Portes fermées", "mastery": ""})
    assert answer.status_code == 422
    assert answer.get_data(as_text=True).count("Choisissez une réponse dans la liste.") == 1
    assert client.post(address, data={**cell, "measures": "Portes fermées", "mastery": "2"}).status_code == 303
