"""Reports: from a phone at the wall, anonymous, with a photo; serious dangers at once and in their own register."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from mutua.documents.models import StoredFile
from mutua.kernel import clock
from mutua.kernel.audit import AuditRow
from mutua.kernel.db import db
from mutua.kernel.idempotency import RememberedRequest
from mutua.kernel.outbox import Mail
from mutua.kernel.transaction import transaction
from mutua.pole import queries as pole_queries
from mutua.pole.models import Structure
from mutua.resources.models import Kind, Place, Resource
from mutua.safety import actions, queries, rules
from tests.builders import World, add_resource, sign_in
from tests.safety.scene import LATER, Scene, common_rule, picture, rate, scene
from tests.safety.test_pdf import read

BASE = "/p/trois-ponts/safety"


@pytest.fixture
def pole(world: World) -> Iterator[Scene]:
    with clock.frozen(LATER):
        made = scene(world)
        rate(made, made.room_unit_id, "H20")
        yield made


def wall_of(pole: Scene, client: FlaskClient) -> str:
    """Inès prints the page of her room; the address behind its code. She signs out."""
    sign_in(client, pole.world.ines)
    printed = client.post(f"{BASE}/spots/{pole.world.room_id}", follow_redirects=True)
    assert (printed.status_code, printed.mimetype) == (200, "application/pdf")
    code = queries.spot_of_resource(pole.world.room_id).code
    words = read(printed.data).pages[0].extract_text()
    assert code in words.replace("\n", "")
    assert "Salle Garance" in words
    with client.session_transaction() as session:
        session.clear()
    return f"/safety/report/{code}"


def test_the_page_to_post_is_one_page_that_can_be_opened_again(pole: Scene, client: FlaskClient) -> None:
    """However much is known of the place, the code is on it."""
    w, kept = pole.world, f"{BASE}/spots/{pole.world.room_id}.pdf"
    for number in range(14):
        common_rule(pole, f"Règle {number}, " + "une allée de 1,20 m reste libre, cartons sortis avant 17:00. " * 2)
    for risk in queries.unit_for(w.prevention, pole.room_unit_id).risks:
        rate(
            pole, pole.room_unit_id, risk.family, frequency=1, mastery=3, existing="Consigne affichée à l’entrée. " * 5
        )
    sign_in(client, w.ines)
    assert client.get(kept).status_code == 404  # nobody has made the code
    made = client.post(f"{BASE}/spots/{w.room_id}")
    assert (made.status_code, made.location.endswith(kept)) == (303, True)
    for _ in range(2):  # the browser's reload
        file = read(client.get(kept).data)
        (page,) = file.pages
        words = page.extract_text().replace("\xa0", " ").replace("\n", " ")
        assert queries.spot_of_resource(w.room_id).code in words.replace(" ", "")
        assert "autres règles, voir le document unique partagé" in words
    place = queries.unit_for(w.prevention, pole.room_unit_id).place_id
    for way in (f"{BASE}/places/{place}", f"/p/trois-ponts/resources/{w.room_id}"):
        words = client.get(way).get_data(as_text=True)
        links = (f"{BASE}/places/{place}/welcome.pdf", f'action="{BASE}/spots/{w.room_id}"')
        assert [link for link in links if link not in words] == []
        assert links[1] not in sign_in(client, w.karim).get(way).get_data(as_text=True)  # not his to post
        sign_in(client, w.ines)
    assert sign_in(client, w.karim).get(kept).status_code == 403


def test_whoever_stands_there_reports_without_an_account(pole: Scene, client: FlaskClient) -> None:
    address = wall_of(pole, client)
    page = client.get(address).get_data(as_text=True)
    assert "Salle Garance" in page
    data = {"kind": "near_miss", "happened_on": "2027-05-03", "text": "Câble en travers", "once": "k1"}
    for _ in range(2):  # a double tap
        answer = client.post(address, data={**data, "photo": (io.BytesIO(picture()), "IMG_1.jpg")})
        assert (answer.status_code, "Signalement reçu" in answer.get_data(as_text=True)) == (200, True)
    (incident,) = queries.incidents_of(pole.document_id)
    assert (incident.text, incident.contact, incident.unit.name) == ("Câble en travers", "", "Salle Garance")
    assert {risk.to_review for risk in queries.unit_for(pole.world.prevention, pole.room_unit_id).risks} == {True}
    kept = db.session.get(StoredFile, incident.photo_id).content
    assert kept[:2] == b"\xff\xd8"
    assert b"Nadia" not in kept
    rows = db.session.scalars(select(AuditRow).where(AuditRow.subject.in_(["incident", "file"])))
    assert {row.person_id for row in rows} == {None}
    for wrong in (
        {"photo": (io.BytesIO(b"GIF89a" + b"x" * 50), "a.gif")},
        {"happened_on": "2030-01-01"},
        {"kind": "x"},
    ):
        answer = client.post(address, data={**data, "once": "k2", **wrong})
        assert (answer.status_code, "Câble en travers" in answer.get_data(as_text=True)) == (422, True)
    assert client.get("/safety/report/nothing").status_code == 404


def test_a_report_of_a_member_is_nobodys_anywhere_in_the_database(pole: Scene, client: FlaskClient) -> None:
    """The page promises it: neither the journal nor the requests remembered against a double click tell who sent it."""
    sign_in(client, pole.world.karim)
    told = {"kind": "near_miss", "happened_on": "2027-05-03", "text": "Câble en travers", "once": "k1"}
    for _ in range(2):  # a double click
        answer = client.post(f"{BASE}/incidents/new", data={**told, "photo": (io.BytesIO(picture()), "a.jpg")})
        assert (answer.status_code, answer.location.endswith(f"{BASE}/incidents")) == (303, True)
    (incident,) = queries.incidents_of(pole.document_id)
    assert incident.form_key == "k1"
    assert db.session.scalars(select(RememberedRequest.id)).all() == []
    rows = db.session.scalars(select(AuditRow).where(AuditRow.subject.in_(["incident", "file"])))
    assert {row.person_id for row in rows} == {None}
    answer = client.post(f"{BASE}/incidents/new", data={**told, "once": "k2", "happened_on": "2030-01-01"})
    assert (answer.status_code, "Câble en travers" in answer.text) == (422, True)


def test_a_report_that_lost_a_race_is_never_thanked_for(
    pole: Scene, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = wall_of(pole, client)

    def lost(*_: object, **__: object) -> None:
        raise DBAPIError("INSERT INTO incident", {}, Exception("deadlock detected, table incident"))

    monkeypatch.setattr(actions, "report_at_spot", lost)
    told = {"kind": "serious_danger", "happened_on": "2027-05-03", "text": "Fuite de gaz", "once": "k1"}
    answer = client.post(address, data=told)
    assert (answer.status_code, "Envoyez-le encore une fois" in answer.text, "Fuite de gaz" in answer.text) == (
        422, True, True,
    )  # fmt: skip
    monkeypatch.undo()
    assert client.post(address, data=told).status_code == 200
    assert [row.text for row in queries.incidents_of(pole.document_id)] == ["Fuite de gaz"]


def test_a_photo_and_a_telephone_number_are_for_the_prevention_alone(pole: Scene, client: FlaskClient) -> None:
    address = wall_of(pole, client)
    data = {"kind": "benign", "happened_on": "2027-05-03", "text": "Coupure", "contact": "06 12 34 56 78"}
    client.post(address, data={**data, "photo": (io.BytesIO(picture()), "a.jpg")})
    (incident,) = queries.incidents_of(pole.document_id)
    sign_in(client, pole.world.karim)
    assert "06 12 34 56 78" not in client.get(f"{BASE}/incidents").get_data(as_text=True)
    assert client.get(f"{BASE}/incidents/{incident.id}/photo").status_code == 403
    assert client.get(f"{BASE}/files/{incident.photo_id}").status_code == 404
    sign_in(client, pole.world.prevention)
    assert "06 12 34 56 78" in client.get(f"{BASE}/incidents/{incident.id}").get_data(as_text=True)
    assert client.get(f"{BASE}/incidents/{incident.id}/photo").mimetype == "image/jpeg"


def test_a_serious_danger_is_numbered_and_told_to_every_employer(pole: Scene, client: FlaskClient) -> None:
    address = wall_of(pole, client)
    data = {"kind": "serious_danger", "happened_on": "2027-05-03", "text": "Odeur de gaz"}
    for _ in range(2):
        client.post(address, data=data)
    entries = queries.dangers_of(pole.document_id)
    assert [(row.number, row.post, row.cause) for row in entries] == [
        (2, "Salle Garance", "Odeur de gaz"), (1, "Salle Garance", "Odeur de gaz"),
    ]  # fmt: skip
    letters = list(db.session.scalars(select(Mail).where(Mail.template == "safety/incident").order_by(Mail.id)))
    who = {"paul", "lucie", "ines", "karim"}
    assert {letter.recipient.split("@")[0] for letter in letters} == who
    assert "gaz" not in str([letter.facts for letter in letters])
    for statement in ("UPDATE danger_entry SET cause = 'x'", "DELETE FROM danger_entry"):
        with pytest.raises(DBAPIError, match="append_only"), db.engine.begin() as connection:
            connection.execute(text(statement))


def test_what_is_told_at_a_thing_of_no_unit_makes_one_or_asks_its_place_again(pole: Scene, client: FlaskClient) -> None:
    """A shelf shared since the last refresh is suggested as a unit; left out, its room's units are looked at again."""
    w = pole.world
    with transaction():
        room = db.session.get(Resource, w.room_id)
        home, couture = pole_queries.pole_by_slug("trois-ponts"), db.session.get(Structure, w.couture_id)
        shelf = add_resource(home, couture, "Étagère", Kind.EQUIPMENT)
        shelf.place = db.session.get(Place, room.place_id)
        db.session.flush()
        shelf_id = shelf.id
    sign_in(client, w.ines)
    assert client.post(f"{BASE}/spots/{shelf_id}").status_code == 303
    address = f"/safety/report/{queries.spot_of_resource(shelf_id).code}"
    data = {"kind": "serious_danger", "happened_on": "2027-05-03", "text": "Penche", "once": "k1"}
    for _ in range(2):
        assert client.post(address, data=data).status_code == 200
    (first,) = queries.incidents_of(pole.document_id)
    assert (first.unit.name, first.unit.state) == ("Étagère", "suggested")
    assert queries.unit_for(w.prevention, first.unit_id).risks
    assert [row.post for row in queries.dangers_of(pole.document_id)] == ["Étagère"]
    with transaction():
        actions.set_aside(queries.unit_for(w.prevention, first.unit_id), "Hors service", member=w.prevention, now=LATER)
    assert rated_to_review(pole) == set()
    assert client.post(address, data={**data, "once": "k2"}).status_code == 200
    second = next(row for row in queries.incidents_of(pole.document_id) if row.id != first.id)
    assert second.unit_id is None
    assert rated_to_review(pole) == {"H20"}
    assert [row.post for row in queries.dangers_of(pole.document_id)] == ["Étagère", "Étagère"]
    sign_in(client, w.prevention)
    page = client.get(f"{BASE}/incidents/{second.id}").get_data(as_text=True).replace("\xa0", " ")
    assert "« Étagère » n’est pas une unité du document" in page
    assert f"{BASE}/units/{pole.room_unit_id}" in page


def rated_to_review(pole: Scene) -> set[str]:
    """Families of the room that somebody rated and that wait to be looked at again."""
    risks = queries.unit_for(pole.world.prevention, pole.room_unit_id).risks
    return {risk.family for risk in risks if risk.rated_at and risk.to_review}


def test_a_wall_does_not_hear_the_same_joke_all_day(
    pole: Scene, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = wall_of(pole, client)
    monkeypatch.setattr(rules, "MOST_REPORTS_AN_HOUR", 2)
    data = {"kind": "near_miss", "happened_on": "2027-05-03", "text": "Encore"}
    answers = [client.post(address, data=data).status_code for _ in range(3)]
    assert answers == [200, 200, 422]


def test_a_serious_danger_waits_for_those_who_must_act_until_it_is_dealt_with(pole: Scene, client: FlaskClient) -> None:
    w, address = pole.world, wall_of(pole, client)
    client.post(
        address,
        data={"kind": "serious_danger", "happened_on": "2027-05-03", "text": "Odeur de gaz", "contact": "06 12"},
    )
    client.post(address, data={"kind": "near_miss", "happened_on": "2027-05-03", "text": "Câble en travers"})
    serious = next(row.id for row in queries.incidents_of(pole.document_id) if row.text == "Odeur de gaz")
    told = ((serious, "Salle Garance", "Odeur de gaz"),)
    for member, others, counted in ((w.prevention, 1, 3), (w.lucie, 1, 2), (w.ines, 0, 1)):  # Paul rates risks as well
        waiting = queries.waiting_for(member)
        assert (waiting.dangers, waiting.reports, waiting.count) == (told, others, counted)
        assert db.session.scalar(queries.counting_waiting(member)) == counted
        for page in ("/p/trois-ponts/", BASE):
            words = sign_in(client, member).get(page).get_data(as_text=True)
            assert "Danger grave et imminent, Salle Garance" in words
            assert (
                "un événement signalé" in words.lower() or "1 événement signalé" in words.replace("\xa0", " ")
            ) == bool(others)
    assert queries.waiting_for(w.karim).dangers == ()  # it is not his room
    sign_in(client, w.prevention)
    page = client.get(f"{BASE}/incidents/{serious}").get_data(as_text=True)
    risk = next(risk.id for risk in queries.unit_for(w.prevention, pole.room_unit_id).risks if risk.rated_at)
    known = (
        "Salle Garance",
        "Maison du canal",
        "N° 1, ",
        "06 12",
        f'/risks/{risk}"',
        f"/risks/{risk}?act=1#new-measure",
    )
    assert [part for part in known if part not in page] == []
    assert '<details class="mt-3" id="new-measure" open>' in client.get(f"{BASE}/risks/{risk}?act=1").get_data(
        as_text=True
    )
    assert "Suite donnée" not in client.get(f"{BASE}/incidents").get_data(as_text=True)
    assert client.post(f"{BASE}/incidents/{serious}", data={"taken": "Vanne fermée"}).status_code == 303
    for page in (f"{BASE}/incidents/{serious}", f"{BASE}/incidents"):
        assert "Suite donnée" in client.get(page).get_data(as_text=True)
    assert queries.waiting_for(w.prevention).dangers == ()
    assert queries.waiting_for(w.ines).count == 0


def test_whoever_reported_sees_who_read_it_and_what_was_done(pole: Scene, client: FlaskClient) -> None:
    w, address, key = pole.world, wall_of(pole, client), "3f" * 16
    data = {"kind": "near_miss", "happened_on": "2027-05-03", "text": "Câble en travers", "once": key}
    for _ in range(2):  # a double tap leads to the same address
        assert f"/safety/report/followed/{key}" in client.post(address, data=data).get_data(as_text=True)

    def told() -> str:
        return client.get(f"/safety/report/followed/{key}").get_data(as_text=True)

    assert "Pas encore lu" in told()
    assert client.get("/safety/report/followed/" + "0" * 32).status_code == 404
    (incident,) = queries.incidents_of(pole.document_id)
    read = f"{BASE}/incidents/{incident.id}/read"
    sign_in(client, w.karim)
    assert "Pas encore lu" in client.get(f"{BASE}/incidents").get_data(as_text=True)
    assert client.post(read).status_code == 403
    for person in (w.prevention, w.lucie):  # the first to read it stays
        assert client.post(read).status_code in (403, 303)
        sign_in(client, person)
        assert client.post(read).status_code == 303
    sign_in(client, w.karim)
    assert "Lu par Paul" in client.get(f"{BASE}/incidents").get_data(as_text=True)
    with client.session_transaction() as session:
        session.clear()
    assert "Lu par Paul" in told()
    assert "Suite donnée" not in told()
    sign_in(client, w.lucie)
    assert client.post(f"{BASE}/incidents/{incident.id}", data={"taken": "Goulotte posée"}).status_code == 303
    assert "Goulotte posée" in told()
    assert "Lu par Paul" in told()


def test_who_is_in_charge_of_the_building_is_told_of_a_danger_in_its_rooms(pole: Scene, client: FlaskClient) -> None:
    address = wall_of(pole, client)
    with transaction():
        db.session.get(Place, pole.building_id).head_id = pole.world.nadia.person_id
    client.post(address, data={"kind": "serious_danger", "happened_on": "2027-05-03", "text": "Odeur de gaz"})
    letters = db.session.scalars(select(Mail.recipient).where(Mail.template == "safety/incident"))
    assert "nadia" in {recipient.split("@")[0] for recipient in letters}
