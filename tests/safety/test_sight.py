"""Who sees what (law/safety 5.8): every file and address in every form, and what must never be in it."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member, MembershipState, Structure, StructureRole
from mutua.resources.models import Kind
from mutua.safety import actions, queries
from mutua.safety.models import Body, IncidentKind, MeasureState, ReaderKind
from mutua.safety.rules import OF_ONE_EMPLOYER
from mutua.safety.rules.masking import masked
from mutua.safety.rules.sight import LOG_READERS, PROGRAMME_READERS
from mutua.web.mailing import message_of
from tests.builders import NOW, World, add_person, add_resource, add_structure, at, book, member, sign_in
from tests.safety.scene import LATER, Scene, opened, published, rate, scene, signed, with_measure
from tests.safety.test_editions import text_of
from tests.safety.test_pdf import read

BASE = "/p/trois-ponts/safety"
ACCIDENT = "Brûlure de la main au four"
OTHERS = ("La Fabrique", "Forge secrète", "Braises près du gaz", ACCIDENT, "Transports Duval")


@pytest.fixture
def pole(world: World) -> Iterator[Scene]:
    """La Fabrique is alone in its workshop; an accident there; Le Fournil has nothing to do with either."""
    with clock.frozen(LATER):
        with transaction():
            home = pole_queries.pole_by_slug("trois-ponts")
            fabrique = add_structure(home, "La Fabrique")
            db.session.flush()
            zoe = add_person("Zelda Lenoir", fabrique, StructureRole.MANAGER, home)
            forge = add_resource(home, db.session.get(Structure, fabrique.id), "Forge secrète", Kind.PREMISES)
            db.session.flush()
            acting, forge_id = member(zoe, home), forge.id
        book(acting, forge_id, "2027-03-02", "09:00-12:00", now=NOW, headcount=2)
        made = scene(world)
        unit = next(row for row in queries.units_of(made.document_id) if row.name == "Forge secrète")
        rate(made, unit.id, "H20", situation="Braises près du gaz")
        with_measure(made, rate(made, made.room_unit_id, "H20"), "=HYPERLINK(1)")
        with transaction():
            document = queries.document_of(world.pole_id)
            unit = queries.unit_for(world.prevention, unit.id)
            actions.report_incident(document, unit, kind=IncidentKind.ACCIDENT, happened_on=LATER.date(), text=ACCIDENT,
                                    now=LATER)  # fmt: skip
            facts = actions.OperationFacts(
                "protocol", fabrique.id, None, "Transports Duval", None, None, "Gaz", LATER.date(), LATER.date(), 1, 1
            )
            actions.open_operation(document, facts, member=world.prevention, now=LATER)
        signed(made, opened(made), world.karim)
        published(made)
        yield made


def told(client: FlaskClient, address: str) -> str:
    """The words of an answer, whatever its kind."""
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    if answer.mimetype == "application/pdf":
        return text_of(answer.data)
    if answer.mimetype.endswith("sheet"):
        book_ = load_workbook(io.BytesIO(answer.data))
        return " ".join(str(cell) for sheet in book_ for row in sheet.iter_rows(values_only=True) for cell in row)
    return answer.get_data(as_text=True)


def asked(client: FlaskClient, who: Member, address: str) -> int:
    return sign_in(client, who).get(address).status_code


def test_an_extract_in_every_form_is_of_ones_own_employer_alone(pole: Scene, client: FlaskClient) -> None:
    w = pole.world
    for kind in ("pdf", "json", "xlsx"):
        address = f"{BASE}/editions/1/extract.{kind}"
        words = told(sign_in(client, w.nadia), address)
        assert "Kangoo" in words
        for foreign in (*OTHERS, "Situation H20"):  # the room is not theirs, the action they owe there is
            assert foreign not in words, (kind, foreign)
        assert [asked(client, who, address) for who in (w.lucie, w.prevention, w.stranger)] == [403, 403, 404]
    assert [asked(client, who, f"{BASE}/inspection") for who in (w.nadia, w.karim, w.stranger)] == [403, 200, 404]
    page = told(sign_in(client, w.karim), f"{BASE}/inspection")
    for foreign in OTHERS:
        assert foreign not in page, foreign


def test_the_volume_tells_no_headcount_under_five_and_no_formula(pole: Scene, client: FlaskClient) -> None:
    w = pole.world
    facts = queries.edition_facts(w.pole_id, 1)
    peaks = {user["peak"] for unit in masked(facts)["units"] for user in unit["users"]}
    assert peaks == {None, 6}
    assert {user["peak"] for unit in facts["units"] for user in unit["users"]} == {1, 2, 6}
    volume = told(sign_in(client, w.nadia), f"{BASE}/editions/1.pdf")
    assert "moins de 5 personnes" in volume.lower()
    assert "2 personnes au plus" not in volume
    sent = json.loads(client.get(f"{BASE}/editions/1.json").data)
    assert {user["peak"] for unit in sent["units"] for user in unit["users"]} == {None, 6}
    sheet = client.get(f"{BASE}/editions/1.xlsx")
    assert "'=HYPERLINK(1)" in told(client, f"{BASE}/editions/1.xlsx")
    assert sheet.headers["Cache-Control"] == "private, no-store"


def test_a_reader_from_outside_opens_what_the_link_names_alone(pole: Scene, client: FlaskClient) -> None:
    w, until = pole.world, at("2027-05-06 00:00")  # opens until the end of the fifth
    with transaction():
        edition = queries.edition_numbered(w.pole_id, 1)
        first, own = actions.share_with_reader(edition, w.fournil_id, kind=ReaderKind.HEALTH_SERVICE, reader="SPST",
                                              expires_at=until, member=w.karim, now=LATER)  # fmt: skip
        second, common = actions.share_with_reader(edition, None, kind=ReaderKind.OTHER, reader="Mairie",
                                                 expires_at=until, member=w.lucie, now=LATER)  # fmt: skip
        db.session.flush()
        links = [first.id, second.id]
    for token, parts in ((own, ("", "/plans", "/extract.pdf")), (common, ("", "/volume.pdf"))):
        for part in parts:
            words = told(client, f"/safety/read/{token}{part}")
            assert part or re.search(r"Valable jusqu’au</dt><dd>5\smai\s2027", words), words[words.find("Valable") :][
                :60
            ]
            if part != "/volume.pdf":
                assert not [foreign for foreign in OTHERS if foreign in words]
    assert client.get(f"/safety/read/{common}/extract.pdf").status_code == 404
    assert client.get(f"/safety/read/{own}/volume.pdf").status_code == 404
    with clock.frozen(until + timedelta(seconds=1)):
        assert [client.get(f"/safety/read/{token}").status_code for token in (own, common)] == [410, 410]
    assert len(queries.readings_of(links)[links[0]]) == 3


PARTS = ("", "/volume.pdf", "/extract.pdf", "/plans", "/place")
SEEN = {
    ReaderKind.INSPECTION: "++++.",
    ReaderKind.PREVENTION_AGENCY: "++++.",
    ReaderKind.HEALTH_SERVICE: "+.++.",
    ReaderKind.CSE: "+++..",
    ReaderKind.WORKER: "+++..",
    ReaderKind.FORMER_WORKER: "+.+..",
    ReaderKind.OWNER: "+...+",
    ReaderKind.OTHER: "+++..",
}


def test_each_reader_opens_what_their_role_may_see(pole: Scene, client: FlaskClient) -> None:
    """The table of law/safety 5.8, by links of Le Fournil; by the office, what is of one employer is refused."""
    w, until, first, last = pole.world, LATER + timedelta(days=2), LATER.date(), LATER.date() + timedelta(days=9)
    with transaction():
        document, place = queries.document_of(w.pole_id), queries.place_in(w.pole_id, pole.building_id)
        for structure, said in ((w.fournil_id, "Avis du Fournil"), (w.couture_id, "Avis de la Couture")):
            owner = next(row for row in queries.structures(w.pole_id) if row.id == structure)
            actions.add_consultation(document, held_on=first, body=Body.CSE, structure=owner, shown="", opinion=said,
                                     answer="", member=w.prevention, now=LATER)  # fmt: skip
        before = {
            kind: actions.share_with_reader(queries.edition_numbered(w.pole_id, 1), w.fournil_id, kind=kind, reader="A",
                                            expires_at=until, member=w.karim, now=LATER)[1]
            for kind in (ReaderKind.HEALTH_SERVICE, ReaderKind.CSE)
        }  # fmt: skip
    signed(pole, opened(pole), w.karim)
    number = published(pole)
    for kind, answer in ((ReaderKind.HEALTH_SERVICE, 200), (ReaderKind.CSE, 404)):  # who is sent every update
        ways = [f"/safety/read/{before[kind]}/extract-{each}.pdf" for each in (1, number)]
        assert [client.get(way).status_code for way in ways] == [200, answer]
    found, tokens = {}, {}
    for kind in ReaderKind:
        with transaction():
            edition = queries.edition_numbered(w.pole_id, number)
            about = {"kind": kind, "reader": "Quelqu’un", "expires_at": until, "from_on": first, "until_on": last}
            _link, token = actions.share_with_reader(
                edition, w.fournil_id, place=place, member=w.karim, now=LATER, **about
            )
            if kind in OF_ONE_EMPLOYER:
                with pytest.raises(Refused):
                    actions.share_with_reader(edition, None, place=place, member=w.lucie, now=LATER, **about)
        tokens[kind] = token
        answers = [client.get(f"/safety/read/{token}{part}") for part in PARTS]
        found[kind] = "".join({200: "+", 404: "."}[answer.status_code] for answer in answers)
        for part, answer in zip(PARTS, answers, strict=True):
            if answer.mimetype == "text/html":
                words = answer.get_data(as_text=True)
                if kind not in PROGRAMME_READERS:
                    assert not [foreign for foreign in OTHERS if foreign in words], (kind, part)
                assert "Avis de la Couture" not in words
                assert ("Avis du Fournil" in words) == (part == "" and kind in LOG_READERS), (kind, part)
    assert found == SEEN
    once = f"/safety/read/{tokens[ReaderKind.FORMER_WORKER]}"
    assert [client.get(f"{once}/extract-{n}.pdf").status_code for n in (number, 9)] == [200, 404]
    for without in ({"from_on": None}, {"until_on": first - timedelta(days=1)}):
        with transaction(), pytest.raises(Refused):
            about = {"kind": ReaderKind.FORMER_WORKER, "reader": "Léo", "expires_at": until, "from_on": first,
                     "until_on": last, **without}  # fmt: skip
            actions.share_with_reader(edition, w.fournil_id, member=w.karim, now=LATER, **about)


def test_the_health_service_has_one_link_for_every_version(pole: Scene, client: FlaskClient) -> None:
    """One button of the employer: a link for a year, whose readings are told; nothing of another employer's in it."""
    page = told(sign_in(client, pole.world.karim), f"{BASE}/readers")
    fields = dict(re.findall(r'name="(kind|reader|number|expires_on)" value="([^"]+)"', page))
    assert (fields["kind"], fields["number"]) == ("health_service", "1")
    answer = client.post(f"{BASE}/readers", data={**fields, "once": "spst"})
    (way,) = set(re.findall(r"/safety/read/[\w-]+", answer.get_data(as_text=True)))
    for part in ("", "/plans", "/extract-1.pdf"):
        words = told(client, f"{way}{part}")
        assert not [foreign for foreign in OTHERS if foreign in words]
    assert client.get(f"{way}/volume.pdf").status_code == 404
    (link,) = queries.links_of(pole.document_id, pole.world.fournil_id)
    assert len(queries.readings_of([link.id])[link.id]) == 3
    assert "Ouvert par" in told(client, f"{BASE}/inspection")  # proof of what was sent, for the inspector
    assert "Créer le lien du service" not in told(sign_in(client, pole.world.prevention), f"{BASE}/readers")


def letters(app: Flask, template: str) -> list[str]:
    """Their words, as sent."""
    rows = db.session.scalars(select(Mail).where(Mail.template == template).order_by(Mail.id))
    sent = [message_of(row, app.config["SETTINGS"], now=LATER) for row in rows]
    return [f"{one['To']} {one['Subject']} {one.get_content()}".replace("\u00a0", " ") for one in sent]


def test_the_health_service_is_written_to_at_each_version(pole: Scene, client: FlaskClient, app: Flask) -> None:
    """L4121-3-1 VI: each update is sent. Its own letter has the link, the next ones have no word of the document."""
    sign_in(client, pole.world.karim)
    fields = {"kind": "health_service", "reader": "SPST 79", "number": "1", "expires_on": "2027-06-30", "once": "a"}
    wrong = client.post(f"{BASE}/readers", data={**fields, "email": "spst79"})
    assert wrong.status_code == 422
    assert "Écrivez une adresse complète" in wrong.text
    assert 'value="spst79"' in wrong.text
    assert client.post(f"{BASE}/readers", data={**fields, "email": "Accueil@spst.test"}).status_code == 200
    (first,) = letters(app, "safety/reader_link")
    assert first.startswith("accueil@spst.test")
    (way,) = re.findall(r"/safety/read/[\w-]+", first)
    assert "30 juin 2027" in first
    assert client.get(way).status_code == 200
    rate(pole, pole.van_unit_id, "H20", now=LATER, severity=3, severity_reason="Revu")
    opened(pole)
    assert published(pole) == 2
    (news,) = letters(app, "safety/reader_news")
    assert "version 2" in news
    assert "Le Fournil" in news
    assert "/safety/read/" not in news
    assert "Version 2" in told(client, way)
    assert "Écrit à SPST 79" in told(client, f"{BASE}/inspection")
    (link,) = queries.links_of(pole.document_id, pole.world.fournil_id)
    assert client.post(f"{BASE}/readers/{link.id}/revoke").status_code == 303
    rate(pole, pole.van_unit_id, "H20", now=LATER, severity=2, severity_reason="Revu")
    opened(pole)
    assert published(pole) == 3
    assert len(letters(app, "safety/reader_news")) == 1  # revoked, nobody is written to


def test_a_leaver_keeps_the_versions_of_its_time(pole: Scene, client: FlaskClient) -> None:
    w = pole.world
    extract = queries.extract_of(w.pole_id, 1, w.fournil_id)
    with transaction():
        row = next(row for row in pole_queries.memberships_of(w.pole_id) if row.structure_id == w.fournil_id)
        row.state, row.left_on = MembershipState.LEFT, LATER.date()
    sign_in(client, w.karim)
    assert client.get(f"{BASE}/editions/1/extract.pdf").status_code == 404
    assert "Extrait · Le Fournil" in client.get("/safety/kept").get_data(as_text=True)
    for what, content in (("extract", extract.pdf), ("volume", queries.edition_numbered(w.pole_id, 1).pdf)):
        assert client.get(f"/safety/kept/{extract.id}/{what}.pdf").data == content
    foreign = queries.extract_of(w.pole_id, 1, w.couture_id)
    assert client.get(f"/safety/kept/{foreign.id}/volume.pdf").status_code == 404
    sign_in(client, w.nadia)  # of Le Fournil, but does not manage it
    assert client.get(f"/safety/kept/{extract.id}/extract.pdf").status_code == 404


def test_the_posted_notice_opens_the_file_without_an_account(pole: Scene, client: FlaskClient) -> None:
    w = pole.world
    answer = sign_in(client, w.karim).post(f"{BASE}/places/{pole.building_id}/notice")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    words = text_of(answer.data)
    for part in ("Consulter le document unique", "Vous travaillez pour Le Fournil", "Maison du canal"):
        assert part in words, part
    (link,) = queries.links_of(pole.document_id, w.fournil_id)
    assert (link.reader, (link.expires_at - LATER).days) == ("Avis affiché, Maison du canal", 365)
    page = read(answer.data).pages[0]  # who reads it on a screen has the code's address as a link
    links = [each.get_object()["/A"]["/URI"] for each in page["/Annots"]]
    (address,) = [each for each in links if "/read/" in each]
    client.delete_cookie("session")
    assert "Le Fournil" in told(client, urlsplit(address).path)
    assert sign_in(client, w.karim).post(f"{BASE}/places/999/notice").status_code == 404


def test_the_code_on_the_wall_opens_the_version_in_force(pole: Scene, client: FlaskClient) -> None:
    """Printed once, it hangs for a year: it follows, and keeps the version it was printed for."""
    w = pole.world
    with transaction():
        edition = queries.edition_numbered(w.pole_id, 1)
        _link, token = actions.share_with_reader(
            edition, w.fournil_id, kind=ReaderKind.WORKER, reader="Avis affiché", member=w.karim, now=LATER,
            expires_at=LATER + timedelta(days=365),
        )  # fmt: skip
    rate(pole, pole.van_unit_id, "H20", severity=3, severity_reason="Revu")
    signed(pole, opened(pole), w.karim)
    number = published(pole)
    assert f"PDF, version {number}" in told(client, f"/safety/read/{token}")
    assert f"Version {number}, publiée" in told(client, f"/safety/read/{token}/volume.pdf")
    for each in (1, number):
        assert "Extrait pour Le Fournil" in told(client, f"/safety/read/{token}/extract-{each}.pdf")


def test_every_employer_is_sent_its_files_and_no_others(pole: Scene, app: Flask) -> None:
    letters = list(db.session.scalars(select(Mail).where(Mail.template == "safety/published").order_by(Mail.id)))
    sent = {}
    for letter in letters:
        message = message_of(letter, app.config["SETTINGS"], now=LATER)
        sent[letter.recipient.split("@")[0]] = [
            (part.get_filename(), part.get_payload(decode=True)) for part in message.iter_attachments()
        ]
    numbers = {"ines": pole.world.couture_id, "karim": pole.world.fournil_id}
    for name, structure_id in numbers.items():
        extract = queries.extract_of(pole.world.pole_id, 1, structure_id)
        volume = queries.edition_numbered(pole.world.pole_id, 1).pdf
        assert sent[name] == [("volume-commun-v1.pdf", volume), (f"extrait-{extract.number}.pdf", extract.pdf)]


def test_every_table_has_headers_and_every_figure_its_words(pole: Scene) -> None:
    """Read back with a PDF library: the tree of tags of volume and extract."""
    w = pole.world
    for content in (queries.edition_numbered(w.pole_id, 1).pdf, queries.extract_of(w.pole_id, 1, w.fournil_id).pdf):
        file = read(content)
        kinds: dict[str, int] = {}
        tables = []

        def walk(node: object, kinds: dict[str, int] = kinds, tables: list[set[str]] = tables) -> set[str]:
            found: set[str] = set()
            node = node.get_object() if hasattr(node, "get_object") else node
            if isinstance(node, list):
                for each in node:
                    found |= walk(each)
            elif hasattr(node, "get"):
                kind = str(node.get("/S", ""))
                kinds[kind] = kinds.get(kind, 0) + 1
                below = walk(node["/K"]) if "/K" in node else set()
                if kind == "/Figure":
                    assert node.get("/Alt"), "a figure without words"
                if kind == "/Table":
                    tables.append(below)
                found = below | {kind}
            return found

        walk(file.trailer["/Root"]["/StructTreeRoot"])
        assert tables
        assert all("/TH" in below and "/TD" in below for below in tables)
        assert kinds["/H1"] >= 5
        assert kinds["/Table"] == len(tables)
        assert file.trailer["/Root"]["/Lang"] == "fr-FR"


def test_the_inspection_reads_what_changed_in_words_and_each_plan_as_a_file(pole: Scene, client: FlaskClient) -> None:
    w = pole.world
    rate(pole, pole.room_unit_id, "H20", severity=4, frequency=1, mastery=1, existing="Porte coupe-feu")
    with transaction():
        risk = next(row for row in queries.unit_for(w.prevention, pole.room_unit_id).risks if row.family == "H20")
        actions.move_measure(risk.measures[0], MeasureState.STARTED, member=w.karim, now=LATER)
    signed(pole, opened(pole), w.karim)
    number = published(pole)
    with transaction():
        edition = queries.edition_numbered(w.pole_id, number)
        _link, token = actions.share_with_reader(
            edition, None, kind=ReaderKind.INSPECTION, reader="Inspection", expires_at=LATER + timedelta(days=2),
            member=w.lucie, now=LATER,
        )  # fmt: skip
    page = told(client, f"/safety/read/{token}").replace("\u00a0", " ").replace("\u202f", " ")
    before, after = "« Extincteurs, évacuation affichée »", "« Porte coupe-feu »"
    for words in ("maîtrise 2 → 1", "niveau élevé → modéré", f"{before} → {after}", "planifiée → en cours"):
        assert words in page, words
    assert page.index("Actions ouvertes") < page.index("Consultations") < page.index("Ce qui a changé")
    plans = told(client, f"/safety/read/{token}/plans")
    (way,) = set(re.findall(r"/safety/read/[\w-]+/plans/\d+\.pdf", plans))
    assert "Transports Duval" in told(client, way)
    assert client.get(way.replace(".pdf", "0.pdf")).status_code == 404


def test_the_addresses_given_to_somebody_without_account_open_their_one_thing(pole: Scene, client: FlaskClient) -> None:
    """The personal page of an outside firm, the wall and the followed report: nothing else of the document, no name
    of who reported, no word of another's accident, and neither address opens what the other does."""
    w = pole.world
    with transaction():
        document = queries.document_of(w.pole_id)
        facts = actions.OperationFacts(
            "plan", w.couture_id, None, "Toitures Martel", None, None, "Réfection du toit", LATER.date(), LATER.date(),
            40, 2, heads={"phases": "Dépose", "instructions": "Harnais", "rescue": "15"}, inspected_on=LATER.date(),
            inspection="Vu ensemble", lead="Hervé",
        )  # fmt: skip
        row, _told = actions.open_operation(document, facts, member=w.ines, now=LATER)
        row = queries.operation_for(w.ines, row.id)
        path = actions.send_signing_link(document, row, name="Jean Martel", email="jean@martel.test", member=w.ines,
                                         now=LATER)  # fmt: skip
        resource = next(each for each in queries.resources_of(w.pole_id) if each.id == w.room_id)
        spot = actions.spot_of(document, resource, member=w.ines, now=LATER)
        wall, key = f"/safety/report/{spot.code}", "7a" * 16
    told_at_the_wall = {"kind": "accident", "happened_on": "2027-05-03", "text": "Malaise de Zelda", "once": key,
                        "contact": "06 11 22 33 44"}  # fmt: skip
    assert client.post(wall, data=told_at_the_wall).status_code == 200
    followed = f"/safety/report/followed/{key}"
    private = (*OTHERS, "Zelda", "06 11 22 33 44", "Situation H20", "Kangoo")
    for address, own in ((path, "Réfection du toit"), (f"{path}/document.pdf", "Réfection du toit"),
                         (wall, "Salle Garance"), (followed, "Malaise")):  # fmt: skip
        words = told(client, address)
        assert own in words, address
        foreign = [part for part in private if part in words and not (address == followed and part == "Zelda")]
        assert not foreign, (address, foreign)
    token = path.rsplit("/", 1)[-1]
    crossed = (f"/safety/read/{token}", f"/safety/report/{token}", f"/safety/sign/{spot.code}", f"/safety/sign/{key}",
               f"/safety/report/{key}", f"/safety/report/followed/{spot.code}")  # fmt: skip
    assert [client.get(address).status_code for address in crossed] == [404] * len(crossed)
    for who in (w.karim, w.nadia):  # of another employer: neither the accident's author nor the plan to sign
        assert "06 11 22 33 44" not in told(sign_in(client, who), f"{BASE}/incidents")
    signed(pole, opened(pole), w.karim)
    number = published(pole)
    for kind in ("pdf", "json", "xlsx"):
        words = told(sign_in(client, w.nadia), f"{BASE}/editions/{number}/extract.{kind}")
        assert not [part for part in ("Malaise", "Toitures Martel", "06 11", *OTHERS) if part in words], kind
        assert "06 11" not in told(client, f"{BASE}/editions/{number}.{kind}")
