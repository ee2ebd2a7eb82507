"""Units: "no" apart from "not asked", expressly nothing, what is taken over from a like unit; lent staff with data."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.resources.models import Kind, Resource
from mutua.safety import actions, queries
from mutua.safety.models import WorkUnit
from mutua.safety.rules.extract import extract_of
from mutua.staffing.models import State
from tests.builders import World, sign_in
from tests.safety.scene import LATER, Scene, rate, scene, with_measure
from tests.staffing.loans import loan_in

BASE = "/p/trois-ponts/safety"


@pytest.fixture
def pole(world: World) -> Iterator[Scene]:
    with clock.frozen(LATER):
        yield scene(world)


def by_hand(pole: Scene, name: str, kind: Kind) -> int:
    with transaction():
        document = queries.document_of(pole.world.pole_id)
        return actions.add_unit(document, name, kind, None, member=pole.world.prevention, now=LATER).id


def unit_of(pole: Scene, number: int) -> WorkUnit:
    return queries.unit_for(pole.world.prevention, number)


def families(pole: Scene, number: int) -> set[str]:
    return {risk.family for risk in unit_of(pole, number).risks if risk.removed_at is None}


def test_no_is_not_the_same_as_not_asked(pole: Scene, client: FlaskClient) -> None:
    before = families(pole, pole.room_unit_id)
    for answer, more in ((False, set()), (None, set()), (True, {"H02"})):
        with transaction():
            room = db.session.get(Resource, pole.world.room_id)
            room.attributes = {} if answer is None else {"mezzanine": answer}
            actions.refresh_document(queries.document_of(pole.world.pole_id), member=pole.world.prevention, now=LATER)
        assert families(pole, pole.room_unit_id) == before | more
        page = sign_in(client, pole.world.prevention).get(f"{BASE}/units/{pole.room_unit_id}").get_data(as_text=True)
        words = page.replace("\xa0", " ")
        said = {False: "Mezzanine, scène ou estrade : non", None: "Mezzanine, scène ou estrade : pas encore demandé",
                True: "Mezzanine, scène ou estrade : oui"}[answer]  # fmt: skip
        assert said in re.sub("<[^>]*>", "", words)


def test_what_nobody_asked_leads_those_who_may_to_where_it_is_answered(pole: Scene, client: FlaskClient) -> None:
    where = f"/p/trois-ponts/resources/{pole.world.room_id}/edit?ask=1#safety-questions"
    for member, leads in ((pole.world.ines, True), (pole.world.lucie, True), (pole.world.karim, False)):
        page = sign_in(client, member).get(f"{BASE}/units/{pole.room_unit_id}").get_data(as_text=True)
        assert (where in page, "y répond sur la fiche de la ressource" in page) == (leads, not leads)
    edited = sign_in(client, pole.world.ines).get(where.partition("#")[0]).get_data(as_text=True)
    assert '<details id="safety-questions" open>' in edited
    by_itself = client.get(f"{BASE}/units/{by_hand(pole, 'Couloir', Kind.PREMISES)}").get_data(as_text=True)
    # no sheet answers for it: the prevention does, on its own page
    told = ("Questions de sécurité", "Décrire l’unité", "fiche de la ressource")
    assert [words in by_itself for words in told] == [True, False, False]


def test_nothing_is_said_expressly_and_unsaid_by_a_risk(pole: Scene, client: FlaskClient) -> None:
    number = by_hand(pole, "Couloir", Kind.PREMISES)
    sign_in(client, pole.world.prevention)
    assert client.post(f"{BASE}/units/{number}/nothing").status_code == 303
    assert (unit_of(pole, number).nothing_at, families(pole, number)) == (LATER, set())
    assert "Dit expressément" in client.get(f"{BASE}/units/{number}").get_data(as_text=True)
    rate(pole, number, "H01", severity=2, frequency=1)
    assert unit_of(pole, number).nothing_at is None
    client.post(f"{BASE}/units/{number}/nothing")  # somebody has rated a risk here: it stays
    assert (unit_of(pole, number).nothing_at, families(pole, number)) == (None, {"H01"})


def test_a_like_unit_gives_words_and_never_a_rating(pole: Scene, client: FlaskClient) -> None:
    rate(
        pole, pole.room_unit_id, "H20", mastery=2, situation="Issue derrière le bar", existing="Plan affiché", lone=True
    )
    number = by_hand(pole, "Salle Pavot", Kind.PREMISES)
    rate(pole, number, "H01", severity=2, frequency=1, situation="La nôtre")
    sign_in(client, pole.world.prevention)
    assert client.post(f"{BASE}/units/{number}/copy", data={"like": str(pole.room_unit_id)}).status_code == 303
    risks = {risk.family: risk for risk in unit_of(pole, number).risks}
    fire = risks["H20"]
    assert (fire.situation, fire.severity, fire.rated_at, fire.to_review) == ("Issue derrière le bar", 4, None, True)
    assert (fire.existing, fire.mastery, fire.lone, fire.to_check) == ("", 4, False, "Plan affiché")  # not seen here
    page = client.get(f"{BASE}/risks/{fire.id}").get_data(as_text=True).replace("\xa0", " ")
    assert "Repris de « Salle Garance »" in page
    assert "Mesure de l’unité « Salle Garance », à vérifier ici : Plan affiché" in page
    assert "Proposé par le catalogue" not in page
    rate(pole, number, "H20", existing="Plan affiché, vu")
    page = client.get(f"{BASE}/risks/{fire.id}").get_data(as_text=True)
    assert "Repris de" not in page
    assert "à vérifier ici" not in page
    assert risks["H01"].situation == "La nôtre"
    client.post(f"{BASE}/units/{number}/copy", data={"like": str(pole.van_unit_id)})  # a van is no room
    assert "H05" not in families(pole, number)
    assert client.post(f"{BASE}/units/{number}/copy", data={"like": "999"}).status_code == 404


def test_a_unit_is_taken_in_merged_separated_and_left_out(pole: Scene, client: FlaskClient) -> None:
    van, desks, room = pole.van_unit_id, pole.desks_unit_id, pole.room_unit_id
    sign_in(client, pole.world.prevention)
    assert {unit_of(pole, number).state for number in (van, desks, room)} == {"suggested"}
    assert "3 unités proposées" in client.get(f"{BASE}/units").get_data(as_text=True).replace("\xa0", " ")
    client.post(f"{BASE}/units/{van}/accept")
    owed = rate(pole, desks, "H07", severity=2, frequency=1)
    with_measure(pole, owed, "Chaises réglables")
    assert [unit_of(pole, number).state for number in (van, desks, room)] == ["accepted", "accepted", "suggested"]
    before = families(pole, room)
    assert client.post(f"{BASE}/units/{desks}/merge", data={"into": str(room)}).status_code == 303
    with transaction():
        whole, part = unit_of(pole, room), unit_of(pole, desks)
        assert ([each.id for each in whole.parts], part.state, whole.state) == ([desks], "merged", "accepted")
        (moved,) = [risk for risk in whole.risks if risk.id == owed]
        assert (moved.to_review, [row.text for row in moved.measures]) == (True, ["Chaises réglables"])
        document = queries.document_of(pole.world.pole_id)
        here = queries.measured(document, LATER.date())
        row = queries.unit_row(whole, here)
        assert {user["id"]: user["days"] for user in row["users"]} == {
            pole.world.couture_id: 2, pole.world.fournil_id: 2,
        }  # fmt: skip
        assert {unit.id for unit in queries.units_of(document.id)} == {van, room}
        assert queries.unit_of_resource(document.id, pole.world.desks_id).id == room
    assert families(pole, room) >= before | {"H07"}
    assert client.post(f"{BASE}/units/{desks}/merge", data={"into": str(van)}).status_code == 303
    assert unit_of(pole, desks).merged_into_id == room  # it does not stand: it cannot be merged again
    client.post(f"{BASE}/units/{desks}/separate")
    assert (unit_of(pole, desks).state, unit_of(pole, room).parts) == ("accepted", [])
    client.post(f"{BASE}/units/{desks}/aside", data={"reason": ""})
    assert unit_of(pole, desks).state == "accepted"
    client.post(f"{BASE}/units/{desks}/aside", data={"reason": "Portables, usage ponctuel"})
    page = client.get(f"{BASE}/units").get_data(as_text=True)
    assert "Portables, usage ponctuel" in page
    assert "Maison du canal" in page  # the tree
    with transaction():
        document = queries.document_of(pole.world.pole_id)
        facts = queries.volume(document, number=1, reason="", author="", today=LATER.date()).facts
    assert [(row["name"], row["reason"]) for row in facts["aside"]] == [
        ("Postes du plateau", "Portables, usage ponctuel")
    ]
    assert {row["name"]: row["path"] for row in facts["units"]}["Salle Garance"].startswith("Maison du canal")
    client.post(f"{BASE}/units/accept")
    assert {unit_of(pole, number).state for number in (van, room)} == {"accepted"}


@pytest.mark.once
def test_a_loan_of_staff_is_a_unit_of_host_and_lender(world: World) -> None:
    loan = loan_in(State.ACTIVE, world)
    with clock.frozen(LATER):
        made = scene(world)
        with transaction():
            document = queries.document_of(world.pole_id)
            (unit,) = [each for each in queries.units_of(document.id) if each.source_kind == "arrangement"]
            assert (unit.source_id, unit.kind, unit.structure_id) == (loan.number, Kind.STAFF, world.fournil_id)
            assert {risk.family for risk in unit.risks} >= {"H01", "H06"}
            # two days a week for ten weeks
            (host, lender) = queries.users_of(unit, queries.measured(document, LATER.date()))
            assert (host["id"], lender["id"]) == (world.fournil_id, world.couture_id)
            assert (host["days"], host["peak"], {risk.frequency for risk in unit.risks}) == (20, 1, {2})
            number = unit.id
        rate(made, number, "H06", severity=3, frequency=2)
        with transaction():
            facts = queries.volume(document, number=1, reason="", author="", today=LATER.date()).facts
            for structure, side in ((world.fournil_id, "host"), (world.couture_id, "lender")):
                content = extract_of(facts, structure, "0" * 64)
                assert number in {row["id"] for row in content["units"]}
                assert [row["side"] for row in content["staff"]] == [side]
            # law/safety 5.2 (6): the dates of convention and amendment, and who commands, never a name
            (row,) = facts["staff"]
            assert (row["agreement_on"], row["amendment_on"]) == ("2027-03-01", "2027-03-01")
            assert [name for name in ("Zoé", "Inès", "Karim") if name in str(row)] == []


def described(pole: Scene, number: int, **answers: bool) -> None:
    with transaction():
        unit = unit_of(pole, number)
        facts = actions.UnitFacts("Passage", None, "Où passent les chariots", answers)
        actions.describe_unit(unit, facts, member=pole.world.prevention, now=LATER)


def test_answers_of_a_unit_by_hand_propose_and_take_back(pole: Scene) -> None:
    number = by_hand(pole, "Pasage", Kind.PREMISES)
    before = families(pole, number)
    described(pole, number, yard=True, stairs=True)
    assert families(pole, number) == before | {"H02", "H04"}
    rate(pole, number, "H04")
    described(pole, number, yard=False)
    assert families(pole, number) == before | {"H04"}  # rated by somebody: to look at again, not taken back
    unit = unit_of(pole, number)
    assert (unit.name, unit.description, unit.attributes) == ("Passage", "Où passent les chariots", {"yard": False})
    assert [risk.to_review for risk in unit.risks if risk.family == "H04"] == [True]
    described(pole, number, yard=True, stairs=True)
    assert families(pole, number) == before | {"H02", "H04"}
    assert len(unit_of(pole, number).risks) == len(before) + 2  # what came back is the same row


def test_what_is_said_of_a_loan_stays_when_the_draft_takes_in_the_pole_again(pole: Scene) -> None:
    loan_in(State.ACTIVE, pole.world)
    with transaction():
        actions.refresh_document(queries.document_of(pole.world.pole_id), member=pole.world.prevention, now=LATER)
        found = queries.units_of(pole.document_id)
        number = next(unit.id for unit in found if unit.source_kind == "arrangement")
    name = unit_of(pole, number).name
    assert "H05" not in families(pole, number)
    described(pole, number, driving=True, night=False)
    with transaction():
        actions.refresh_document(queries.document_of(pole.world.pole_id), member=pole.world.prevention, now=LATER)
    unit = unit_of(pole, number)
    assert (unit.name, unit.description) == (name, "Où passent les chariots")
    assert {code: unit.attributes[code] for code in ("driving", "night")} == {"driving": True, "night": False}
    assert len(unit.attributes["parties"]) == 2
    assert "H05" in families(pole, number)


def test_the_page_describes_a_unit_by_hand_and_no_resource(pole: Scene, client: FlaskClient) -> None:
    number, paul = by_hand(pole, "Quai", Kind.PREMISES), sign_in(client, pole.world.prevention)
    page = paul.get(f"{BASE}/units/{number}/edit").get_data(as_text=True)
    assert ('name="ask_yard"' in page, 'value="Quai"' in page) == (True, True)
    sent = {"name": "Quai sud", "place_id": "", "description": "", "ask_dock": "yes", "ask_yard": "no"}
    assert paul.post(f"{BASE}/units/{number}/edit", data=sent).status_code == 303
    unit = unit_of(pole, number)
    assert (unit.name, unit.attributes) == ("Quai sud", {"dock": True, "yard": False})
    wrong = paul.post(f"{BASE}/units/{number}/edit", data={**sent, "name": ""})
    assert wrong.status_code == 422
    assert paul.get(f"{BASE}/units/{pole.room_unit_id}/edit").status_code == 404  # said on the page of the room
    assert paul.post(f"{BASE}/units/{number}/merge", data={"into": ""}).status_code == 303
    assert unit_of(pole, number).merged_into_id is None
