"""Proofs of an exchange: laid beside it, read by its two sides, kept once it is confirmed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from mutua.exchanges import queries
from mutua.exchanges.models import Proof
from mutua.kernel import clock
from mutua.kernel.audit import AuditRow
from mutua.kernel.db import db
from tests.builders import World, sign_in
from tests.exchanges.builders import LATER, confirm, load, propose
from tests.safety.scene import picture
from tests.staffing.loans import PDF


@pytest.fixture(autouse=True)
def _today(app: object) -> Iterator[None]:
    with clock.frozen(LATER):
        yield


def browser(app: Flask, member: Any) -> FlaskClient:
    client = app.test_client()
    sign_in(client, member)
    return client


def add(client: FlaskClient, url: str, content: bytes, name: str, title: str = "") -> Any:
    sent = {"proof": (io.BytesIO(content), name), "title": title}
    return client.post(f"{url}/proofs", data=sent, content_type="multipart/form-data")


def test_both_sides_read_it_nobody_else_and_the_mediator_in_a_dispute(world: World, app: Flask) -> None:
    number = propose(world)
    url = f"/p/trois-ponts/exchanges/{number}"
    ines, karim, lucie = (browser(app, who) for who in (world.ines, world.karim, world.lucie))
    assert add(karim, url, PDF, "bon.pdf", "Bon signé").status_code == 303
    (proof,) = queries.proofs_of(load(world.karim, number))
    file = f"{url}/proofs/{proof.id}"
    assert "Bon signé" in ines.get(url).text
    assert (ines.get(file).data, ines.get(file).mimetype) == (PDF, "application/pdf")
    assert "no-store" in ines.get(file).headers["Cache-Control"]
    assert lucie.get(file).status_code == 404
    assert "Bon signé" not in lucie.get(url).text
    assert add(lucie, url, PDF, "a.pdf").status_code == 403
    stranger = browser(app, world.stranger)
    assert [stranger.get(file).status_code, stranger.post(f"{file}/remove").status_code] == [404, 404]
    assert karim.post(f"{url}/dispute", data={"reason": "Deux heures, pas trois"}).status_code == 303
    assert lucie.get(file).data == PDF
    with zipfile.ZipFile(io.BytesIO(karim.get("/p/trois-ponts/exchanges/export.zip").data)) as archive:
        assert archive.read(f"proofs/{number}-{proof.id}-bon.pdf") == PDF


def test_what_is_wrong_is_said_and_what_was_typed_stays(world: World, app: Flask) -> None:
    number = propose(world)
    url = f"/p/trois-ponts/exchanges/{number}"
    karim = browser(app, world.karim)
    program = add(karim, url, b"MZ" + bytes(64), "bon.pdf", "Bon du 8 octobre")
    assert program.status_code == 422
    assert "Bon du 8 octobre" in program.text
    assert karim.post(f"{url}/proofs", data={"title": "x"}).status_code == 422
    for turn in range(6):
        assert add(karim, url, picture(), f"{turn}.jpg").status_code == 303
    seventh = add(karim, url, picture(), "7.jpg")
    assert (seventh.status_code, "Six justificatifs au plus" in karim.get(url).text) == (422, False)
    assert "Six justificatifs au plus" in seventh.text
    assert len(queries.proofs_of(load(world.karim, number))) == 6


def test_it_goes_with_its_bytes_until_both_have_confirmed(world: World, app: Flask) -> None:
    number = propose(world)
    url = f"/p/trois-ponts/exchanges/{number}"
    ines, karim = browser(app, world.ines), browser(app, world.karim)
    for name in ("un.jpg", "deux.jpg"):
        assert add(karim, url, picture(), name).status_code == 303
    first, second = queries.proofs_of(load(world.karim, number))
    assert ines.post(f"{url}/proofs/{first.id}/remove").status_code == 403  # hers it is not
    assert karim.post(f"{url}/proofs/{first.id}/remove").status_code == 303
    assert karim.get(f"{url}/proofs/{first.id}").status_code == 404
    assert confirm(world.karim, number)
    assert karim.post(f"{url}/proofs/{second.id}/remove").status_code == 409
    assert add(ines, url, PDF, "apres.pdf").status_code == 303  # proofs come late, too
    rows = db.session.execute(select(Proof.id, Proof.removed_at.is_(None)).order_by(Proof.id)).all()
    assert [tuple(row) for row in rows] == [(first.id, False), (second.id, True), (second.id + 1, True)]
    verbs = select(AuditRow.verb).where(AuditRow.subject_id == number).order_by(AuditRow.id)
    told = [verb for verb in db.session.scalars(verbs) if "proof" in verb]
    assert told == ["exchange.proof_added"] * 2 + ["exchange.proof_removed", "exchange.proof_added"]
