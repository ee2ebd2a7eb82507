"""The account: profile, language, theme, tokens, and for whom one acts."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from mutua.kernel.db import db
from mutua.kernel.secret import token_hash
from mutua.kernel.transaction import transaction
from mutua.pole import actions, queries
from mutua.pole.models import StructureRole
from tests.builders import NOW, PASSWORD, World, add_structure, sign_in


def second_structure(world: World) -> int:
    """Inès also works for Le Fil Commun."""
    with transaction():
        pole, person = queries.pole_by_slug("trois-ponts"), queries.person(world.ines.person_id)
        assert pole is not None
        assert person is not None
        made = add_structure(pole, "Le Fil Commun")
        role = StructureRole.MEMBER
        actions.affiliate(person, made.id, role, now=NOW, actor=None, pole_id=pole.id)
        return made.id


def test_one_acts_for_the_structure_one_chose(world: World, client: FlaskClient) -> None:
    other = second_structure(world)
    sign_in(client, world.ines)
    assert client.get(f"/p/trois-ponts/structures/{world.couture_id}/edit").status_code == 200
    chosen = {"pole": "trois-ponts", "structure_id": str(other)}
    assert client.post("/account/act-for", data=chosen).status_code == 303
    assert client.get(f"/p/trois-ponts/structures/{world.couture_id}/edit").status_code == 403
    menu = client.get("/p/trois-ponts/structures").text
    assert "<span>Le Fil Commun</span>" in menu
    for wrong in (world.fournil_id, world.radio_id, 10**30, "x"):
        answer = client.post("/account/act-for", data=chosen | {"structure_id": str(wrong)})
        assert answer.status_code == 404


def test_a_token_is_shown_once_bound_to_one_structure_and_revoked(world: World, client: FlaskClient) -> None:
    sign_in(client, world.ines)
    data = {"label": "Agenda du site", "acting": f"{world.pole_id}:{world.couture_id}"}
    answer = client.post("/account/tokens", data=data)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (201, "no-store")
    token = re.findall(r"mutua_[\w-]{43}", answer.text)[0]
    found = queries.token_by_hash(token_hash(token))
    assert found is not None
    assert (found[0].structure_id, found[0].pole_id) == (world.couture_id, world.pole_id)
    number = found[0].id
    assert token not in client.get("/account").text
    assert client.post(f"/account/tokens/{number}/revoke").status_code == 303
    assert queries.token_by_hash(token_hash(token)) is None
    foreign = data | {"acting": f"{world.pole_id}:{world.fournil_id}"}
    assert client.post("/account/tokens", data=foreign).status_code == 422


def test_tokens_go_with_the_person_who_leaves(world: World, app: Flask) -> None:
    nadia = sign_in(app.test_client(), world.nadia)
    data = {"label": "Script", "acting": f"{world.pole_id}:{world.fournil_id}"}
    token = re.findall(r"mutua_[\w-]{43}", nadia.post("/account/tokens", data=data).text)[0]
    place = queries.affiliation(world.nadia.person_id, world.fournil_id)
    assert place is not None
    assert nadia.post(f"/p/trois-ponts/people/{place.id}/leave").status_code == 303
    assert queries.token_by_hash(token_hash(token)) is None


def test_a_new_password_needs_the_old_one_and_closes_other_sessions(world: World, app: Flask) -> None:
    phone, office = sign_in(app.test_client(), world.ines), sign_in(app.test_client(), world.ines)
    wrong = {"old": "not this one", "password": "une phrase courte"}
    assert [office.post("/account/password", data=wrong).status_code for _ in range(9)] == [422] * 9
    assert "Trop d’essais" in office.post("/account/password", data=wrong | {"old": PASSWORD}).text
    with transaction():
        queries.forget_failures(token_hash(f"account:{world.ines.email}"))
    assert office.post("/account/password", data=wrong | {"old": PASSWORD}).status_code == 303
    assert office.get("/account").status_code == 200
    assert phone.get("/account").status_code == 303


def test_language_and_theme_are_kept_signed_in_or_not(world: World, client: FlaskClient) -> None:
    answer = client.post("/theme", data={"theme": "dark", "next": "/login"})
    assert (answer.status_code, answer.location) == (303, "/login")
    assert 'data-theme="dark"' in client.get("/login").text
    assert client.post("/language", data={"language": "en", "next": "//evil.example"}).location == "/"
    assert '<html lang="en"' in client.get("/login").text
    assert client.post("/theme", data={"theme": "pink"}).status_code == 422
    assert client.post("/language", data={"language": "xx"}).status_code == 422
    sign_in(client, world.karim)
    client.post("/language", data={"language": "en"})
    karim = queries.person(world.karim.person_id)
    assert karim is not None
    assert karim.locale == "en"
    assert client.post("/account/profile", data={"name": "Karim B.", "locale": "fr"}).status_code == 303
    assert '<html lang="fr"' in client.get("/account").text


@pytest.mark.parametrize("path", ["/", "/login", "/account", "/p/trois-ponts/structures"])
def test_pages_carry_the_headers_of_safety(world: World, client: FlaskClient, path: str) -> None:
    sign_in(client, world.karim)
    headers = client.get(path).headers
    assert "script-src 'self'; style-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_post_without_csrf_token_does_nothing(world: World, app: Flask) -> None:
    client = sign_in(app.test_client(), world.karim)
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        for path in ("/logout", "/account/profile", "/theme", f"/p/trois-ponts/structures/{world.fournil_id}/edit"):
            assert client.post(path, data={"name": "x"}).status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/account",
        "/p/trois-ponts/structures",
        "/p/trois-ponts/structures/2",
        "/p/trois-ponts/invitations",
        "/p/trois-ponts/roles",
        "/p/trois-ponts/settings",
        "/p/trois-ponts/first-steps",
    ],
)
def test_pages_ask_the_database_little(world: World, client: FlaskClient, path: str) -> None:
    """The same count with three more structures."""
    sign_in(client, world.lucie)
    before = statements(client, path)
    with transaction():
        pole = queries.pole_by_slug("trois-ponts")
        assert pole is not None
        for name in ("Un", "Deux", "Trois"):
            add_structure(pole, name)
    assert len(before) <= 10, before
    assert len(statements(client, path)) == len(before)


def statements(client: FlaskClient, path: str) -> list[str]:
    """What a page asks a session that knows nothing yet, as in the server."""
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT"):
            seen.append(statement)

    db.session.remove()
    event.listen(db.engine, "before_cursor_execute", note)
    client.get(path)
    event.remove(db.engine, "before_cursor_execute", note)
    return seen


def test_a_theme_chosen_on_the_account_stays_there(world: World, client: FlaskClient) -> None:
    page = sign_in(client, world.karim).get("/account").text
    form = page[page.index('action="/theme"', page.index('id="theme"')) :]
    sent = re.findall(r'name="next"[^>]*value="([^"]*)"', form[: form.index("</form>")])
    assert sent == ["/account"]


def test_a_new_language_is_confirmed_in_itself(world: World, client: FlaskClient) -> None:
    sign_in(client, world.karim)
    english = client.post("/account/profile", data={"name": "Karim", "locale": "en"}, follow_redirects=True).text
    assert "Your profile is saved." in english
    french = client.post("/account/profile", data={"name": "Karim", "locale": "fr"}, follow_redirects=True).text
    assert "Votre profil est enregistré." in french
