"""Sign-in, sign-out, wrong tries, links by mail, sessions that can be revoked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole import actions
from mutua.pole.models import SignIn
from mutua.pole.rules import No
from tests.builders import PASSWORD, World, sign_in


def letters(template: str) -> list[Mail]:
    db.session.rollback()
    return list(db.session.scalars(select(Mail).where(Mail.template == template).order_by(Mail.id)))


def test_sign_in_opens_a_session_and_sign_out_ends_it(world: World, client: FlaskClient) -> None:
    sign_in(client, world.karim)
    assert client.get("/account").status_code == 200
    kept = client.get_cookie("session")
    assert client.post("/logout").status_code == 303
    assert client.get("/account").status_code == 303
    assert kept is not None
    client.set_cookie("session", kept.value)
    assert client.get("/account").status_code == 303, "a copy of the cookie is worth nothing"


def test_every_way_of_signing_out_clears_what_pages_kept_on_the_device(world: World, app: Flask) -> None:
    """An expired session is no sign-out: what a walk without network has not sent yet waits for whoever signs in."""
    clears = "Clear-Site-Data"
    laptop, phone, tablet = app.test_client(), app.test_client(), app.test_client()
    sign_in(laptop, world.karim)
    assert laptop.post("/logout").headers[clears] == '"storage"'
    sign_in(phone, world.karim)
    with transaction():
        number = db.session.scalar(select(SignIn.id).order_by(SignIn.id.desc()).limit(1))
    assert phone.post(f"/account/sessions/{number}/revoke").headers[clears] == '"storage"'
    for client, header in ((phone, None), (tablet, '"storage"')):
        if header:
            client.post("/login", data={"email": world.karim.email, "password": "une phrase courte"})
        client.post("/password/forgotten", data={"email": world.karim.email})
        path = letters("pole/password_reset")[-1].facts["path"]
        answer = client.post(path, data={"password": "une phrase courte"})
        assert (answer.status_code, answer.headers.get(clears)) == (303, header)


def test_a_password_changed_meanwhile_opens_nothing(world: World) -> None:
    """Found right, then changed before the session is written: whoever knew the old one stays outside."""
    with pytest.raises(Refused) as refused, transaction():
        person = actions.check_password(world.karim.email, PASSWORD, now=clock.now())
        db.session.execute(text("UPDATE person SET password_hash = 'another' WHERE id = :id"), {"id": person.id})
        actions.open_session(person, password=PASSWORD, browser="Firefox", now=clock.now())
    assert refused.value.reason is No.WRONG_PASSWORD
    assert db.session.scalar(select(SignIn.id)) is None


def test_a_wrong_password_keeps_the_address_and_never_says_which_was_wrong(world: World, client: FlaskClient) -> None:
    wrong = client.post("/login", data={"email": world.karim.email, "password": "not this one"})
    nobody = client.post("/login", data={"email": "nobody@nowhere.test", "password": PASSWORD})
    assert (wrong.status_code, nobody.status_code) == (422, 422)
    assert world.karim.email in wrong.text
    assert "ne correspond pas" in wrong.text
    assert "ne correspond pas" in nobody.text


def test_the_ninth_wrong_try_waits_a_quarter_of_an_hour_for_that_account_alone(
    world: World, client: FlaskClient
) -> None:
    wrong = {"email": world.karim.email, "password": "not this one"}
    right = {"email": world.karim.email, "password": PASSWORD}
    assert [client.post("/login", data=wrong).status_code for _ in range(9)] == [422] * 8 + [429]
    refused = client.post("/login", data=right)
    assert refused.status_code == 429
    assert world.karim.email in refused.text
    assert client.post("/login", data={"email": world.ines.email, "password": PASSWORD}).status_code == 303
    client.post("/logout")
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        assert client.post("/login", data=right).status_code == 303


def test_a_success_forgets_the_wrong_tries(world: World, client: FlaskClient) -> None:
    for _ in range(2):
        for _ in range(7):
            client.post("/login", data={"email": world.karim.email, "password": "not this one"})
        assert client.post("/login", data={"email": world.karim.email, "password": PASSWORD}).status_code == 303
        client.post("/logout")


@pytest.mark.parametrize(
    "wanted, place",
    [
        ("/p/trois-ponts/structures?q=a", "/p/trois-ponts/structures?q=a"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_after_sign_in_one_stays_on_this_site(world: World, client: FlaskClient, wanted: str, place: str) -> None:
    answer = client.post("/login", data={"email": world.karim.email, "password": PASSWORD, "next": wanted})
    assert (answer.status_code, answer.location) == (303, place)


def test_a_page_asked_for_comes_back_after_sign_in(world: World, client: FlaskClient) -> None:
    asked = client.get("/p/trois-ponts/structures?q=fournil")
    assert asked.status_code == 303
    assert asked.location == "/login?next=/p/trois-ponts/structures%3Fq%3Dfournil"
    assert 'value="/p/trois-ponts/structures?q=fournil"' in client.get(asked.location).text


def test_the_cookie_is_out_of_reach_of_scripts_and_lasts_only_when_asked(world: World, client: FlaskClient) -> None:
    short = client.post("/login", data={"email": world.karim.email, "password": PASSWORD})
    flags = next(line for line in short.headers.getlist("Set-Cookie") if line.startswith("session="))
    assert "HttpOnly" in flags
    assert "SameSite=Lax" in flags
    assert "Expires" not in flags
    client.post("/logout")
    long = client.post("/login", data={"email": world.karim.email, "password": PASSWORD, "keep": "y"})
    assert any("Expires" in line for line in long.headers.getlist("Set-Cookie"))


def test_another_session_is_closed_from_the_account(world: World, app: Flask) -> None:
    phone, office = app.test_client(), app.test_client()
    sign_in(phone, world.karim)
    sign_in(office, world.karim)
    first = db.session.scalar(select(SignIn.id).order_by(SignIn.id).limit(1))
    assert office.post(f"/account/sessions/{first}/revoke").status_code == 303
    assert phone.get("/account").status_code == 303
    assert office.get("/account").status_code == 200


def test_a_session_of_somebody_else_is_not_closed(world: World, app: Flask) -> None:
    mine, theirs = app.test_client(), app.test_client()
    sign_in(theirs, world.ines)
    sign_in(mine, world.karim)
    first = db.session.scalar(select(SignIn.id).order_by(SignIn.id).limit(1))
    assert mine.post(f"/account/sessions/{first}/revoke").status_code == 404
    assert theirs.get("/account").status_code == 200


def test_a_link_signs_in_once_by_its_button_and_never_by_being_read(world: World, client: FlaskClient) -> None:
    assert client.post("/login/link", data={"email": world.karim.email, "next": "/account"}).status_code == 200
    (letter,) = letters("pole/sign_in_link")
    path = letter.facts["path"]
    for _ in range(2):
        assert client.get(path).status_code == 200
    assert client.get("/account").status_code == 303
    answer = client.post(path, data={"next": "/account"})
    assert (answer.status_code, answer.location) == (303, "/account")
    assert client.get("/account").status_code == 200
    client.post("/logout")
    assert client.post(path).status_code == 410


def test_a_sign_in_link_is_no_password_link(world: World, client: FlaskClient) -> None:
    client.post("/login/link", data={"email": world.karim.email})
    token = letters("pole/sign_in_link")[0].facts["path"].split("/")[-1]
    assert client.post(f"/password/{token}", data={"password": "another-password"}).status_code == 410


def test_nobody_learns_whether_an_account_exists_and_nobody_is_flooded(world: World, client: FlaskClient) -> None:
    for address in (world.karim.email, "nobody@nowhere.test"):
        answer = client.post("/password/forgotten", data={"email": address})
        assert (answer.status_code, "un lien vient de partir" in answer.text) == (200, True)
    for _ in range(9):
        client.post("/password/forgotten", data={"email": world.karim.email})
    assert len(letters("pole/password_reset")) == 5


def test_another_password_closes_every_session_and_voids_other_links(world: World, app: Flask) -> None:
    phone, client = app.test_client(), app.test_client()
    sign_in(phone, world.karim)
    for _ in range(2):
        client.post("/password/forgotten", data={"email": world.karim.email})
    first, second = (letter.facts["path"] for letter in letters("pole/password_reset"))
    assert client.get(first).status_code == 200
    assert client.post(first, data={"password": "short"}).status_code == 422
    assert client.post(first, data={"password": "une phrase courte"}).status_code == 303
    assert phone.get("/account").status_code == 303
    assert client.post(first, data={"password": "encore une autre"}).status_code == 410
    assert client.post(second, data={"password": "encore une autre"}).status_code == 410
    assert client.post("/login", data={"email": world.karim.email, "password": PASSWORD}).status_code == 422
    given = {"email": world.karim.email, "password": "une phrase courte"}
    assert client.post("/login", data=given).status_code == 303


def test_a_reset_link_ends_after_two_hours(world: World, client: FlaskClient) -> None:
    client.post("/password/forgotten", data={"email": world.karim.email})
    path = letters("pole/password_reset")[0].facts["path"]
    with clock.frozen(clock.now() + timedelta(hours=2, minutes=1)):
        assert client.get(path).status_code == 410
        assert client.post(path, data={"password": "une phrase courte"}).status_code == 410
