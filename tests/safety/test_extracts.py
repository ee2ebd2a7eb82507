"""Extracts are made after publication, one by one, from the frozen facts: once each, whatever fails or is retried."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from mutua.cli import worker
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.safety import actions, pdf, queries
from tests.builders import World, sign_in
from tests.safety.scene import LATER, Scene, opened, rate, scene

BASE = "/p/trois-ponts/safety"


@pytest.fixture
def pole(world: World, client: FlaskClient) -> Iterator[Scene]:
    """Published over the page a moment ago; the worker has not come by yet."""
    with clock.frozen(LATER):
        made = scene(world)
        rate(made, made.room_unit_id, "H20")
        opened(made)
        content = queries.open_adoption(made.document_id).content_sha256
        sign_in(client, world.lucie)
        assert client.post(f"{BASE}/adoption/publish", data={"content": content}).status_code == 303
        yield made


def told() -> list[str]:
    db.session.rollback()
    query = select(Mail.recipient).where(Mail.template == "safety/published").order_by(Mail.recipient)
    return list(db.session.scalars(query))


def test_the_version_stands_at_once_and_says_what_is_still_being_made(
    pole: Scene, client: FlaskClient, tmp_path: Path
) -> None:
    w = pole.world
    assert "2 extraits sont en préparation" in client.get(f"{BASE}/editions").text
    with client.session_transaction() as session:
        session.clear()
    sign_in(client, w.karim)
    assert client.get(f"{BASE}/editions/1.pdf").status_code == 200
    assert "Votre extrait est en préparation" in client.get(f"{BASE}/editions").text
    waiting = client.get(f"{BASE}/editions/1/extract.pdf")
    assert (waiting.status_code, waiting.headers["Location"]) == (303, f"{BASE}/editions")
    assert client.get(f"{BASE}/editions/2/extract.pdf").status_code == 404
    assert "En préparation" in client.get(f"{BASE}/inspection").text
    data = {"kind": "inspection", "reader": "Section 3", "number": "1", "expires_on": "2027-06-01"}
    assert f'href="{BASE}/inspection"' in client.get(BASE).text  # an inspector at the door: menu, then this
    link = client.post(f"{BASE}/readers", data=data).text.split("/safety/read/")[1].split('"')[0].split("<")[0].strip()
    assert "rouvrez ce lien" in client.get(f"/safety/read/{link}").text
    assert (told(), actions.keep_files(tmp_path, b"key")) == ([], 0)
    assert worker.make_extracts() == 2
    assert "en préparation" not in client.get(f"{BASE}/editions").text
    assert "n° 1-" in client.get(f"{BASE}/inspection").text.lower()
    for words in ("Vérifications et exercices", "Aucune transmission consignée"):
        assert words in client.get(f"/safety/read/{link}").text, words
    assert f"/safety/read/{link}/extract-1.pdf" in client.get(f"/safety/read/{link}").text
    assert client.get(f"{BASE}/editions/1/extract.pdf").mimetype == "application/pdf"
    assert actions.keep_files(tmp_path, b"key") == 2


def test_each_is_made_once_and_is_what_the_signers_saw(pole: Scene) -> None:
    w = pole.world
    rate(pole, pole.van_unit_id, "H05", frequency=1)  # the draft goes on; what is published does not
    assert (worker.make_extracts(), worker.make_extracts()) == (2, 0)
    assert told() == sorted(person.email for person in (w.ines, w.karim))
    edition, document, adoption = queries.edition_to_extract(queries.latest(pole.document_id).id)
    again = pdf.adopted_extract(adoption, w.fournil_id, LATER.date())
    assert queries.extract_of(w.pole_id, 1, w.fournil_id).pdf == again.pdf
    assert not actions.keep_extract(document, edition, w.fournil_id, again, now=LATER)
    assert queries.broken() == []


def test_one_that_fails_is_tried_again_and_keeps_nobody_waiting(
    pole: Scene, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    w, draw = pole.world, pdf.adopted_extract

    def fails(adoption: object, structure_id: int, *rest: object) -> object:
        if structure_id == w.fournil_id:
            raise MemoryError
        return draw(adoption, structure_id, *rest)

    monkeypatch.setattr(pdf, "adopted_extract", fails)
    assert worker.make_extracts() == 1
    assert queries.extracts_to_make(pole.document_id) == {1: {w.fournil_id}}
    assert actions.keep_files(tmp_path, b"key") == 0  # whole versions alone are archived
    monkeypatch.undo()
    assert worker.make_extracts() == 1
    assert queries.extracts_to_make(pole.document_id) == {}
