"""One person at one browser: a context of its own, whose complaints are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

from mutua.demo.cast import PASSWORD, email_of
from tests.journeys.pole import DemoPole

PATIENCE = 15_000  # milliseconds; the machine may be busy


@dataclass
class Visitor:
    """`complaints`: console errors (violations of the content policy are such), failed scripts, server errors."""

    pole: DemoPole
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

    def sign_in(self, name: str) -> Visitor:
        """By the form, as anybody does."""
        self.page.goto(self.pole.url())
        self.page.get_by_label("Courriel").fill(email_of(name, self.pole.facts.pole["slug"]))
        self.page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
        self.press("Se connecter")
        self.page.wait_for_url(re.compile(r"^[a-z]+://[^/]+/p/"))
        return self

    def press(self, name: str, *, within: Locator | None = None) -> None:
        """The one button of this name."""
        (within or self.page).get_by_role("button", name=name).click()

    def follow(self, name: str, *, within: Locator | None = None) -> None:
        """The first link of this name that one sees."""
        (within or self.page).get_by_role("link", name=name).locator("visible=true").first.click()

    def menu(self, name: str) -> None:
        """An entry of the side menu."""
        self.follow(name, within=self.page.get_by_role("navigation", name="Menu principal"))

    def fill(self, **fields: str) -> None:
        """By names of fields."""
        for name, value in fields.items():
            self.page.locator(f"main [name={name}]:visible").fill(value)

    def reads(self, text: str) -> None:
        """Wait until the page shows this."""
        self.page.get_by_text(text).locator("visible=true").first.wait_for()

    def leave(self) -> None:
        """Close the browser; nothing may have gone wrong on the way."""
        self.context.close()
        assert self.complaints == []


def visitor(browser: Browser, pole: DemoPole, **options: Any) -> Visitor:
    """Somebody who has never been here; `options` as for Browser.new_context."""
    given = {"locale": "fr-FR", "viewport": {"width": 1280, "height": 900}, "timezone_id": "Europe/Paris", **options}
    context = browser.new_context(**given)
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    here = Visitor(pole, context, context.new_page())
    _listen(here)
    return here


def _listen(here: Visitor) -> None:
    def console(message: ConsoleMessage) -> None:
        # What the browser says of an answer that is meant (409: taken, 422: to correct) is no fault of the page.
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            here.complaints.append(f"{here.page.url}: {message.text}")

    here.context.on("console", console)
    here.context.on("weberror", lambda error: here.complaints.append(f"{here.page.url}: {error.error}"))
    here.context.on(
        "response",
        lambda answer: here.complaints.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None,
    )
