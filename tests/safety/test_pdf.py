"""The files: read back as a reader would, and made twice alike."""

from __future__ import annotations

import io
from datetime import date

import pytest
from pypdf import PdfReader

from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.law import rule
from mutua.pole.models import Structure
from mutua.resources.models import Place
from mutua.safety import actions, pdf, queries
from mutua.safety.models import CheckKind
from mutua.safety.rules.extract import extract_of
from tests.builders import World
from tests.documents.spoiling import NASTY, spoil
from tests.safety.scene import LATER, Scene, common_rule, opened, published, rate, scene, signed, with_measure


@pytest.fixture
def pole(world: World) -> Scene:
    made = scene(world)
    risk = rate(made, made.room_unit_id, "H20", mastery=3, situation="Sortie encombrée par les cartons")
    with_measure(made, risk, "Dégager la seconde sortie")
    common_rule(made, "Cartons sortis à 17:00", made.building_id)
    with transaction():
        db.session.get_one(Structure, world.fournil_id).prevention_person = "Léa Four"
    signed(made, opened(made), world.karim)
    published(made)
    return made


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def words(content: bytes) -> str:
    """All text, blanks made plain."""
    return " ".join(" ".join(page.extract_text() for page in read(content).pages).replace("\xa0", " ").split())


def test_the_volume_is_tagged_titled_and_french(pole: Scene) -> None:
    file = read(queries.edition_numbered(pole.world.pole_id, 1).pdf)
    root = file.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("fr-FR", True)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert file.metadata.title == "Document unique partagé d’évaluation des risques, Pôle des Trois-Ponts, version 1"
    assert "/StructTreeRoot" in root
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_the_volume_tells_its_nature_its_figures_and_who_signed(pole: Scene) -> None:
    text = words(queries.edition_numbered(pole.world.pole_id, 1).pdf)
    for part in (
        "Volume commun au titre de l’article L4121-5",
        "Il ne remplace pas le document unique de chaque employeur",
        "du 3 mai 2026 au 2 mai 2027",
        "Version 1, publiée le 3 mai 2027",
        "Sortie encombrée par les cartons",
        "Dégager la seconde sortie",
        "Protection individuelle seule, L4121-2 8°",
        "Cartons sortis à 17:00",
        "Maison du canal",
        "Prévention : Léa Four",
        "Karim Benali",
        "non signé à ce jour",
        "à vérifier",
        "dangers transmis attendent une mesure signée, dont",  # the cover: critical ones may lie there alone
    ):
        assert part in text, part


def test_the_extract_has_the_notice_and_a_page_of_the_employers_own(pole: Scene) -> None:
    """law/safety 5.3: R4121-4 notice, who is named for prevention, room to add and to sign, no law table."""
    pages = read(queries.extract_of(pole.world.pole_id, 1, pole.world.fournil_id).pdf).pages
    texts = [" ".join(each.extract_text().replace("\xa0", " ").split()) for each in pages]
    (own,) = [each for each in texts[2:] if each.startswith("8. Avis, ajouts et signature de l’employeur")]
    for part in ("Avis à afficher (R4121-4)", "anciens travailleurs", "Ce que l’employeur ajoute", "Signature"):
        assert part in own, part
    assert "Règles de droit citées" not in own
    assert "Prévention (L4644-1) Léa Four" in " ".join(texts)
    other = words(queries.extract_of(pole.world.pole_id, 1, pole.world.couture_id).pdf)
    assert "Prévention (L4644-1) salarié désigné ou intervenant du service de santé" in other  # room to write a name
    assert "une mesure signée" in texts[0]  # the cover: what is critical may lie in co-activity alone


def test_each_sheet_tells_the_checks_of_its_place(pole: Scene) -> None:
    """And an extract those of its own units alone (law/safety 5.2, 4)."""
    w = pole.world
    with transaction():
        building, elsewhere = queries.place_in(w.pole_id, pole.building_id), Place(pole_id=w.pole_id, name="Hangar")
        elsewhere.kind = building.kind
        db.session.add(elsewhere)
        db.session.flush()
        for place, label in ((building, "Tableau électrique"), (elsewhere, "Pont roulant")):
            due = date(2027, 9, 12)
            about = {"every_months": 12, "due_on": due, "member": w.prevention, "now": LATER}
            actions.add_check(place, CheckKind.ELECTRICITY, label, **about)
    opened(pole)
    published(pole)
    volume = words(queries.edition_numbered(w.pole_id, 2).pdf)
    extract = words(queries.extract_of(w.pole_id, 2, w.fournil_id).pdf)
    line = "Vérifications Tableau électrique (prochaine le 12 septembre 2027, jamais notée)."
    assert (volume.count(line), extract.count(line)) == (2, 1)  # room and desks in the building, the van outside
    assert ("Pont roulant" in volume, "Pont roulant" in extract) == (True, False)


def test_a_check_whose_date_has_passed_is_told_late(pole: Scene) -> None:
    w = pole.world
    with transaction():
        building = queries.place_in(w.pole_id, pole.building_id)
        about = {"every_months": 6, "due_on": date(2027, 4, 1), "member": w.prevention, "now": LATER}
        actions.add_check(building, CheckKind.DRILL, "Exercice d’évacuation", **about)
    opened(pole)
    published(pole)
    volume = words(queries.edition_numbered(w.pole_id, 2).pdf)
    assert "Exercice d’évacuation (en retard depuis le 1er avril 2027, jamais notée)" in volume
    assert "en retard 1er avril 2027" in volume  # and in the register of annex A


def test_an_extract_has_its_contents_its_own_hash_and_the_rules_of_the_building(pole: Scene) -> None:
    extract = queries.extract_of(pole.world.pole_id, 1, pole.world.fournil_id)
    pages = [" ".join(page.extract_text().replace("\xa0", " ").split()) for page in read(extract.pdf).pages]
    mark = " ".join(extract.content_sha256[at : at + 4] for at in (0, 4, 8, 12))
    assert "Sommaire" in pages[1]
    assert "7. Fiche pour le service de santé au travail" in pages[1]
    assert all(mark in page and "ersion 1" in page for page in pages)
    assert "Cartons sortis à 17:00" in " ".join(pages)  # the rule is of the building, the unit one of its rooms


@pytest.mark.once
def test_the_same_facts_give_the_same_bytes(pole: Scene) -> None:
    facts = queries.edition_facts(pole.world.pole_id, 1)
    twice = {
        pdf.volume_pdf(facts, sha256="0" * 64, previous_sha256="", signatures=[], published_on=date(2027, 5, 3))
        for _ in range(2)
    }
    assert len(twice) == 1


def test_every_page_carries_version_and_hash(pole: Scene) -> None:
    edition = queries.edition_numbered(pole.world.pole_id, 1)
    pages = [page.extract_text().replace("\xa0", " ") for page in read(edition.pdf).pages]
    mark = " ".join(edition.content_sha256[at : at + 4] for at in (0, 4, 8, 12))
    for page in pages[1:]:
        assert f"version {edition.number}" in page
        assert mark in page
    assert f"Pages {len(pages)}" in " ".join(pages[0].split())
    assert pages[0].count("Version 1") == 1


@pytest.mark.once
def test_a_text_that_no_font_shows_is_published_and_its_hash_is_of_the_words(pole: Scene) -> None:
    typed = "Cartons 📦, 👨\u200d👩\u200d👧, مرحبا, 漢字, \x07 fin"
    rate(pole, pole.room_unit_id, "H20", situation=typed)
    opened(pole)
    published(pole)
    facts = queries.edition_facts(pole.world.pole_id, 2)
    assert typed in {risk["situation"] for unit in facts["units"] for risk in unit["risks"]}
    assert queries.broken() == []
    assert "Cartons ▢, ▢, " in words(queries.edition_numbered(pole.world.pole_id, 2).pdf)
    assert "Cartons ▢, ▢, " in words(queries.extract_of(pole.world.pole_id, 2, pole.world.couture_id).pdf)


@pytest.mark.once
def test_every_file_of_the_document_takes_any_text(pole: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    used = spoil(monkeypatch, pdf)
    facts = queries.edition_facts(pole.world.pole_id, 1)
    signatures = [{"name": f"La Couture {NASTY}", "person": None, "signed_on": None}]
    day = date(2027, 5, 3)
    pdf.volume_pdf(facts, sha256="0" * 64, previous_sha256="", signatures=signatures, published_on=day)
    pdf.extract_pdf(extract_of(facts, pole.world.fournil_id, "0" * 64), sha256="0" * 64, published_on=day)
    sheet = queries.safety_sheet(queries.shared_resource(pole.world.ines, pole.world.van_id))
    pdf.spot_pdf(sheet, pole="Pôle des Trois-Ponts", url="https://mutua.test/d/a", printed_on=day)
    notice = {"pole": "Le pôle", "place": "La cour", "address": "3 quai", "url": "https://mutua.test", "employer": "",
              "code": "", "head": "Karim Benali", "number": 1, "published_on": "2027-05-03",
              "printed_on": "2027-05-03"}  # fmt: skip
    pdf.notice_pdf(notice, rule("R4121-4", on=day))
    assert used == {"safety_volume", "safety_extract", "safety_spot", "safety_notice"}
