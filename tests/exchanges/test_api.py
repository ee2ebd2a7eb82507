"""The API of exchanges and balances."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from mutua.exchanges import actions, queries
from mutua.kernel import clock
from mutua.kernel.transaction import transaction
from mutua.pole import actions as poles
from mutua.pole.models import LegalForm, Member, Structure
from tests.bookings.test_api import bearer
from tests.builders import NOW, World
from tests.exchanges.builders import LATER, propose
from tests.exchanges.doors import BODY, Doors, left

BACK = {
    "kind": "premises", "unit": "half_day", "quantity": 2, "event_on": "2027-04-02", "title": "Salle",
}  # fmt: skip
_drawn = io.BytesIO()
Image.new("RGB", (60, 40), "teal").save(_drawn, "PNG")
PICTURE = _drawn.getvalue()


@pytest.fixture(autouse=True)
def _morning() -> Any:
    with clock.frozen(NOW):
        yield


def wanted(world: World, **more: Any) -> dict[str, Any]:
    return {
        "other_structure_id": world.couture_id,
        "direction": "received",
        "kind": "premises",
        "unit": "hour",
        "quantity": 120,
        "event_on": "2027-03-01",
        "title": "Salle Garance",
        **more,
    }


def test_a_proposal_is_made_once_and_read_by_both(world: World, client: FlaskClient) -> None:
    headers = {**bearer(world.karim), "Idempotency-Key": "k1"}
    first = client.post("/api/v1/exchanges", json=wanted(world), headers=headers)
    again = client.post("/api/v1/exchanges", json=wanted(world), headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_json() == again.get_json()
    for member in (world.karim, world.ines):
        items = client.get("/api/v1/exchanges", headers=bearer(member)).get_json()["items"]
        assert [(item["quantity"], item["state"], item["giver"]["name"]) for item in items] == [
            (120, "proposed", "La Couture")
        ]
    assert client.get("/api/v1/exchanges", headers=bearer(world.stranger)).get_json()["items"] == []
    assert client.get("/api/v1/balances", headers=bearer(world.karim)).get_json()["items"] == []


@pytest.mark.parametrize(
    "change",
    [
        {"quantity": 0},
        {"quantity": -5},
        {"quantity": 1.5},
        {"quantity": "many"},
        {"kind": "money"},
        {"unit": "euro"},
        {"event_on": "2027-02-29"},
        {"event_on": "2031-01-01"},
        {"title": ""},
        {"title": "a\x00"},
        {"direction": "owed"},
        {"kind": "staff", "unit": "hour"},
        {"other_structure_id": 999_999},
    ],
)
def test_bad_proposals_are_refused(world: World, client: FlaskClient, change: dict[str, Any]) -> None:
    answer = client.post("/api/v1/exchanges", json=wanted(world, **change), headers=bearer(world.karim))
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")


def test_nobody_proposes_to_a_structure_of_another_pole(world: World, client: FlaskClient) -> None:
    body = wanted(world, other_structure_id=world.radio_id)
    assert client.post("/api/v1/exchanges", json=body, headers=bearer(world.karim)).status_code == 422


def test_every_verb_has_its_door(app: Flask, world: World) -> None:
    doors = Doors(app, world)
    with clock.frozen(LATER):
        number = doors.propose(counterpart=BACK).get_json()["id"]
        read = doors.api(world.karim, "GET", f"/exchanges/{number}").get_json()
        assert (read["state"], read["version"], [row["structure_id"] for row in read["confirmed_by"]]) == (
            "proposed",
            1,
            [world.couture_id],
        )
        terms = {"quantity": 90, "event_on": "2027-03-08", "title": "Couture"}
        sha = read["version_sha256"]
        assert doors.do(world.karim, number, "counter", version_sha256="0" * 64, **terms) == 409
        assert doors.do(world.karim, number, "counter", version_sha256=sha, **terms) == 200
        assert doors.do(world.ines, number, "confirm", version_sha256=sha) == 409
        assert doors.do(world.ines, number, "confirm", version_sha256=doors.sha(number)) == 200
        both = [doors.api(world.ines, "GET", f"/exchanges/{each}").get_json() for each in (number, read["counterpart"])]
        assert [(row["state"], row["quantity"]) for row in both] == [("confirmed", 90), ("confirmed", 2)]
        assert doors.do(world.karim, number, "dispute", reason="Deux heures") == 200
        assert doors.do(world.ines, number, "settle") == 403
        assert doors.do(world.karim, number, "settle") == 200
        single = doors.propose().get_json()
        again = {"version_sha256": single["version_sha256"], **terms, "counterpart": terms}
        assert doors.do(world.karim, single["id"], "counter", **again) == 422  # nothing was agreed in return
        assert doors.do(world.ines, single["id"], "refuse") == 409
        assert doors.do(world.karim, single["id"], "refuse", reason="Pas ce jour") == 200
        gone = doors.propose().get_json()["id"]
        assert (doors.do(world.karim, gone, "withdraw"), doors.do(world.ines, gone, "withdraw")) == (403, 200)
        assert left() == (4, 4)


def test_it_tells_who_ended_an_exchange_and_how_a_dispute_closed(app: Flask, world: World) -> None:
    doors = Doors(app, world)
    with clock.frozen(LATER):
        refused, withdrawn, forgotten, stands = (doors.propose().get_json()["id"] for _ in range(4))
        answer = doors.api(world.karim, "POST", f"/exchanges/{refused}/refuse", reason="Pas ce jour").get_json()
        assert doors.do(world.ines, withdrawn, "withdraw") == 200
        assert doors.do(world.karim, stands, "dispute", reason="Deux heures") == 200
        assert doors.do(world.karim, stands, "settle", outcome="x" * 1001) == 422
        assert doors.do(world.karim, stands, "settle", outcome="Deux heures et demie") == 200
        by = {"person": world.karim.name, "structure_id": world.fournil_id, "structure": "Le Fournil"}
        end = {"how": "refused", "at": LATER.isoformat(), "by": by, "reason": "Pas ce jour"}
        assert (answer["ended"], answer["disputes"]) == (end, [])
        settled = doors.api(world.ines, "GET", f"/exchanges/{stands}").get_json()
        assert (settled["ended"], settled["disputed"]) == (None, False)
        kept = [(row["structure_id"], row["settled_at"], row["outcome"]) for row in settled["disputes"]]
        assert kept == [(world.fournil_id, LATER.isoformat(), "Deux heures et demie")]
        assert doors.do(world.ines, stands, "withdraw") == 200
    with transaction():
        assert actions.expire_past(LATER + timedelta(days=45)) == 1
    with clock.frozen(LATER + timedelta(days=46)):
        listed = doors.api(world.ines, "GET", "/exchanges").get_json()["items"]
    ends = {row["id"]: (row["ended"]["how"], (row["ended"]["by"] or {}).get("structure")) for row in listed}
    assert ends == {
        refused: ("refused", "Le Fournil"),
        withdrawn: ("withdrawn", "La Couture"),
        stands: ("withdrawn", "La Couture"),
        forgotten: ("expired", None),
    }


def test_both_legs_say_that_their_deal_is_disputed(app: Flask, world: World) -> None:
    doors = Doors(app, world)
    with clock.frozen(LATER):
        number = doors.propose(counterpart=BACK).get_json()["id"]
        other = doors.api(world.karim, "GET", f"/exchanges/{number}").get_json()["counterpart"]
        assert doors.do(world.karim, other, "dispute", reason="Une demi-journée") == 200
        both = [doors.api(world.ines, "GET", f"/exchanges/{each}").get_json() for each in (number, other)]
    assert [(row["disputed"], len(row["disputes"])) for row in both] == [(True, 0), (True, 1)]


def test_notices_sessions_and_what_comes_back(app: Flask, world: World) -> None:
    doors = Doors(app, world)
    with clock.frozen(LATER):
        with transaction():
            third = poles.add_structure(
                queries.pole(world.pole_id), Structure(name="La Scierie", legal_form=LegalForm.SCOP), now=NOW
            ).id
        what = {name: BODY[name] for name in BODY if name != "direction"}
        session = {**what, "structure_ids": [world.fournil_id], "receivers": [{"structure_id": third, "quantity": 30}]}
        made = doors.api(world.ines, "POST", "/exchange-sessions", key="one room", **session)
        assert (made.status_code, [row["quantity"] for row in made.get_json()["items"]]) == (201, [30, 60])
        for wrong in ({"structure_ids": []}, {"structure_ids": [third, world.fournil_id]}):
            assert doors.api(world.ines, "POST", "/exchange-sessions", **session | wrong).status_code == 422
        weekly = {**BODY, "other_structure_id": world.fournil_id, "every": "week", "until_on": "2027-06-30"}
        standing = doors.api(world.ines, "POST", "/standing-exchanges", **weekly).get_json()
        assert (standing["next_on"], standing["stopped"]) == ("2027-03-08", False)
        assert len(doors.api(world.karim, "GET", "/standing-exchanges").get_json()["items"]) == 1
        stop = [doors.api(world.karim, "POST", f"/standing-exchanges/{standing['id']}/stop") for _ in range(2)]
        assert [answer.status_code for answer in stop] == [200, 409]
        notice = {
            "listing": "offer",
            "category": "equipment",
            "title": "Réparations de vélos",
            "until_on": "2027-05-01",
        }
        offer = doors.api(world.ines, "POST", "/listings", **notice).get_json()["id"]
        asked = {"q": "reparation velo", "listing": "offer"}
        assert [row["id"] for row in doors.api(world.karim, "GET", "/listings", **asked).get_json()["items"]] == [offer]
        _pictures_by_api(doors, offer)
        replies = [
            doors.api(who, "POST", f"/listings/{offer}/answer", message="Oui") for who in (world.karim, world.ines)
        ]
        assert [answer.status_code for answer in replies] == [200, 422]
        assert doors.api(world.karim, "POST", f"/listings/{offer}/renew").status_code == 403
        assert doors.api(world.ines, "POST", f"/listings/{offer}/renew").get_json()["until_on"] == "2027-05-10"
        closed = doors.api(world.ines, "POST", f"/listings/{offer}/close", outcome="exchanged").get_json()
        assert (closed["closed"], closed["outcome"]) == (True, "exchanged")
        assert doors.api(world.karim, "GET", "/listings").get_json()["items"] == []


def _pictures_by_api(doors: Doors, offer: int) -> None:
    """The body is the picture: four at most, once a key, the publisher's alone; bytes read back, then taken off."""
    ines, karim, url = doors.world.ines, doors.world.karim, f"/listings/{offer}/photos"

    def send(member: Member, key: str, content: bytes = PICTURE) -> int:
        return doors.send(member, f"{url}?alt=Le vélo", content, key=key).status_code

    assert [send(ines, "", b"no picture"), send(ines, "", b""), send(karim, "")] == [422, 422, 403]
    assert [send(ines, key) for key in ("a", "a", "b", "c", "d", "e")] == [201, 201, 201, 201, 201, 422]
    read = doors.api(karim, "GET", "/listings").get_json()["items"][0]["photos"]
    assert [row["alt"] for row in read] == ["Le vélo"] * 4
    path = read[0]["url"].removeprefix("/api/v1")
    answer = doors.api(karim, "GET", path)
    assert (answer.mimetype, answer.data[:2]) == ("image/jpeg", b"\xff\xd8")
    assert [doors.api(who, "DELETE", path).status_code for who in (karim, ines, ines)] == [403, 200, 422]
    assert doors.api(karim, "GET", path).status_code == 404


def test_proofs_are_laid_read_and_taken_back_by_the_api(world: World, app: Flask) -> None:
    with clock.frozen(LATER):
        doors, number = Doors(app, world), propose(world)
        url = f"/exchanges/{number}/proofs"

        def send(member: Member, key: str, content: bytes = PICTURE, name: str = "bon.png") -> int:
            return doors.send(member, f"{url}?name={name}&title=Bon signé", content, key=key).status_code

        assert [send(world.karim, key) for key in ("a", "a")] == [201, 201]
        assert [send(world.karim, "b", b"MZ" + bytes(64)), send(world.stranger, "c")] == [422, 404]
        assert doors.send(world.karim, url, PICTURE, key="d").status_code == 422  # a file has a name
        (row,) = doors.api(world.ines, "GET", url).get_json()["items"]
        assert (row["title"], row["structure"]) == ("Bon signé", world.fournil_id)
        path = row["url"].removeprefix("/api/v1")
        answer = doors.api(world.ines, "GET", path)
        assert (answer.mimetype, answer.data[:2]) == ("image/png", PICTURE[:2])
        assert doors.api(world.stranger, "GET", path).status_code == 404
        assert [doors.api(who, "DELETE", path).status_code for who in (world.ines, world.karim, world.karim)] == [
            403,
            200,
            404,
        ]
        assert doors.api(world.ines, "GET", url).get_json() == {"items": []}


def test_editions_are_listed_for_members(world: World, client: FlaskClient) -> None:
    answer = client.get("/api/v1/safety/editions", headers=bearer(world.karim))
    assert (answer.status_code, answer.get_json()) == (200, {"items": []})
    assert client.get("/api/v1/safety/editions/1.pdf", headers=bearer(world.karim)).status_code == 404
