"""Who signs reads first, signs on top of the page, and is asked until it is done; who publishes sees who is missing."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.transaction import transaction
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member, MembershipState
from mutua.resources.models import Place
from mutua.safety import actions, pdf, queries
from tests.builders import World, sign_in
from tests.safety.scene import LATER, Scene, opened, published, rate, scene, signed

BASE = "/p/trois-ponts/safety"
MENU = re.compile(r'<nav class="mu-menu".*?</nav>', re.DOTALL)


@pytest.fixture
def pole(world: World) -> Iterator[Scene]:
    with clock.frozen(LATER):
        made = scene(world)
        rate(made, made.room_unit_id, "H20")
        yield made


def page(client: FlaskClient, who: Member, path: str = "/adoption") -> str:
    with client.session_transaction() as session:
        session.clear()
    return sign_in(client, who).get(BASE + path).get_data(as_text=True)


def words(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(each.extract_text() for each in pages).replace("\xa0", " ").split())


def test_who_signs_reads_the_frozen_words_first(pole: Scene, client: FlaskClient) -> None:
    w = pole.world
    opened(pole)
    rate(pole, pole.room_unit_id, "H20", situation="Écrit après l’ouverture")
    shown = page(client, w.karim)
    assert f"{BASE}/draft.pdf" not in shown
    assert shown.index("Lire le volume commun") < shown.index("Pas encore signé")
    volume = words(client.get(f"{BASE}/adoption/1/volume.pdf").data)
    assert "Version 1, à la signature, état du 3 mai 2027" in volume
    assert "Publiée le" not in volume
    assert "Écrit après l’ouverture" not in volume
    extract = words(client.get(f"{BASE}/adoption/1/extract.pdf").data)
    assert "Extrait pour Le Fournil" in extract
    assert "à la signature" in extract
    assert client.get(f"{BASE}/adoption/1/changes").status_code == 200
    assert client.get(f"{BASE}/adoption/2/volume.pdf").status_code == 404
    published(pole)
    for kept, path in (("editions/1.pdf", "volume"), ("editions/1/extract.pdf", "extract")):
        assert client.get(f"{BASE}/adoption/1/{path}.pdf").headers["Location"] == f"{BASE}/{kept}"


def test_the_changes_are_those_of_what_is_signed_not_of_the_draft(pole: Scene, client: FlaskClient) -> None:
    opened(pole)
    published(pole)
    rate(pole, pole.room_unit_id, "H20", severity=3, severity_reason="Sprinklers")
    opened(pole, now=LATER + timedelta(minutes=1))
    rate(pole, pole.van_unit_id, "H05", frequency=1)
    shown = page(client, pole.world.karim)
    assert "Ce qui change depuis la version 1" in shown
    frozen = page(client, pole.world.karim, "/adoption/2/changes")
    drafted = page(client, pole.world.karim, "/changes")
    assert "La version 2, telle qu’elle se signe, face à la version 1" in frozen
    assert (frozen.count("gravité"), frozen.count("Kangoo")) == (1, 0)
    assert drafted.count("Kangoo") >= 1


def test_the_form_stands_on_top_with_its_error(pole: Scene, client: FlaskClient) -> None:
    opened(pole)
    shown = page(client, pole.world.karim)
    assert (
        shown.index('id="v1-code"') < shown.index("Aucune structure sur 2 n’a signé") < shown.index("Pas encore signé")
    )
    answer = client.post(f"{BASE}/adoption/1/code")
    assert answer.headers["Location"] == f"{BASE}/adoption?sent=1"
    assert re.search(r'<input[^>]*autofocus[^>]*id="v1-code"', client.get(answer.headers["Location"]).text)
    wrong = client.post(f"{BASE}/adoption/1/sign", data={"code": "12"})
    assert wrong.status_code == 422
    assert "data-first-error" in wrong.text
    assert 'href="#v1-code"' in wrong.text
    assert 'id="v1-code-error"' in wrong.text
    assert "v1-code" not in page(client, pole.world.lucie)


def test_two_versions_wait_for_one_person_in_two_forms(pole: Scene, client: FlaskClient) -> None:
    opened(pole)
    published(pole)
    rate(pole, pole.van_unit_id, "H05", frequency=1)
    opened(pole, now=LATER + timedelta(minutes=1))
    shown = page(client, pole.world.karim)
    assert [shown.count(f'id="v{number}-code"') for number in (1, 2)] == [1, 1]
    assert queries.waiting_for(pole.world.karim).versions == (1, 2)


def test_a_demonstration_alone_shows_the_code(pole: Scene, client: FlaskClient) -> None:
    opened(pole)
    page(client, pole.world.karim)
    real = client.post(f"{BASE}/adoption/1/code", follow_redirects=True).text
    code = db.session.scalars(select(Mail).where(Mail.template == "documents/signing_code")).one().facts["code"]
    assert code not in real
    assert "Démonstration" not in real
    with transaction():
        pole_queries.pole_by_slug("trois-ponts").is_demonstration = True
    shown = client.post(f"{BASE}/adoption/1/code", follow_redirects=True).text
    code = re.search(r"Démonstration.: votre code est (\d{6})", shown)[1]
    assert client.post(f"{BASE}/adoption/1/sign", data={"code": code}).status_code == 303
    assert code not in client.get(f"{BASE}/adoption").text


def test_who_has_left_the_pole_is_told_and_never_awaited(pole: Scene, client: FlaskClient) -> None:
    """Nobody can sign for them any more: the version of all others is published by one press."""
    w = pole.world
    opened(pole)
    signed(pole, 1, w.karim)
    with transaction():
        row = pole_queries.membership(w.pole_id, w.couture_id)
        row.state, row.left_on = MembershipState.LEFT, LATER.date()
    shown = page(client, w.lucie)
    assert "N’est plus membre" in shown
    assert "1 structure sur 1 a signé" in shown
    assert "Publier sans attendre" not in shown
    assert re.search(r'action="[^"]*/adoption/publish"', shown)
    published(pole)
    assert "Attendue" not in page(client, w.lucie, "")
    assert "non signé à ce jour" in words(queries.edition_numbered(w.pole_id, 1).pdf)  # named as such all the same


def test_who_is_on_pause_is_still_awaited(pole: Scene, client: FlaskClient) -> None:
    w = pole.world
    with transaction():
        db.session.get(Place, pole.building_id).head_id = w.ines.person_id
    opened(pole)
    signed(pole, 1, w.karim)
    with transaction():
        pole_queries.membership(w.pole_id, w.couture_id).state = MembershipState.SUSPENDED
    shown = page(client, w.lucie)
    assert "N’est plus membre" not in shown
    assert "1 structure sur 2 a signé" in shown
    assert re.search(r"1 structure n’a pas signé\s: La Couture", shown)


def test_a_place_whose_head_has_left_is_still_named_before_publishing(pole: Scene, client: FlaskClient) -> None:
    w = pole.world
    with transaction():
        db.session.get(Place, pole.building_id).head_id = w.ines.person_id
    opened(pole)
    signed(pole, 1, w.karim)
    with transaction():
        row = pole_queries.membership(w.pole_id, w.couture_id)
        row.state, row.left_on = MembershipState.LEFT, LATER.date()
    shown = page(client, w.lucie)
    assert "structure n’a pas signé" not in shown
    assert "1 lieu attend la signature de la personne responsable" in shown
    assert "Publier sans attendre" in shown


def test_a_signature_is_dated_by_the_clock_on_the_wall(pole: Scene) -> None:
    opened(pole)
    with clock.frozen(datetime(2027, 5, 3, 22, 30, tzinfo=UTC)):  # the 4th in Paris
        signed(pole, 1, pole.world.karim, now=clock.now())
    adoption = queries.adoption_numbered(pole.document_id, 1, with_facts=True)
    assert [row["signed_on"] for row in pdf.signatures_of(adoption) if row["person"]] == ["2027-05-04"]


def test_publishing_without_everybody_names_who_is_missing(pole: Scene, client: FlaskClient) -> None:
    w = pole.world
    opened(pole)
    signed(pole, 1, w.karim)
    with transaction():
        document = queries.document_of(w.pole_id)
        actions.remark(document, None, "La cour est sombre", member=w.nadia, now=LATER)
    shown = page(client, w.lucie)
    (asked,) = re.findall(r"<details.*?</details>", shown, re.DOTALL)
    for part in (
        "1 structure n’a pas signé",
        "La Couture",
        "1 remarque sans réponse",
        "Publier la version 1 sans attendre",
    ):
        assert part in asked, part
    assert "Le Fournil" not in asked
    assert "btn-primary" not in asked
    assert shown.count("/adoption/publish") == 1
    assert "1 structure sur 2 a signé" in shown
    signed(pole, 1, w.ines)
    with transaction():
        document, row = queries.document_of(w.pole_id), queries.remarks_of(pole.document_id)[0]
        actions.answer_remark(document, row, "Lampe posée", member=w.prevention, now=LATER)
    shown = page(client, w.lucie)
    assert "Publier sans attendre" not in shown
    assert re.search(r'<button class="btn btn-primary"[^>]*>(<svg.*?</svg>)?Publier la version 1', shown)


def test_who_has_not_signed_is_asked_as_long_as_the_version_is_in_force(pole: Scene, client: FlaskClient) -> None:
    w = pole.world
    opened(pole)
    signed(pole, 1, w.karim)
    published(pole)
    assert [queries.waiting_for(who).versions for who in (w.ines, w.karim, w.nadia)] == [(1,), (), ()]
    assert [queries.count_waiting(who) for who in (w.ines, w.karim)] == [1, 0]
    shown = page(client, w.ines, "")
    assert "Signer la version 1, en vigueur" in shown
    assert 'class="mu-count"' in MENU.search(shown)[0]
    assert "version 1 du document unique partagé" in client.get("/p/trois-ponts/").text
    assert 'id="v1-code"' in client.get(f"{BASE}/adoption").text
    rate(pole, pole.van_unit_id, "H05", frequency=1)
    opened(pole, now=LATER + timedelta(minutes=1))
    published(pole)
    assert queries.waiting_for(w.ines).versions == (2,)


def test_the_menu_counts_the_same_on_the_first_page_as_elsewhere(pole: Scene, client: FlaskClient) -> None:
    opened(pole)
    menus = [MENU.search(page(client, pole.world.ines, path))[0] for path in ("", "/risks")]
    counts = [re.findall(r'class="mu-count">.*?</span>(\d+)<', menu) for menu in menus]
    assert counts[0] == counts[1] != []


def test_the_first_page_answers_whether_it_is_up_to_date(pole: Scene, client: FlaskClient) -> None:
    assert "Est-il à jour pour chaque employeur" in page(client, pole.world.nadia, "")
    opened(pole)
    published(pole)
    assert re.search(
        r'href="/p/trois-ponts/safety/duty">À jour pour 2 employeurs sur 2<', page(client, pole.world.nadia, "")
    )


def test_the_adoption_page_counts_what_is_to_rate_and_to_review(pole: Scene, client: FlaskClient) -> None:
    with transaction():
        rows = [row for row in queries.live_risks(queries.units_of(pole.document_id)) if row.rated_at]
        rows[0].to_review = True
    shown = page(client, pole.world.lucie)
    assert "1 risque est à revoir" in shown
    assert "Ils seront publiés comme tels." in shown


def test_one_passage_is_singular(pole: Scene, client: FlaskClient) -> None:
    assert "ensemble, 1 passage<" in page(client, pole.world.nadia, "")
