"""Offers and needs are found by their words, both ways, and tell who waits for them; alike on both databases."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import delete, select

from mutua.exchanges import actions, queries, rules
from mutua.exchanges.models import Listing, ListingKind, ListingToken, Notice, Outcome
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.transaction import transaction
from mutua.pole.models import Member, Structure
from mutua.resources.models import Kind
from mutua.web.mailing import render
from tests.builders import World, sign_in
from tests.exchanges.builders import DAY, LATER

ROOT = "/p/trois-ponts/exchanges"
OFFER, NEED = ListingKind.OFFER, ListingKind.NEED


@pytest.fixture(autouse=True)
def _today(app: object) -> Iterator[None]:
    with clock.frozen(LATER):
        yield


def publish(member: Member, kind: ListingKind, category: Kind, title: str, text: str = "", days: int = 40) -> int:
    with transaction():
        notice = Notice(kind, category, title, text, DAY + timedelta(days=days))
        return actions.publish(notice, member=member, now=LATER).id


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Réparations des tables", "reparation table", True),
        ("L’ATELIER de menuiserie", "ateliers menuiseries", True),
        ("Prêt d’un Barnum", "prêts barnums", True),
        ("cœur", "COEUR", True),
        ("vélo cargo", "velos-cargos !", True),
        ("local et bureaux", "locaux, bureau", True),
        ("menuiserie", "relecture", False),
    ],
)
def test_accents_plurals_and_signs_do_not_matter(one: str, other: str, same: bool) -> None:
    assert (set(rules.tokens(one)) == set(rules.tokens(other))) is same


@pytest.mark.parametrize("text", ["", "   ", "de la les", "!!! ??", "\u202e", "%_%", "x" * 5000, "é" * 5000])
def test_any_text_has_stems_that_fit(text: str) -> None:
    assert all(token.isalnum() and len(token) <= 60 for token in rules.tokens(text))


def test_every_word_must_be_there_and_the_pole_is_the_readers(world: World) -> None:
    first = publish(world.ines, OFFER, Kind.EQUIPMENT, "Machine à coudre industrielle", "Réglages compris")
    second = publish(world.karim, NEED, Kind.EQUIPMENT, "Tables pliantes", "Pour le marché")
    publish(world.ines, OFFER, Kind.STAFF, "Relecture", "Dossiers")
    today = DAY

    def search(words: str, **more: object) -> list[int]:
        return [row.id for row in queries.found(world.pole_id, today, words, **more)]

    assert search("machines industrielles") == [first]
    assert search("reglage") == [first]
    assert search("machine table") == []
    assert search("indus") == [first]  # a word that is still being typed
    assert search("tables") == search("table pliante") == [second]
    assert search("", category=Kind.EQUIPMENT) == [second, first]
    assert search("", category=Kind.EQUIPMENT, listing=OFFER) == [first]
    assert search("de la !!") == search("%") == []
    assert queries.found(world.other_pole_id, today, "machine") == []
    with transaction():
        actions.close_listing(
            queries.listing_for(world.ines, first), member=world.ines, now=LATER, outcome=Outcome.EXCHANGED
        )
    assert search("machine") == []
    assert db.session.get(Listing, first).outcome is Outcome.EXCHANGED


def test_notices_of_before_the_search_are_indexed_once(world: World) -> None:
    number = publish(world.ines, OFFER, Kind.STAFF, "Relecture")
    with transaction():
        db.session.execute(delete(ListingToken))
    assert queries.found(world.pole_id, DAY, "relecture") == []
    for expected in (1, 0):
        with transaction():
            assert actions.index_listings(LATER) == expected
    assert [row.id for row in queries.found(world.pole_id, DAY, "relectures")] == [number]


def test_matches_are_suggested_both_ways(world: World) -> None:
    offer = publish(world.ines, OFFER, Kind.EQUIPMENT, "Barnum de trois mètres")
    need = publish(world.karim, NEED, Kind.EQUIPMENT, "Cherchons un barnum")
    publish(world.karim, NEED, Kind.EQUIPMENT, "Perceuse")  # the same kind alone is no match
    publish(world.ines, NEED, Kind.EQUIPMENT, "Barnum")  # one's own is none
    for member, own, other in ((world.ines, offer, need), (world.karim, need, offer)):
        rows = queries.matches_of([queries.listing_for(member, own)], DAY)
        assert [row.id for row in rows[own]] == [other]


def letters(template: str) -> list[tuple[str, str]]:
    query = select(Mail).where(Mail.template == f"exchanges/{template}").order_by(Mail.id)
    made = []
    for mail in db.session.scalars(query):
        subject, body = render(mail.template, mail.facts, locale="fr", base_url="http://m.test")
        assert "%(" not in subject + body
        made.append((mail.recipient, subject))
    return made


def test_a_saved_search_tells_its_person_alone_once_a_notice(world: World, client: FlaskClient) -> None:
    sign_in(client, world.karim)
    url = f"{ROOT}/listings/search"
    assert client.post(url, data={"q": "de la"}).status_code == 422
    assert client.post(url, data={"q": "x" * 200}).status_code == 422
    assert client.post(url, data={"category": "gold"}).status_code == 422
    for data in ({"q": "barnums"}, {"q": "barnums"}, {"category": "equipment", "listing": "offer"}):
        assert client.post(url, data=data).status_code == 303
    assert len(queries.saved_searches_of(world.karim)) == 2
    publish(world.karim, OFFER, Kind.EQUIPMENT, "Barnum du Fournil")  # one's own structure
    publish(world.ines, OFFER, Kind.STAFF, "Relecture")
    publish(world.ines, OFFER, Kind.EQUIPMENT, "Un barnum blanc")
    assert [(who, subject.replace("\u00a0", " ")) for who, subject in letters("search")] == [
        (world.karim.email, "Proposé : Un barnum blanc")
    ]
    page = client.get(f"{url}?q=BARNUMS&listing=offer").get_data(as_text=True)
    assert "Un barnum blanc" in page
    assert "Relecture" not in page
    assert client.get(f"{url}?listing=rien").status_code == 422
    number = queries.saved_searches_of(world.karim)[0].id
    sign_in(client, world.nadia)
    assert client.post(f"{ROOT}/listings/searches/{number}/forget").status_code == 404
    sign_in(client, world.karim)
    assert client.post(f"{ROOT}/listings/searches/{number}/forget").status_code == 303
    assert len(queries.saved_searches_of(world.karim)) == 1


def test_the_owner_is_told_once_before_the_day_and_again_after_a_renewal(world: World) -> None:
    number = publish(world.ines, OFFER, Kind.STAFF, "Relecture", days=20)
    done = []
    for days in (5, 12, 18, 19):
        with transaction():
            done.append(actions.warn_of_end(LATER + timedelta(days=days)))
    assert done == [0, 1, 0, 0]
    assert [who for who, _ in letters("listing_ends")] == [world.ines.email]
    with transaction():
        listing = queries.listing_for(world.ines, number)
        actions.renew_listing(listing, member=world.ines, now=LATER + timedelta(days=19))
    with transaction():
        assert actions.warn_of_end(LATER + timedelta(days=75)) == 1


def test_the_board_and_what_is_asked_and_never_offered(world: World, client: FlaskClient) -> None:
    publish(world.ines, OFFER, Kind.EQUIPMENT, "Barnum")
    publish(world.karim, NEED, Kind.EQUIPMENT, "Cherchons un barnum")
    publish(world.karim, NEED, Kind.VEHICLE, "=Fourgon du samedi")
    publish(world.ines, OFFER, Kind.STAFF, "Relecture")
    sign_in(client, world.nadia)
    page = client.get(f"{ROOT}/listings/board").get_data(as_text=True)
    assert all(word in page for word in ("Barnum", "Fourgon", "Relecture"))
    assert client.get(f"{ROOT}/needs").status_code == 403
    sign_in(client, world.lucie)
    page = client.get(f"{ROOT}/needs").get_data(as_text=True)
    asked, offered = page[page.index('id="never-offered"') :].split('id="never-asked"')
    assert "Fourgon" in asked
    assert "barnum" not in asked.lower()
    assert "Relecture" in offered
    lines = client.get(f"{ROOT}/needs.csv").get_data(as_text=True).splitlines()
    assert [line.split(";")[2] for line in lines[1:]] == ["'=Fourgon du samedi", "Relecture"]
    sign_in(client, world.ines)
    shown = client.get(f"{ROOT}/listings").get_data(as_text=True)
    assert "Peut répondre" in shown
    number = queries.own_listings(world.ines, DAY)[0].id
    assert client.post(f"{ROOT}/listings/{number}/close", data={"outcome": "rien"}).status_code == 422
    assert client.post(f"{ROOT}/listings/{number}/close", data={"outcome": "elsewhere"}).status_code == 303


def test_a_notice_shows_its_pictures_to_the_pole_alone(world: World, client: FlaskClient) -> None:
    """Made small, without where they were taken; at most four; what is no picture is said and keeps what was typed."""
    form = {"listing": "offer", "category": "equipment", "title": "Barnum", "until_on": "2027-06-01",
            "photos_alt": "Le barnum monté"}  # fmt: skip
    sign_in(client, world.ines)

    def send(*files: bytes) -> int:
        photos = [(io.BytesIO(content), f"{place}.jpg") for place, content in enumerate(files)]
        return client.post(f"{ROOT}/listings/new", data={**form, "photos": photos}).status_code

    assert [send(b"no picture at all"), send(*[_picture()] * 5)] == [422, 422]
    assert db.session.scalars(select(Listing)).all() == []
    assert send(_picture(), _picture(900)) == 303
    board = client.get(f"{ROOT}/listings").get_data(as_text=True)
    addresses = re.findall(r'<img src="([^"]+/photos/[0-9]+)" alt="Le barnum monté"', board)
    assert len(addresses) == 2
    answer = client.get(addresses[0])
    with Image.open(io.BytesIO(answer.data)) as shown:
        assert (answer.mimetype, max(shown.size), dict(shown.getexif())) == ("image/jpeg", 1600, {})
    for page in ("/listings/board", "/listings/search?q=barnum"):
        assert addresses[1] in client.get(ROOT + page).get_data(as_text=True)
    archive = zipfile.ZipFile(io.BytesIO(client.get(f"{ROOT}/export.zip").data))
    assert len([name for name in archive.namelist() if name.startswith("listings/")]) == 2
    page = addresses[0].rpartition("/")[0]
    for wrong in ({}, {"photo": (io.BytesIO(b"none"), "x.jpg")}):
        assert client.post(page, data=wrong).status_code == 422
    for _more in range(2):
        more = {"photo": (io.BytesIO(_picture(60)), "x.jpg"), "alt": "Vu de <près>"}
        assert client.post(page, data=more).status_code == 303
    assert client.get(page).get_data(as_text=True).count('alt="Vu de &lt;près&gt;"') == 2
    assert client.post(page, data={"photo": (io.BytesIO(_picture(60)), "x.jpg")}).status_code == 422
    assert [client.post(f"{addresses[1]}/remove").status_code for _ in range(2)] == [303, 422]
    assert [client.get(address).status_code for address in addresses] == [200, 404]
    assert len(client.get(addresses[0]).data) > 1000
    sign_in(client, world.karim)
    assert client.get(addresses[0]).status_code == 200
    assert [client.post(url).status_code for url in (f"{addresses[0]}/remove", page)] == [403, 422]
    assert 'type="file"' not in client.get(page).get_data(as_text=True)
    sign_in(client, world.stranger)
    assert client.get(addresses[0]).status_code == 404
    assert client.get(addresses[0].replace("trois-ponts", "a-cote")).status_code == 404


def _picture(side: int = 2400) -> bytes:
    made, exif = io.BytesIO(), Image.Exif()
    exif[0x0132] = "2027:03:01 10:00:00"
    Image.new("RGB", (side, side * 2 // 3), "teal").save(made, "JPEG", exif=exif)
    return made.getvalue()


def test_the_file_of_needs_carries_the_day_of_the_pole(world: World, client: FlaskClient) -> None:
    late = datetime(2027, 3, 10, 23, 30, tzinfo=UTC)  # half past midnight in Paris
    with transaction():
        notice = Notice(ListingKind.NEED, Kind.VEHICLE, "Fourgon", "", date(2027, 5, 1))
        actions.publish(notice, member=world.ines, now=late)
    assert ";2027-03-11;2027-05-01" in sign_in(client, world.lucie).get(f"{ROOT}/needs.csv").text


def test_the_board_says_where_to_answer_and_names_nobody(world: World, client: FlaskClient) -> None:
    with transaction():
        couture = db.session.get_one(Structure, world.couture_id)
        couture.email, couture.phone = "bonjour@couture.test", "01 99 00 12 33"
        notice = Notice(ListingKind.OFFER, Kind.EQUIPMENT, "Barnum", "", date(2027, 5, 1))
        actions.publish(notice, member=world.ines, now=LATER)
    board = sign_in(client, world.karim).get(f"{ROOT}/listings/board").text
    assert 'class="address">http' in board
    assert f"{ROOT}/listings</span>" in board
    assert "<svg" in board.partition('class="mu-qr"')[2].partition("</div>")[0]
    assert "bonjour@couture.test" in board
    assert "01 99 00 12 33" in board
    for person in (world.ines.name, world.ines.email):
        assert person not in board.partition("<main")[2]
