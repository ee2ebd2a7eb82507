"""The main job by clicking: find, book, subscribe, exchange, lend, and read the safety document of the pole."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import datetime

import httpx
import pytest
from icalendar import Calendar, Event
from playwright.sync_api import expect
from pypdf import PdfReader

from mutua.pole import queries as poles
from mutua.safety import queries as safety
from tests.builders import at
from tests.journeys.pole import DemoPole
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
Anybody = Callable[..., Visitor]
MEMBER, HIS_MANAGER = "Hugo Steiner", "Inès Caron"  # of Studio Bascule
OWNER = "Hélène de Vries"  # manages Fondation Rive Claire, which shares the room
ROOM = "Salle Tilleul"
LENDER, EMPLOYEE = "Léa Besson", "Samir Haddad"  # of Compagnie Lampyre
COORDINATOR, OFFICER = "Mathis Lozano", "Awa Diarra"
DAY = "2027-03-03"  # two days after the pole's first day, a Wednesday
STARTS, ENDS = at(f"{DAY} 10:00"), at(f"{DAY} 12:00")
AFTERWARDS = at("2027-03-04 14:00")  # a day after: until then its owner may say that nobody came
TITLE = "Atelier des affiches"
WEEK = {f"day{number}": "9:00-12:30, 13:30-17:00" for number in (1, 2, 3)}


def test_the_whole_sentence(anybody: Anybody, pole: DemoPole) -> None:
    hugo = anybody().sign_in(MEMBER)
    books_a_free_room(hugo)
    sees_it_in_a_calendar_program(hugo)
    pole.move_to(AFTERWARDS)
    confirms_the_exchange(hugo, anybody().sign_in(OWNER))
    asks_for_staff(hugo)
    ines, lea = anybody().sign_in(HIS_MANAGER), anybody().sign_in(LENDER)
    agree_on_terms(ines, lea, hugo.page.url)
    samir = anybody().sign_in(EMPLOYEE)
    consents(samir)
    councils_are_heard(ines, lea)
    approves(anybody().sign_in(COORDINATOR), hugo)
    opens_the_safety_document(hugo, pole)
    opens_the_draft(anybody().sign_in(OFFICER), pole)


# --- a room -----------------------------------------------------------------------------------------------------------
def books_a_free_room(hugo: Visitor) -> None:
    page = hugo.page
    hugo.menu("Réserver")
    page.get_by_label("Jour", exact=True).fill(DAY)
    page.get_by_label("À partir de").select_option("10:00")
    hugo.press("Voir les créneaux")
    page.wait_for_url("**from=10*")
    expect(page.get_by_role("heading", name="Mercredi 3 mars")).to_be_visible()
    page.get_by_role("row", name=ROOM).get_by_role("link", name="Libre").first.click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("De", exact=True).select_option("10:00")
    sheet.get_by_label("À", exact=True).select_option("12:00")
    sheet.get_by_label("Objet").fill(TITLE)
    hugo.press("Confirmer la réservation", within=sheet)
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_role("main").get_by_text("Confirmée")).to_be_visible()
    hugo.menu("Réserver")
    hugo.follow("Mes réservations")
    that_day = page.get_by_role("region", name="Mercredi 3 mars")
    expect(that_day.get_by_role("listitem").filter(has_text=ROOM)).to_contain_text(TITLE)


def sees_it_in_a_calendar_program(hugo: Visitor) -> None:
    page = hugo.page
    hugo.follow("Dans mon agenda")
    page.get_by_label("Que suivre").select_option("Mes réservations")
    hugo.press("Créer l’adresse")
    address = page.get_by_label("Adresse de l’agenda").input_value()
    answer = httpx.get(address, timeout=30)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    event = the_event(answer.content)
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (STARTS, ENDS)
    assert event["SUMMARY"] == f"{TITLE} ({ROOM})"
    assert event["UID"] == the_event(httpx.get(address, timeout=30).content)["UID"]
    assert re.fullmatch(r"b[0-9a-f]{24}-trois-ponts", event["UID"])


def the_event(calendar: bytes) -> Event:
    (event,) = (row for row in Calendar.from_ical(calendar).walk("VEVENT") if TITLE in row["SUMMARY"])
    return event


# --- the exchange that follows ----------------------------------------------------------------------------------------
def confirms_the_exchange(hugo: Visitor, helene: Visitor) -> None:
    for person in (hugo, helene):
        person.menu("Échanges")
        person.follow(f"{ROOM}, 3 mars")
        expect(person.page.get_by_role("heading", level=1)).to_have_text(ROOM)
        person.press("Confirmer 2 h")
    expect(helene.page.get_by_role("main").get_by_text("Confirmé", exact=True)).to_be_visible()
    for person, side in ((hugo, "Reçu : 2 h"), (helene, "Donné : 2 h")):
        person.menu("Échanges")
        journal = person.page.get_by_role("region", name="Journal")
        line = journal.get_by_role("row", name=f"{ROOM} 3 mars").filter(has_text=side)
        expect(line).to_contain_text("Confirmé")
        person.follow("Notre relevé")
        expect(person.page.get_by_role("row").filter(has_text=ROOM).filter(has_text="3 mars")).to_be_visible()


# --- somebody to lend -------------------------------------------------------------------------------------------------
def asks_for_staff(hugo: Visitor) -> None:
    page = hugo.page
    hugo.menu("Personnel partagé")
    hugo.follow("Demander Technicien du son")
    for answer in (
        "Une personne salariée d’une structure",
        "Son employeur actuel, qui la garde dans son personnel",
        "La structure qui l’accueille",
        "Le coût exact : salaire, charges, frais",
    ):
        page.get_by_label(answer).check()
    hugo.press("Voir la règle")
    expect(page.get_by_role("heading", name="C’est un prêt de personnel à prix coûtant")).to_be_visible()
    hugo.follow("Continuer la demande")
    page.get_by_label("Votre message").fill("Nous sonorisons l’inauguration de notre nouvel atelier.")
    hugo.press("Continuer avec les conditions")
    hugo.fill(
        tasks="Régler et tenir le son de trois rencontres.",
        reason="Compétence que nous n’avons pas",
        features="Soirées possibles, bruit mesuré.",
        starts_on="2027-03-29",
        ends_on="2027-04-16",
        day0="9:00-12:30, 13:30-17:00",
        place="12 quai du Canal",
        orders_from=HIS_MANAGER,
        contact=HIS_MANAGER,
        safety_notes="Câbles au sol à couvrir.",
        ppe="Protections d’oreilles",
        medical="Suivi simple",
    )
    hugo.press("Enregistrer les conditions")
    expect(page.get_by_role("heading", name="Conditions, version 1")).to_be_visible()


def opens_what_waits(person: Visitor) -> None:
    person.menu("Personnel partagé")
    mine = person.page.get_by_role("region", name="À vous")
    mine.get_by_role("listitem").filter(has_text="Studio Bascule").get_by_role("link").click()


def agree_on_terms(ines: Visitor, lea: Visitor, address: str) -> None:
    """The lender names somebody, then both managers accept what is on their screen."""
    opens_what_waits(lea)
    lea.follow("Proposer une personne")
    lea.page.get_by_label("Personne", exact=True).select_option(EMPLOYEE)
    lea.fill(qualification="Régisseur son", **WEEK)
    lea.press("Proposer cette personne")
    assert lea.page.url == address
    lea.press("Accepter les conditions")
    ines.page.goto(address)
    assert EMPLOYEE not in ines.page.content()
    ines.press("Accepter les conditions")
    ines.reads("En attente : la personne concernée.")


def consents(samir: Visitor) -> None:
    opens_what_waits(samir)
    samir.follow("Lire et répondre")
    samir.reads("Vous êtes libre de refuser")
    samir.page.get_by_label("J’atteste que ces heures").check()
    samir.press("Je donne mon accord")
    samir.reads("Accord donné")


def councils_are_heard(ines: Visitor, lea: Visitor) -> None:
    """Seven people have none, eleven have one."""
    for person, opinion, headcount in ((ines, "Pas de CSE dans notre structure", "7"), (lea, "Favorable", "11")):
        person.page.reload()
        person.follow("Enregistrer l’avis du CSE")
        person.page.get_by_label(opinion, exact=True).check()
        if person is lea:
            person.fill(consulted_on="2027-03-04")
        person.fill(headcount=headcount)
        person.press("Enregistrer l’avis")
    cse = lea.page.get_by_role("region", name="Avis des CSE")
    expect(cse).to_contain_text("Favorable")
    expect(cse).to_contain_text("Pas de CSE")


def approves(mathis: Visitor, hugo: Visitor) -> None:
    opens_what_waits(mathis)
    mathis.press("Valider et faire signer")
    expect(mathis.page.get_by_role("main").get_by_text("À signer")).to_be_visible()
    hugo.page.reload()
    hugo.reads("Validée par la coordination")


# --- the safety document ----------------------------------------------------------------------------------------------
def opens_the_safety_document(hugo: Visitor, pole: DemoPole) -> None:
    """The version in force; its co-activity is what the bookings of its period give when they are counted again."""
    hugo.menu("Sécurité")
    file = PdfReader(io.BytesIO(downloaded(hugo, "PDF")))
    assert file.metadata is not None
    assert file.metadata.title == "Document unique partagé d’évaluation des risques, Pôle des Trois-Ponts, version 1"
    assert file.trailer["/Root"]["/MarkInfo"]["/Marked"]
    with pole.app.app_context():
        document = the_document(pole)
        facts = safety.edition_facts(document.pole_id, 1)
        first, last = (datetime.fromisoformat(facts["period"][end]).date() for end in ("first", "last"))
        here = safety.presence(document.pole_id, safety.Period(first, last, facts["period"]["zone"]), document.id)
        assert_table(words(file), safety.table_of(document, here).rows, facts)


def opens_the_draft(awa: Visitor, pole: DemoPole) -> None:
    """What the next version would say counts what was booked a moment ago."""
    awa.menu("Sécurité")
    awa.follow("Préparer la version 2")
    text = words(PdfReader(io.BytesIO(downloaded(awa, "Lire le brouillon en PDF"))))
    with pole.app.app_context():
        volume = safety.volume(the_document(pole), number=2, reason="", author="", today=AFTERWARDS.date())
        assert any((seat.use.start, seat.use.end) == (STARTS, ENDS) for seat in volume.here.seats)
        assert f"{volume.facts['counts']['confirmed']} créneaux confirmés ou terminés" in text
        assert_table(text, volume.facts["coactivity"]["rows"], volume.facts)


def the_document(pole: DemoPole) -> safety.SafetyDocument:
    found = poles.pole_by_slug(pole.facts.pole["slug"])
    assert found is not None
    document = safety.document_of(found.id)
    assert document is not None
    return document


def assert_table(text: str, rows: list[dict], facts: dict) -> None:
    """Each of the longest meetings stands in the table with its days, hours and peak."""
    names = {row["id"]: row["name"] for row in facts["employers"]}
    longest = sorted(rows, key=lambda row: -row["minutes"])[:5]
    assert longest
    for row in longest:
        line = rf"{re.escape(names[row['a']])} .{{0,200}}?{row['days']} {hours(row['minutes'])} {row['peak']} "
        assert re.search(line, text), line


def hours(minutes: int) -> str:
    return f"{minutes // 60} h {minutes % 60:02d}" if minutes % 60 else f"{minutes // 60} h"


def words(file: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in file.pages).replace("\xa0", " ").split())


def downloaded(who: Visitor, link: str) -> bytes:
    """The file behind a link that was clicked; what the browser shows it with keeps no bytes, so it is asked again."""
    with who.page.expect_response(re.compile(r"\.pdf$")) as opened:
        who.follow(link, within=who.page.get_by_role("main"))
    assert (opened.value.status, opened.value.headers["content-type"]) == (200, "application/pdf")
    return who.context.request.get(opened.value.url).body()
