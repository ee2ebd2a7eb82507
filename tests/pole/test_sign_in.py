"""Sign-in, sign-out, wrong tries, sessions that can be revoked."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.builders import PASSWORD, World, sign_in


def test_sign_in_opens_a_session_and_sign_out_ends_it(world: World, client: FlaskClient) -> None:
    sign_in(client, world.karim)
    assert client.get("/").status_code == 303
    assert client.post("/logout").status_code == 303
    assert client.get("/").status_code == 200


def test_a_wrong_password_keeps_the_address_and_never_says_which_was_wrong(world: World, client: FlaskClient) -> None:
    wrong = client.post("/login", data={"email": world.karim.email, "password": "not this one"})
    nobody = client.post("/login", data={"email": "nobody@nowhere.test", "password": PASSWORD})
    assert (wrong.status_code, nobody.status_code) == (422, 422)
    assert world.karim.email in wrong.text
    assert "ne correspond pas" in wrong.text
    assert "ne correspond pas" in nobody.text
