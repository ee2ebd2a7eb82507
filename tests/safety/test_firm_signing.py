"""A firm of no pole signs its plan itself: a personal address by letter, a code, exactly these words, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.safety import queries
from mutua.safety.models import OutsideWork
from mutua.safety.rules import outside
from tests.builders import World, sign_in
from tests.safety.scene import LATER, Scene, scene
from tests.safety.test_editions import text_of
from tests.safety.test_outside import PLAN, opened_by_ines, shown

JEAN = {"name": "Jean Martel", "email": "jean@martel.test"}


@pytest.fixture
def pole(world: World) -> Iterator[Scene]:
    with clock.frozen(LATER):
        yield scene(world)


def row_at(pole: Scene, address: str) -> OutsideWork:
    return queries.operation_for(pole.world.ines, int(address.rsplit("/", 1)[-1]))


def last(template: str) -> Mail:
    return db.session.scalars(select(Mail).where(Mail.template == template).order_by(Mail.id.desc())).first()


def letter_to_jean(client: FlaskClient, address: str) -> str:
    assert client.post(f"{address}/link", data=JEAN).status_code == 303
    letter = last("safety/signing_link")
    assert (letter.recipient, letter.facts["host"], letter.facts["route"]) == (JEAN["email"], "La Couture", "plan")
    with client.session_transaction() as session:
        session.clear()
    return str(letter.facts["path"])


def code_asked(client: FlaskClient, path: str) -> str:
    assert client.post(f"{path}/code").status_code == 303
    letter = last("documents/signing_code")
    assert (letter.recipient, letter.facts["document"]) == (JEAN["email"], "plan")
    return str(letter.facts["code"])


def test_somebody_of_the_firm_reads_and_signs_without_an_account(pole: Scene, client: FlaskClient) -> None:
    address = opened_by_ines(pole, client, **PLAN)
    path = letter_to_jean(client, address)
    page = shown(client, path)
    assert "Jean Martel, La Couture vous demande" in page.replace("\xa0", " ")
    assert outside.content_sha256(row_at(pole, address)) in page
    assert "non signé à ce jour" in text_of(client.get(f"{path}/document.pdf").data)
    assert row_at(pole, address).signatures == []  # reading signs nothing
    code = code_asked(client, path)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    assert [client.post(path, data={"code": said}).status_code for said in ("", wrong)] == [422, 422]
    assert "Vous avez signé" in client.post(path, data={"code": code}).get_data(as_text=True)
    assert [client.get(path).status_code, client.post(path, data={"code": code}).status_code] == [404, 404]
    assert last("safety/operation_signed").recipient.startswith("ines")
    sign_in(client, pole.world.ines)
    page = shown(client, address)
    assert "signé par Jean Martel, par un lien personnel que Inès Martin a envoyé" in page
    assert "Faire signer" not in page
    assert "par lien personnel et code, envoyé par Inès Martin" in text_of(client.get(f"{address}.pdf").data)


def test_the_address_signs_the_words_it_was_sent_for_and_no_others(pole: Scene, client: FlaskClient) -> None:
    address = opened_by_ines(pole, client, **PLAN)
    path = letter_to_jean(client, address)
    code = code_asked(client, path)
    sign_in(client, pole.world.ines)
    assert "jean@martel.test" in shown(client, address)
    assert client.post(address, data={**PLAN, "phases": "Échafaudage", "version": "1"}).status_code == 303
    assert "jean@martel.test" not in shown(client, address)
    answers = [client.get(path), client.get(f"{path}/document.pdf"), client.post(f"{path}/code"),
               client.post(path, data={"code": code})]  # fmt: skip
    assert [answer.status_code for answer in answers] == [410] * 4
    assert "Demandez un nouveau lien" in answers[0].get_data(as_text=True)
    assert row_at(pole, address).signatures == []
    again = letter_to_jean(client, address)
    with clock.frozen(LATER + timedelta(days=15)):
        assert client.get(again).status_code == 404


def test_who_sends_an_address_and_to_whom(pole: Scene, client: FlaskClient) -> None:
    address = opened_by_ines(pole, client, **PLAN)
    own = pole.world.ines.email
    for data in ({**JEAN, "email": own}, {**JEAN, "name": "inès MARTIN"}, {**JEAN, "email": "martel"},
                 {**JEAN, "name": ""}):  # fmt: skip
        assert client.post(f"{address}/link", data=data).status_code == 422, data
    unfinished = opened_by_ines(pole, client, **{**PLAN, "phases": ""})
    assert client.post(f"{unfinished}/link", data=JEAN).status_code == 422
    of_the_pole = opened_by_ines(pole, client, **{**PLAN, "firm": "", "worker_id": str(pole.world.fournil_id)})
    assert client.post(f"{of_the_pole}/link", data=JEAN).status_code == 422
    sign_in(client, pole.world.karim)
    assert client.post(f"{address}/link", data=JEAN).status_code == 403
    assert last("safety/signing_link") is None
