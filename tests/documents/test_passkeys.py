"""A key of one's own device: nothing hostile is taken for one."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import func, select

from mutua.documents.models import Passkey
from mutua.kernel.db import db
from tests.builders import PASSWORD, World, sign_in


def test_without_a_true_key_nothing_is_added(world: World, client: FlaskClient) -> None:
    sign_in(client, world.ines)
    asked = client.post("/account/passkeys/options")
    assert asked.get_json()["rp"]["id"] == "mutua.test"
    for credential in ("", "{}", "[" * 10_000, '{"id": "x", "rawId": "x", "type": "public-key", "response": {}}'):
        form = {"name": "Téléphone", "password": PASSWORD, "credential": credential}
        answer = client.post("/account/passkeys", data=form)
        assert answer.status_code == 422
        assert "ne convient pas" in answer.get_data(as_text=True)
    assert db.session.scalar(select(func.count()).select_from(Passkey)) == 0
    assert client.post("/account/passkeys/1/remove").status_code == 404
