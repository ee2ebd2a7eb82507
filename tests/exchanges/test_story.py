"""What the page of an exchange says of its end, of what undoes it and of its disputes; words that are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from mutua.exchanges import actions, queries
from mutua.exchanges.models import ListingKind, Notice, UnitCode
from mutua.exchanges.rules import No
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.resources.models import Kind
from mutua.web.mailing import render
from tests.builders import World, sign_in
from tests.exchanges.builders import DAY, LATER, confirm, leg, load, post, propose

ROOT = "/p/trois-ponts/exchanges"


@pytest.fixture(autouse=True)
def _today(app: object) -> Iterator[None]:
    with clock.frozen(LATER):
        yield


@pytest.fixture
def browsers(world: World, app: Flask) -> dict[str, FlaskClient]:
    members = {"ines": world.ines, "karim": world.karim, "lucie": world.lucie}
    return {name: sign_in(app.test_client(), member) for name, member in members.items()}


def said(answer: TestResponse) -> str:
    return answer.text.replace("\u00a0", " ").replace("&#39;", "’")


def test_it_says_who_refused_and_when(world: World, browsers: dict[str, FlaskClient]) -> None:
    url = f"{ROOT}/{propose(world)}"
    assert browsers["karim"].post(f"{url}/refuse", data={"reason": "Pas ce jour-là"}).status_code == 303
    for reader in browsers.values():
        page = said(reader.get(url))
        assert "Refusé le 11 mars 2027 à 12:00" in page
        assert f"Par {world.karim.name}, Le Fournil" in page
        assert "Raison donnée : Pas ce jour-là" in page


def test_it_says_who_withdrew_and_that_nobody_answered(world: World, browsers: dict[str, FlaskClient]) -> None:
    withdrawn, forgotten = propose(world), propose(world)
    assert browsers["ines"].post(f"{ROOT}/{withdrawn}/withdraw").status_code == 303
    page = said(browsers["karim"].get(f"{ROOT}/{withdrawn}"))
    assert "Retiré le 11 mars 2027 à 12:00" in page
    assert f"Par {world.ines.name}, La Couture" in page
    with transaction():
        assert actions.expire_past(LATER + timedelta(days=45)) == 1
    assert "Expiré le 25 avril 2027" in said(browsers["ines"].get(f"{ROOT}/{forgotten}"))
    told = db.session.scalars(select(Mail).where(Mail.template == "exchanges/expired").order_by(Mail.id)).all()
    assert [letter.recipient for letter in told] == [world.ines.email]
    _subject, body = render(told[0].template, told[0].facts, locale="fr", base_url="http://mutua.test")
    assert "Le Fournil n’a pas répondu à temps" in body


def test_an_exchange_and_what_undoes_it_link_to_one_another(world: World, browsers: dict[str, FlaskClient]) -> None:
    original = post(world)
    first = browsers["karim"].post(f"{ROOT}/{original}/reverse", data={"reason": "Deux fois le même"}).location
    page = said(browsers["ines"].get(f"{ROOT}/{original}"))
    assert "Annulation proposée le 11 mars 2027" in page
    assert f'href="{first}"' in page
    assert f'href="{ROOT}/{original}"' in said(browsers["ines"].get(first))
    assert browsers["ines"].post(f"{first}/refuse").status_code == 303
    assert "sans accord : l’échange reste enregistré" in said(browsers["karim"].get(f"{ROOT}/{original}"))
    second = browsers["ines"].post(f"{ROOT}/{original}/reverse", data={"reason": "C'était vrai"}).location
    assert "Raison donnée : C’était vrai" in said(browsers["karim"].get(second))
    assert confirm(world.karim, int(second.rpartition("/")[2]))
    page = said(browsers["karim"].get(f"{ROOT}/{original}"))
    assert "Annulé le 11 mars 2027 par un échange inverse" in page
    assert (f'href="{first}"' in page, f'href="{second}"' in page) == (True, True)


def _dispute(karim: FlaskClient, url: str) -> None:
    assert karim.post(f"{url}/dispute", data={"reason": "Deux heures, pas trois"}).status_code == 303


def test_a_closed_dispute_stays_readable_for_the_three_who_knew(world: World, browsers: dict[str, FlaskClient]) -> None:
    url = f"{ROOT}/{propose(world)}"
    _dispute(browsers["karim"], url)
    assert "Contestations closes" not in said(browsers["lucie"].get(url))
    assert browsers["lucie"].post(f"{url}/settle").status_code == 303
    for reader in browsers.values():
        page = said(reader.get(url))
        assert "Contesté par Le Fournil le 11 mars 2027" in page
        assert f"{world.karim.name} : Deux heures, pas trois" in page
        assert f"Close le 11 mars 2027 par {world.lucie.name}, coordination du pôle." in page
    told = select(Mail).where(Mail.template == "exchanges/settled").order_by(Mail.id)
    letters = list(db.session.scalars(told))
    assert {letter.recipient for letter in letters} >= {world.ines.email, world.karim.email}
    assert world.lucie.email not in {letter.recipient for letter in letters}
    _subject, body = render(letters[0].template, letters[0].facts, locale="fr", base_url="http://mutua.test")
    assert "a clos la contestation" in body
    assert url in body


def test_the_mediator_writes_what_was_agreed_and_confirms_for_nobody(
    world: World, browsers: dict[str, FlaskClient]
) -> None:
    number = propose(world)
    url = f"{ROOT}/{number}"
    _dispute(browsers["karim"], url)
    assert f'href="{url}/why/settle"' in browsers["lucie"].get(url).text
    assert "<textarea" in browsers["lucie"].get(f"{url}/why/settle").text
    long = browsers["lucie"].post(f"{url}/settle", data={"reason": "x" * 1001})
    assert (long.status_code, load(world.lucie, number).disputed_at is not None) == (422, True)
    agreed = "Deux heures, <b>le trajet</b> compte"
    assert browsers["lucie"].post(f"{url}/settle", data={"reason": agreed}).status_code == 303
    for reader in browsers.values():
        page = said(reader.get(url))
        assert "Ce qui est convenu : Deux heures, &lt;b&gt;le trajet&lt;/b&gt; compte" in page
        assert f"Close le 11 mars 2027 par {world.lucie.name}, coordination du pôle." in page
    after = load(world.karim, number)
    assert (after.state.value, after.current.number, len(after.current.confirmations)) == ("proposed", 1, 1)
    assert browsers["lucie"].post(f"{url}/settle", data={"reason": "Autre chose"}).status_code == 422
    assert [row.outcome for row in load(world.lucie, number).disputes] == [agreed]
    letter = db.session.scalars(select(Mail).where(Mail.template == "exchanges/settled")).first()
    assert letter is not None
    assert agreed in render(letter.template, letter.facts, locale="fr", base_url="http://mutua.test")[1]


def test_while_a_dispute_stands_the_page_names_no_day_to_answer(world: World, browsers: dict[str, FlaskClient]) -> None:
    url = f"{ROOT}/{propose(world)}"
    assert "doit confirmer avant le" in browsers["karim"].get(url).text
    _dispute(browsers["karim"], url)
    shown = browsers["karim"].get(url).text
    assert "doit confirmer avant le" not in shown
    assert "doit confirmer ; la contestation suspend le délai" in shown.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_dispute_on_one_leg_is_said_on_the_other(world: World, browsers: dict[str, FlaskClient]) -> None:
    back = leg(10, kind=Kind.EQUIPMENT, unit=UnitCode.PIECE, title="Dix caisses")
    first = propose(world, counterpart=back)
    across = load(world.karim, first).counterpart
    assert across is not None
    second = across.id
    _dispute(browsers["karim"], f"{ROOT}/{second}")
    for reader in browsers.values():
        page = said(reader.get(f"{ROOT}/{first}"))
        assert "La contrepartie est contestée par Le Fournil" in page
        assert f'href="{ROOT}/{second}"' in page
        assert "La contrepartie est contestée" not in said(reader.get(f"{ROOT}/{second}"))
    for reader in (browsers["karim"], browsers["ines"]):
        assert f"{ROOT}/{first}/why/dispute" not in reader.get(f"{ROOT}/{first}").text  # one mediation is enough
        assert "Contesté" in said(reader.get(ROOT))  # the deal stands in the list by its first leg
    assert browsers["lucie"].post(f"{ROOT}/{second}/settle", data={"reason": "Neuf caisses"}).status_code == 303
    assert "contestée" not in said(browsers["ines"].get(f"{ROOT}/{first}"))


@pytest.mark.parametrize(
    ("verb", "end"),
    [("confirm", "les deux structures ont confirmé l’échange"), ("refuse", "la proposition a été refusée")],
)
def test_a_dispute_that_the_parties_end_says_how(
    world: World, browsers: dict[str, FlaskClient], verb: str, end: str
) -> None:
    number = propose(world)
    _dispute(browsers["karim"], f"{ROOT}/{number}")
    data = {"version_sha256": load(world.karim, number).current.sha256}
    assert browsers["karim"].post(f"{ROOT}/{number}/{verb}", data=data).status_code == 303
    assert f"Close le 11 mars 2027 : {end}." in said(browsers["ines"].get(f"{ROOT}/{number}"))


def test_two_disputes_of_one_exchange_each_say_how_they_ended(world: World, browsers: dict[str, FlaskClient]) -> None:
    number = post(world)
    url = f"{ROOT}/{number}"
    _dispute(browsers["karim"], url)
    assert browsers["karim"].post(f"{url}/settle").status_code == 303
    _dispute(browsers["karim"], url)
    mirror = browsers["ines"].post(f"{url}/reverse", data={"reason": "Il a raison"}).location
    assert confirm(world.karim, int(mirror.rpartition("/")[2]))
    page = said(browsers["lucie"].get(url))
    assert f"Close le 11 mars 2027 par {world.karim.name}, Le Fournil." in page
    assert "Close le 11 mars 2027 : l’échange a été annulé." in page


def test_a_refusal_too_long_keeps_its_words(world: World, browsers: dict[str, FlaskClient]) -> None:
    url = f"{ROOT}/{propose(world)}"
    answer = browsers["karim"].post(f"{url}/refuse", data={"reason": "Trop long " * 40})
    assert (answer.status_code, "Trop long Trop long" in said(answer)) == (422, True)
    assert "<textarea" in said(answer)
    assert browsers["karim"].post(f"{url}/refuse", data={"reason": "Court"}).status_code == 303


@pytest.mark.parametrize(("verb", "action"), [("refuse", "refuse"), ("dispute", "dispute")])
def test_somebody_faster_costs_no_word_while_it_may_be_tried_again(
    world: World, browsers: dict[str, FlaskClient], monkeypatch: pytest.MonkeyPatch, verb: str, action: str
) -> None:
    def faster(*_args: Any, **_more: Any) -> None:
        raise Refused(No.VERSION_CHANGED)

    url = f"{ROOT}/{propose(world)}"
    monkeypatch.setattr(actions, action, faster)
    answer = browsers["karim"].post(f"{url}/{verb}", data={"reason": "Une phrase pesée"})
    assert (answer.status_code, "Une phrase pesée</textarea>" in said(answer)) == (409, True)
    assert "a changé entre-temps" in said(answer)


@pytest.mark.parametrize("verb", ["refuse", "dispute", "reverse"])
def test_no_form_asks_why_for_what_may_not_be_done(world: World, browsers: dict[str, FlaskClient], verb: str) -> None:
    url = f"{ROOT}/{propose(world)}"
    assert browsers["ines"].post(f"{url}/withdraw").status_code == 303
    answer = browsers["karim"].get(f"{url}/why/{verb}")
    assert (answer.status_code, "<textarea" in said(answer)) == (409, False)


def test_one_press_says_what_it_confirms(world: World, browsers: dict[str, FlaskClient]) -> None:
    back = leg(10, kind=Kind.EQUIPMENT, unit=UnitCode.PIECE, title="Dix caisses")
    deal = said(browsers["karim"].get(f"{ROOT}/{propose(world, counterpart=back)}"))
    assert "Contre 10 unités : Dix caisses." in deal
    assert "Confirmer les deux échanges" in deal
    mirror = browsers["ines"].post(f"{ROOT}/{post(world)}/reverse", data={"reason": "Deux fois"}).location
    for page in (mirror, ROOT):
        undoing = said(browsers["karim"].get(page))
        assert "Confirmer l’annulation" in undoing
        assert "Confirmer 3 h" not in undoing


def test_what_was_undone_is_neither_given_nor_received_on_the_first_page(
    world: World, browsers: dict[str, FlaskClient]
) -> None:
    number = post(world)
    assert "3 h" in said(browsers["ines"].get(ROOT)).partition("Donné et reçu")[2].partition("Journal")[0]
    with transaction():
        original = load(world.ines, number, lock=True)
        mirror = actions.propose_reversal(original, "Deux fois", member=world.ines, now=LATER).id
    assert confirm(world.karim, mirror)
    for member in (world.ines, world.karim):
        assert queries.balances_of(member, standing=True) == []
        assert [(row.given, row.received) for row in queries.balances_of(member)] == [(180, 180)]
    assert "3 h" not in said(browsers["ines"].get(ROOT)).partition("Donné et reçu")[2].partition("Journal")[0]
    assert {(row.given, row.received) for row in queries.pulses(world.pole_id, start=DAY)} == {(0, 0)}


def test_one_press_for_a_month_leaves_out_what_is_read_one_by_one(
    world: World, browsers: dict[str, FlaskClient]
) -> None:
    plain = [propose(world), propose(world)]
    back = leg(10, kind=Kind.EQUIPMENT, unit=UnitCode.PIECE, title="Dix caisses")
    propose(world, counterpart=back)
    _dispute(browsers["karim"], f"{ROOT}/{propose(world)}")
    assert browsers["ines"].post(f"{ROOT}/{post(world)}/reverse", data={"reason": "Deux fois"}).status_code == 303
    page = said(browsers["karim"].get(ROOT))
    assert "Confirmer les 2 échanges" in page
    wanted = page.partition('name="wanted" value="')[2].partition('"')[0]
    assert [pair.partition(":")[0] for pair in wanted.split()] == [str(number) for number in plain]


@pytest.mark.parametrize(("kind", "direction"), [(ListingKind.OFFER, "given"), (ListingKind.NEED, "received")])
def test_a_notice_closed_by_an_exchange_leads_to_declaring_it(
    world: World, browsers: dict[str, FlaskClient], kind: ListingKind, direction: str
) -> None:
    with transaction():
        notice = Notice(kind, Kind.EQUIPMENT, "Barnum", "", DAY + timedelta(days=30))
        number = actions.publish(notice, member=world.ines, now=LATER).id
    closed = browsers["ines"].post(f"{ROOT}/listings/{number}/close", data={"outcome": "exchanged"})
    page = said(browsers["ines"].get(closed.location))
    assert "Il reste à déclarer l’échange" in page
    assert 'value="Barnum"' in page
    assert re.search(rf'<input checked[^>]* value="{direction}"', page)
