"""Proposals to change places are found where people look; the dates to choose from; the dates of a series."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from mutua.bookings import queries
from mutua.bookings.actions.swapping import propose_swap
from mutua.bookings.models import Occurrence, State
from mutua.bookings.models.swap import Swap, SwapState
from mutua.bookings.queries import swap as swaps
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.resources.models import Resource, Shown
from mutua.resources.occupancy import OnConflict
from tests.builders import NOW, World, at, book, sign_in

DAY = "2027-03-02"
ROOT = "/p/trois-ponts"
ASKED = "Une <strong>proposition d’échange de place</strong> attend votre réponse."


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def date_of(booking_id: int) -> int:
    return db.session.scalars(select(Occurrence.id).where(Occurrence.booking_id == booking_id)).first()


def offered(page: str) -> list[int]:
    """The numbers of the dates one may choose, in their order."""
    return [int(part.split('"', 1)[0]) for part in page.split('name="wanted" value="')[1:]]


@pytest.fixture
def proposed(world: World) -> tuple[int, int]:
    """Karim would give the room on Tuesday morning for Inès's hour after it: both bookings."""
    mine = book(world.karim, world.room_id, DAY, "09:00-11:00")
    theirs = book(world.ines, world.room_id, DAY, "11:00-12:00")
    with transaction():
        given = queries.occurrence_for(world.karim, date_of(mine))
        propose_swap(given, swaps.date_in(world.karim, date_of(theirs)), member=world.karim, now=NOW)
    return mine, theirs


def test_who_is_asked_finds_it_on_the_first_page_the_menu_the_tabs_and_the_booking(
    world: World, client: FlaskClient, proposed: tuple[int, int]
) -> None:
    sign_in(client, world.ines)
    home = client.get(f"{ROOT}/").text
    assert (ASKED in home, f'href="{ROOT}/swaps"' in home, "</span>1</span>" in home) == (True, True, True)
    tab = f'<a href="{ROOT}/swaps">Échanges de place<span class="mu-count">1</span></a>'
    assert tab in client.get(f"{ROOT}/bookings").text
    assert f'href="{ROOT}/swaps"' in client.get(f"{ROOT}/sitemap").text
    page = client.get(f"{ROOT}/bookings/{proposed[1]}").text
    assert "Le Fournil vous propose en échange Salle Garance, mardi" in page
    assert "Retirer la proposition" not in page


def test_who_asked_reads_it_at_the_date_and_takes_it_back_there(
    world: World, client: FlaskClient, proposed: tuple[int, int]
) -> None:
    number = db.session.scalar(select(Swap.id))
    sign_in(client, world.karim)
    assert ASKED not in client.get(f"{ROOT}/").text
    assert (
        "Échange proposé à La Couture, contre Salle Garance, mardi" in client.get(f"{ROOT}/bookings/{proposed[0]}").text
    )
    answer = client.post(f"{ROOT}/swaps/{number}/decline", data={"back": "booking"})
    assert (answer.status_code, answer.location) == (303, f"{ROOT}/bookings/{proposed[0]}")
    assert "Échange proposé" not in client.get(f"{ROOT}/bookings/{proposed[0]}").text
    assert db.session.scalar(select(Swap.state)) is SwapState.WITHDRAWN
    client.post("/logout")
    sign_in(client, world.ines)
    assert ASKED not in client.get(f"{ROOT}/").text


def test_a_proposal_about_a_cancelled_date_waits_for_nobody(
    world: World, client: FlaskClient, proposed: tuple[int, int]
) -> None:
    with transaction():
        db.session.get_one(Occurrence, date_of(proposed[0])).state = State.CANCELLED
    sign_in(client, world.ines)
    assert ASKED not in client.get(f"{ROOT}/").text
    assert "Aucune proposition en attente" in client.get(f"{ROOT}/swaps").text


def test_the_dates_nearest_in_time_come_first_those_of_the_day_before_all(world: World, client: FlaskClient) -> None:
    mine = book(world.karim, world.desks_id, "2027-03-10", "09:00-10:00")
    days = ("2027-03-03", "2027-03-09", "2027-03-10", "2027-03-11")
    dates = {day: date_of(book(world.ines, world.desks_id, day, "18:00-19:00")) for day in days}
    room = date_of(book(world.ines, world.room_id, "2027-03-10", "09:00-10:00"))
    sign_in(client, world.karim)
    page = f"{ROOT}/bookings/{mine}/dates/{date_of(mine)}/swap"
    near = ("2027-03-10", "2027-03-09", "2027-03-11", "2027-03-03")
    assert offered(client.get(page).text) == [dates[day] for day in near]
    other = ("2027-03-03", "2027-03-09", "2027-03-10", "2027-03-11")
    assert offered(client.get(f"{page}?day=2027-03-03").text) == [dates[day] for day in other]
    assert offered(client.get(f"{page}?kind=premises").text) == [room]
    assert offered(client.get(f"{page}?kind=premises&resource={world.room_id}").text) == [room]
    assert offered(client.get(f"{page}?kind=vehicle&resource={world.room_id}").text) == []
    assert client.get(f"{page}?day=demain").status_code == 422
    assert client.get(f"{page}?kind=castle").status_code == 422
    assert client.post(f"{page}?kind=premises", data={"wanted": str(room)}).status_code == 303
    assert offered(client.get(f"{page}?kind=premises").text) == []  # asked for already


def test_what_is_only_said_to_be_taken_is_neither_offered_nor_asked_for(world: World, client: FlaskClient) -> None:
    mine = book(world.karim, world.room_id, DAY, "09:00-10:00")
    theirs = date_of(book(world.ines, world.room_id, DAY, "11:00-12:00"))
    sign_in(client, world.karim)
    page = f"{ROOT}/bookings/{mine}/dates/{date_of(mine)}/swap"
    assert offered(client.get(page).text) == [theirs]
    with transaction():
        db.session.get_one(Resource, world.room_id).shown = Shown.BUSY
    assert offered(client.get(page).text) == []
    refused = client.post(page, data={"wanted": str(theirs)})  # written by hand
    assert (refused.status_code, "ne peuvent pas changer de place" in refused.text) == (422, True)
    assert db.session.scalar(select(Swap.id)) is None


def test_a_long_list_says_that_there_is_more(world: World, client: FlaskClient) -> None:
    mine = book(world.karim, world.desks_id, DAY, "09:00-10:00")
    sign_in(client, world.karim)
    page = f"{ROOT}/bookings/{mine}/dates/{date_of(mine)}/swap"
    daily = "FREQ=DAILY;COUNT=13"
    for hours in ("10:00-11:00", "11:00-12:00"):
        book(world.ines, world.desks_id, DAY, hours, rrule=daily)
    assert ("Il y en a d’autres" in client.get(page).text, len(offered(client.get(page).text))) == (False, 26)
    book(world.ines, world.desks_id, DAY, "12:00-13:00", rrule=daily)
    assert ("Il y en a d’autres" in client.get(page).text, len(offered(client.get(page).text))) == (True, 30)


def test_a_series_shows_what_comes_and_folds_what_is_over(world: World, client: FlaskClient) -> None:
    rule = "FREQ=DAILY;COUNT=4"
    number = book(world.karim, world.room_id, DAY, "09:00-10:00", rrule=rule, on_conflict=OnConflict.SKIP)
    with transaction():
        last = queries.booking_for(world.karim, number).occurrences[-1]
        last.state = State.CANCELLED
    sign_in(client, world.karim)
    page = client.get(f"{ROOT}/bookings/{number}").text
    assert ('id="dates">3 dates</h2>' in page, "passée" in page) == (True, False)
    with clock.frozen(at("2027-03-03 12:00")):
        sign_in(client, world.karim)
        page = client.get(f"{ROOT}/bookings/{number}").text
    coming, over = page.split("2 dates passées</summary>")
    assert ("Jeudi" in coming, "Mardi" in coming, "Terminée" in coming) == (True, False, False)
    assert (over.index("Mercredi") < over.index("Mardi"), over.count("Terminée"), "Confirmée" in over) == (
        True,
        2,
        False,
    )
    with clock.frozen(at("2027-03-20 12:00")):
        sign_in(client, world.karim)
        page = client.get(f"{ROOT}/bookings/{number}").text
    assert ("passées" in page, page.count("Terminée")) == (False, 3)
