"""The workbook of a version or an extract says what the printed page says, in words, and opens ready to be read."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from mutua.kernel import clock
from mutua.safety.pdf import sheets
from tests.builders import World, sign_in
from tests.safety.scene import LATER, Scene, common_rule, opened, published, rate, scene, signed, with_measure
from tests.safety.test_editions import text_of

BASE = "/p/trois-ponts/safety/editions/1"
WORDS = (sheets.KINDS, sheets.MEASURES, sheets.CELLS, sheets.THEMES, sheets.WHOSE)


@pytest.fixture
def pole(world: World) -> Scene:
    made = scene(world)
    with_measure(made, rate(made, made.room_unit_id, "H20"), "Dégager la sortie")
    rate(made, made.van_unit_id, "H05", situation="Conduite fatiguée")
    common_rule(made, "Cartons sortis à 17:00")
    signed(made, opened(made), world.karim)
    published(made)
    return made


def plain(said: str) -> str:
    return "".join(said.split()).lower()


@pytest.mark.parametrize("kind", ["", "/extract"])
def test_every_word_of_the_workbook_is_printed(pole: Scene, client: FlaskClient, kind: str) -> None:
    """Cell by cell against the PDF of the same facts: no code, nothing that the paper does not say."""
    with clock.frozen(LATER):
        sign_in(client, pole.world.karim)
        book = load_workbook(io.BytesIO(client.get(f"{BASE}{kind}.xlsx").data))
        printed = plain(text_of(client.get(f"{BASE}{kind}.pdf").data))
    codes = {code for words in WORDS for code in words}
    missing = []
    for sheet in book:
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                assert cell.value not in codes, (sheet.title, cell.coordinate)
                told = isinstance(cell.value, str) and not cell.value[:4].isdigit()  # days are written out on paper
                if told and plain(cell.value) not in printed:
                    missing.append((sheet.title, cell.value))
    assert [each for each in missing if each[1] not in ("Tout le pôle", "aucun usage relevé ici", "moins de 5")] == []
    assert {"Unités", "Risques", "Actions", "Règles communes"} <= set(book.sheetnames)
    assert ("Liste d’actions" in book.sheetnames) == bool(kind)


def test_it_opens_ready_to_be_read(pole: Scene, client: FlaskClient) -> None:
    with clock.frozen(LATER):
        book = load_workbook(io.BytesIO(sign_in(client, pole.world.karim).get(f"{BASE}/extract.xlsx").data))
    for sheet in book:
        assert (sheet.freeze_panes, sheet["A1"].font.b, sheet.auto_filter.ref) == ("A2", True, sheet.dimensions)
    risks = book["Risques"]
    assert risks.column_dimensions["C"].width >= len("Conduite fatiguée")


def test_the_words_are_those_of_the_printed_document() -> None:
    look = (Path(__file__).parents[2] / "templates" / "pdf" / "safety_look.typ").read_text()
    assert [said for words in WORDS for said in words.values() if f'"{said}"' not in look] == []
    assert [said for said in sheets.DISTANCES if f'"{said}"' not in look] == []
