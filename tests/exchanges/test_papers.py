"""Statements and contributions in kind, opened and read back: every figure is the ledger's, to the minute."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import unescape

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from mutua.exchanges import actions, queries
from mutua.exchanges.models import Posting, UnitCode, Valuation
from mutua.exchanges.pdf import statement
from mutua.exchanges.pdf.words import said
from mutua.exchanges.rules import No
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.law import rules as law_rules
from mutua.resources.models import Kind
from mutua.web.sentences import sentence
from tests.builders import World, sign_in
from tests.documents.spoiling import spoil
from tests.exchanges.builders import LATER, confirm, leg, load, post, propose

ROOT = "/p/trois-ponts/exchanges"
YEAR_AFTER = datetime(2028, 1, 10, 9, 0, tzinfo=UTC)
RATE = {"year": "2027", "unit": "hour", "kind": "staff", "euros": "24,30", "account": "862", "method": "Taux chargé",
        "source": "Grille 2027"}  # fmt: skip
BOTH = {"year": "2027", "essential": "yes", "countable": "yes"}

JUDGED = "FROM contribution_judgement"
NO_REASON = (
    "INSERT INTO contribution_judgement (pole_id, structure_id, year, part, essential, countable, reason, person_id, "
    "set_at) SELECT pole_id, structure_id, year, part,"
)
SAID = (
    "INSERT INTO accounting_year (structure_id, month, transition_on, begins_on, person_id, set_at) "
    "SELECT structure_id,"
)


@pytest.fixture(autouse=True)
def _today(app: object) -> Iterator[None]:
    with clock.frozen(LATER):
        yield


def received(world: World, now: datetime = LATER, **more: object) -> int:
    """Le Fournil gives to La Couture (an association); posted."""
    number = propose(world, given=False, now=now, **more)
    assert confirm(world.karim, number, now=now)
    return number


def paper(content: bytes) -> tuple[PdfReader, str]:
    read = PdfReader(io.BytesIO(content))
    return read, " ".join(" ".join(page.extract_text() for page in read.pages).replace("\u00a0", " ").split())


def sheet(content: bytes, name: str) -> list[tuple[object, ...]]:
    return list(load_workbook(io.BytesIO(content))[name].iter_rows(values_only=True))


def test_the_statement_reads_back_as_the_ledger(
    world: World, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(world, leg=leg(215, event_on=date(2027, 3, 2), title="=2+2 tables"))
    post(world, leg=leg(2, kind=Kind.PREMISES, unit=UnitCode.HALF_DAY))
    received(world, leg=leg(61))
    back = post(world, leg=leg(100))
    with transaction():
        mirror = actions.propose_reversal(load(world.ines, back, lock=True), "", member=world.ines, now=LATER).id
    assert confirm(world.karim, mirror)
    span = "from=2027-03-05&until=2027-03-31"
    sign_in(client, world.ines)
    answer = client.get(f"{ROOT}/statement.xlsx?{span}")
    assert answer.status_code == 200
    rows = sheet(answer.data, "Relevé")[1:]
    by_line = {(row[0], row[1], row[2]): row for row in rows if row[2] != "Mouvement"}
    assert by_line["Temps de personnel", "minutes", "Ouverture"][7:9] == (215, 0)
    assert by_line["Temps de personnel", "minutes", "Clôture"][7:9] == (315, 161)
    assert by_line["Local", "demi-journées", "Clôture"][7:9] == (2, 0)
    moved = [row for row in rows if row[2] == "Mouvement"]
    ledger = {row.id: row for row in db.session.scalars(select(Posting))}
    for row in moved:  # each line is an entry, and its mirror is the other structure's, of the same size
        own, other = ledger[row[10]], ledger[row[11]]
        assert (own.structure_id, other.structure_id) == (world.couture_id, world.fournil_id)
        assert (max(own.quantity, 0), max(-own.quantity, 0)) == (row[7], row[8])
        assert own.quantity == -other.quantity
    assert sum(row[7] for row in moved if row[0] == "Temps de personnel") == 100
    read, words = paper(client.get(f"{ROOT}/statement.pdf?{span}").data)
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert read.trailer["/Root"]["/Lang"] == "fr-FR"
    for figure in ("3 h 35", "5 h 15", "2 h 41", "2 demi-journées", "Vu et approuvé", "miroir n°"):
        assert figure in words, figure
    for word in ("dette", "débit", "dû", "€"):
        assert word not in words
    with monkeypatch.context() as patched:  # whatever was typed
        spoil(patched, statement)
        assert "▢" in paper(client.get(f"{ROOT}/statement.pdf?{span}").data)[1]
    client = sign_in(client, world.karim)  # the mirror: what she gave is what he received
    other = sheet(client.get(f"{ROOT}/statement.xlsx?{span}").data, "Relevé")[1:]
    closing = {(row[0], row[2]): row[7:9] for row in other}
    assert closing["Temps de personnel", "Clôture"] == (161, 315)
    text_of_first = sheet(client.get(f"{ROOT}/statement.xlsx?from=2027-03-01&until=2027-03-31").data, "Relevé")
    assert "=2+2 tables" in {row[6] for row in text_of_first}


def test_every_figure_of_the_paper_is_the_ledgers_on_both_sides(world: World, client: FlaskClient) -> None:
    """Opening, each line, movements and closing: read back from the PDF, in the order of the ledger."""
    for minutes, day in ((215, 2), (61, 3), (59, 8), (7, 8), (480, 9)):
        post(world, leg=leg(minutes, event_on=date(2027, 3, day)))
    received(world, leg=leg(121))
    start, end = date(2027, 3, 5), date(2027, 3, 31)
    for member, number in ((world.ines, world.couture_id), (world.karim, world.fournil_id)):
        before = queries.registers_of(world.pole_id, number, end=start - timedelta(days=1))
        after = queries.registers_of(world.pole_id, number, end=end)
        moved = queries.movements(world.pole_id, number, start=start, end=end)
        sums = [sum(row.quantity for row in moved if row.quantity * sign > 0) * sign for sign in (1, -1)]
        wanted = ["Avant cette période", *_sides(before[0].given, before[0].received)]
        wanted += [said(abs(row.quantity), UnitCode.HOUR) for row in moved]
        wanted += ["À la fin", *_sides(after[0].given, after[0].received), "4 mouvements", *_sides(*sums)]
        sign_in(client, member)
        words = paper(client.get(f"{ROOT}/statement.pdf?from={start}&until={end}").data)[1]
        place = 0
        for figure in wanted:  # in this order
            found = words.find(figure.replace("\u00a0", " "), place)
            assert found >= 0, (figure, words[place:])
            place = found + len(figure)


def _sides(given: int, received: int) -> list[str]:
    return [said(given, UnitCode.HOUR), said(received, UnitCode.HOUR)]


def test_only_free_contributions_feed_the_year_and_pairs_balance(world: World, client: FlaskClient) -> None:
    received(world, leg=leg(200))
    received(world, leg=leg(50))
    received(world, leg=leg(3, kind=Kind.PREMISES, unit=UnitCode.HALF_DAY, title="Salle"))
    received(world, leg=leg(600), counterpart=leg(1, kind=Kind.VEHICLE, unit=UnitCode.VEHICLE_DAY))  # a sale
    post(world, leg=leg(999))  # given, not received
    undone = received(world, leg=leg(30))
    with transaction():
        mirror = actions.propose_reversal(load(world.karim, undone, lock=True), "", member=world.karim, now=LATER).id
    assert confirm(world.ines, mirror)
    sign_in(client, world.ines)
    url = f"{ROOT}/contributions"
    room = {"kind": "premises", "unit": "half_day", "euros": "40", "account": "8611", "source": "Mairie"}
    assert client.post(f"{url}/value", data=RATE).status_code == 303
    assert client.post(f"{url}/value", data={**RATE, **room}).status_code == 303
    rows = sheet(client.get(f"{url}.xlsx?year=2027").data, "Contributions")
    values = [(row[5], row[6], row[9], row[10], row[11]) for row in rows[1:-1]]
    assert values == [
        (200, "minutes", "862", "871", 81.0),  # 200 / 60 × 24.30
        (50, "minutes", "862", "871", 20.25),
        (3, "demi-journées", "8611", "871", 120),
        (30, "minutes", "862", "871", 12.15),
        (-30, "minutes", "862", "871", -12.15),
    ]
    pairs = sheet(client.get(f"{url}.xlsx?year=2027").data, "Comptes 86 et 87")
    assert [(row[0], row[2], row[4]) for row in pairs[1:]] == [
        ("8611", "871", 120),
        ("862", "871", 101.25),
        ("Total", None, 221.25),
    ]
    _, words = paper(client.get(f"{url}.pdf?year=2027").data)
    for figure in (
        "221,25 €",
        "Proposition pour votre comptable",
        "provisoire",
        "Grille 2027",
        "Ce que disent les règles",
        "Mairie",
    ):
        assert figure in words, figure
    page = client.get(f"{url}?year=2027").get_data(as_text=True).replace("\u00a0", " ").replace("\u202f", " ")
    assert "221,25 €" in page
    assert [
        page.count(f'name="euros" inputmode="decimal" maxlength="12" value="{euros}"') for euros in ("24,30", "40,00")
    ] == [1, 1]
    assert page.count("Changer la valeur") == 2
    one = {**RATE, "euros": "30", "exchange": str(rows[1][14])}  # one exchange of its own worth
    assert client.get(f"{url}?year=2027&exchange={rows[1][14]}").get_data(as_text=True).count('name="euros"') == 3
    assert client.post(f"{url}/value", data=one).status_code == 303
    assert sheet(client.get(f"{url}.xlsx?year=2027").data, "Contributions")[1][11] == 100


@pytest.mark.once
def test_every_rule_of_the_law_is_told_with_its_source_and_its_day(world: World, client: FlaskClient) -> None:
    page = sign_in(client, world.nadia).get(f"{ROOT}/law").get_data(as_text=True).replace("\u00a0", " ")
    for rule in law_rules("X", on=LATER.date()):
        assert page.count(f'id="{rule.id}"') == 1
        assert all(article in page for article in rule.articles)
    assert len(re.findall(r"(?:Lu dans|Notre lecture, du|Non vérifié : aucun texte)", page)) == 20
    assert "Chiffres vérifiés le 20 août 2026" in page
    assert page.count("À vérifier.") == sum(rule.to_verify for rule in law_rules("X", on=LATER.date())) > 0


def close_2027(world: World) -> None:
    with transaction():
        actions.close_period(date(2027, 12, 31), member=world.lucie, now=YEAR_AFTER)


def test_a_settled_year_stands_still_for_ever(world: World, client: FlaskClient) -> None:
    received(world, leg=leg(200))
    url = f"{ROOT}/contributions"

    def settle() -> tuple[int, str]:
        answer = client.post(f"{url}/settle", data={"year": "2027", "sure": "y"})
        return answer.status_code, answer.get_data(as_text=True)

    with clock.frozen(YEAR_AFTER):
        sign_in(client, world.ines)
        for reason in (No.YEAR_NOT_CLOSED, No.NOT_JUDGED, No.NOT_VALUED):
            status, page = settle()
            assert status == 422
            assert str(sentence(reason)) in page
            close_2027(world) if reason is No.YEAR_NOT_CLOSED else None
            client.post(f"{url}/judge", data=BOTH) if reason is No.NOT_JUDGED else None
        assert client.post(f"{url}/value", data=RATE).status_code == 303
        assert settle()[0] == 303
        before = client.get(f"{url}.pdf?year=2027").data
        book = sheet(client.get(f"{url}.xlsx?year=2027").data, "Contributions")
        # Whatever comes after: a new value, a second settling, another name, an undoing in an open month.
        assert client.post(f"{url}/value", data={**RATE, "euros": "99"}).status_code == 409
        assert client.post(f"{url}/judge", data={**BOTH, "essential": "no", "reason": "Peu"}).status_code == 409
        assert settle()[0] == 409
        db.session.execute(text("UPDATE structure SET name = 'Autre'"))
        db.session.commit()
        number = db.session.scalars(select(Posting.exchange_id)).first()
        with transaction():
            late = actions.propose_reversal(load(world.ines, number, lock=True), "", member=world.ines, now=YEAR_AFTER)
            mirror = late.id
        assert confirm(world.karim, mirror, now=YEAR_AFTER)
    with clock.frozen(datetime(2029, 5, 1, tzinfo=UTC)):
        sign_in(client, world.ines)
        assert client.get(f"{url}.pdf?year=2027").data == before
        assert sheet(client.get(f"{url}.xlsx?year=2027").data, "Contributions") == book
        assert "arrêté par Inès Martin" in paper(before)[1]
        following = sheet(client.get(f"{url}.xlsx?year=2028").data, "Contributions")
        assert [row[5] for row in following[1:-1]] == [-200]
    for attack in ("UPDATE contribution_statement SET facts = '{}'", "DELETE FROM valuation",
                   "UPDATE valuation SET cents = 1", "DELETE FROM contribution_judgement",
                   "UPDATE contribution_judgement SET essential = countable"):  # fmt: skip
        with pytest.raises(DBAPIError), transaction():
            db.session.execute(text(attack))


def test_a_condition_that_fails_sends_it_to_the_notes_with_its_reason(world: World, client: FlaskClient) -> None:
    """X14: nature and importance are told, no account is, and no value is asked for."""
    received(world, leg=leg(200))
    received(world, leg=leg(3, kind=Kind.PREMISES, unit=UnitCode.HALF_DAY, title="Salle"))
    url = f"{ROOT}/contributions"
    with clock.frozen(YEAR_AFTER):
        sign_in(client, world.karim)  # a scop keeps no class 8
        assert client.post(f"{url}/judge", data=BOTH).status_code == 422
        sign_in(client, world.nadia)
        assert client.post(f"{url}/judge", data=BOTH).status_code == 403
        sign_in(client, world.ines)
        for wrong in ({"essential": ""}, {"countable": "maybe"}, {"countable": "no"}, {"year": "1"},
                      {"essential": "no", "reason": "x" * 601}):  # fmt: skip
            assert client.post(f"{url}/judge", data={**BOTH, **wrong}).status_code == 422, wrong
        missing = client.post(f"{url}/judge", data={**BOTH, "countable": "no"}).get_data(as_text=True)
        assert str(sentence(No.NO_REASON)) in missing
        assert client.post(f"{url}/value", data=RATE).status_code == 303
        assert client.post(f"{url}/judge", data=BOTH).status_code == 303
        noted = {**BOTH, "countable": "no", "reason": "Les heures ne sont pas toutes notées."}
        assert client.post(f"{url}/judge", data=noted).status_code == 303  # the newest counts, both are kept
        page = client.get(f"{url}?year=2027").get_data(as_text=True)
        assert page.count("Les heures ne sont pas toutes notées.") == 2  # told, and in the form
        assert "862 / 871" in page
        assert 'id="accounts"' not in page
        close_2027(world)
        assert client.post(f"{url}/settle", data={"year": "2027", "sure": "y"}).status_code == 303
        words = paper(client.get(f"{url}.pdf?year=2027").data)[1]
        nature = "Local : 3 demi-journées, Temps de personnel : 3 h 20"
        for told in ("article 211-2", "Recensées et évaluées non", "dans l’annexe des comptes", "pas toutes notées",
                     nature, "voir la mention pour l’annexe"):  # fmt: skip
            assert told in words, (told, words)
        notes = sheet(client.get(f"{url}.xlsx?year=2027").data, "À lire")
        told = [str(row[1]).replace("\u00a0", " ") for row in notes[1:5]]
        assert told == ["oui", "non", nature, "Les heures ne sont pas toutes notées."]
        assert len(sheet(client.get(f"{url}.xlsx?year=2027").data, "Comptes 86 et 87")) == 2  # head and total
    with pytest.raises(DBAPIError), transaction():
        db.session.execute(text(f"{NO_REASON} essential, NOT essential, '', person_id, set_at {JUDGED}"))


def test_who_may_say_what_it_is_worth_and_wrong_values_are_said(world: World, client: FlaskClient) -> None:
    received(world, leg=leg(200))
    post(world, leg=leg(60))
    url = f"{ROOT}/contributions/value"
    sign_in(client, world.karim)  # a scop keeps no class 8
    assert client.post(url, data=RATE).status_code == 422
    assert "associations" in client.get(f"{ROOT}/contributions?year=2027").get_data(as_text=True)
    sign_in(client, world.nadia)  # a member, no manager
    assert client.post(url, data=RATE).status_code == 403
    sign_in(client, world.ines)
    for change in (
        {"euros": "0"}, {"euros": "-3"}, {"euros": "beaucoup"}, {"euros": "1,234"}, {"euros": "999999"},
        {"account": "871"}, {"account": "8611"}, {"method": ""}, {"source": ""}, {"year": "1"}, {"exchange": "99"},
        {"unit": "litre"}, {"kind": "gold"},
    ):  # fmt: skip
        assert client.post(url, data={**RATE, **change}).status_code == 422, change
    assert db.session.scalar(select(func.count()).select_from(Valuation)) == 0
    for year in ("abc", "99999999999999", "1"):
        assert client.get(f"{ROOT}/contributions?year={year}").status_code == 200


def test_an_accounting_year_from_september_carries_statement_accounts_and_settling(
    world: World, client: FlaskClient
) -> None:
    received(world, leg=leg(200))
    url = f"{ROOT}/contributions"
    sign_in(client, world.nadia)
    assert client.post(f"{url}/first-month", data={"month": "9"}).status_code == 403  # a member, no manager
    sign_in(client, world.ines)
    for wrong in ("0", "13", "mars", ""):
        assert client.post(f"{url}/first-month", data={"month": wrong}).status_code == 422
    assert client.post(f"{url}/first-month", data={"month": "9"}).status_code == 303
    assert 'value="2026-09-01"' in client.get(f"{ROOT}/statement").get_data(as_text=True)
    assert queries.years_of(world.fournil_id).holding(date(2027, 3, 1)).label == "2027"  # each has its own
    with clock.frozen(datetime(2027, 9, 10, 9, 0, tzinfo=UTC)):
        sign_in(client, world.ines)
        assert "2026-2027" in client.get(url).get_data(as_text=True)  # the last one that is over
        assert client.post(f"{url}/value", data={**RATE, "year": "2026"}).status_code == 303
        assert client.post(f"{url}/judge", data={**BOTH, "year": "2026"}).status_code == 303
        settle = lambda: client.post(f"{url}/settle", data={"year": "2026", "sure": "y"})  # noqa: E731 -- asked twice
        assert settle().status_code == 422  # August is open
        with transaction():
            actions.close_period(date(2027, 8, 31), member=world.lucie, now=clock.now())
        assert settle().status_code == 303
        answer = client.get(f"{url}.pdf?year=2026")
        assert "contributions-2026-2027.pdf" in answer.headers["Content-Disposition"]
        words = paper(answer.data)[1]
        for figure in ("2026-2027", "septembre 2026", "31 août 2027", "3 h 20", "81,00"):
            assert figure in words, figure
        assert client.post(f"{url}/first-month", data={"month": "1"}).status_code == 422
    said = queries.years_of(world.couture_id)
    years = [said.holding(date(year, 9, 1)) for year in (2025, 2026, 2027)]
    assert [len(queries.contributions(world.pole_id, world.couture_id, year)) for year in years] == [0, 1, 0]


def test_after_a_settled_year_a_year_of_another_length_leads_to_another_rhythm(
    world: World, client: FlaskClient
) -> None:
    """What was settled stays; two years that begin in 2028 have their own values, files and settling."""
    received(world, leg=leg(200))
    url = f"{ROOT}/contributions"
    lead = {"transition_on": "2028-01-01", "months": "8"}
    with clock.frozen(YEAR_AFTER):
        sign_in(client, world.ines)
        close_2027(world)
        assert client.post(f"{url}/value", data=RATE).status_code == 303
        assert client.post(f"{url}/judge", data=BOTH).status_code == 303
        assert client.post(f"{url}/settle", data={"year": "2027", "sure": "y"}).status_code == 303
        before = client.get(f"{url}.pdf?year=2027").data
        page = client.get(url).get_data(as_text=True)
        assert "/first-month" not in page
        assert "/lead-over" in page
        for wrong in ({"months": "12"}, {"months": "24"}, {"transition_on": "2027-01-01"}, {"months": "0"},
                      {"transition_on": "2028-02-01"}, {"transition_on": "demain"}, {"transition_on": ""}):  # fmt: skip
            assert client.post(f"{url}/lead-over", data={**lead, **wrong}).status_code == 422, wrong
        assert client.post(f"{url}/lead-over", data=lead).status_code == 303
        sign_in(client, world.nadia)
        assert client.post(f"{url}/lead-over", data=lead).status_code == 403  # a member, no manager
        for values in ("9, NULL, NULL", "9, '2027-01-01', '2027-09-01'", "9, '2029-01-01', NULL"):
            with pytest.raises(DBAPIError), transaction():
                db.session.execute(text(f"{SAID} {values}, person_id, set_at FROM contribution_statement"))
        for day in (date(2028, 1, 9), date(2028, 1, 10)):
            received(world, leg=leg(60, event_on=day), now=YEAR_AFTER)
    autumn = datetime(2028, 9, 20, 9, 0, tzinfo=UTC)
    with clock.frozen(autumn):
        sign_in(client, world.ines)
        received(world, leg=leg(30, event_on=date(2028, 9, 2)), now=autumn)
        labels = ["2027", "01.2028-08.2028", "2028-2029", "2029-2030"]
        said = queries.years_of(world.couture_id)
        assert [each.label for each in said.starting(date(2027, 1, 1), date(2029, 12, 1))] == labels
        page = client.get(url).get_data(as_text=True).replace("\u00a0", " ")
        assert "En cours : du 1er septembre 2028 au 31 août 2029." in page, page[page.find("En cours") :][:90]
        assert 'value="2028-09-01"' in client.get(f"{ROOT}/statement").get_data(as_text=True)
        assert client.post(f"{url}/value", data={**RATE, "year": "2028"}).status_code == 303
        assert client.post(f"{url}/value", data={**RATE, "year": "2028-2", "euros": "60"}).status_code == 303
        assert client.post(f"{url}/judge", data={**BOTH, "year": "2028"}).status_code == 303
        for wrong in ("2028-3", "2028-1", "2028-"):
            assert client.post(f"{url}/value", data={**RATE, "year": wrong}).status_code == 422
            assert client.post(f"{url}/judge", data={**BOTH, "year": wrong}).status_code == 422
        with transaction():
            actions.close_period(date(2028, 8, 31), member=world.lucie, now=autumn)
        assert client.post(f"{url}/settle", data={"year": "2028-2"}).status_code == 422  # it runs
        assert client.post(f"{url}/settle", data={"year": "2028", "sure": "y"}).status_code == 303
        totals = [
            sheet(client.get(f"{url}.xlsx?year={key}").data, "Comptes 86 et 87")[-1][4] for key in ("2028", "2028-2")
        ]
        assert totals == [48.6, 30]
        answer = client.get(f"{url}.pdf?year=2028")
        assert "contributions-01.2028-08.2028.pdf" in answer.headers["Content-Disposition"]
        assert "31 août 2028" in paper(answer.data)[1]
        assert client.get(f"{url}.pdf?year=2027").data == before


def test_a_year_is_read_over_before_it_is_settled_for_good(world: World, client: FlaskClient) -> None:
    url = "/p/trois-ponts/exchanges/contributions/settle"
    sign_in(client, world.karim)
    assert client.get(url, query_string={"year": "2027"}).status_code == 422  # its months are open
    unsure = client.post(url, data={"year": "2027"})
    assert (unsure.status_code, "Cochez cette case" in unsure.text) == (422, True)
    year = queries.years_of(world.fournil_id).named("2027")
    assert year is not None
    assert queries.settled_year(world.pole_id, world.fournil_id, year) is None


def test_page_pdf_and_workbook_of_a_year_tell_the_same_to_the_minute_and_the_cent(
    world: World, client: FlaskClient
) -> None:
    """Odd minutes at an odd rate: each line is rounded once, and what is shown adds up to the total."""
    for minutes in (1, 7, 59, 61, 200, 1439):
        received(world, leg=leg(minutes, title=f"Atelier {minutes}"))
    sign_in(client, world.ines)
    url = f"{ROOT}/contributions"
    assert client.post(f"{url}/value", data={**RATE, "euros": "23,37"}).status_code == 303
    rows = sheet(client.get(f"{url}.xlsx?year=2027").data, "Contributions")[1:]
    cents = {row[5]: round(Decimal(str(row[11])) * 100) for row in rows[:-1]}
    assert cents == {1: 39, 7: 273, 59: 2298, 61: 2376, 200: 7790, 1439: 56049}
    assert round(Decimal(str(rows[-1][11])) * 100) == sum(cents.values()) == 68825
    page = unescape(client.get(f"{url}?year=2027").text).replace("\u00a0", " ").replace("\u202f", " ")
    _, words = paper(client.get(f"{url}.pdf?year=2027").data)
    words = words.replace("\u202f", " ")
    for minutes, value in cents.items():
        amount = said(minutes, UnitCode.HOUR).replace("\u00a0", " ").replace("\u202f", " ")
        worth = f"{value // 100},{value % 100:02} €"
        row = next(part for part in page.split("<tr") if f"Atelier {minutes}<" in part)
        for line in (row, words.partition(f"Atelier {minutes} ")[2].partition("Atelier")[0]):
            assert (amount in line, worth in line) == (True, True), (minutes, line)
    assert (page.count("688,25 €"), words.count("688,25 €")) == (2, 3)
