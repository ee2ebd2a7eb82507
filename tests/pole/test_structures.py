"""Structures: facts, roles, standing, and what the pages refuse."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from mutua.kernel.db import db
from mutua.pole import queries
from mutua.pole.models import Announcement, ExchangeMode, PoleRole
from tests.builders import World, sign_in

FACTS = {
    "name": "Le Fournil",
    "legal_form": "scop",
    "activity": "Boulangerie",
    "siret": "732 829 320 00074",
    "address": "1 rue du Four\n69000 Val-Doucet",
    "email": "Bonjour@Fournil.example",
    "phone": "04 78 00 00 00",
    "headcount": "11",
    "has_cse": "y",
    "occupational_health_service": "SPST 69",
    "prevention_person": "Léa Four",
    "version": "1",
}
HOSTILE = [
    "",
    " ",
    "x" * 30_000,
    "a\x00b",
    "🥖" * 200,
    "<script>alert(1)</script>",
    "\ud800",
    "' OR 1=1 --",
    "٣",
    "\r\nBcc: a@b",
]


def edit(client: FlaskClient, world: World, **changes: str):
    return client.post(f"/p/trois-ponts/structures/{world.fournil_id}/edit", data=FACTS | changes)


def test_the_manager_writes_the_facts_down(world: World, client: FlaskClient) -> None:
    assert edit(sign_in(client, world.karim), world).status_code == 303
    found = queries.structure(world.fournil_id)
    assert found is not None
    assert (found.siret, found.email, found.headcount) == ("73282932000074", "bonjour@fournil.example", 11)
    assert (found.has_cse, found.taxable, found.version) == (True, False, 2)
    assert (found.occupational_health_service, found.prevention_person) == ("SPST 69", "Léa Four")
    assert "Léa Four" in client.get(f"/p/trois-ponts/structures/{world.fournil_id}").text


@pytest.mark.parametrize(
    "who, status", [("lucie", 303), ("nadia", 403), ("ines", 403), ("prevention", 403), ("stranger", 404)]
)
def test_managers_and_the_coordination_edit(world: World, client: FlaskClient, who: str, status: int) -> None:
    assert edit(sign_in(client, getattr(world, who)), world).status_code == status


def test_two_people_who_edit_at_once_both_keep_their_text(world: World, app: Flask) -> None:
    karim, lucie = sign_in(app.test_client(), world.karim), sign_in(app.test_client(), world.lucie)
    assert edit(karim, world, activity="Boulangerie bio").status_code == 303
    late = edit(lucie, world, activity="Pain au levain")
    assert late.status_code == 409
    assert "Boulangerie bio" in late.text
    assert "Pain au levain" in late.text
    assert 'name="version" type="hidden" value="2"' in late.text
    assert edit(lucie, world, activity="Pain au levain", version="2").status_code == 303


@pytest.mark.parametrize("siret", ["73282932000075", "1234", "732829320000741", "abcdefghijklmn"])
def test_a_wrong_siret_is_told_and_what_was_typed_is_kept(world: World, client: FlaskClient, siret: str) -> None:
    answer = edit(sign_in(client, world.karim), world, siret=siret, activity="Pain de seigle")
    assert answer.status_code == 422
    assert siret in answer.text
    assert "Pain de seigle" in answer.text


@pytest.mark.parametrize("headcount", ["-1", "1.5", "onze", "9" * 5000, "99999999999", ""])
def test_a_headcount_is_a_whole_number(world: World, client: FlaskClient, headcount: str) -> None:
    assert edit(sign_in(client, world.karim), world, headcount=headcount).status_code == 422


@pytest.mark.parametrize("version", ["", "0", "-1", "abc", "9" * 400, "²"])
def test_an_invented_version_replaces_nothing(world: World, client: FlaskClient, version: str) -> None:
    assert edit(sign_in(client, world.karim), world, version=version).status_code == 409


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_refused_or_shown_as_text(world: World, client: FlaskClient, text: str) -> None:
    sign_in(client, world.karim)
    for field in FACTS:
        found = queries.structure(world.fournil_id)
        assert found is not None
        answer = edit(client, world, version=str(found.version), **({field: typed(text)} if field != "version" else {}))
        assert answer.status_code in (303, 422), (field, answer.status_code)
        page = client.get(f"/p/trois-ponts/structures/{world.fournil_id}").text
        assert "<script>alert(1)" not in answer.text + page


def typed(text: str) -> str:
    """A lone surrogate travels as the three bytes a careless program makes of it."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1") if "\ud800" in text else text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_breaks_no_other_form(world: World, app: Flask, text: str) -> None:
    raw = typed(text)
    lucie, nobody = sign_in(app.test_client(), world.lucie), app.test_client()
    places = {
        "/login": ("email", "password", "next"),
        "/login/link": ("email", "next"),
        "/password/forgotten": ("email",),
        "/password/x": ("password",),
        "/invitations/x": ("name", "password"),
    }
    inside = {
        "/account/profile": ("name", "locale"),
        "/account/password": ("old", "password"),
        "/account/tokens": ("label", "acting"),
        "/account/act-for": ("pole", "structure_id"),
        "/p/trois-ponts/settings": ("name", "territory", "zone", "charter_signed_on", "exchange_mode", "version"),
        "/p/trois-ponts/announcements": ("title", "text", "until_on"),
        "/p/trois-ponts/invitations": ("name", "legal_form", "email", "person"),
        "/p/trois-ponts/roles": ("email", "role"),
        f"/p/trois-ponts/structures/{world.fournil_id}/invite": ("name", "email", "role"),
        f"/p/trois-ponts/structures/{world.fournil_id}/state": ("state",),
        "/p/trois-ponts/people/1/role": ("role",),
        "/theme": ("theme",),
        "/language": ("language",),
    }
    for client, paths in ((nobody, places), (lucie, inside)):
        for path, fields in paths.items():
            answer = client.post(path, data=dict.fromkeys(fields, raw))
            assert answer.status_code in (200, 303, 404, 409, 410, 422), (path, answer.status_code)
            assert "<script>alert(1)" not in answer.text
    assert lucie.get("/p/trois-ponts/structures", query_string={"q": raw}).status_code == 200
    assert nobody.get("/login", query_string={"next": raw}).status_code == 200
    assert nobody.get("/login/link", query_string={"email": raw, "next": raw}).status_code == 200


@pytest.mark.parametrize("path", ["/p/%00/structures", "/p/%ED%A0%80/structures", "/invitations/%00", "/password/%FF"])
def test_hostile_addresses_lead_nowhere(world: World, client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code in (404, 410)


@pytest.mark.parametrize("number", ["0", str(2**63 - 1), str(2**63), "9" * 40])
def test_numbers_no_column_holds_lead_nowhere(world: World, client: FlaskClient, number: str) -> None:
    sign_in(client, world.lucie)
    assert client.get(f"/p/trois-ponts/structures/{number}").status_code == 404


def test_a_structure_of_another_pole_does_not_exist_here(world: World, client: FlaskClient) -> None:
    sign_in(client, world.lucie)
    for path in ("", "/edit", "/invite"):
        assert client.get(f"/p/trois-ponts/structures/{world.radio_id}{path}").status_code == 404


def place_of(person_id: int, structure_id: int) -> int:
    found = queries.affiliation(person_id, structure_id)
    assert found is not None
    return found.id


def test_the_last_manager_stays_until_another_is_named(world: World, client: FlaskClient) -> None:
    sign_in(client, world.karim)
    mine, hers = (place_of(one.person_id, world.fournil_id) for one in (world.karim, world.nadia))
    assert client.post(f"/p/trois-ponts/people/{mine}/leave").status_code == 422
    assert client.post(f"/p/trois-ponts/people/{mine}/role", data={"role": "member"}).status_code == 422
    assert client.post(f"/p/trois-ponts/people/{hers}/role", data={"role": "manager"}).status_code == 303
    assert client.post(f"/p/trois-ponts/people/{mine}/leave").status_code == 303
    assert [person.id for person in queries.managers_of(world.fournil_id)] == [world.nadia.person_id]
    assert client.get("/p/trois-ponts/structures").status_code == 404, "whoever left sees the pole no more"


def test_a_member_may_leave_but_removes_nobody(world: World, client: FlaskClient) -> None:
    sign_in(client, world.nadia)
    mine, his = (place_of(one.person_id, world.fournil_id) for one in (world.nadia, world.karim))
    assert client.post(f"/p/trois-ponts/people/{his}/leave").status_code == 403
    assert client.post(f"/p/trois-ponts/people/{mine}/role", data={"role": "manager"}).status_code == 403
    assert client.get(f"/p/trois-ponts/people/{mine}/leave").status_code == 200
    assert client.post(f"/p/trois-ponts/people/{mine}/leave").status_code == 303


def test_the_last_coordinator_stays_until_another_is_named(world: World, client: FlaskClient) -> None:
    sign_in(client, world.lucie)
    (office,) = [row for row in queries.offices_of(world.pole_id) if row.role is PoleRole.COORDINATOR]
    number = office.id
    assert client.post(f"/p/trois-ponts/roles/{number}/take").status_code == 422
    client.post("/p/trois-ponts/roles", data={"email": world.ines.email, "role": "coordinator"})
    assert client.post(f"/p/trois-ponts/roles/{number}/take").status_code == 303
    assert [person.id for person in queries.coordinators_of(world.pole_id)] == [world.ines.person_id]


def test_a_suspended_structure_is_out_until_taken_back(world: World, app: Flask) -> None:
    lucie, karim = sign_in(app.test_client(), world.lucie), sign_in(app.test_client(), world.karim)
    path = f"/p/trois-ponts/structures/{world.fournil_id}/state"
    assert karim.post(path, data={"state": "suspended"}).status_code == 403
    assert lucie.post(path, data={"state": "suspended"}).status_code == 303
    assert karim.get("/p/trois-ponts/structures").status_code == 404
    assert "Le Fournil" not in sign_in(app.test_client(), world.ines).get("/p/trois-ponts/structures").text
    assert lucie.post(path, data={"state": "active"}).status_code == 303
    assert karim.get("/p/trois-ponts/structures").status_code == 200


def test_members_see_neither_addresses_of_people_nor_facts_of_the_law(world: World, app: Flask) -> None:
    edit(sign_in(app.test_client(), world.karim), world)
    path = f"/p/trois-ponts/structures/{world.fournil_id}"
    seen_by_ines = sign_in(app.test_client(), world.ines).get(path).text
    assert "Nadia Roux" in seen_by_ines
    assert world.nadia.email not in seen_by_ines
    assert "73282932000074" not in seen_by_ines
    assert world.nadia.email in sign_in(app.test_client(), world.karim).get(path).text


def test_the_pole_is_set_with_both_texts_on_a_collision(world: World, client: FlaskClient) -> None:
    sign_in(client, world.lucie)
    data = {"name": "Pôle des Trois-Ponts", "territory": "Val-Doux", "zone": "Indian/Reunion", "charter_signed_on": ""}
    data |= {"exchange_mode": "time_unit", "version": "1"}
    page = client.get("/p/trois-ponts/settings").text
    assert "TVA et factures peuvent s’appliquer" in page
    assert client.post("/p/trois-ponts/settings", data=data).status_code == 303
    late = client.post("/p/trois-ponts/settings", data=data | {"territory": "Ailleurs"})
    assert late.status_code == 409
    assert "Val-Doux" in late.text
    assert "Ailleurs" in late.text
    pole = queries.pole_by_slug("trois-ponts")
    assert pole is not None
    assert (pole.zone, pole.exchange_mode) == ("Indian/Reunion", ExchangeMode.TIME_UNIT)
    wrong = client.post("/p/trois-ponts/settings", data=data | {"zone": "Mars/Olympus"})
    assert wrong.status_code == 422


def test_an_announcement_is_shown_until_withdrawn(world: World, client: FlaskClient) -> None:
    sign_in(client, world.lucie)
    data = {"title": "Assemblée", "text": "À 18 h", "until_on": "2099-03-01"}
    assert client.post("/p/trois-ponts/announcements", data=data).status_code == 303
    assert "Assemblée" in client.get("/p/trois-ponts/settings").text
    (number,) = db.session.scalars(select(Announcement.id))
    assert client.post(f"/p/trois-ponts/announcements/{number}/withdraw").status_code == 303
    assert "Assemblée" not in client.get("/p/trois-ponts/settings").text
    for until_on in ("2027-02-29", "0001-01-01", "demain"):
        assert client.post("/p/trois-ponts/announcements", data=data | {"until_on": until_on}).status_code == 422
