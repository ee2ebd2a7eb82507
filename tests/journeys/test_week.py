"""From the first page to a confirmed booking in four clicks; the weeks moved by mouse and keys, and read on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

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


def test_in_the_calendar_of_a_room_a_date_follows_the_mouse_and_keys_pressed_in_a_row(
    anybody: Callable[..., Visitor], pole: DemoPole
) -> None:
    claire = anybody().sign_in("Claire Morel")
    page = claire.page
    room = next(one["id"] for one in pole.facts.resources if one["name"] == "Salle Indigo")
    page.goto(pole.url(f"/resources/{room}/bookings/new?day=2027-03-09&from=09:00&to=11:00"))
    page.get_by_role("main").get_by_role("button", name="Confirmer la réservation").click()
    page.get_by_role("main").get_by_text("Confirmée").first.wait_for()

    page.goto(pole.url(f"/resources/{room}?week=2027-03-08"))
    mine = page.locator("#week .ec-event:has([data-event]):not(.ec-preview)")
    expect(mine.locator(".when")).to_have_text("9:00–11:00")
    mine.scroll_into_view_if_needed()
    _drag(page, mine, (20, 20), by=40)
    expect(mine.locator(".when")).to_have_text("10:00–12:00")
    _drag(page, mine, (20, -2), by=80)
    expect(mine.locator(".when")).to_have_text("10:00–14:00")
    page.reload()
    mine.locator("[data-event]").focus()
    with page.expect_response("**/move"):
        for _ in range(6):  # faster than the server answers
            page.keyboard.press("Alt+ArrowDown")
        page.keyboard.press("Alt+Shift+ArrowDown")
    page.reload()
    expect(mine.locator(".when")).to_have_text("10:30–14:35")


def _drag(page: Page, box: Locator, grip: tuple[int, int], *, by: int) -> None:
    """Down by so many pixels (40 an hour), held at that point of the box; a negative one counts from below."""
    expect(page.locator("#week")).to_have_attribute("aria-busy", "false")
    place = box.bounding_box()
    assert place
    x, y = place["x"] + grip[0], place["y"] + grip[1] + (place["height"] if grip[1] < 0 else 0)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + by / 2, steps=4)
    page.mouse.move(x, y + by, steps=4)
    with page.expect_response("**/move"):
        page.mouse.up()
