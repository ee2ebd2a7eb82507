"""What could be lost on a walk when another person, the network or the plan of units comes between."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from mutua.kernel.transaction import transaction
from mutua.pole import queries as poles
from mutua.pole.models import Member
from mutua.resources.models import Kind
from mutua.safety import actions, queries
from mutua.safety.actions import Rating
from tests.builders import at, member
from tests.journeys.pole import DemoPole
from tests.journeys.test_walk import OFFICER, wait_until, wait_until_kept
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(300)]
TABLET = {"viewport": {"width": 820, "height": 1180}, "has_touch": True}
NOW = at("2027-03-01 11:00")
TYPED = "Object.entries(localStorage).filter(([key]) => key.startsWith('mutua-walk-typed:'))"
MEANT = ("ERR_INTERNET_DISCONNECTED", "status of 503")


def open_place(page: Page, pole: DemoPole) -> str:
    """A place of the walk, kept on the device; its address."""
    page.goto(pole.url("/safety/walk"))
    page.evaluate("navigator.serviceWorker.ready.then(found => found.active.scriptURL)")
    page.get_by_role("link", name="Serre d’accueil").click()
    page.wait_for_url("**place=*")
    wait_until_kept(page)
    return page.url


@contextmanager
def at_a_desk(pole: DemoPole) -> Iterator[Member]:
    """A coordinator, who writes while the tablet is elsewhere."""
    with pole.app.app_context(), transaction():
        known = poles.pole_by_slug(pole.facts.pole["slug"])
        assert known is not None
        lozano = next(row for row in poles.coordinators_of(known.id))
        yield member(lozano, known)


def rate_at_a_desk(pole: DemoPole, number: int, words: str) -> None:
    with at_a_desk(pole) as him:
        risk = queries.risk_for(him, number)
        assert risk is not None
        rating = Rating(
            risk.family, risk.situation, risk.severity, risk.frequency, risk.mastery, risk.severity_reason,
            risk.frequency_reason, risk.lone, words,
        )  # fmt: skip
        actions.rate_risk(risk.unit, risk, rating, member=him, now=NOW)


def unit_beside(pole: DemoPole, number: int, name: str) -> int:
    """A unit of its own in the place of another."""
    with at_a_desk(pole) as him:
        near, document = queries.unit_for(him, number), queries.document_of(him.pole_id)
        assert near is not None
        assert document is not None
        place = queries.places_by_id(him.pole_id)[near.place_id] if near.place_id else None
        return actions.add_unit(document, name, Kind(near.kind), place, member=him, now=NOW).id


def set_aside(pole: DemoPole, number: int) -> None:
    with at_a_desk(pole) as him:
        unit = queries.unit_for(him, number)
        assert unit is not None
        actions.set_aside(unit, "Démontée", member=him, now=NOW)


def test_going_on_writing_never_overwrites_what_another_wrote(anybody: Callable[..., Visitor], pole: DemoPole) -> None:
    """The page was loaded again meanwhile: its version is newer than the words it shows."""
    awa = anybody(**TABLET).sign_in(OFFICER)
    page = awa.page
    address = open_place(page, pole)
    form = page.locator("form[data-walk][id^=r]").nth(2)
    number = int((form.get_attribute("id") or "r0")[1:])
    page.context.set_offline(True)
    form.locator("textarea[name=existing]").fill("Noté en marchant")
    form.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("[data-walk-status]")).to_contain_text("1")
    page.close()
    rate_at_a_desk(pole, number, "Noté au bureau")
    awa.context.set_offline(False)
    page = awa.context.new_page()
    page.goto(address)
    form = page.locator(f"#r{number}")
    table = form.locator("[data-conflict]")
    expect(table).to_contain_text("Noté en marchant")
    form.locator("textarea[name=existing]").fill("Noté en marchant, et la suite")
    form.get_by_role("button", name="Enregistrer").click()
    expect(table).to_contain_text("et la suite")
    expect(table).to_contain_text("Noté au bureau")
    form.locator("textarea[name=existing]").fill("Une autre phr")  # and the tablet goes elsewhere before the pause ends
    wait_until(page, f"JSON.stringify({TYPED}).includes('phr')")
    page.goto(pole.url("/safety/walk"))
    expect(page.locator("[data-walk-refused] li").last).to_contain_text("Une autre phr")
    page.goto(address)
    expect(table).to_contain_text("Noté au bureau")
    awa.complaints[:] = [line for line in awa.complaints if not any(each in line for each in MEANT)]


def test_signing_out_that_does_not_arrive_takes_nothing_away(anybody: Callable[..., Visitor], pole: DemoPole) -> None:
    awa = anybody(**TABLET).sign_in(OFFICER)
    page = awa.page
    address = open_place(page, pole)
    page.locator(".mu-walk-new summary").first.click()
    page.locator("form[data-walk=add] textarea").first.fill("Bâche qui bat au vent")
    wait_until(page, f"{TYPED}.length === 1")
    page.context.set_offline(True)
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("form[data-unsent]").first.evaluate("form => form.requestSubmit()")
    expect(page).to_have_url(re.compile("^chrome-error:"))  # waiting for a navigation would tell its failure instead
    page.goto(pole.url("/safety/walk?place=999999"))
    expect(page.get_by_role("heading", name="Pas de réseau")).to_be_visible()
    assert page.evaluate(f"{TYPED}.length") == 1
    page.goto(address)
    expect(page.locator("form[data-walk=add] textarea").first).to_have_value("Bâche qui bat au vent")
    awa.context.set_offline(False)
    meant = (*MEANT, "place=999999")
    awa.complaints[:] = [line for line in awa.complaints if not any(each in line for each in meant)]


def test_a_begun_danger_whose_unit_is_gone_can_be_read_and_given_up(
    anybody: Callable[..., Visitor], pole: DemoPole
) -> None:
    page = anybody(**TABLET).sign_in(OFFICER).page
    address = open_place(page, pole)
    near = page.locator("form[data-walk=add]").first.get_attribute("id") or "n0"
    number = unit_beside(pole, int(near[1:]), "Abri démontable")
    page.reload()
    page.locator("summary", has_text="Un autre danger dans Abri démontable").click()
    words = page.locator(f"#n{number} textarea[name=situation]")
    words.fill("Bâche qui bat au vent")
    wait_until(page, f"{TYPED}.length === 1")
    listed = page.locator("[data-walk-refused] li")
    expect(listed).to_have_count(0)
    page.goto(pole.url("/safety/walk"))  # any page of the walk tells it, and leads to its form
    expect(listed).to_contain_text("Ce danger est commencé, pas encore ajouté.")
    listed.get_by_role("button", name="Corriger").click()
    page.wait_for_url(f"{address}#n{number}")
    expect(words).to_have_value("Bâche qui bat au vent")
    set_aside(pole, number)
    page.reload()
    expect(words).to_have_count(0)
    expect(listed).to_contain_text("Bâche qui bat au vent")
    expect(listed).to_contain_text("Son unité n’est plus dans ce lieu.")
    expect(listed.get_by_role("button", name="Corriger")).to_have_count(0)
    page.once("dialog", lambda dialog: dialog.accept())
    listed.get_by_role("button", name="Abandonner").click()
    expect(listed).to_have_count(0)
    expect(page.locator("[data-walk-status]")).to_have_text("Tout est enregistré.")
    assert page.evaluate(f"{TYPED}.length") == 0
