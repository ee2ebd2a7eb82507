"""A labour inspector, unannounced (product.md 1): a link or a print in two clicks, of one employer alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image
from pypdf import PdfReader, PdfWriter

from mutua.documents.pdf import to_pdf
from mutua.documents.pdf.joined import joined, page_count, printable
from mutua.kernel import clock
from mutua.kernel.transaction import transaction
from mutua.safety import actions, queries
from mutua.safety.models import Body, ReaderKind, Thing
from mutua.staffing.models import State
from mutua.staffing.queries import signed_loans
from tests.builders import World, sign_in
from tests.safety.scene import LATER, Scene, opened, published, rate, scene, signed
from tests.safety.test_editions import text_of
from tests.staffing import loans

BASE = "/p/trois-ponts/safety"
READ = re.compile(r"/safety/read/[\w-]+")
LOAN = ("Zoé Lambert", "La Couture prête à Le Fournil", "Heures : 3 h")


@pytest.fixture
def pole(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """La Couture lends Zoé to Le Fournil, with hours; a version is published and La Couture's service was told."""
    monkeypatch.setattr(loans, "PDF", to_pdf("character", "Papier signé de Zoé"))
    loans.state_april(loans.loan_in(State.ACTIVE, world))
    with clock.frozen(LATER):
        made = scene(world)
        with transaction():
            couture = next(row for row in queries.structures(world.pole_id) if row.id == world.couture_id)
            actions.add_consultation(
                queries.document_of(world.pole_id), held_on=LATER.date(), body=Body.HEALTH_SERVICE, structure=couture,
                shown="Courrier suivi 1A", opinion="", answer="", member=world.ines, now=LATER,
            )  # fmt: skip
        rate(made, made.room_unit_id, "H20")
        signed(made, opened(made), world.karim)
        published(made)
        yield made


def told(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    words = text_of(answer.data) if answer.mimetype == "application/pdf" else answer.get_data(as_text=True)
    return re.sub(r"\s+", " ", words.replace("\u202f", " ").replace("\xa0", " "))


def test_two_clicks_lead_from_the_document_to_a_link_or_a_print(pole: Scene, client: FlaskClient) -> None:
    """One press opens the whole to the inspector: document, extract, proof, notices, papers and hours of the loan."""
    w = pole.world
    assert f'href="{BASE}/inspection"' in told(sign_in(client, w.ines), BASE)
    home = client.get("/p/trois-ponts/").text
    assert f'href="{BASE}/inspection"' in home[home.index("<footer") :]  # and from any page
    page = told(client, f"{BASE}/inspection")
    for words in (*LOAN, "Courrier suivi 1A", "Avis de consultation", "Convention signée le", "Avenant signé le"):
        assert words in page, words
    assert {f'action="{BASE}/inspection"', f'href="{BASE}/inspection.pdf"'} <= set(re.findall(r'\w+="[^"]*"', page))
    answer = client.post(f"{BASE}/inspection")
    (link,) = queries.links_of(pole.document_id, w.couture_id)
    assert (link.kind, link.expires_at - LATER) == (ReaderKind.INSPECTION, timedelta(hours=39))  # tomorrow's evening
    (way,) = set(READ.findall(answer.text))
    outside = told(client.application.test_client(), way)
    for words in (*LOAN, "Courrier suivi 1A", "Convention signée le", "Avenant signé le"):
        assert words in outside, words
    found = {each: told(client, each) for each in re.findall(rf'href="({way}/[^"]+)"', outside) if "plans" not in each}
    assert len(found) == 7  # volume, extract, the notice of the building and of the van, two papers, hours
    said = " ".join(found.values())
    for words in ("Extrait pour La Couture", "Consulter le document unique", "Papier signé de Zoé", "Relevé d’heures"):
        assert words in said, words
    read = [row.thing for row in queries.readings_of([link.id])[link.id]]
    assert {Thing.PAGE, Thing.VOLUME, Thing.EXTRACT, Thing.NOTICE, Thing.STAFF} == set(read)


def test_the_print_holds_every_piece_and_numbers_its_pages(pole: Scene, client: FlaskClient) -> None:
    w = pole.world
    whole = sign_in(client, w.ines).get(f"{BASE}/inspection.pdf").data
    words = text_of(whole)
    for part in ("La Couture prête à Le Fournil", "Courrier suivi 1A", "Extrait pour La Couture",
                 "Consulter le document unique", "Relevé d’heures"):  # fmt: skip
        assert part in words, part
    assert words.count("Papier signé de Zoé") == 2
    pages = [page.extract_text() for page in PdfReader(BytesIO(whole)).pages]
    first = int(re.search(r"Extrait n° \S+ (\d+) \d+", text_of(whole))[1])
    assert "Extrait pour" in pages[first - 1]
    volume = queries.edition_numbered(w.pole_id, 1).pdf
    assert len(whole) < 2 * len(volume) + 500_000  # what the pages of a file share comes over once


def test_nothing_of_another_employer_is_given(pole: Scene, client: FlaskClient) -> None:
    """The third structure sees no loan; a link of one employer opens no paper of another, nor does another role's."""
    w = pole.world
    (row,) = signed_loans(w.pole_id, w.couture_id)
    with transaction():
        edition = queries.edition_numbered(w.pole_id, 1)
        about = {"reader": "X", "expires_at": LATER + timedelta(days=1), "now": LATER}
        ways = [
            actions.share_with_reader(edition, structure, kind=kind, member=who, **about)[1]
            for structure, kind, who in (
                (None, ReaderKind.INSPECTION, w.lucie),
                (w.fournil_id, ReaderKind.CSE, w.karim),
                (w.fournil_id, ReaderKind.PREVENTION_AGENCY, w.karim),
                (w.fournil_id, ReaderKind.HEALTH_SERVICE, w.karim),
            )
        ]
    parts = [f"loans/{row.id}/{paper.id}" for paper in row.papers] + [f"loans/{row.id}/hours.pdf"]
    document = queries.document_of(w.pole_id)
    parts += [f"notice-{place.id}.pdf" for place in queries.places_used_by(document, w.fournil_id, LATER.date())]
    for token in ways:
        assert {client.get(f"/safety/read/{token}/{part}").status_code for part in parts} == {404}
        assert "Zoé Lambert" not in told(client, f"/safety/read/{token}")
    host = told(sign_in(client, w.karim), f"{BASE}/inspection")
    assert "Zoé Lambert" in host
    assert "Courrier suivi 1A" not in host
    assert "Extrait pour La Couture" not in told(client, f"{BASE}/inspection.pdf")
    assert client.get(f"{BASE}/inspection.pdf").status_code == 200
    assert sign_in(client, w.nadia).get(f"{BASE}/inspection.pdf").status_code == 403


def test_before_the_first_version_the_loans_are_still_shown(world: World, client: FlaskClient) -> None:
    """Papers that cannot be printed (here, damaged ones) are named."""
    loans.state_april(loans.loan_in(State.ACTIVE, world))
    with clock.frozen(LATER):
        scene(world)
        assert "Zoé Lambert" in told(sign_in(client, world.ines), f"{BASE}/inspection")
        assert client.post(f"{BASE}/inspection").status_code == 303
        words = told(client, f"{BASE}/inspection.pdf")
    assert "aucune version publiée" in words
    assert "ne peuvent pas être imprimées ici" in words
    assert "Convention signée, Zoé Lambert" in words


def test_files_are_joined_page_by_page() -> None:
    """PDF and pictures; what has no pages is refused: damaged, locked, not a document."""
    picture = BytesIO()
    Image.new("RGBA", (620, 877), "red").save(picture, "PNG")
    one, two = to_pdf("character", "Première pièce"), printable(picture.getvalue())
    made = PdfReader(BytesIO(joined([one, two, one])))
    assert [page.extract_text().strip() for page in made.pages] == ["Première pièce", "", "Première pièce"]
    assert [round(float(page.mediabox.width)) for page in made.pages][1] == round(620 / 150 * 72)
    locked = PdfWriter()
    locked.add_blank_page(100, 100)
    locked.encrypt("secret")
    closed = BytesIO()
    locked.write(closed)
    looped = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n"
    looped += b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n"
    looped += b"trailer<</Size 3/Root 1 0 R>>\nstartxref\n104\n%%EOF\n"
    for content in (loans.PDF, closed.getvalue(), looped, b"PK\x03\x04 a text document", b"%PDF-"):
        assert printable(content) is None
    assert page_count(one) == 1


def test_a_building_has_one_notice_for_all_its_rooms(pole: Scene) -> None:
    document = queries.document_of(pole.world.pole_id)
    here = queries.places_used_by(document, pole.world.fournil_id, LATER.date())
    assert "Maison du canal" in [place.name for place in here]
    assert "Salle Garance" not in [place.name for place in here]
