"""A key of one's own device stands for the password when one signs; tried with Chromium's virtual device."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from mutua.demo import DemoFacts
from mutua.documents import queries
from mutua.documents.models import Method, Signature
from mutua.kernel.db import db
from mutua.staffing.models import State
from tests.builders import PASSWORD, build_world
from tests.journeys.pole import DemoPole, served_pole
from tests.journeys.test_main_lending import last_code
from tests.staffing.loans import loan_in

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(300)]
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def small(tmp_path: Path) -> Iterator[tuple[DemoPole, int, int]]:
    """A loan to sign, served at `localhost`: a key is bound to a name, never to a number."""
    made: list[tuple[int, int]] = []

    def fill(settings: object) -> DemoFacts:
        world = build_world()
        made.append((loan_in(State.APPROVED, world).number, world.ines.person_id))
        return cast(DemoFacts, SimpleNamespace(pole={"slug": "trois-ponts"}))

    with served_pole(tmp_path, fill, "mutua_passkeys", host="localhost") as pole:
        yield pole, *made[0]


def test_a_device_is_registered_signs_in_place_of_the_password_and_is_removed(
    small: tuple[DemoPole, int, int], chromium: Browser
) -> None:
    pole, loan, person_id = small
    page = chromium.new_context(locale="fr-FR").new_page()
    page.set_default_timeout(15_000)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.goto(pole.url())
    page.fill("[name=email]", "ines@trois-ponts.test")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url("**/p/**")
    page.goto(f"{pole.address}/account/passkeys")
    page.fill("[name=name]", "Mon téléphone")
    page.fill("main [name=password]", "pas celui-ci")
    page.get_by_role("button", name="Ajouter une clé").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    page.fill("main [name=password]", PASSWORD)
    page.get_by_role("button", name="Ajouter une clé").click()
    expect(page.get_by_role("region", name="Vos clés")).to_contain_text("Mon téléphone")
    page.goto(pole.url(f"/staffing/{loan}/sign/agreement"))
    page.get_by_role("button", name="Utiliser ma clé d’accès").click()
    expect(page.locator("main [name=code]")).to_be_visible()
    page.locator("main [name=code]").fill(last_code(pole))
    page.get_by_role("button", name="Signer le document").click()
    page.wait_for_url(f"**/staffing/{loan}")
    with pole.app.app_context():
        (key,) = queries.passkeys_of(person_id)
        assert key.used_at is not None
        assert key.sign_count > 0
        (signed,) = db.session.scalars(select(Signature).where(Signature.subject_id == loan))
        assert (signed.person_id, signed.method) == (person_id, Method.ACCOUNT)
        db.session.remove()
    page.goto(f"{pole.address}/account/passkeys")
    page.get_by_role("button", name=re.compile("Retirer")).click()
    expect(page.get_by_role("main")).to_contain_text("Aucune clé pour l’instant")
    page.context.close()
