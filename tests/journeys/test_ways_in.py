"""Other ways of working: on a phone, with the keyboard alone, without scripts."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.pole import DemoPole
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(600)]
Anybody = Callable[..., Visitor]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
ASKS, ANSWERS = "Hugo Steiner", "Claire Morel"
WORKSHOP = "Atelier couture"  # of Le Fil Commun, which answers each request


def test_on_a_phone_one_books_answers_and_finds_the_rest(anybody: Anybody) -> None:
    hugo = anybody(**PHONE).sign_in(ASKS)
    page = hugo.page
    fits(page)
    hugo.follow("Réserver", within=page.get_by_role("navigation", name="Navigation rapide"))
    page.get_by_text("Modifier").click()
    page.get_by_label("Jour", exact=True).fill("2027-03-09")
    page.get_by_label("À partir de").select_option("16:00")
    page.wait_for_url("**from=16*")
    fits(page)
    page.get_by_role("article").filter(has_text=WORKSHOP).get_by_role("link").nth(1).click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("Objet").fill("Goûter de l’équipe")
    fits(page)
    hugo.press("Envoyer la demande", within=sheet)
    expect(page.get_by_role("main").get_by_text("En attente", exact=True)).to_be_visible()
    fits(page)
    claire = anybody(**PHONE).sign_in(ANSWERS)
    fits(claire.page)
    claire.follow("Voir", within=claire.page.get_by_role("listitem").filter(has_text="Goûter de l’équipe"))
    claire.press("Accepter la demande")
    expect(claire.page.get_by_role("main").get_by_text("Confirmée")).to_be_visible()
    claire.follow("Plus", within=claire.page.get_by_role("navigation", name="Navigation rapide"))
    more = claire.page.get_by_role("dialog", name="Plus")
    expect(more.get_by_role("button", name="Se déconnecter")).to_be_visible()
    claire.follow("Bilan", within=more)
    expect(claire.page.get_by_role("heading", level=1)).to_contain_text("Bilan")
    fits(claire.page)


def fits(page: Page) -> None:
    """The page is no wider than the screen."""
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, page.url


def test_the_keyboard_alone_books(anybody: Anybody) -> None:
    hugo = anybody().sign_in(ASKS)
    page = hugo.page
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Aller au contenu")
    go_to(page, "Réserver", "link")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Réserver", level=1)).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # past the menu
    go_to(page, "Libre", "link")
    page.keyboard.press("Enter")
    sheet = page.get_by_role("dialog")
    expect(sheet).to_be_visible()
    assert sheet.evaluate("sheet => sheet.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(page.locator(":focus")).to_contain_text("Libre")  # the focus comes back to where one was
    page.keyboard.press("Enter")
    expect(sheet).to_be_visible()
    go_to(page, "Objet", "input")
    page.keyboard.type("Réservé au clavier")
    go_to(page, sheet.locator(".foot button").inner_text(), "button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Réservé au clavier", level=1)).to_be_visible()


def go_to(page: Page, name: str, kind: str) -> None:
    """Tab until the focus is on it, as far as a patient person would; the focus is always seen."""
    for _ in range(60):
        page.keyboard.press("Tab")
        found = page.evaluate(
            """() => {
              const here = document.activeElement, label = here.labels && here.labels[0];
              return [(here.innerText || (label && label.innerText) || here.ariaLabel || "").trim(), here.tagName]; }"""
        )
        if name in found[0] and found[1].lower() in (kind, {"link": "a"}.get(kind)):
            return
    raise AssertionError(f"{name} cannot be reached with Tab")


def test_without_scripts_one_books_and_answers(anybody: Anybody, pole: DemoPole) -> None:
    hugo = anybody(java_script_enabled=False).sign_in(ASKS)
    page = hugo.page
    hugo.menu("Réserver")
    page.get_by_label("Jour", exact=True).fill("2027-03-11")
    page.get_by_label("À partir de").select_option("18:00")
    hugo.press("Voir les créneaux")
    page.get_by_role("row", name=WORKSHOP).get_by_role("link", name="Libre").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_label("De", exact=True).select_option("18:00")
    page.get_by_label("À", exact=True).select_option("19:00")
    page.get_by_label("Objet").fill("Sans script")
    hugo.press("Envoyer la demande")
    expect(page.get_by_role("heading", name="Sans script", level=1)).to_be_visible()
    claire = anybody(java_script_enabled=False).sign_in(ANSWERS)
    claire.page.goto(page.url)
    claire.press("Accepter la demande")
    expect(claire.page.get_by_role("main").get_by_text("Confirmée")).to_be_visible()
    page.reload()
    expect(page.get_by_role("main").get_by_text("Confirmée")).to_be_visible()


def test_a_program_reads_what_the_api_offers(pole: DemoPole) -> None:
    """Through the server as it is run, protections on."""
    answer = httpx.get(f"{pole.address}/api/v1/openapi.json", timeout=30)
    assert answer.status_code == 200
    assert "/api/v1/bookings" in answer.json()["paths"]
