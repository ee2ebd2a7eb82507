"""The first page of a pole: what I have, what is asked of me, what is free; few statements, no script needed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from mutua.bookings import actions as bookings
from mutua.bookings import queries as booking_queries
from mutua.exchanges import actions
from mutua.home import queries
from mutua.home.views.today import gauge
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.pole.models import Announcement, ExchangeMode, Pole
from mutua.resources.occupancy import OnConflict
from tests.builders import NOW, World, book, sign_in
from tests.exchanges import builders as exchange_cast

HOME = "/p/trois-ponts/"
EARLIER = NOW - timedelta(days=30)


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@contextmanager
def statements() -> Iterator[list[str]]:
    """What the block reads and writes, beginning without a row in memory."""
    seen: list[str] = []
    db.session.remove()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_the_day_and_the_week_show_our_dates_with_their_state(world: World, client: FlaskClient) -> None:
    book(world.karim, world.room_id, "2027-03-01", "09:00-11:00", title="Atelier du lundi", headcount=8)
    book(world.nadia, world.van_id, "2027-03-03", "14:00-16:30", title="Livraison")
    book(world.ines, world.desks_id, "2027-03-02", "09:00-10:00", title="À La Couture seule")
    sign_in(client, world.karim)
    page = client.get(HOME).text
    assert "Bonjour Karim" in page
    assert "Atelier du lundi, 8 personnes" in page
    assert "Livraison, jusqu’à 16:30, accord attendu\u00a0: La Couture" in page
    assert "À La Couture seule" not in page
    assert page.index("Atelier du lundi") < page.index("Cette semaine") < page.index("Livraison")


def test_an_empty_day_leads_to_a_slot(world: World, client: FlaskClient) -> None:
    sign_in(client, world.karim)
    page = client.get(HOME).text
    assert "Rien de prévu aujourd’hui" in page
    for kind in ("premises", "vehicle", "desk", "equipment", "staff"):
        assert f'href="/p/trois-ponts/search?kind={kind}"' in page
    assert "À confirmer" not in page


def test_a_request_is_answered_in_one_click_without_script(world: World, client: FlaskClient) -> None:
    number = book(world.karim, world.van_id, "2027-03-05", "09:00-12:00", title="Marché")
    sign_in(client, world.ines)
    page = client.get(HOME).text
    assert "Une demande attend votre réponse." in page
    assert "<strong>Le Fournil</strong> demande votre <strong>Kangoo</strong>" in page
    address = f"/p/trois-ponts/bookings/{number}/approve"
    assert f'<form class="mu-inline" method="post" action="{address}">' in page
    assert client.post(address).status_code == 303
    assert "À confirmer" not in client.get(HOME).text


def test_a_series_is_one_request(world: World, client: FlaskClient) -> None:
    book(world.karim, world.van_id, "2027-03-05", "09:00-12:00", rrule="FREQ=WEEKLY;COUNT=6")
    sign_in(client, world.ines)
    page = client.get(HOME).text
    assert "Une demande attend votre réponse." in page
    assert "Et 5 autres dates." in page
    assert "Accepter les 6 dates" in page


def test_only_who_may_answer_is_asked(world: World, client: FlaskClient) -> None:
    book(world.ines, world.room_id, "2027-03-05", "09:00-10:00")
    book(world.karim, world.van_id, "2027-03-05", "09:00-12:00")
    for member in (world.karim, world.nadia, world.prevention):
        sign_in(client, member)
        assert "À confirmer" not in client.get(HOME).text
        client.post("/logout")


def test_usual_resources_come_with_the_next_free_time_at_the_same_hours(world: World, client: FlaskClient) -> None:
    for day in ("2027-02-09", "2027-02-16", "2027-02-23"):
        book(world.karim, world.room_id, day, "09:00-11:00", now=EARLIER)
    book(world.ines, world.room_id, "2027-03-02", "10:00-12:00")
    sign_in(client, world.karim)
    page = client.get(HOME).text
    assert "Réserver comme d’habitude" in page
    assert "Libre mardi\u00a09\u00a0mars, 9:00\u00a0– 11:00" in page
    form = client.get(f"/p/trois-ponts/resources/{world.room_id}/bookings/new?day=2027-03-09&from=09:00&to=11:00")
    assert form.status_code == 200
    assert f'href="/p/trois-ponts/resources/{world.room_id}/bookings/new?day=2027-03-09' in page


def test_what_we_hold_already_at_the_usual_time_is_not_offered_again(world: World, client: FlaskClient) -> None:
    for day in ("2027-02-09", "2027-02-16", "2027-02-23", "2027-03-02"):
        book(world.karim, world.desks_id, day, "09:00-11:00", now=EARLIER)
    book(world.nadia, world.desks_id, "2027-03-09", "10:00-12:00")
    sign_in(client, world.karim)
    assert "Libre mardi\u00a016\u00a0mars, 9:00\u00a0– 11:00" in client.get(HOME).text
    book(world.nadia, world.desks_id, "2027-03-16", "09:00-11:00")
    assert "Réserver comme d’habitude" not in client.get(HOME).text


def test_a_habit_without_a_free_hour_soon_leads_to_other_hours(world: World, client: FlaskClient) -> None:
    for day in ("2027-02-09", "2027-02-16"):
        book(world.karim, world.room_id, day, "09:00-11:00", now=EARLIER)
    daily = "FREQ=DAILY;COUNT=40;BYDAY=MO,TU,WE,TH,FR"
    book(world.ines, world.room_id, "2027-03-01", "09:00-11:00", rrule=daily, on_conflict=OnConflict.SKIP)
    sign_in(client, world.karim)
    assert "Pas libre à vos heures habituelles" in client.get(HOME).text


def test_what_was_refused_says_why_and_where_else(world: World, client: FlaskClient) -> None:
    number = book(world.karim, world.van_id, "2027-03-03", "09:00-12:00")
    with transaction():
        booking = booking_queries.booking_for(world.ines, number)
        assert booking is not None
        bookings.decline_booking(booking, member=world.ines, now=NOW, reason="Contrôle technique")
    sign_in(client, world.karim)
    page = client.get(HOME).text
    assert "Contrôle technique." in page
    assert "/p/trois-ponts/search?kind=vehicle&amp;day=2027-03-03" in page


def test_the_coordination_without_structure_sees_the_day_of_the_pole(world: World, client: FlaskClient) -> None:
    book(world.karim, world.room_id, "2027-03-01", "09:00-11:00", title="Atelier")
    sign_in(client, world.lucie)
    page = client.get(HOME).text
    assert "Aujourd’hui au pôle" in page
    assert "Le Fournil, Atelier" in page
    client.post("/logout")
    sign_in(client, world.prevention)
    assert "Vous n’agissez pour aucune structure de ce pôle" in client.get(HOME).text


def test_announcements_stand_until_their_day(world: World, client: FlaskClient) -> None:
    with transaction():
        for title, until in (("Exercice <b>d’évacuation</b>", date(2027, 3, 1)), ("Déjà passé", date(2027, 2, 28))):
            db.session.add(
                Announcement(pole_id=world.pole_id, title=title, text="À 10:00.", until_on=until, created_at=NOW)
            )
    sign_in(client, world.nadia)
    page = client.get(HOME).text
    assert "Exercice &lt;b&gt;d’évacuation&lt;/b&gt;" in page
    assert "Déjà passé" not in page
    assert "Publiée le lundi\u00a01er\u00a0mars, affichée jusqu’au lundi\u00a01er\u00a0mars" in page


def test_registers_stand_side_by_side_unless_the_pole_chose_one_unit(world: World, client: FlaskClient) -> None:
    sign_in(client, world.karim)
    assert "Votre premier échange" in client.get(HOME).text
    with transaction():
        pole = db.session.get(Pole, world.pole_id)
        assert pole is not None
        pole.exchange_mode = ExchangeMode.TIME_UNIT
    page = client.get(HOME).text
    assert "à l’équilibre" in page
    assert "Votre premier échange" not in page


def test_an_exchange_is_confirmed_in_one_click_and_then_stands_in_the_register(
    world: World, client: FlaskClient
) -> None:
    number = exchange_cast.propose(world, now=NOW, leg=exchange_cast.leg(event_on=date(2027, 3, 1)))
    sign_in(client, world.karim)
    page = client.get(HOME).text
    assert "<strong>La Couture</strong> déclare vous avoir donné <strong>3\u00a0h</strong>" in page
    address = f"/p/trois-ponts/exchanges/{number}"
    assert f'action="{address}/confirm"' in page
    assert f'href="{address}/counter"' in page
    version = re.search(r'name="version_sha256" value="([0-9a-f]{64})"', page)
    assert version
    assert client.post(f"{address}/confirm", data={"version_sha256": version[1]}).status_code == 303
    page = client.get(HOME).text
    assert "À confirmer" not in page
    assert "Depuis janvier, par nature" in page
    assert '<td class="text-end figures">–</td><td class="text-end figures">3\u00a0h</td>' in page


def test_an_undoing_is_not_asked_as_a_gift(world: World, client: FlaskClient) -> None:
    number = exchange_cast.post(world, now=NOW, leg=exchange_cast.leg(390, event_on=date(2027, 3, 1)))
    with transaction():
        original = exchange_cast.load(world.ines, number, lock=True)
        actions.propose_reversal(original, "Deux fois le même", member=world.ines, now=NOW)
    card = sign_in(client, world.karim).get(HOME).text.replace("\u00a0", " ")
    assert "<strong>La Couture</strong> propose d’annuler <strong>6 h 30</strong>" in card
    assert "Lire l’annulation" in card
    assert "Confirmer 6 h 30" not in card


def test_a_balance_counts_all_and_shows_what_moved_since_january(world: World, client: FlaskClient) -> None:
    with transaction():
        db.session.get_one(Pole, world.pole_id).exchange_mode = ExchangeMode.TIME_UNIT
    exchange_cast.post(world, now=NOW, leg=exchange_cast.leg(390, event_on=date(2027, 3, 1)))
    assert queries.balance_of(world.pole_id, world.couture_id, date(2027, 1, 1)) == (390, 390, 0, None)
    sign_in(client, world.ines)
    page = client.get(HOME).text
    assert '<p class="mu-balance">+6\u00a0h\u00a030</p>' in page
    assert "Depuis janvier\u00a0: 6\u00a0h\u00a030 données, 0\u00a0min reçues." in page


def test_the_gauge_puts_the_point_and_the_zone() -> None:
    assert gauge(0, 600) == {"x": 160.0, "zone": 110.0, "width": 100.0, "inside": True}
    assert gauge(390, 600)["inside"]
    assert gauge(-900, 600)["x"] == 85.0
    assert not gauge(-900, 600)["inside"]
    assert 10 <= gauge(100_000, 600)["x"] <= 310
    assert gauge(50, None)["width"] == 0


@pytest.mark.once
def test_few_statements_whatever_the_number_of_bookings(world: World, client: FlaskClient) -> None:
    for hours in ("09:00-10:00", "14:00-15:00"):
        book(world.ines, world.room_id, "2027-03-02", hours)
    book(world.karim, world.van_id, "2027-03-05", "18:00-19:00")
    sign_in(client, world.ines)
    client.get(HOME)
    with statements() as few:
        assert client.get(HOME).status_code == 200
    for day in range(2, 5):
        for hour in range(8, 16):
            book(world.ines, world.desks_id, f"2027-03-{day:02d}", f"{hour:02d}:00-{hour + 1:02d}:00")
            book(world.karim, world.van_id, f"2027-03-{day + 7:02d}", f"{hour:02d}:00-{hour:02d}:30")
    with statements() as many:
        assert client.get(HOME).status_code == 200
    assert len(few) == len(many)
    assert len(many) <= 20, "\n".join(many)


def test_only_members_of_the_pole_come_in(world: World, client: FlaskClient) -> None:
    led = client.get(HOME)
    assert (led.status_code, led.location) == (303, "/login?next=/p/trois-ponts/")
    sign_in(client, world.stranger)
    assert client.get(HOME).status_code == 404


def test_the_menu_counts_what_waits_and_costs_no_statement_in_a_fragment(world: World, client: FlaskClient) -> None:
    book(world.karim, world.van_id, "2027-03-05", "09:00-12:00")
    sign_in(client, world.ines)
    page = client.get("/p/trois-ponts/help").text
    assert '<span class="mu-count"><span class="visually-hidden">à traiter : </span>1</span>' in page
    assert "2 structures" in page
    with statements() as whole:
        client.get(f"/p/trois-ponts/resources/{world.room_id}/bookings/new")
    with statements() as part:
        client.get(f"/p/trois-ponts/resources/{world.room_id}/bookings/new", headers={"HX-Request": "true"})
    assert 0 < len(whole) - len(part) <= 6
