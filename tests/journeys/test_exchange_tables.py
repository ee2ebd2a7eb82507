"""Tables of exchanges on a phone: what is asked and never found, and a statement."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.pole import DemoPole
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(300)]
PHONE = {"viewport": {"width": 390, "height": 844}}
PLACES = "rows => rows.map(row => [...row.querySelectorAll('td b')].map(b => b.getBoundingClientRect()))"


def test_each_figure_of_the_needs_stands_on_its_own_line(anybody: Callable[..., Visitor], pole: DemoPole) -> None:
    nadia = anybody(**PHONE).sign_in("Nadia Ferrand")
    nadia.page.goto(pole.url("/exchanges/needs"))
    rows = nadia.page.locator(".ex-needs tbody tr").evaluate_all(PLACES)
    assert rows
    for figures in rows:
        assert len({round(box["top"]) for box in figures}) == 4
    assert len({round(box["right"]) for figures in rows for box in figures}) == 1
    assert nadia.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_amounts_of_a_statement_stand_in_one_column(anybody: Callable[..., Visitor], pole: DemoPole) -> None:
    nadia = anybody(**PHONE).sign_in("Nadia Ferrand")
    nadia.page.goto(pole.url("/exchanges/statement"))
    amounts = nadia.page.locator(".ex-lines td.num:visible")
    assert amounts.count() > 4
    assert len(amounts.evaluate_all("cells => [...new Set(cells.map(c => c.getBoundingClientRect().right | 0))]")) == 1
    assert nadia.page.evaluate("document.documentElement.scrollWidth") <= 390
