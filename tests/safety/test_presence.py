"""Co-activity from real bookings: the same counts as the pure function on the same data."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from mutua.bookings import actions as bookings
from mutua.bookings import queries as booking_queries
from mutua.bookings.models import Profile
from mutua.kernel.transaction import transaction
from mutua.pole import queries as pole_queries
from mutua.safety import actions, queries
from mutua.safety.coactivity import Location, Simultaneous, Successive, Use, simultaneous, successive
from tests.builders import NOW, World, at, book
from tests.safety.scene import LATER, Scene, scene

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def pole(world: World) -> Scene:
    return scene(world)


def table(pole: Scene) -> queries.Coactivity:
    document = queries.document_of(pole.world.pole_id)
    return queries.table_of(document, queries.measured(document, date(2027, 5, 3)))


def test_the_rows_are_those_of_the_pure_function(pole: Scene) -> None:
    w = pole.world
    room, desks, van = (f"resource:{number}" for number in (w.room_id, w.desks_id, w.van_id))
    ines, karim = str(w.couture_id), str(w.fournil_id)
    uses = [
        Use(ines, room, at("2027-03-02 09:00"), at("2027-03-02 12:00"), 6),
        Use(karim, desks, at("2027-03-02 10:00"), at("2027-03-02 13:00"), 2),
        Use(ines, room, at("2027-03-09 09:00"), at("2027-03-09 10:00"), 4),
        Use(karim, desks, at("2027-03-09 09:30"), at("2027-03-09 11:00"), 1),
        Use(ines, van, at("2027-03-03 09:00"), at("2027-03-03 10:00"), 1),
        Use(karim, van, at("2027-03-03 14:00"), at("2027-03-03 15:00"), 1),
    ]
    building = f"building:{pole.building_id}"
    locations = [Location(room, "a", building), Location(desks, "b", building), Location(van, "c", "d")]
    assert simultaneous(uses, locations, PARIS) == [Simultaneous(building, 2, (ines, karim), 2, 150, 8)]
    assert successive(uses, PARIS) == [Successive(van, ines, karim, 1, 1)]
    found = table(pole)
    assert [(row["place"], row["distance"], row["days"], row["minutes"], row["peak"]) for row in found.rows] == [
        (building, 2, 2, 150, 8)
    ]
    assert [(row["place"], row["giver"], row["taker"], row["times"], row["days"]) for row in found.handovers] == [
        (van, w.couture_id, w.fournil_id, 1, 1)
    ]
    (pair,) = found.pairs
    assert (pair["minutes"], pair["handovers"], pair["state"]) == (150, 1, "needs_measure")


def test_a_workshop_reaches_the_desks_of_its_building_by_fire_alone(pole: Scene) -> None:
    meeting = [row for row in table(pole).cells if row["kind"] == "meeting" and row["giver"] == pole.world.couture_id]
    assert [(row["family"], row["severity"], row["frequency"], row["mastery"], row["residual"]) for row in meeting] == [
        ("H20", 4, 1, 4, 4)
    ]


def test_a_measure_counts_once_both_have_signed(pole: Scene) -> None:
    w = pole.world
    with transaction():
        document = queries.document_of(w.pole_id)
        known = {row.id: row for row in queries.structures(w.pole_id)}
        judgement_id = actions.propose_judgement(
            document, known[w.couture_id], known[w.fournil_id], family="H20", place_key=f"building:{pole.building_id}",
            mastery=1, measures="Seconde sortie tenue libre", member=w.prevention, now=LATER,
        ).id  # fmt: skip
    answers = []
    for member in (w.ines, w.karim):
        assert queries.waiting_for(member).judgements == (judgement_id,)
        with transaction():
            row = queries.judgement_for(pole.document_id, judgement_id)
            actions.sign_judgement(row, member=member, now=LATER)
        answers.append([row["residual"] for row in table(pole).cells if row["judgement"] == judgement_id])
    assert answers == [[4], [2]]


def test_a_pair_that_never_met_is_written_with_zero(world: World) -> None:
    with transaction():
        actions.open_document(pole_queries.pole_by_slug("trois-ponts"), member=world.prevention, now=LATER)
        document = queries.document_of(world.pole_id)
        found = queries.table_of(document, queries.measured(document, date(2027, 5, 3)))
    assert [(row["minutes"], row["handovers"], row["state"]) for row in found.pairs] == [(0, 0, "none")]


def test_cancelled_dates_are_not_counted(pole: Scene) -> None:
    number = book(pole.world.ines, pole.world.room_id, "2027-03-16", "09:00-10:00", profile=Profile.OFFICE)
    book(pole.world.karim, pole.world.desks_id, "2027-03-16", "09:00-10:00", profile=Profile.OFFICE)
    assert [row["days"] for row in table(pole).rows] == [3]
    with transaction():
        date_ = booking_queries.booking_for(pole.world.ines, number).occurrences[0]
        bookings.cancel_occurrences(date_, scope="this", member=pole.world.ines, now=NOW)
    assert [row["days"] for row in table(pole).rows] == [2]


def test_a_standing_occupation_is_presence(pole: Scene) -> None:
    w = pole.world
    with transaction():
        document = queries.document_of(w.pole_id)
        known = {row.id: row for row in queries.structures(w.pole_id)}
        house = queries.place_in(w.pole_id, pole.building_id)
        actions.add_occupation(
            document, known[w.fournil_id], house, profile=Profile.OFFICE, headcount=3, weekdays=[1], opens=540,
            closes=600, from_on=date(2027, 3, 1), until_on=date(2027, 3, 31), member=w.prevention, now=LATER,
        )  # fmt: skip
    (row,) = table(pole).rows
    assert (row["days"], row["minutes"], row["peak"], row["basis"]) == (2, 150 + 60 + 30, 9, ["confirmed", "standing"])
