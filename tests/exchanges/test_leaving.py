"""A structure leaves with everything, and arrives with its registers, row by row."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from mutua.exchanges import queries
from mutua.exchanges.models import Exchange, Posting
from mutua.kernel import clock
from mutua.kernel.db import db
from tests.builders import World, sign_in
from tests.exchanges.builders import LATER, confirm, leg, post, propose

ROOT = "/p/trois-ponts/exchanges"
HEAD = "structure;sens;type;unite;quantite;jour;objet;precisions;dirige"


@pytest.fixture(autouse=True)
def _today(app: object) -> Iterator[None]:
    with clock.frozen(LATER):
        yield


def test_the_export_holds_every_exchange_version_and_entry_of_the_structure(world: World, client: FlaskClient) -> None:
    post(world, leg=leg(215, title="=tables"))
    propose(world)
    assert client.get(f"{ROOT}/export.zip").status_code == 303
    sign_in(client, world.nadia)
    assert client.get(f"{ROOT}/export.zip").status_code == 403
    sign_in(client, world.karim)
    answer = client.get(f"{ROOT}/export.zip")
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    rows = [json.loads(line) for line in archive.read("exchanges.jsonl").decode().splitlines()]
    assert [(row["state"], row["versions"][0]["quantity"]) for row in rows] == [("confirmed", 215), ("proposed", 180)]
    assert {each["structure"] for each in rows[0]["versions"][0]["confirmations"]} == {
        world.couture_id,
        world.fournil_id,
    }
    entries = archive.read("postings.csv").decode("utf-8-sig").splitlines()[1:]
    ledger = db.session.scalars(select(Posting).order_by(Posting.id)).all()
    assert [line.split(";")[4] for line in entries] == [str(row.quantity) for row in ledger] == ["215", "-215"]
    assert "'=tables" in archive.read("exchanges.csv").decode()
    sign_in(client, world.stranger)
    other = zipfile.ZipFile(io.BytesIO(client.get("/p/a-cote/exchanges/export.zip").data))
    assert other.read("exchanges.jsonl") == b""


def send(client: FlaskClient, content: bytes) -> tuple[int, str]:
    answer = client.post(f"{ROOT}/import", data={"file": (io.BytesIO(content), "registre.csv")})
    return answer.status_code, answer.get_data(as_text=True).replace("\u00a0", " ")


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Exchange)) or 0


def test_registers_are_taken_row_by_row_and_once(world: World, client: FlaskClient) -> None:
    lines = [
        HEAD,
        "le fournil;donné;local;;2;2027-03-02;Salle du conseil;avant Mutua",
        "Le Fournil;reçu;matériel;unités;3;08/03/2027;Chaises;",
        "Le Fournil;donné;temps;heures;3 h 30;2027-03-02;Couture;;Donneur",
        "Le Fournil;donné;temps;heures;3 h;2027-03-02;Couture;;",
        "Le Fournil;donné;temps;heures;3 h;2027-03-02;Renfort;;receveur",
        ";;;;;;;",
        "Radio d’à côté;donné;local;;2;2027-03-02;Autre pôle;",
        "Le Fournil;donné;local;;2;2027-02-30;Jour faux;",
        "Le Fournil;donné;local;demi-journées;1,5;2027-03-02;Fraction;",
        "Le Fournil;donné;local;km;1;2027-03-02;Unité;",
        "Le Fournil;vendu;local;;1;2027-03-02;Sens;",
        "Le Fournil;donné;local;;0;2027-03-02;Zéro;",
        "Le Fournil;donné;local;;1;2020-03-02;Trop vieux;",
        "Le Fournil;donné;local;;2;2027-03-02;Deux fois;",
        "Le Fournil;donné;local;;2;2027-03-02;Deux fois;",
        "La Couture;donné;local;;1;2027-03-02;Soi-même;",
        "Le Fournil;donné;local;;99999999;2027-03-02;Énorme;",
    ]
    content = "\r\n".join(lines).encode("utf-8-sig")
    sign_in(client, world.ines)
    status, page = send(client, content)
    assert status == 200
    told = re.findall(r"Ligne (\d+)</th>.*?</span> *(?:<a[^>]*>)?([^<]*)", page)
    assert "5 lignes reprises" in page, told
    assert "11 à corriger" in page
    for words in ("Ligne 5", "Ligne 6", "Ligne 14", "qui dirigeait", "mise à disposition", "Aucune autre structure",
                  "remonte à plus de deux ans", "plus grande que zéro", "entre deux structures",
                  "trop grande"):  # fmt: skip
        assert words in page, words
    assert count() == 5
    assert send(client, content)[0] == 200  # the same file again: nothing twice
    assert count() == 5
    waiting = queries.waiting_for(world.karim)
    assert len(waiting) == 5  # brought in, not counted: the other structure confirms
    assert db.session.scalar(select(func.count()).select_from(Posting)) == 0
    assert all(confirm(world.karim, row.id) for row in waiting)
    given = {(row.kind.value, row.given, row.received) for row in queries.balances_of(world.ines)}
    assert given == {("premises", 360, 0), ("equipment", 0, 3), ("staff", 210, 0)}
    assert queries.broken() == []


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff\xfe\x00", b"a;b;c\n1;2;3", b"\x00" * 40, HEAD.encode(), b"x" * (2 * 1024 * 1024 + 10),
        (HEAD + "\n" + "a;b\n" * 2001).encode(),
    ],
)  # fmt: skip
def test_what_is_no_register_is_refused_whole(world: World, client: FlaskClient, content: bytes) -> None:
    sign_in(client, world.ines)
    assert send(client, content)[0] == 422
    assert count() == 0


def test_hostile_rows_are_told_and_never_a_500(world: World, client: FlaskClient) -> None:
    sign_in(client, world.ines)
    rows = [
        "Le Fournil;donné;local;;1;2027-03-02;" + "x" * 400 + ";",
        "Le Fournil;donné",
        "é" * 3000 + ";a;b;c;d;e;f;g",
    ]
    status, page = send(client, "\n".join([HEAD, *rows]).encode())
    assert status == 422
    assert page.count("À corriger") == 3
    assert client.get(f"{ROOT}/import").status_code == 200
    assert client.get(f"{ROOT}/import.csv").status_code == 200
    sign_in(client, world.nadia)
    assert client.get(f"{ROOT}/import").status_code == 403
