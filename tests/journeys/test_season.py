"""A season's weekly times: opened by mouse, wished for by keyboard alone on a phone, allotted, told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.pole import DemoPole
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(300)]
PHONE = {"viewport": {"width": 390, "height": 844}}
MOST_STEPS = 80


def by_keys(here: Visitor, target: Locator) -> None:
    """Tab until it has the focus, as somebody without a mouse does."""
    for _step in range(MOST_STEPS):
        if target.evaluate("one => one === document.activeElement"):
            return
        here.page.keyboard.press("Tab")
    raise AssertionError(f"no way by keyboard to {target}")


def test_a_season_is_shared_out(anybody: Callable[..., Visitor], pole: DemoPole) -> None:
    mathis = anybody().sign_in("Mathis Lozano")
    mathis.page.goto(pole.url("/bookings"))
    mathis.follow("Créneaux de saison")
    mathis.fill(
        name="Rentrée 2027", first_on="2027-09-06", last_on="2027-10-29", wishes_until_on="2027-08-15", note="Bon été."
    )
    mathis.page.get_by_label("Salle Tilleul", exact=True).check()
    mathis.press("Ouvrir les vœux")
    mathis.reads("Les vœux sont ouverts")
    season = mathis.page.url

    hugo = anybody(**PHONE).sign_in("Hugo Steiner")
    page, keys = hugo.page, hugo.page.keyboard
    for weekday, title in (("Mardi", "Sérigraphie"), ("Jeudi", "Affiches")):
        page.goto(season)
        by_keys(hugo, page.get_by_label("Jour"))
        keys.type(weekday[:3])
        by_keys(hugo, page.get_by_label("Objet"))
        keys.type(title)
        keys.press("Enter")
        expect(page.locator("ol.mu-list .what", has_text=title)).to_contain_text(weekday)
    by_keys(hugo, page.get_by_role("button", name="Remonter"))
    keys.press("Enter")
    expect(page.locator("ol.mu-list > li").first).to_contain_text("Affiches")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    mathis.page.goto(season)
    mathis.press("Clore les vœux et répartir")
    expect(mathis.page.get_by_text("Accordé, à réserver")).to_have_count(2)
    mathis.page.set_viewport_size(PHONE["viewport"])  # type: ignore[arg-type]
    assert mathis.page.evaluate("document.documentElement.scrollWidth") <= 390
    mathis.press("Réserver et envoyer les réponses")
    mathis.reads("Les réservations sont faites")

    page.goto(season)
    expect(page.locator("ol.mu-list .mu-state").first).to_contain_text("8 dates sur 8")
