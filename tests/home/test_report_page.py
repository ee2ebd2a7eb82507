"""The report: figures from real rows, by role, and each table as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from mutua.bookings import actions as bookings
from mutua.bookings import queries as booking_queries
from mutua.home import queries
from mutua.home.period import Period
from mutua.home.views import tables
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.resources.models import Kind, Resource, Shown
from mutua.resources.occupancy import OnConflict
from mutua.web.sentences import reason_words
from tests.builders import NOW, World, book, sign_in
from tests.home.test_today_page import statements

REPORT = "/p/trois-ponts/report"
MARCH = Period("2027", date(2027, 3, 1), date(2027, 4, 1))


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def busy(world: World) -> World:
    """Two dates of Karim in the room, one of Inès; one of his van requests declined, one of a series already taken."""
    book(world.ines, world.room_id, "2027-03-16", "10:00-11:00", title="Réunion")
    book(world.karim, world.room_id, "2027-03-02", "09:00-11:30", title="Atelier")
    taken = "FREQ=WEEKLY;COUNT=2"
    book(world.karim, world.room_id, "2027-03-09", "09:00-11:00", rrule=taken, on_conflict=OnConflict.SKIP)
    number = book(world.karim, world.van_id, "2027-03-03", "09:00-12:00", title="Marché")
    with transaction():
        booking = booking_queries.booking_for(world.ines, number)
        assert booking is not None
        bookings.decline_booking(booking, member=world.ines, now=NOW, reason="Contrôle technique")
    return world


def rows(client: FlaskClient, table: str) -> list[list[str]]:
    answer = client.get(f"{REPORT}/{table}.csv?period=2027")
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


def test_use_is_summed_by_month_and_kind(busy: World) -> None:
    assert queries.use_by_month(busy.pole_id, MARCH) == [queries.Use(date(2027, 3, 1), Kind.PREMISES, 3, 330)]
    assert queries.use_by_month(busy.other_pole_id, MARCH) == []


def test_sharing_names_owner_and_user(busy: World) -> None:
    assert queries.sharing(busy.lucie, MARCH) == [
        queries.Share(busy.couture_id, "La Couture", busy.fournil_id, "Le Fournil", 2, 270),
        queries.Share(busy.couture_id, "La Couture", busy.couture_id, "La Couture", 1, 60),
    ]


def test_a_discreet_resource_is_told_to_its_owner_its_user_and_the_coordination(busy: World) -> None:
    with transaction():
        room = db.session.get(Resource, busy.room_id)
        assert room is not None
        room.shown = Shown.BUSY
    assert [len(queries.sharing(member, MARCH)) for member in (busy.prevention, busy.karim, busy.ines, busy.lucie)] == [
        0, 1, 2, 2,
    ]  # fmt: skip


def test_stays_are_told_on_the_wall_clock(busy: World) -> None:
    assert sorted(queries.stays_in_premises(busy.pole_id, MARCH)) == [
        queries.Stay(2, 540, 120, 1),
        queries.Stay(2, 540, 150, 1),
        queries.Stay(2, 600, 60, 1),
    ]


def test_a_month_is_the_local_one(world: World) -> None:
    book(world.karim, world.desks_id, "2027-04-01", "00:00-01:00")
    april = Period("2027", date(2027, 4, 1), date(2027, 5, 1))
    assert queries.use_by_month(world.pole_id, MARCH) == []
    assert [use.minutes for use in queries.use_by_month(world.pole_id, april)] == [60]


def test_wishes_are_counted_whether_granted_or_not(busy: World) -> None:
    assert queries.most_asked(busy.pole_id, MARCH) == [
        queries.Asked(busy.room_id, "Salle Garance", Kind.PREMISES, "La Couture", 4, 3, 330),
        queries.Asked(busy.van_id, "Kangoo", Kind.VEHICLE, "La Couture", 1, 0, 0),
    ]
    assert queries.unmet(busy.pole_id, MARCH) == [
        queries.Missed(busy.van_id, "Kangoo", Kind.VEHICLE, 0, 1, 1, 180),
        queries.Missed(busy.room_id, "Salle Garance", Kind.PREMISES, 1, 0, 1, 120),
    ]


def test_every_picture_has_a_title_and_a_table(busy: World, client: FlaskClient) -> None:
    sign_in(client, busy.nadia)
    page = client.get(f"{REPORT}?period=2027").text
    assert '<svg class="mu-chart" viewBox="0 0 800 270" role="img" aria-labelledby="use-title">' in page
    assert "<title>mars\u00a02027, Locaux\u00a0: 5\u00a0h\u00a030</title>" in page
    assert page.count("<caption") == 5
    assert "style=" not in page


def test_people_are_named_to_the_coordination_alone(busy: World, client: FlaskClient) -> None:
    sign_in(client, busy.nadia)
    assert "Karim" not in client.get(f"{REPORT}?period=2027").text
    assert client.get(f"{REPORT}/refusals.csv?period=2027").status_code == 404
    client.post("/logout")
    sign_in(client, busy.lucie)
    page = client.get(f"{REPORT}?period=2027").text
    assert "Le Fournil, Karim Benali" in page
    assert "Contrôle technique" in page
    head, first, second = rows(client, "refusals")
    assert head == ["Date", "Ressource", "Type", "Structure", "Personne", "Objet", "Motif"]
    assert first[0] == "2027-03-16"
    assert first[-1] == "Créneau déjà pris"
    assert second[4:] == ["Karim Benali", "Marché", "Contrôle technique"]


def test_each_table_is_a_file_that_a_french_spreadsheet_reads(busy: World, client: FlaskClient) -> None:
    sign_in(client, busy.karim)
    assert rows(client, "use")[1] == ["mars\u00a02027", "Locaux", "3", "5,50"]
    assert rows(client, "sharing")[1] == ["La Couture", "Le Fournil", "2", "4,50"]
    assert rows(client, "asked")[1] == ["Salle Garance", "Locaux", "La Couture", "4", "3", "5,50"]
    assert rows(client, "unmet")[1] == ["Kangoo", "Véhicules", "0", "1", "1", "3,00"]
    assert rows(client, "occupancy")[0][:2] == ["Jour", "8-10 h (%)"]
    assert client.get(f"{REPORT}/nothing.csv").status_code == 404


def test_no_cell_is_a_formula() -> None:
    assert tables.csv_text([["=1+1", "@x", "-3", -3, 2.5]]) == b"\xef\xbb\xbf'=1+1;'@x;'-3;-3;2,50\r\n"


def test_an_empty_pole_says_what_will_be_here(world: World, client: FlaskClient) -> None:
    sign_in(client, world.lucie)
    assert "Rien à compter sur cette période" in client.get(REPORT).text


@pytest.mark.parametrize("code", ["", "12", "3", "next", "2027", "9999", "abc", "%00", "2027'--"])
def test_any_period_is_answered(busy: World, client: FlaskClient, code: str) -> None:
    sign_in(client, busy.karim)
    assert client.get(f"{REPORT}?period={code}").status_code == 200


def test_few_statements_whatever_the_number_of_bookings(busy: World, client: FlaskClient) -> None:
    sign_in(client, busy.lucie)
    with statements() as few:
        client.get(f"{REPORT}?period=2027")
    book(busy.ines, busy.desks_id, "2027-03-02", "09:00-10:00", rrule="FREQ=DAILY;COUNT=60")
    with statements() as many:
        client.get(f"{REPORT}?period=2027")
    assert len(few) == len(many)
    assert len(many) <= 20


def test_only_members_of_the_pole_read_it(world: World, client: FlaskClient) -> None:
    assert client.get(REPORT).status_code == 303
    sign_in(client, world.stranger)
    assert client.get(REPORT).status_code == 404
    assert client.get(f"{REPORT}/use.csv").status_code == 404


def test_the_matrix_keeps_ones_own_structure_among_the_busiest() -> None:
    shares = [queries.Share(owner, f"S{owner}", user, f"S{user}", 1, owner * 10 + user)
              for owner in range(1, 6) for user in range(1, 6)]  # fmt: skip
    found = tables.matrix(shares, 2, mine=1)
    assert [number for number, _ in found.owners] == [1, 5]
    assert [number for number, _ in found.users] == [1, 2]
    assert set(found.cells) == {(1, 2), (5, 1), (5, 2)}
    assert (found.left_out, found.most) == (17, 52)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("taken", "Créneau déjà pris"),
        ("unanswered", "Sans réponse à temps."),
        ("closed", "La ressource est fermée à ce moment. Choisissez une heure d’ouverture."),
        ("Contrôle technique.", "Contrôle technique."),
        ("", ""),
    ],
)
def test_no_code_is_shown_for_a_refusal(app: Flask, reason: str, words: str) -> None:
    with app.test_request_context():
        assert reason_words(reason) == words
