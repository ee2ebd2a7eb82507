"""Co-activity from real bookings: the same counts as the pure function on the same data."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from mutua.bookings import actions as bookings
from mutua.bookings import queries as booking_queries
from mutua.bookings.models import Profile
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.pole import queries as pole_queries
from mutua.resources.models import Kind, Place, PlaceKind, Resource
from mutua.safety import actions, pdf, queries
from mutua.safety.coactivity import Location, Simultaneous, Successive, Use, simultaneous, successive
from mutua.safety.rules.extract import extract_of
from mutua.safety.rules.masking import masked
from tests.builders import NOW, World, at, book, sign_in
from tests.safety.scene import LATER, Scene, scene
from tests.safety.test_editions import text_of

BASE = "/p/trois-ponts/safety"
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


def test_an_activity_that_met_nobody_passes_no_danger(pole: Scene) -> None:
    """Deliveries of another day at the same place, over before anybody came, are no danger until somebody is there."""
    w = pole.world
    with transaction():
        db.session.get(Resource, w.room_id).attributes = {"dock": True}
    before = meetings(pole)
    book(w.ines, w.room_id, "2027-03-11", "14:00-16:00", headcount=3, profile=Profile.STORAGE)
    assert meetings(pole) == before
    book(w.karim, w.desks_id, "2027-03-11", "15:00-17:00", headcount=2, profile=Profile.OFFICE)
    assert meetings(pole) - before == {(w.couture_id, "H04")}


def meetings(pole: Scene) -> set[tuple[int, str]]:
    """Who passes which family to whoever is there."""
    return {(row["giver"], row["family"]) for row in table(pole).cells if row["kind"] == "meeting"}


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


def test_one_measure_for_a_place_is_proposed_and_signed_at_once(pole: Scene, client: FlaskClient) -> None:
    w, key, base = pole.world, f"building:{pole.building_id}", "/p/trois-ponts/safety/coactivity/measures"
    about = {"family": "H20", "place_key": key, "measures": "Une allée\r\nde 1,20 m"}
    with clock.frozen(LATER):
        sign_in(client, w.prevention)
        sent = {"where": f"H20 {key}", "measures": about["measures"], "mastery": "1", "once": "a"}
        assert client.post(base, data=sent).status_code == 303
        assert client.post(base, data={**sent, "once": "b"}).status_code == 422  # they have these words already
        assert client.post(base, data={**sent, "where": "H20 room:999", "once": "c"}).status_code == 422
        rows = queries.judgements_of(pole.document_id)
        assert {(row.giver_id, row.taker_id) for row in rows} == {
            (w.couture_id, w.fournil_id), (w.fournil_id, w.couture_id)
        }  # fmt: skip
        for member, left in ((w.ines, 2), (w.karim, 0)):
            assert "Une allée" in sign_in(client, member).get(base).get_data(as_text=True)
            assert client.post(f"{base}/sign", data={**about, "measures": "Autre"}).status_code == 303
            assert client.post(f"{base}/sign", data=about).status_code == 303
            db.session.expire_all()
            assert sum(not row.is_signed for row in queries.judgements_of(pole.document_id)) == left
    here = [row for row in table(pole).cells if row["place"] == key and row["family"] == "H20"]
    assert {(row["state"], row["residual"]) for row in here} == {("covered", 2)}


def test_who_stands_in_a_room_is_exposed_in_its_units(pole: Scene) -> None:
    w = pole.world
    with transaction():
        document = queries.document_of(w.pole_id)
        house = queries.place_in(w.pole_id, pole.building_id)
        room = queries.unit_for(w.prevention, pole.room_unit_id).place
        office = Place(pole_id=w.pole_id, kind=PlaceKind.ROOM, name="Bureau", parent_id=house.id)
        db.session.add(office)
        db.session.flush()
        owner = next(row for row in queries.structures(w.pole_id) if row.id == w.fournil_id)
        for place in (room, office):
            actions.add_occupation(
                document, owner, place, profile=Profile.OFFICE, headcount=3, weekdays=[2], opens=540, closes=600,
                from_on=date(2027, 3, 3), until_on=date(2027, 3, 3), member=w.prevention, now=LATER,
            )  # fmt: skip
        by_hand = [
            actions.add_unit(document, name, Kind.PREMISES, place, member=w.prevention, now=LATER)
            for name, place in (("Bureau fermé", office), ("Placard de la salle", room))
        ]
        here = queries.measured(document, LATER.date())
        units = [queries.unit_for(w.prevention, number) for number in (pole.room_unit_id, *(row.id for row in by_hand))]
        found = [{row["id"]: (row["days"], row["peak"]) for row in queries.users_of(unit, here)} for unit in units]
    assert found == [
        {w.couture_id: (2, 6), w.fournil_id: (1, 3)},
        {w.fournil_id: (1, 3)},  # nobody can book this room: who is said to stand there is who is there
        {},
    ]


def test_a_unit_nobody_can_book_has_no_days_and_people_of_its_own(pole: Scene, client: FlaskClient) -> None:
    """Everybody of the building passes its stairway, on days nobody counts: told apart, in the page and the extract."""
    w = pole.world
    with transaction():
        document = queries.document_of(w.pole_id)
        house = queries.place_in(w.pole_id, pole.building_id)
        number = actions.add_unit(document, "Escalier", Kind.PREMISES, house, member=w.prevention, now=LATER).id
    near = [{"id": w.couture_id, "days": 2, "peak": 6}, {"id": w.fournil_id, "days": 2, "peak": 2}]
    apart = {"place": "Maison du canal", "kind": "building", "users": near}
    facts = queries.volume(document, number=1, reason="", author="", today=LATER.date()).facts
    (stairs,) = [row for row in facts["units"] if row["id"] == number]
    assert (stairs["users"], stairs["around"]) == ([], apart)
    assert {risk["days"] for risk in stairs["risks"]} == {2}  # nobody is there more often than in the building
    (public,) = [row for row in masked(facts)["units"] if row["id"] == number]
    assert [row["peak"] for row in public["around"]["users"]] == [6, None]
    content = extract_of(facts, w.fournil_id, "0" * 64)
    (mine,) = [row for row in content["units"] if row["id"] == number]
    assert (mine["users"], mine["around"]["users"]) == ([], near[1:])
    assert {row["post"]: row["people"] for row in content["followup"]}["Escalier"] == 0
    words = text_of(pdf.extract_pdf(content, sha256="0" * 64, published_on=LATER.date()))
    assert "Aucun usage relevé ici ; au bâtiment : vous, 2 jours, 2 personnes au plus" in words
    with clock.frozen(LATER):
        sign_in(client, w.karim)
        assert client.post(f"{BASE}/units/{number}/exposure", data={"women": "3", "men": "4"}).status_code == 303
        page = client.get(f"{BASE}/units/{number}").get_data(as_text=True).replace("\xa0", " ")
        assert "7 personnes dites exposées, 3 femmes, 4 hommes" in page
        assert "Dans le bâtiment : 2 structures" in page
        facts = queries.volume(document, number=1, reason="", author="", today=LATER.date()).facts
    said = {"id": w.fournil_id, "days": 0, "peak": 7, "women": 3, "men": 4}
    assert [row["users"] for row in facts["units"] if row["id"] == number] == [[said]]
    words = text_of(
        pdf.extract_pdf(extract_of(facts, w.fournil_id, "0" * 64), sha256="0" * 64, published_on=LATER.date())
    )
    assert "7 personnes selon la structure" in words


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
