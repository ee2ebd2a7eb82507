"""A series by keyboard alone, one date given up and asked for again; a taken slot waited for with a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.pole import DemoPole
from tests.journeys.test_season import by_keys
from tests.journeys.test_ways_in import PHONE, fits
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(300)]
Anybody = Callable[..., Visitor]


def form_of(pole: DemoPole, name: str, day: str, hours: tuple[str, str]) -> str:
    number = next(row["id"] for row in pole.facts.resources if row["name"] == name)
    return pole.url(f"/resources/{number}/bookings/new?day={day}&from={hours[0]}&to={hours[1]}")


def test_a_series_by_keyboard_alone(anybody: Anybody, pole: DemoPole) -> None:
    claire = anybody().sign_in("Claire Morel")
    page, keys = claire.page, claire.page.keyboard
    page.goto(form_of(pole, "Vélo cargo", "2027-05-31", ("19:00", "20:00")))
    preview = page.get_by_role("button", name="Voir toutes les dates")
    expect(preview).to_be_hidden()  # one date needs no preview
    by_keys(claire, page.get_by_label("Objet"))
    keys.type("Tournée du soir")
    by_keys(claire, page.get_by_label("Répéter", exact=True))
    for key in ("End", "ArrowUp"):  # each month on the same date: the last but one
        keys.press(key)
    by_keys(claire, page.locator("[name=times]:visible"))
    keys.press("Control+A")
    keys.type("3")
    by_keys(claire, preview)
    keys.press("Enter")
    main = page.get_by_role("main")
    for day in ("31 mai", "31 juillet", "31 août"):  # a month without a 31st has no date
        expect(main).to_contain_text(day)
    by_keys(claire, main.get_by_role("button", name="Confirmer les 3 dates"))
    keys.press("Enter")
    page.wait_for_url("**/bookings/*")
    dates = page.locator(".mu-dates > li")
    expect(dates).to_have_count(3)
    for summary in (
        dates.nth(1).locator("summary"),
        dates.nth(1).get_by_role("button", name="Annuler cette date").first,
    ):
        by_keys(claire, summary)
        keys.press("Enter")
    expect(dates.nth(1)).to_contain_text("Annulée")
    by_keys(claire, dates.nth(1).get_by_role("button", name="Redemander"))
    keys.press("Enter")
    expect(dates.nth(1)).to_contain_text("Confirmée")


def test_a_taken_slot_is_waited_for_with_a_phone(anybody: Anybody, pole: DemoPole) -> None:
    address = form_of(pole, "Vélo cargo", "2027-06-16", ("19:00", "21:00"))
    claire = anybody().sign_in("Claire Morel")
    claire.page.goto(address)
    claire.press("Confirmer la réservation")
    claire.page.wait_for_url("**/bookings/*")
    hugo = anybody(**PHONE).sign_in("Hugo Steiner")
    page = hugo.page
    page.goto(address)
    page.get_by_role("button", name="Confirmer la réservation").tap()
    expect(page.get_by_role("main")).to_contain_text("Ce créneau est déjà pris")
    fits(page)
    page.get_by_role("button", name="Me prévenir si ce créneau se libère").tap()
    expect(page.get_by_role("main")).to_contain_text("Au premier rang")
    claire.page.locator("summary", has_text="Annuler la réservation").click()
    claire.press("Annuler cette date")
    expect(claire.page.locator(".mu-dates")).to_contain_text("Annulée")
    page.reload()
    fits(page)
    small = page.evaluate(
        "[...document.querySelectorAll('main .btn, main summary')].filter(one => one.offsetHeight)"
        ".filter(one => one.offsetHeight < 44).length"
    )
    assert small == 0
    page.get_by_role("button", name="Prendre ce créneau").tap()
    page.wait_for_url("**/bookings/*")
    expect(page.locator(".mu-dates")).to_contain_text("Confirmée")
