"""WCAG 2.2 A and AA by axe-core: the main pages, light and dark, at a desk and on a phone, within its screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys.pole import ROOT, DemoPole
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(600)]
AXE = Path(ROOT / "node_modules/axe-core/axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """rules => axe.run(document, {runOnly: rules}).then(found => ({
  passed: found.passes.length,
  broken: found.violations.map(one =>
    `${one.id}: ${one.nodes.map(node => node.target.join(" ")).slice(0, 4).join(" | ")}`)}))"""
OPEN_ALL = "document.querySelectorAll('details').forEach(part => { part.open = true; })"
TOO_WIDE = "document.documentElement.scrollWidth > window.innerWidth"
# Manager of a structure that lends, shares and answers; what a page needs more is opened by the test.
PERSON = "Claire Morel"
PAGES = (
    "/",
    "/search?kind=premises&day=2027-03-09&from=10:00&duration=120&people=2&repeat=once",
    "/resources",
    "/resources/1",
    "/resources/1/bookings/new?day=2027-03-09&from=10:00&to=12:00",
    "/bookings",
    "/calendars",
    "/exchanges",
    "/exchanges/new",
    "/staffing",
    "/staffing/regime",
    "/safety",
    "/safety/coactivity",
    "/safety/risks",
    "/safety/units",
    "/safety/remarks",
    "/safety/editions",
    "/report",
    "/structures",
    "/help",
)
SCREENS = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.mark.parametrize("screen", SCREENS)
def test_no_page_breaks_a_rule(anybody: Callable[..., Visitor], pole: DemoPole, screen: str) -> None:
    someone = anybody(viewport=SCREENS[screen], color_scheme="light", bypass_csp=True, reduced_motion="reduce")
    someone.page.goto(f"{pole.address}/login")
    found = {"/login": broken_rules(someone.page)}
    someone.sign_in(PERSON)
    for path in PAGES:
        answer = someone.page.goto(pole.url(path))
        assert answer is not None
        assert answer.status == 200, path
        found[path] = broken_rules(someone.page)
    assert {path: lines for path, lines in found.items() if lines} == {}


def broken_rules(page: Page) -> list[str]:
    """One line a broken rule, with the first elements that break it, folded parts open, in light and in dark."""
    page.emulate_media(color_scheme="light")
    page.evaluate(OPEN_ALL)
    wide = ["wider than the screen"] if page.evaluate(TOO_WIDE) else []
    page.add_script_tag(path=AXE)
    lines = audited(page, RULES, at_least=10)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.documentElement.dataset.bsTheme === 'dark'")
    return wide + lines + [f"dark: {line}" for line in audited(page, ["color-contrast"], at_least=1)]


def audited(page: Page, rules: list[str], *, at_least: int) -> list[str]:
    """Broken rules; an audit in which nothing could be looked at proves nothing."""
    found = page.evaluate(RUN, rules)
    assert found["passed"] >= at_least, page.url
    return [str(line) for line in found["broken"]]
