"""The safety officer walks through a place with a tablet, and the network is away for a while."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from mutua.kernel.transaction import transaction
from mutua.pole import queries as poles
from mutua.safety import actions, queries
from mutua.safety.actions import Rating
from tests.builders import at, member
from tests.journeys.pole import DemoPole
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(300)]
OFFICER = "Awa Diarra"
# The page and its script are on the device; a promise, so asked for again and again.
KEPT = "Promise.all([location.href, document.querySelector('script[src*=walk]').src].map(each => caches.match(each)))"


def wait_until_kept(page: Page) -> None:
    for _ in range(120):
        if all(page.evaluate(f"{KEPT}.then(found => found.map(Boolean))")):
            return
        page.wait_for_timeout(250)
    raise AssertionError("the walk was not kept")


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
