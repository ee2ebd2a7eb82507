"""Invitations: who may send them, what they open, and for whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from mutua.kernel import clock
from mutua.pole import queries
from mutua.pole.models import Member, PoleRole, StructureRole
from tests.builders import PASSWORD, World, sign_in
from tests.pole.test_sign_in import letters


def invite(client: FlaskClient, world: World, email: str = "ana@fournil.test", role: str = "member") -> str:
    """The path in the letter."""
    data = {"email": email, "name": "Ana Diaz", "role": role}
    answer = client.post(f"/p/trois-ponts/structures/{world.fournil_id}/invite", data=data)
    assert answer.status_code == 303, answer.text
    return str(letters("pole/invitation")[-1].facts["path"])


def test_a_new_person_comes_in_with_a_name_and_a_password(world: World, app: Flask) -> None:
    path = invite(sign_in(app.test_client(), world.karim), world)
    guest = app.test_client()
    assert "Le Fournil" in guest.get(path).text
    assert guest.post(path, data={"name": "", "password": "court"}).status_code == 422
    answer = guest.post(path, data={"name": "Ana Diaz", "password": "une phrase courte"})
    assert (answer.status_code, answer.location) == (303, "/p/trois-ponts/first-steps")
    assert guest.get("/p/trois-ponts/first-steps").status_code == 200
    ana = queries.person_by_email("ana@fournil.test")
    assert ana is not None
    place = queries.affiliation(ana.id, world.fournil_id)
    assert place is not None
    assert place.role is StructureRole.MEMBER
    assert app.test_client().get(path).status_code == 410


def test_somebody_with_an_account_signs_in_first_then_presses_one_button(world: World, app: Flask) -> None:
    path = invite(sign_in(app.test_client(), world.karim), world, email=world.stranger.email)
    guest = app.test_client()
    page = guest.get(path)
    assert f"/login?next={path}" in page.text
    assert guest.post(path, data={"name": "Yann", "password": "une phrase courte"}).status_code == 422
    sign_in(guest, world.stranger)
    assert 'name="password"' not in guest.get(path).text
    assert guest.post(path).status_code == 303
    assert guest.get("/p/trois-ponts/structures").status_code == 200


def test_an_invitation_is_not_for_another_account(world: World, app: Flask) -> None:
    path = invite(sign_in(app.test_client(), world.karim), world)
    other = sign_in(app.test_client(), world.stranger)
    assert "autre adresse" in other.get(path).text
    assert other.post(path).status_code == 422
    assert other.get("/p/trois-ponts/structures").status_code == 404


def test_an_invitation_taken_back_or_expired_opens_nothing(world: World, app: Flask) -> None:
    client = sign_in(app.test_client(), world.karim)
    path = invite(client, world)
    with clock.frozen(clock.now() + timedelta(days=15)):
        assert app.test_client().get(path).status_code == 410
    (row,) = queries.open_invitations(world.pole_id, clock.now())
    assert client.post(f"/p/trois-ponts/invitations/{row.id}/revoke").status_code == 303
    answer = app.test_client().post(path, data={"name": "Ana", "password": "une phrase courte"})
    assert answer.status_code in (410, 422)
    assert queries.person_by_email("ana@fournil.test") is None


def test_sending_again_makes_another_link_and_ends_the_first(world: World, app: Flask) -> None:
    client = sign_in(app.test_client(), world.karim)
    first = invite(client, world)
    (row,) = queries.open_invitations(world.pole_id, clock.now())
    assert client.post(f"/p/trois-ponts/invitations/{row.id}/renew").status_code == 303
    second = letters("pole/invitation")[-1].facts["path"]
    assert (app.test_client().get(first).status_code, app.test_client().get(second).status_code) == (410, 200)


@pytest.mark.parametrize(
    "who, status", [("karim", 303), ("lucie", 303), ("nadia", 403), ("ines", 403), ("stranger", 404)]
)
def test_managers_of_the_structure_and_the_coordination_invite(
    world: World, client: FlaskClient, who: str, status: int
) -> None:
    actor: Member = getattr(world, who)
    sign_in(client, actor)
    data = {"email": "ana@fournil.test", "role": "member"}
    path = f"/p/trois-ponts/structures/{world.fournil_id}/invite"
    assert client.post(path, data=data).status_code == status


def test_whoever_is_there_already_is_not_invited_again(world: World, client: FlaskClient) -> None:
    sign_in(client, world.karim)
    data = {"email": world.nadia.email.upper(), "role": "manager"}
    answer = client.post(f"/p/trois-ponts/structures/{world.fournil_id}/invite", data=data)
    assert (answer.status_code, "fait déjà partie" in answer.text) == (422, True)


def test_the_coordination_adds_a_structure_whose_manager_comes_by_letter(world: World, app: Flask) -> None:
    client = sign_in(app.test_client(), world.lucie)
    data = {"name": "Épicerie du Lavoir", "legal_form": "cooperative", "email": "ana@lavoir.test", "person": "Ana"}
    assert client.post("/p/trois-ponts/invitations", data=data).status_code == 303
    guest = app.test_client()
    given = {"name": "Ana", "password": "une phrase courte"}
    assert guest.post(letters("pole/invitation")[-1].facts["path"], data=given).status_code == 303
    page = guest.get("/p/trois-ponts/structures")
    assert "Épicerie du Lavoir" in page.text


def test_an_office_for_somebody_of_the_pole_is_given_at_once_for_others_by_letter(world: World, app: Flask) -> None:
    client = sign_in(app.test_client(), world.lucie)
    for email in (world.nadia.email, world.stranger.email):
        data = {"email": email, "role": "safety_officer"}
        assert client.post("/p/trois-ponts/roles", data=data).status_code == 303
    holders = {person.email for person in queries.officers_of(world.pole_id, PoleRole.SAFETY_OFFICER)}
    assert holders == {world.prevention.email, world.nadia.email}
    assert [letter.recipient for letter in letters("pole/invitation")] == [world.stranger.email]


def test_the_password_of_the_new_account_works(world: World, app: Flask) -> None:
    path = invite(sign_in(app.test_client(), world.karim), world)
    app.test_client().post(path, data={"name": "Ana", "password": PASSWORD})
    data = {"email": "ana@fournil.test", "password": PASSWORD}
    assert app.test_client().post("/login", data=data).status_code == 303
