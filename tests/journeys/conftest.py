"""One demonstration pole and one Chromium for all journeys of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.pole import DemoPole, served_pole
from tests.journeys.visitor import Visitor, visitor

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


@pytest.fixture(scope="session")
def pole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoPole]:
    with served_pole(tmp_path_factory.mktemp("pole")) as served:
        yield served


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One for all; a journey in a pole of its own need not wait for the demonstration."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def anybody(chromium: Browser, pole: DemoPole) -> Iterator[Callable[..., Visitor]]:
    """`anybody()` opens a browser; at the end all are closed and none of them may have complained."""
    opened: list[Visitor] = []

    def arrive(**options: object) -> Visitor:
        opened.append(visitor(chromium, pole, **options))
        return opened[-1]

    yield arrive
    for each in opened:
        each.leave()
