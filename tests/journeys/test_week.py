"""From the first page to a confirmed booking in four clicks; the week moved by mouse and keys, and read on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.pole import DemoPole
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(300)]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
MOST_CLICKS = 4


def test_four_clicks_then_the_week_by_mouse_and_keys(anybody: Callable[..., Visitor], pole: DemoPole) -> None:
    claire = anybody().sign_in("Claire Morel")
    page = claire.page
    ways = (
        page.get_by_role("main").get_by_role("link", name="Un véhicule"),
        page.get_by_role("row", name="Vélo cargo").get_by_role("link", name="Libre").first,
        page.get_by_role("dialog").get_by_role("button", name="Confirmer la réservation"),
    )
    assert len(ways) <= MOST_CLICKS
    for one in ways:
        one.click()
    expect(page.get_by_role("main").get_by_text("Confirmée").first).to_be_visible()

    page.goto(pole.url("/search/week?kind=vehicle&day=2027-03-08"))
    row = page.get_by_role("row", name="Vélo cargo")
    row.locator("td[data-day='2027-03-09'] a.free").first.click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("De", exact=True).select_option("9:00")
    sheet.get_by_label("À", exact=True).select_option("11:00")
    claire.press("Confirmer la réservation", within=sheet)
    expect(page.get_by_role("main").get_by_text("Confirmée").first).to_be_visible()
    page.goto(pole.url("/search/week?kind=vehicle&day=2027-03-08"))
    row.locator("td[data-day='2027-03-09'] [data-move]").drag_to(row.locator("td[data-day='2027-03-10']"))
    moved = row.locator("td[data-day='2027-03-10'] [data-move]")
    expect(moved).to_be_focused()  # the page came back, and the focus is where it was
    page.keyboard.press("Alt+ArrowLeft")
    expect(row.locator("td[data-day='2027-03-09'] [data-move]")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("a.bar:focus")).to_have_count(1)
    assert row.locator("a.bar[tabindex='0']").count() == 1

    phone = anybody(**PHONE).sign_in("Claire Morel").page
    phone.goto(pole.url("/search/week?kind=vehicle&day=2027-03-08"))
    phone.get_by_role("row", name="Vélo cargo").locator("td .peek").nth(1).tap()
    line = phone.locator(".in-words td", has_text="9:00 – 11:00").get_by_role("link").filter(has_text="9:00").first
    expect(line).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.locator(".in-words a.free").first.tap()
    expect(phone.get_by_role("dialog")).to_be_visible()
