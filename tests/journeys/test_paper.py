"""Pages on paper, on the smallest screens and under long names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.pole import DemoPole
from tests.journeys.test_axe import PAGES, PERSON, TOO_WIDE
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(300)]
# A4 between its margins; narrower than where tables become cards on a screen.
PAPER = {"width": 703, "height": 1000}
SMALLEST = {"width": 320, "height": 700}
COORDINATOR = "Nadia Ferrand"
LONG = "Anticonstitutionnellement" * 4
NAMED = "main :is(h1, h2, h3, strong, dd, .what span)"
RENAME = f"name => document.querySelectorAll('{NAMED}').forEach(one => {{ one.append(name) }})"
LIGHT = "getComputedStyle(document.querySelector('h1')).color"
HEADS = "getComputedStyle(document.querySelector('.table.as-cards thead')).position"


def test_a_dark_screen_prints_dark_on_white_and_tables_stay_tables(
    anybody: Callable[..., Visitor], pole: DemoPole
) -> None:
    someone = anybody(viewport=PAPER, color_scheme="dark").sign_in(PERSON)
    someone.page.goto(pole.url("/exchanges/statement"))
    assert someone.page.evaluate(LIGHT) == "rgb(236, 231, 222)"
    someone.page.emulate_media(media="print", color_scheme="dark")
    assert someone.page.evaluate(LIGHT) == "rgb(31, 42, 45)"
    assert someone.page.evaluate(HEADS) == "static"
    assert someone.page.locator("form[method=get]:visible, .mu-tabs:visible").count() == 0


def test_no_page_is_wider_than_the_smallest_screen(anybody: Callable[..., Visitor], pole: DemoPole) -> None:
    someone = anybody(viewport=SMALLEST).sign_in(COORDINATOR)
    wide = []
    for path in (*PAGES, "/safety/incidents", "/safety/risks/416", "/exchanges/pictures"):
        someone.page.goto(pole.url(path))
        wide += [path] if someone.page.evaluate(TOO_WIDE) else []
    for path in ("/", "/bookings", "/resources", "/structures"):
        someone.page.goto(pole.url(path))
        someone.page.evaluate(RENAME, LONG)
        wide += [f"{path}, long names"] if someone.page.evaluate(TOO_WIDE) else []
    assert wide == []


def test_without_scripts_the_week_is_a_list_and_nothing_is_to_be_dragged(
    anybody: Callable[..., Visitor], pole: DemoPole
) -> None:
    someone = anybody(java_script_enabled=False).sign_in(PERSON)
    someone.page.goto(pole.url("/resources/1"))
    assert someone.page.locator("[data-week-list][open]").count() == 1
    assert someone.page.get_by_text("Faites glisser").is_hidden()
