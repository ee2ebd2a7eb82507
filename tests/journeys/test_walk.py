"""The safety officer walks through a place with a tablet, and the network is away for a while."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from mutua.kernel.transaction import transaction
from mutua.pole import queries as poles
from mutua.safety import actions, queries
from mutua.safety.actions import Rating
from tests.builders import at, member
from tests.journeys.pole import DemoPole
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(300)]
OFFICER = "Awa Diarra"
# The page and its scripts are on the device; a promise, so asked for again and again.
SCRIPTS = "[...document.querySelectorAll('script[src*=walk]')].map(each => each.src)"
KEPT = f"Promise.all([location.href.split('#')[0], ...{SCRIPTS}].map(each => caches.match(each)))"


def wait_until_kept(page: Page) -> None:
    wait_until(page, f"{KEPT}.then(found => found.every(Boolean))")


def wait_until(page: Page, script: str) -> None:
    """The page's policy forbids wait_for_function."""
    for _ in range(120):
        if page.evaluate(script):
            return
        page.wait_for_timeout(250)
    raise AssertionError(script)


def test_nothing_noted_without_network_is_lost(anybody: Callable[..., Visitor], pole: DemoPole) -> None:
    awa = anybody(viewport={"width": 820, "height": 1180}, has_touch=True).sign_in(OFFICER)
    page = awa.page
    page.goto(pole.url("/safety/walk"))
    page.evaluate("navigator.serviceWorker.ready.then(found => found.active.scriptURL)")
    page.get_by_role("link", name="Serre d’accueil").click()
    bar, forms = page.locator("[data-walk-status]"), page.locator("form[data-walk][id^=r]")
    first, second = forms.nth(0), forms.nth(1)
    small = page.evaluate(
        "[...document.querySelectorAll('.mu-scale span, .mu-walk .btn')].filter(one => one.offsetHeight)"
        ".filter(one => one.parentNode.closest('span') === null && one.offsetHeight < 44).length"
    )
    assert small == 0
    first.locator("textarea[name=existing]").fill("Vu sur place")
    first.get_by_role("group", name="Maîtrise").locator("label").nth(1).click()
    expect(first.locator("[data-state]")).to_have_text("Enregistré")
    wait_until_kept(page)
    page.context.set_offline(True)
    first.locator("textarea[name=existing]").fill("Vu hors réseau")
    second.locator("textarea[name=existing]").fill("Noté sans réseau")
    second.get_by_role("button", name="Enregistrer").click()
    expect(bar).to_contain_text("2")
    number = int((second.get_attribute("id") or "r0")[1:])
    with pole.app.app_context(), transaction():  # meanwhile somebody else rates the second one at a desk
        known = poles.pole_by_slug(pole.facts.pole["slug"])
        assert known is not None
        lozano = next(row for row in poles.coordinators_of(known.id))
        him = member(lozano, known)
        risk = queries.risk_for(him, number)
        assert risk is not None
        rating = Rating(
            risk.family, risk.situation, risk.severity, risk.frequency, risk.mastery, risk.severity_reason,
            risk.frequency_reason, risk.lone, "Noté au bureau",
        )  # fmt: skip
        actions.rate_risk(risk.unit, risk, rating, member=him, now=at("2027-03-01 11:00"))
    page.context.set_offline(False)
    expect(first.locator("[data-state]")).to_have_text("Enregistré")
    table = second.locator("[data-conflict]")
    expect(table).to_contain_text("Noté au bureau")
    expect(table).to_contain_text("Noté sans réseau")
    second.get_by_role("button", name="Garder la mienne").click()
    expect(bar).to_have_text("Tout est enregistré.")
    page.context.set_offline(True)  # the battery dies, the tablet starts again in the cellar
    page.reload()
    expect(first.locator("textarea[name=existing]")).to_have_value("Vu hors réseau")
    second.locator("textarea[name=existing]").fill("Après le redémarrage")
    second.get_by_role("button", name="Enregistrer").click()
    expect(bar).to_contain_text("1")
    page.reload()
    expect(second.locator("textarea[name=existing]")).to_have_value("Après le redémarrage")
    page.goto(pole.url("/safety/walk?place=999999"))
    expect(page.get_by_role("heading", name="Pas de réseau")).to_be_visible()
    page.go_back()
    page.context.set_offline(False)
    expect(bar).to_have_text("Tout est enregistré.")
    page.reload()
    expect(second.locator("textarea[name=existing]")).to_have_value("Après le redémarrage")
    second.locator("textarea[name=existing]").fill("Noté sans réseau")
    second.get_by_role("button", name="Enregistrer").click()
    expect(second.locator("[data-state]")).to_have_text("Enregistré")
    page.reload()
    expect(first.locator("textarea[name=existing]")).to_have_value("Vu hors réseau")
    expect(second.locator("textarea[name=existing]")).to_have_value("Noté sans réseau")
    page.goto(pole.url().split("/p/")[0] + "/account")
    page.locator("main form[action$='/logout'] button").click()
    page.wait_for_url("**/login**")
    left = "Promise.all([caches.keys(), navigator.serviceWorker.getRegistrations(), Object.keys(localStorage)])"
    assert [len(each) for each in page.evaluate(left)] == [0, 0, 0]
    meant = ("ERR_INTERNET_DISCONNECTED", "place=999999")
    awa.complaints[:] = [line for line in awa.complaints if not any(each in line for each in meant)]


def test_ten_minutes_without_network_lose_nothing(anybody: Callable[..., Visitor], pole: DemoPole) -> None:
    """The device's own clock runs: every patience and every new try of the page comes round many times."""
    awa = anybody(viewport={"width": 820, "height": 1180}, has_touch=True).sign_in(OFFICER)
    page = awa.page
    page.goto(pole.url("/safety/walk"))
    page.evaluate("navigator.serviceWorker.ready.then(found => found.active.scriptURL)")
    page.get_by_role("link", name="Serre d’accueil").click()
    bar, forms = page.locator("[data-walk-status]"), page.locator("form[data-walk][id^=r]")
    wait_until_kept(page)
    page.clock.install()
    page.reload()
    page.context.set_offline(True)
    noted = [f"Noté à la minute {minute}" for minute in (1, 5, 10)]
    for number, words in enumerate(noted):
        forms.nth(number).locator("textarea[name=existing]").fill(words)
        forms.nth(number).locator("textarea[name=existing]").blur()
        page.clock.run_for("05:00" if number else "01:00")
        expect(bar).to_contain_text(str(number + 1))
    page.context.set_offline(False)
    page.clock.run_for("01:00")
    expect(bar).to_have_text("Tout est enregistré.")
    page.reload()
    for number, words in enumerate(noted):
        expect(forms.nth(number).locator("textarea[name=existing]")).to_have_value(words)
    awa.complaints[:] = [line for line in awa.complaints if "ERR_INTERNET_DISCONNECTED" not in line]


def test_words_are_kept_as_they_are_typed(anybody: Callable[..., Visitor], pole: DemoPole) -> None:
    """Online after a pause, without leaving the field; without network on the device, should the tablet die there."""
    awa = anybody(viewport={"width": 820, "height": 1180}, has_touch=True).sign_in(OFFICER)
    page = awa.page
    page.goto(pole.url("/safety/walk"))
    page.evaluate("navigator.serviceWorker.ready.then(found => found.active.scriptURL)")
    page.get_by_role("link", name="Serre d’accueil").click()
    page.wait_for_url("**place=*")
    address, typed = page.url, "Object.entries(localStorage).filter(([key]) => key.startsWith('mutua-walk-typed:'))"
    field, new = page.locator("form[data-walk][id^=r] textarea[name=existing]"), "form[data-walk=add]"
    field.nth(0).fill("Vu en marchant")
    expect(page.locator("form[data-walk][id^=r] [data-state]").nth(0)).to_have_text("Enregistré")
    expect(field.nth(0)).to_be_focused()
    assert page.evaluate(f"{typed}.length") == 0
    wait_until_kept(page)
    page.context.set_offline(True)
    page.locator(".mu-walk-new summary").first.click()
    page.locator(f"{new} textarea").first.fill("Bâche qui bat au vent")
    page.locator(f"{new} select[name=family]").first.select_option("H14")
    field.nth(1).fill("Au milieu d’une phr")
    wait_until(page, f"JSON.stringify({typed}).includes('phr')")
    page.close()
    page = awa.context.new_page()
    page.goto(address)
    field, bar = page.locator("form[data-walk][id^=r] textarea[name=existing]"), page.locator("[data-walk-status]")
    expect(field.nth(1)).to_have_value("Au milieu d’une phr")
    expect(bar).to_contain_text("1")
    expect(page.locator(f"{new} textarea").first).to_have_value("Bâche qui bat au vent")
    expect(page.locator(f"{new} select[name=family]").first).to_have_value("H14")
    page.context.set_offline(False)
    expect(bar).to_have_text("Danger commencé, pas encore ajouté : 1")
    page.get_by_role("button", name="Ajouter ce danger").first.click()
    expect(bar).to_have_text("Tout est enregistré.")
    expect(page.locator(f"{new} textarea").first).to_have_value("")
    page.reload()
    expect(field.nth(1)).to_have_value("Au milieu d’une phr")
    written = page.locator("form[data-walk][id^=r] textarea[name=situation]")
    assert "Bâche qui bat au vent" in [each.input_value() for each in written.all()]
    assert page.evaluate(f"{typed}.length") == 0
    awa.complaints[:] = [line for line in awa.complaints if "ERR_INTERNET_DISCONNECTED" not in line]


def test_signing_out_clears_a_browser_that_does_not_know_the_header(
    anybody: Callable[..., Visitor], pole: DemoPole
) -> None:
    page = anybody(viewport={"width": 820, "height": 1180}).sign_in(OFFICER).page
    page.goto(pole.url("/safety/walk"))
    page.get_by_role("link", name="Serre d’accueil").click()
    page.locator(".mu-walk-new summary").first.click()
    page.locator("form[data-walk=add] textarea").first.fill("Bâche qui bat au vent")
    wait_until(page, "Object.keys(localStorage).some(key => key.startsWith('mutua-walk-typed:'))")

    def without_header(route: Route) -> None:
        answer = route.fetch(max_redirects=0)
        kept = {name: value for name, value in answer.headers.items() if name != "clear-site-data"}
        route.fulfill(response=answer, headers=kept)

    page.route("**/logout", without_header)
    page.goto(pole.url().split("/p/")[0] + "/account")
    page.once("dialog", lambda dialog: dialog.accept())  # words that are not sent yet: asked first
    page.locator("main form[action$='/logout'] button").click()
    page.wait_for_url("**/login**")
    wait_until(page, "Object.keys(localStorage).length === 0")


def test_what_is_refused_can_be_read_corrected_and_given_up(anybody: Callable[..., Visitor], pole: DemoPole) -> None:
    awa = anybody(viewport={"width": 820, "height": 1180}, has_touch=True).sign_in(OFFICER)
    page = awa.page
    page.goto(pole.url("/safety/walk"))
    page.evaluate("navigator.serviceWorker.ready.then(found => found.active.scriptURL)")
    page.get_by_role("link", name="Serre d’accueil").click()
    page.wait_for_url("**place=*")
    address = page.url
    new, listed = page.locator("form[data-walk=add]").first, page.locator("[data-walk-refused] li")
    wait_until_kept(page)
    page.context.set_offline(True)
    page.locator(".mu-walk-new summary").first.click()
    note(new, "Échelle posée contre la serre")
    level = new.locator("[data-level]")
    expect(level).to_have_text("faible")  # known without network
    new.get_by_role("button", name="Ajouter ce danger").click()
    reason = "La gravité est sous celle de la famille de danger. Dites pourquoi."
    for _ in range(2):  # refused at once, and still there after the tablet started again
        expect(listed).to_have_count(1)
        expect(listed).to_contain_text("Échelle posée contre la serre")
        expect(listed).to_contain_text(reason)
        expect(listed).to_contain_text("Chute de hauteur")
        page.reload()
    page.context.set_offline(False)
    page.goto(pole.url("/safety/walk"))  # any page of the walk tells it
    expect(listed).to_contain_text("Échelle posée contre la serre")
    page.get_by_role("link", name="À corriger : 1").click()
    listed.get_by_role("button", name="Corriger").click()
    page.wait_for_url(address + "#walk-refused")
    listed.get_by_role("button", name="Corriger").click()
    expect(new.locator("textarea")).to_have_value("Échelle posée contre la serre")
    expect(new.locator("[data-state]")).to_contain_text(reason)
    new.get_by_label("Raison d’une gravité plus basse").fill("Deux marches")
    new.get_by_role("button", name="Ajouter ce danger").click()
    expect(page.locator("[data-walk-status]")).to_have_text("Tout est enregistré.")
    expect(listed).to_have_count(0)
    page.reload()
    written = page.locator("form[data-walk][id^=r] textarea[name=situation]")
    assert "Échelle posée contre la serre" in [each.input_value() for each in written.all()]
    page.context.set_offline(True)
    page.locator(".mu-walk-new summary").first.click()
    note(new, "Rien finalement")
    new.get_by_role("button", name="Ajouter ce danger").click()
    page.once("dialog", lambda dialog: dialog.dismiss())
    listed.get_by_role("button", name="Abandonner").click()
    expect(listed).to_have_count(1)
    page.once("dialog", lambda dialog: dialog.accept())
    listed.get_by_role("button", name="Abandonner").click()
    expect(listed).to_have_count(0)
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("[data-walk-status]")).to_have_text("Tout est enregistré.")
    awa.complaints[:] = [line for line in awa.complaints if "ERR_INTERNET_DISCONNECTED" not in line]


def note(form: Locator, situation: str) -> None:
    """A fall from a height, less grave than its family, and no reason given."""
    form.locator("select[name=family]").select_option("H02")
    form.locator("textarea[name=situation]").fill(situation)
    for group, mark in (("Gravité", 0), ("Maîtrise", 0)):
        form.get_by_role("group", name=group).locator("label").nth(mark).click()
