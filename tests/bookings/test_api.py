"""The API of resources and bookings: the same rules as the pages, problem details, requests that act once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from mutua.bookings.models import Booking
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.pole import actions as poles
from mutua.pole.models import Member
from mutua.resources.models import Resource
from tests.builders import NOW, World, book


@pytest.fixture(autouse=True)
def _morning() -> Any:
    with clock.frozen(NOW):
        yield


def bearer(member: Member) -> dict[str, str]:
    with transaction():
        return {"Authorization": f"Bearer {poles.make_token(member, 'test', now=NOW)}"}


def wanted(world: World, **more: Any) -> dict[str, Any]:
    return {
        "resource_ids": [world.room_id],
        "structure_id": world.fournil_id,
        "starts_at": "2027-03-02T09:00:00+01:00",
        "ends_at": "2027-03-02T10:00:00+01:00",
        "title": "Réunion",
        **more,
    }


def count_bookings() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Booking)) or 0


def test_a_booking_is_made_and_told_as_agreed(world: World, client: FlaskClient) -> None:
    answer = client.post("/api/v1/bookings", json=wanted(world), headers=bearer(world.karim))
    assert answer.status_code == 201
    body = answer.get_json()
    assert (body["status"], body["title"], len(body["uid"]) > 10) == ("confirmed", "Réunion", True)
    date = body["occurrences"][0]
    assert (date["starts_at"], date["ends_at"], date["status"]) == (
        "2027-03-02T08:00:00+00:00",
        "2027-03-02T09:00:00+00:00",
        "confirmed",
    )
    again = client.get(f"/api/v1/bookings/{body['id']}", headers=bearer(world.karim))
    assert {**again.get_json(), "warnings": []} == body


def test_a_series_skips_what_is_taken(world: World, client: FlaskClient) -> None:
    book(world.ines, world.room_id, "2027-03-09", "09:00-10:00")
    body = wanted(world, rrule="FREQ=WEEKLY;COUNT=3", on_conflict="skip")
    answer = client.post("/api/v1/bookings", json=body, headers=bearer(world.karim))
    states = [date["status"] for date in answer.get_json()["occurrences"]]
    assert (answer.status_code, states) == (201, ["confirmed", "declined", "confirmed"])


def test_a_taken_time_is_409_and_says_what_is_taken(world: World, client: FlaskClient) -> None:
    book(world.ines, world.room_id, "2027-03-02", "09:30-10:30")
    answer = client.post("/api/v1/bookings", json=wanted(world), headers=bearer(world.karim))
    body = answer.get_json()
    assert (answer.status_code, answer.mimetype) == (409, "application/problem+json")
    assert (body["type"], body["status"]) == ("urn:mutua:problem:slot_taken", 409)
    assert body["detail_fr"].startswith("Ce créneau est déjà pris")
    assert [entry["resource_id"] for entry in body["taken"]] == [world.room_id]


def test_the_same_key_acts_once_and_answers_the_same(world: World, client: FlaskClient) -> None:
    headers = {**bearer(world.karim), "Idempotency-Key": "abc"}
    first = client.post("/api/v1/bookings", json=wanted(world), headers=headers)
    second = client.post("/api/v1/bookings", json=wanted(world), headers=headers)
    assert (first.status_code, second.status_code, count_bookings()) == (201, 201, 1)
    assert first.get_json() == second.get_json()


def test_the_same_key_with_another_body_is_refused(world: World, client: FlaskClient) -> None:
    headers = {**bearer(world.karim), "Idempotency-Key": "abc"}
    client.post("/api/v1/bookings", json=wanted(world), headers=headers)
    other = client.post("/api/v1/bookings", json=wanted(world, title="Autre"), headers=headers)
    assert (other.status_code, count_bookings()) == (422, 1)


def test_a_refused_request_leaves_its_key_free(world: World, client: FlaskClient) -> None:
    headers = {**bearer(world.karim), "Idempotency-Key": "abc"}
    number = book(world.ines, world.room_id, "2027-03-02", "09:00-10:00")
    assert client.post("/api/v1/bookings", json=wanted(world), headers=headers).status_code == 409
    client.delete(f"/api/v1/bookings/{number}", headers=bearer(world.ines))
    assert client.post("/api/v1/bookings", json=wanted(world), headers=headers).status_code == 201


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"resource_ids": []}, 422),
        ({"resource_ids": ["1"]}, 422),
        ({"resource_ids": [10**30]}, 422),
        ({"resource_ids": [999_999]}, 422),
        ({"structure_id": "mine"}, 422),
        ({"structure_id": 999_999}, 403),
        ({"starts_at": "2027-03-02T09:00:00"}, 422),
        ({"starts_at": "yesterday"}, 422),
        ({"starts_at": None}, 422),
        ({"ends_at": "2027-03-02T08:00:00+01:00"}, 422),
        ({"starts_at": "0001-01-01T00:00:00+14:00"}, 422),
        ({"ends_at": "9999-12-31T23:59:59-12:00"}, 422),
        ({"starts_at": "2020-03-02T09:00:00+01:00", "ends_at": "2020-03-02T10:00:00+01:00"}, 422),
        ({"starts_at": "2027-02-29T09:00:00+01:00"}, 422),
        ({"title": "x" * 161}, 422),
        ({"title": "a\x00b"}, 422),
        ({"title": 7}, 422),
        ({"headcount": 0}, 422),
        ({"headcount": 2.5}, 422),
        ({"headcount": 13}, 422),
        ({"rrule": "FREQ=WEEKLY"}, 422),
        ({"rrule": "FREQ=DAILY;COUNT=10000"}, 422),
        ({"rrule": "FREQ=SECONDLY;COUNT=5"}, 422),
        ({"rrule": "FREQ=DAILY;INTERVAL=0;COUNT=3"}, 422),
        ({"rrule": "FREQ=DAILY;INTERVAL=-1;COUNT=3"}, 422),
        ({"rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3"}, 422),
        ({"rrule": "nonsense"}, 422),
        ({"on_conflict": "perhaps"}, 422),
        ({"unknown": 1}, 422),
    ],
)
def test_bad_values_are_refused_clearly_and_write_nothing(
    world: World, client: FlaskClient, change: dict[str, Any], status: int
) -> None:
    answer = client.post("/api/v1/bookings", json=wanted(world, **change), headers=bearer(world.karim))
    assert (answer.status_code, answer.mimetype, count_bookings()) == (status, "application/problem+json", 0)


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", "Réunion 🎉", "Ligne\nsuivante", "' OR 1=1 --"])
def test_odd_but_honest_titles_are_kept_as_they_are(world: World, client: FlaskClient, title: str) -> None:
    answer = client.post("/api/v1/bookings", json=wanted(world, title=title), headers=bearer(world.karim))
    assert (answer.status_code, answer.get_json()["title"]) == (201, title)


MALFORMED = [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"title": "\\ud800"}', b"[" * 100_000, b"9" * 9_000]


@pytest.mark.parametrize("body", MALFORMED, ids=lambda body: ascii(body[:12]))
def test_a_malformed_body_is_4xx(world: World, client: FlaskClient, body: bytes) -> None:
    headers = {**bearer(world.karim), "Content-Type": "application/json"}
    assert 400 <= client.post("/api/v1/bookings", data=body, headers=headers).status_code < 500


def test_without_a_token_or_with_a_wrong_one_the_answer_is_401(world: World, client: FlaskClient) -> None:
    bare = client.get("/api/v1/resources")
    wrong = client.get("/api/v1/resources", headers={"Authorization": "Bearer mutua_nothing"})
    assert (bare.status_code, wrong.status_code) == (401, 401)
    assert bare.mimetype == "application/problem+json"


def test_a_stranger_sees_nothing_of_another_pole(world: World, client: FlaskClient) -> None:
    number = book(world.karim, world.room_id, "2027-03-02", "09:00-10:00")
    headers = bearer(world.stranger)
    assert client.get(f"/api/v1/bookings/{number}", headers=headers).status_code == 404
    assert client.get(f"/api/v1/resources/{world.room_id}", headers=headers).status_code == 404
    assert client.delete(f"/api/v1/bookings/{number}", headers=headers).status_code == 404
    assert client.get("/api/v1/resources", headers=headers).get_json()["items"] == []


def test_free_resources_are_those_with_room_and_open(world: World, client: FlaskClient) -> None:
    book(world.karim, world.room_id, "2027-03-02", "14:00-16:00")
    span = {"free_from": "2027-03-02T14:00:00+01:00", "free_until": "2027-03-02T16:00:00+01:00"}
    names = [
        item["name"]
        for item in client.get("/api/v1/resources", query_string=span, headers=bearer(world.karim)).get_json()["items"]
    ]
    assert names == ["Postes du plateau", "Kangoo"]
    with transaction():
        van = db.session.get_one(Resource, world.van_id)
        van.photo, van.value_per_use, van.notice_minutes = "demo/kangoo.svg", 4, 2880
    van = client.get(f"/api/v1/resources/{world.van_id}", headers=bearer(world.karim)).get_json()
    assert [van[name] for name in ("value_per_hour", "value_per_use", "position")] == [None, 4, None]
    assert (van["photo"], van["documents"]) == (van["photos"][0]["url"], [])
    assert van["photo"].endswith("/static/demo/kangoo.svg")
    later = {"free_from": "2027-03-02T16:00:00+01:00", "free_until": "2027-03-02T17:00:00+01:00", "kind": "premises"}
    found = client.get("/api/v1/resources", query_string=later, headers=bearer(world.karim)).get_json()["items"]
    assert [item["name"] for item in found] == ["Salle Garance"]


def test_a_booking_moves_and_is_cancelled(world: World, client: FlaskClient) -> None:
    headers = bearer(world.karim)
    number = client.post("/api/v1/bookings", json=wanted(world), headers=headers).get_json()["id"]
    change = {"starts_at": "2027-03-02T11:00:00+01:00", "ends_at": "2027-03-02T12:00:00+01:00", "title": "Plus tard"}
    moved = client.patch(f"/api/v1/bookings/{number}", json=change, headers=headers)
    assert (moved.status_code, moved.get_json()["occurrences"][0]["starts_at"]) == (200, "2027-03-02T10:00:00+00:00")
    gone = client.delete(f"/api/v1/bookings/{number}", headers=headers)
    assert (gone.status_code, gone.get_json()["status"]) == (200, "cancelled")
    assert client.delete(f"/api/v1/bookings/{number}", headers=headers).status_code == 422


def test_a_structure_does_not_change_anothers_booking(world: World, client: FlaskClient) -> None:
    number = book(world.karim, world.room_id, "2027-03-02", "09:00-10:00")
    answer = client.patch(f"/api/v1/bookings/{number}", json={"title": "À moi"}, headers=bearer(world.ines))
    assert answer.status_code == 403


def test_a_revoked_or_stale_token_opens_nothing(world: World, client: FlaskClient) -> None:
    headers = bearer(world.karim)
    with transaction():
        from mutua.pole import queries  # noqa: PLC0415

        queries.tokens_of(world.karim.person_id)[0].revoked_at = NOW + timedelta(minutes=1)
    assert client.get("/api/v1/resources", headers=headers).status_code == 401


def test_the_openapi_document_names_the_paths(world: World, client: FlaskClient) -> None:
    paths = client.get("/api/v1/openapi.json").get_json()["paths"]
    assert {"/api/v1/resources", "/api/v1/bookings", "/api/v1/bookings/{booking_id}"} <= set(paths)


def test_the_api_says_why_not_as_the_page_does_and_changes_a_series(world: World, client: FlaskClient) -> None:
    headers = bearer(world.karim)
    body = {"resource_ids": [world.room_id], "structure_id": world.fournil_id, "title": "Cours", "profile": "workshop"}
    first = {"starts_at": "2027-03-02T09:00:00+01:00", "ends_at": "2027-03-02T10:00:00+01:00"}
    far = {"starts_at": "2028-05-02T09:00:00+02:00", "ends_at": "2028-05-02T10:00:00+02:00"}
    refused = client.post("/api/v1/bookings", json={**body, **far}, headers=headers).json
    assert refused["lifted_by"] == {"structure_id": world.couture_id, "structure": "La Couture"}
    assert refused["until"].startswith("2027-05-02")
    chosen = {"rdate": ["2027-03-04T09:00:00+01:00", "2027-03-30T09:00:00+02:00"]}
    made = client.post("/api/v1/bookings", json={**body, **first, **chosen}, headers=headers).json
    assert [date["starts_at"][:13] for date in made["occurrences"]] == [
        "2027-03-02T08",
        "2027-03-04T08",
        "2027-03-30T07",
    ]
    assert (made["profile"], made["public"], made["rrule"]) == ("workshop", False, None)
    taken = client.post("/api/v1/bookings", json={**body, **first}, headers=headers)
    assert (taken.status_code, taken.json["alternatives"][0]["way"]) == (409, "time")
    address = f"/api/v1/bookings/{made['id']}"
    second = made["occurrences"][1]["id"]
    later = {"starts_at": "2027-03-04T14:00:00+01:00", "ends_at": "2027-03-04T15:30:00+01:00"}
    following = {**later, "occurrence_id": second, "scope": "following"}
    moved = client.patch(address, json=following, headers=headers).json
    assert [date["starts_at"][:16] for date in moved["occurrences"]] == ["2027-03-04T13:00", "2027-03-30T12:00"]
    rest = f"/api/v1/bookings/{moved['id']}"
    gone = client.delete(f"{rest}?scope=this&occurrence_id={second}", headers=headers).json
    assert [date["status"] for date in gone["occurrences"]] == ["cancelled", "confirmed"]
    assert client.delete(f"{rest}?scope=nonsense", headers=headers).status_code == 422
    assert client.delete(rest, headers=headers).json["status"] == "cancelled"
