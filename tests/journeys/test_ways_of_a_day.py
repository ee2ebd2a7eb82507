"""Around a booking: a warning before confirming, the code at the door, the state at departure, a structure leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

import pytest
from playwright.sync_api import expect

from mutua.bookings import actions, series
from mutua.bookings.models import Wish
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.timespan import wall
from mutua.kernel.transaction import transaction
from mutua.pole import queries as poles
from mutua.resources.models import Kind
from mutua.resources.queries import resources_for
from tests.builders import PARIS, member
from tests.journeys.pole import DemoPole
from tests.journeys.test_ways_in import PHONE, fits, go_to
from tests.journeys.visitor import Visitor, email_of

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(600)]
Anybody = Callable[..., Visitor]
DRIVES, COORDINATES = "Hugo Steiner", "Mathis Lozano"


class Lent(NamedTuple):
    resource: int
    booking: int
    date: int
    owner: str  # who manages the structure that shares it


def lend(pole: DemoPole) -> Lent:
    """A vehicle from the next quarter of an hour on, asked for by one structure and accepted by another."""
    with pole.app.app_context(), transaction():
        now = clock.now() + pole.ahead
        here = wall(now, PARIS).replace(second=0, microsecond=0, tzinfo=None)
        start = here + timedelta(minutes=15 - here.minute % 15)
        found = poles.pole_by_slug(pole.facts.pole["slug"])
        hugo = poles.person_by_email(email_of(DRIVES, pole.facts.pole["slug"]))
        assert found is not None
        assert hugo is not None
        driver = member(hugo, found)
        for vehicle in resources_for(driver, kind=Kind.VEHICLE):
            slots = series.slots(start, start + timedelta(hours=2), PARIS, None)
            wish = Wish((vehicle.id,), driver.structure_id or 0, slots, PARIS, title="Tournée")
            if vehicle.structure_id == driver.structure_id:
                continue
            try:
                made = actions.request_booking(wish, member=driver, now=now)
            except Refused:
                continue
            manager = poles.managers_of(vehicle.structure_id)[0]
            actions.approve_booking(made, member=member(manager, found), now=now)
            return Lent(vehicle.id, made.id, made.occurrences[0].id, manager.name)
    raise AssertionError("no vehicle is free")


def test_a_vehicle_goes_out_with_a_phone_and_its_owner_agrees_by_keyboard(anybody: Anybody, pole: DemoPole) -> None:
    lent = lend(pole)
    state = pole.url(f"/bookings/{lent.booking}/dates/{lent.date}/handover")
    hugo = anybody(**PHONE).sign_in(DRIVES)
    page = hugo.page
    page.goto(pole.url(f"/resources/{lent.resource}/here"))  # where the code in the vehicle leads
    fits(page)
    hugo.press("Je suis là")
    hugo.reads("Bienvenue. Votre créneau est gardé.")
    page.goto(state)
    fits(page)
    page.get_by_label("Usé, mais bon à l’usage").check()
    hugo.fill(mileage="48210", fuel="80", lent_keys="Clé et carte")
    hugo.press("Noter l’état au départ")
    expect(page.get_by_role("main")).to_contain_text("Clé et carte")
    fits(page)
    owner = anybody().sign_in(lent.owner)
    owner.page.goto(state)
    go_to(owner.page, "J’ai vu le même état", "button")
    owner.page.keyboard.press("Enter")
    owner.reads("Confirmé par")


def test_one_is_warned_before_confirming_and_a_departure_asks_first(anybody: Anybody, pole: DemoPole) -> None:
    hugo = anybody(**PHONE).sign_in(DRIVES)
    page, rooms = hugo.page, {row["name"]: row["id"] for row in pole.facts.resources}
    stage = rooms["Plateau de répétition"]
    page.goto(pole.url(f"/resources/{stage}/bookings/new?day=2027-06-12&from=21:30&to=23:00&people=1"))
    page.get_by_role("main").locator(".foot button").click()
    hugo.reads("À savoir avant de confirmer")
    fits(page)
    hugo.press("Confirmer quand même")
    page.wait_for_url("**/bookings/*")
    mathis = anybody().sign_in(COORDINATES)
    sharing = next(row["structure_id"] for row in pole.facts.resources if row["name"] == "Atelier couture")
    address = pole.url(f"/structures/{sharing}")
    mathis.page.goto(address)
    go_to(mathis.page, "Noter son départ", "button")
    mathis.page.keyboard.press("Enter")
    asked = mathis.page.get_by_role("group", name="Les dates des autres structures sur ses ressources")
    expect(asked.get_by_role("radio")).to_have_count(2)
    mathis.press("Noter le départ")
    mathis.reads("Choisissez ce que deviennent ces dates.")
    mathis.page.set_viewport_size({"width": 390, "height": 844})
    fits(mathis.page)
    mathis.follow("Ne rien changer")
    mathis.page.wait_for_url(address)


def test_three_clicks_lead_from_home_to_a_confirmed_booking(anybody: Anybody) -> None:
    hugo = anybody().sign_in(DRIVES)
    page = hugo.page
    hugo.menu("Réserver")
    page.get_by_role("row", name="Salle Tilleul").get_by_role("link", name="Libre").first.click()
    hugo.press("Confirmer la réservation", within=page.get_by_role("dialog"))
    page.wait_for_url("**/bookings/*")
    expect(page.get_by_role("main").get_by_text("Confirmée", exact=True).first).to_be_visible()
