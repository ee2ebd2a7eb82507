"""Published versions: chained, kept by the database itself, and cut for each employer without the others' things."""

from __future__ import annotations

import io
import json

import pytest
from pypdf import PdfReader
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from mutua.kernel.db import db
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole import queries as pole_queries
from mutua.pole.models import Structure, StructureRole
from mutua.resources.models import Kind
from mutua.safety import actions, queries
from mutua.safety.rules import No, chain
from mutua.safety.rules.diff import changes
from mutua.safety.rules.extract import extract_of
from tests.builders import NOW, World, add_person, add_resource, add_structure, book, member
from tests.safety.scene import LATER, Scene, opened, published, rate, scene, signed, with_measure


@pytest.fixture
def pole(world: World) -> Scene:
    """A third employer, La Fabrique, alone in its own workshop, before the draft is made."""
    with transaction():
        home = pole_queries.pole_by_slug("trois-ponts")
        fabrique = add_structure(home, "La Fabrique")
        db.session.flush()
        zoe = add_person("Zoé Lenoir", fabrique, StructureRole.MANAGER, home)
        workshop = add_resource(home, db.session.get(Structure, fabrique.id), "Forge secrète", Kind.PREMISES)
        db.session.flush()
        acting, workshop_id = member(zoe, home), workshop.id
    book(acting, workshop_id, "2027-03-02", "09:00-12:00", now=NOW, headcount=2)
    made = scene(world)
    unit = next(row for row in queries.units_of(made.document_id) if row.name == "Forge secrète")
    rate(made, unit.id, "H20", situation="Braises près du gaz")
    with_measure(made, rate(made, made.room_unit_id, "H20", situation="Sortie encombrée"), "Dégager la sortie")
    return made


def text_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\xa0", " ").split())


def test_each_edition_chains_to_the_one_before(pole: Scene) -> None:
    opened(pole)
    published(pole)
    rate(pole, pole.van_unit_id, "H05", frequency=1)
    opened(pole)
    published(pole)
    second, first = queries.published(pole.document_id)
    assert (first.previous_sha256, second.previous_sha256) == ("", first.content_sha256)
    assert second.content_sha256 == chain.content_hash(
        first.content_sha256, queries.edition_facts(pole.world.pole_id, 2)
    )
    assert queries.broken() == []
    rows = queries.editions_of(pole.world.pole_id)
    assert [(row.number, row.pdf_url) for row in rows] == [
        (2, "/p/trois-ponts/safety/editions/2.pdf"),
        (1, "/p/trois-ponts/safety/editions/1.pdf"),
    ]
    assert rows[0].sha256 == chain.file_hash(queries.edition_numbered(pole.world.pole_id, 2).pdf)


def test_two_rounds_are_never_open_at_once(pole: Scene) -> None:
    """Two coordinators who press at the same moment: neither sees the other's round, the database does."""
    opened(pole)
    again = "INSERT INTO safety_adoption ({0}) SELECT {0} FROM safety_adoption"
    columns = "document_id, number, reason, facts, content_sha256, previous_sha256, opened_at, opened_by_id"
    with pytest.raises(DBAPIError), transaction():
        db.session.execute(text(again.format(columns)))
    db.session.rollback()
    with transaction():
        adoption = queries.open_adoption(pole.document_id)
        db.session.execute(text("UPDATE safety_adoption SET published_at = opened_at"))  # by who was faster
        with pytest.raises(Refused) as refused:
            actions.withdraw_adoption(adoption, member=pole.world.lucie, now=LATER)
    assert refused.value.reason is No.ADOPTION_CLOSED


STATEMENTS = [
    "UPDATE safety_edition SET reason = 'x'",
    "DELETE FROM safety_edition",
    "UPDATE safety_extract SET number = 'x'",
    "DELETE FROM safety_extract",
    "UPDATE safety_signature SET person_name = 'x'",
    "DELETE FROM safety_signature",
    "UPDATE safety_signatory SET name = 'x'",
    "DELETE FROM safety_signatory",
    "UPDATE safety_adoption SET content_sha256 = 'x'",
    "DELETE FROM safety_adoption",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_database_refuses_to_change_what_was_published(pole: Scene, statement: str) -> None:
    signed(pole, opened(pole), pole.world.karim)
    published(pole)
    with pytest.raises(DBAPIError, match="append_only"), db.engine.begin() as connection:
        connection.execute(text(statement))
    db.session.rollback()
    assert queries.broken() == []


def test_an_edition_cannot_be_pushed_out_by_another_of_its_number(pole: Scene) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("INSERT OR REPLACE is SQLite's")
    opened(pole)
    published(pole)
    columns = [column.name for column in db.metadata.tables["safety_edition"].columns]
    copied = ", ".join("999" if name == "id" else name for name in columns)
    replace = f"INSERT OR REPLACE INTO safety_edition ({', '.join(columns)}) SELECT {copied} FROM safety_edition"
    with pytest.raises(DBAPIError, match="append_only"), db.engine.begin() as connection:
        connection.execute(text(replace))


def test_a_changed_file_is_noticed(pole: Scene) -> None:
    opened(pole)
    published(pole)
    with db.engine.begin() as connection:
        guards = connection.dialect.name == "sqlite"
        drop = (
            "DROP TRIGGER guard_safety_edition_update" if guards else "ALTER TABLE safety_edition DISABLE TRIGGER USER"
        )
        connection.execute(text(drop))
        connection.execute(text("UPDATE safety_edition SET pdf = :pdf"), {"pdf": b"other"})
        if not guards:
            connection.execute(text("ALTER TABLE safety_edition ENABLE TRIGGER USER"))
    (line,) = queries.broken()
    assert line.endswith("edition 1: file does not fit its hash")


def test_an_extract_holds_ones_own_and_nothing_of_anothers(pole: Scene) -> None:
    opened(pole)
    published(pole)
    karim = queries.extract_of(pole.world.pole_id, 1, pole.world.fournil_id)
    words = text_of(karim.pdf)
    for mine in ("Le Fournil", "Postes du plateau", "Kangoo", "Mesure à prendre", "Maison du canal"):
        assert mine in words
    for foreign in ("La Fabrique", "Forge secrète", "Braises près du gaz", "Sortie encombrée"):
        assert foreign not in words, foreign
    edition = queries.edition_numbered(pole.world.pole_id, 1)
    assert karim.number == f"1-{pole.world.fournil_id:03d}"
    assert edition.content_sha256[:4] in words


def test_extract_facts_leave_out_other_employers_numbers_and_costs(pole: Scene) -> None:
    opened(pole)
    facts = queries.open_adoption(pole.document_id, with_facts=True).facts
    mine = extract_of(facts, pole.world.couture_id, "0" * 64)
    assert {user["id"] for unit in mine["units"] for user in unit["users"]} == {pole.world.couture_id}
    costs = [row for unit in mine["units"] for risk in unit["risks"] for row in risk["measures"]]
    assert [(row["whose"], row["cost"]) for row in costs] == [("theirs", None)]
    assert "Fabrique" not in json.dumps(mine, ensure_ascii=False)


def test_what_changed_is_told_risk_by_risk(pole: Scene) -> None:
    opened(pole)
    published(pole)
    before = queries.edition_facts(pole.world.pole_id, 1)
    rate(pole, pole.room_unit_id, "H20", mastery=1, situation="Sortie dégagée", severity=4)
    with transaction():
        unit = queries.unit_for(pole.world.prevention, pole.van_unit_id)
        gone = next(row for row in unit.risks if row.family == "H05")
        actions.remove_risk(gone, member=pole.world.prevention, now=LATER)
    document = queries.document_of(pole.world.pole_id)
    after = queries.volume(document, number=2, reason="", author="", today=LATER.date()).facts
    found = [(change.kind, change.row["family"], change.fields) for change in changes(before, after)]
    assert found == [("changed", "H20", ("situation", "mastery", "residual")), ("removed", "H05", ())]
