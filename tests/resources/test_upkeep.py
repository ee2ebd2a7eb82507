"""Breakdowns of two severities, copies, and resources as tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from mutua.bookings.models import Booking, LateCancellation, Occurrence
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.resources.forms import intake
from mutua.resources.models import Drawing, Fault, Hold, HouseRules, Kind, Place, Resource
from mutua.web.mailing import render
from tests.builders import NOW, World, at, book
from tests.resources.test_settings import P, as_


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def states() -> list[str]:
    return [state.value for state in db.session.scalars(select(Occurrence.state).order_by(Occurrence.id))]


def test_a_notice_is_told_and_cancels_nothing(world: World, client: FlaskClient) -> None:
    book(world.karim, world.room_id, "2027-03-04", "09:00-10:00")
    ines, address = as_(client, world.ines), f"{P}/resources/{world.room_id}/faults"
    assert ines.post(address, data={"severity": "notice", "text": ""}).status_code == 422
    notice = {"severity": "notice", "text": "Chauffage en panne", "first": "", "starts": "00:00"}
    assert ines.post(address, data=notice).status_code == 303
    assert states() == ["confirmed"]
    page = as_(client, world.karim).get(f"{P}/resources/{world.room_id}").text
    assert ("Chauffage en panne" in page, "reste réservable" in page) == (True, True)
    assert as_(client, world.karim).get(address).status_code == 403
    number = db.session.scalars(select(Fault.id)).one()
    assert ines.post(f"{address}/{number}/mend").status_code == 303
    assert ines.post(f"{P}/resources/{world.van_id}/faults/{number}/mend").status_code == 404
    assert "Tout marche." in ines.get(address).text


def test_a_stop_shows_cancels_warns_and_holds(world: World, client: FlaskClient) -> None:
    with transaction():
        db.session.get_one(Resource, world.room_id).rules = HouseRules(cancel_notice_minutes=9999).to_json()
    book(world.karim, world.room_id, "2027-03-04", "09:00-10:00")
    book(world.nadia, world.room_id, "2027-03-05", "14:00-15:00")
    book(world.karim, world.room_id, "2027-03-08", "09:00-10:00")
    ines, address = as_(client, world.ines), f"{P}/resources/{world.room_id}/faults"
    stop = {"severity": "stop", "text": "Dégât des eaux", "first": "2027-03-04", "starts": "00:00"}
    assert ines.post(address, data=stop).status_code == 422  # a stop has an end
    stop |= {"last": "2027-03-05", "ends": "24:00"}
    asked = ines.post(address, data=stop)
    assert (asked.status_code, "2 dates seraient annulées" in asked.text) == (409, True)
    assert states() == ["confirmed"] * 3
    assert ines.post(address, data={**stop, "seen": "1"}).status_code == 409
    assert ines.post(address, data={**stop, "seen": "2"}).status_code == 303
    assert states() == ["cancelled", "cancelled", "confirmed"]
    assert "à partir du 4 mars 2027" in ines.get(address).text.replace("\u00a0", " ")  # not "since": it is to come
    assert db.session.scalars(select(LateCancellation)).all() == []  # nobody's fault, nobody's quota
    letters = db.session.scalars(select(Mail).where(Mail.template == "bookings/stopped").order_by(Mail.id)).all()
    assert [letter.recipient for letter in letters] == ["karim@trois-ponts.test", "nadia@trois-ponts.test"]
    subject, body = render(letters[0].template, letters[0].facts, locale="fr", base_url="https://m.test")
    assert "Annulé par une panne" in subject
    assert "Dégât des eaux" in body
    assert "/bookings/new?day=2027-03-08" in body or "/bookings/new?day=2027-03-09" in body
    refused = as_(client, world.karim).post(
        f"{P}/resources/{world.room_id}/bookings",
        data={"day": "2027-03-04", "from": "11:00", "to": "12:00", "repeat": "once"},
    )
    assert (refused.status_code, "Dégât des eaux" in refused.text) == (409, True)
    again = ines.post(address, data={**stop, "seen": "0"})
    assert again.status_code == 409  # it is stopped already
    number = db.session.scalars(select(Fault.id)).one()
    assert ines.post(f"{address}/{number}/mend").status_code == 303
    held = db.session.scalars(select(Hold.starts_at)).all()
    assert held == [at("2027-03-08 09:00")]


def test_what_has_begun_ends_where_the_stop_begins(world: World, client: FlaskClient) -> None:
    book(world.karim, world.room_id, "2027-03-01", "09:00-12:00")
    with clock.frozen(at("2027-03-01 10:00")):
        ines, address = as_(client, world.ines), f"{P}/resources/{world.room_id}/faults"
        stop = {"severity": "stop", "text": "Fuite", "first": "2027-03-01", "starts": "00:00", "last": "2027-03-01"}
        assert ines.post(address, data={**stop, "ends": "24:00", "seen": "1"}).status_code == 303
    assert states() == ["confirmed"]
    spans = db.session.execute(select(Hold.starts_at, Hold.ends_at).order_by(Hold.starts_at)).all()
    assert [tuple(span) for span in spans] == [
        (at("2027-03-01 09:00"), at("2027-03-01 10:00")),
        (at("2027-03-01 10:00"), at("2027-03-02 00:00")),
    ]


def test_a_copy_has_everything_but_its_bookings(world: World, client: FlaskClient) -> None:
    with transaction():
        db.session.get_one(Resource, world.desks_id).rules = HouseRules(shortest_minutes=60).to_json()
    book(world.karim, world.desks_id, "2027-03-04", "09:00-10:00")
    answer = as_(client, world.ines).post(f"{P}/resources/{world.desks_id}/copy")
    assert answer.status_code == 303
    made = int(answer.location.split("/")[-2])
    page = as_(client, world.ines).get(answer.location).text
    assert "Postes du plateau (copie)" in page
    assert 'name="units" type="text" value="3"' in page or 'value="3"' in page
    copied = db.session.get_one(Resource, made)
    assert (copied.rules, copied.draw.value) == ({"shortest_minutes": 60}, "any")
    assert len(db.session.scalars(select(Booking.id)).all()) == 1
    assert as_(client, world.karim).post(f"{P}/resources/{made}/copy").status_code == 403


def upload(client: FlaskClient, content: bytes, name: str = "r.csv") -> tuple[int, str]:
    answer = client.post(f"{P}/resources/import", data={"file": (BytesIO(content), name)})
    return answer.status_code, answer.text


def test_a_table_is_taken_row_by_row_with_a_report(world: World, client: FlaskClient) -> None:
    ines = as_(client, world.ines)
    table = (
        (
            "name;kind;structure;units;monday;features\r\n"
            "Barnum;equipment;La Couture;2;9:00 – 12:00;Toile; \r\n"
            "Scie;tool;La Couture;1;;\r\n"
            "Salle Garance;premises;La Couture;1;;\r\n"
            "Four;equipment;Le Fournil;1;;\r\n"
            ";equipment;La Couture;1;;\r\n"
            "Table;equipment;Inconnue;1;;\r\n"
            "Vélo;vehicle;;99;;\r\n"
        )
        .replace("Toile; ", "Toile")
        .encode()
    )
    status, text = upload(ines, table)
    assert (status, "1 sur 7 lignes importées" in text) == (200, True)
    assert (text.count("Inchangée"), text.count("Refusée")) == (1, 5)
    text = text.replace("\u00a0", " ")
    for said in ("un de ces mots est attendu", "existe déjà", "« Inconnue »", "name : vide", "de 1 à 50", "Seule la"):
        assert said in text, said
    for content in (b"", b"\xff\xfe\x00", b"PK\x03\x04nothing", b"a,b\r\n1,2\r\n", b"name,kind\r\n"):
        assert upload(ines, content)[0] == 422, content
    status, text = upload(ines, b"name,kind,colour\r\nX,desk,red\r\n")
    assert (status, "colour" in text, "0 sur 1" in text) == (200, True, True)
    assert as_(client, world.nadia).get(f"{P}/resources/import").status_code == 403


HOSTILE = (
    "name;kind;structure;description;capacity\r\n"
    "\r\n"
    '"Échelle";equipment;La Couture;"deux\nlignes";4\r\n'
    ";;;;\r\n"
    "Cric;equipment;La Couture;;4;en trop\r\n"
    "Bâche\x00;equipment;La Couture;;\r\n"
    "'=2+2;equipment;La Couture;'@x;\r\n"
    "<script>alert(1)</script>;equipment;La Couture;;4.5\r\n"
    "Pioche;equipment;LA COUTURE' OR 1=1;;\r\n"
    f"{'x' * 200};equipment;La Couture;;\r\n"
)


def test_hostile_rows_fall_alone_and_are_named_as_the_spreadsheet_numbers_them(
    world: World, client: FlaskClient
) -> None:
    ines = as_(client, world.ines)
    status, text = upload(ines, HOSTILE.encode())
    text = text.replace("\xa0", " ")
    lines = {int(number): row for number, row in re.findall(r'figures">(\d+)</span>(.*?)</li>', text, re.DOTALL)}
    assert (status, sorted(lines)) == (200, [3, 5, 6, 7, 8, 9, 10])
    said = {5: "« en trop » est dans une colonne sans nom", 6: "name : illisible", 8: "capacity : un nombre entier",
            9: "n’est pas du pôle", 10: "name : illisible ou trop long"}  # fmt: skip
    assert {number for number, words in said.items() if words in lines[number]} == set(said)
    assert "<script>alert" not in text
    names = db.session.scalars(select(Resource.name).where(Resource.kind == Kind.EQUIPMENT).order_by(Resource.id)).all()
    assert names == ["Échelle", "=2+2"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_exported_is_read_again(world: World, client: FlaskClient, form: str) -> None:
    with transaction():
        room = db.session.get_one(Resource, world.room_id)
        room.access_instructions, room.description = "Code 4321", "=1+1"
        room.details, room.attributes, room.value_per_use = {"area_m2": 54, "step_free": "yes"}, {"kitchen": False}, 3
        place = db.session.get_one(Place, room.place_id)
        place.latitude, place.longitude = 48_117_300, -1_677_800
    for who, code in ((world.ines, "Code 4321"), (world.karim, "")):
        answer = as_(client, who).get(f"{P}/resources/export.{form}")
        rows = [row for _number, row in intake.rows_of(answer.data)]
        assert [row["name"] for row in rows] == ["Postes du plateau", "Salle Garance", "Kangoo"]
        kept = intake.parsed(rows[1])
        assert (kept.sheet.access_instructions, kept.sheet.description, kept.sheet.capacity) == (code, "=1+1", 12)
        assert kept.sheet.hours == tuple((day, 480, 1140) for day in range(5))
        assert (kept.sheet.details, kept.sheet.attributes) == ({"area_m2": 54, "step_free": "yes"}, {"kitchen": False})
        assert (kept.sheet.value_per_hour, kept.sheet.value_per_use) == (None, 3)
        assert kept.sheet.where.position == (48_117_300, -1_677_800)
        wrong = {"measures": "area_m2=-1", "answers": "van=yes", "position": "ici", "value_per_hour": "2"}
        for column, text in wrong.items():
            with (
                client.application.test_request_context(),
                pytest.raises(intake.BadRow, match=column.partition("_")[0]),
            ):
                intake.parsed({**rows[1], column: text})
        assert intake.parsed(rows[0]).sheet.units == 3
        if form == "xlsx":
            assert load_workbook(BytesIO(answer.data)).active["A1"].value == "name"
    assert as_(client, world.ines).get(f"{P}/resources/export.pdf").status_code == 404


def test_a_hall_is_made_of_its_rooms(world: World, client: FlaskClient) -> None:
    ines = as_(client, world.ines)
    facts = {
        "kind": "premises",
        "structure": str(world.couture_id),
        "name": "Tout le plateau",
        "place": "",
        "approval": "automatic",
        "shown": "everything",
        "audience": "pole",
        "granularity": "15",
        "units": "1",
        "with_parts": "yes",
        "parts": [str(world.room_id), str(world.desks_id)],
    }
    made = int(ines.post(f"{P}/resources", data=facts).location.rpartition("/")[2])
    book(world.karim, world.desks_id, "2027-03-04", "09:00-10:00")
    with pytest.raises(Refused):
        book(world.karim, made, "2027-03-04", "09:30-11:00")
    book(world.nadia, made, "2027-03-05", "09:00-10:00")
    with pytest.raises(Refused):
        book(world.karim, world.room_id, "2027-03-05", "09:30-11:00")
    edit = f"{P}/resources/{made}/edit"
    assert ines.get(edit).text.count("checked") >= 2
    assert "Tout le plateau" not in ines.get(f"{P}/resources/{world.room_id}/edit").text  # its whole is no part of it

    def saved(**changes: object) -> int:
        with transaction():
            version = db.session.get_one(Resource, made).version
        answer: int = ines.post(edit, data={**facts, "version": str(version), **changes}).status_code
        return answer

    assert saved() == 303
    assert saved(parts=[str(world.room_id)]) == 422  # a date to come holds the units as they were
    assert saved(parts=[str(world.van_id), "999"]) == 422
    with clock.frozen(at("2027-03-06 09:00")):
        assert saved(parts=[str(world.room_id)]) == 303
        assert saved(parts=[]) == 303
    with transaction():
        draws = db.session.scalars(select(Drawing.unit_id).where(Drawing.resource_id == made)).all()
        shared = db.session.scalars(select(Drawing.resource_id).where(Drawing.unit_id.in_(draws))).all()
        assert list(shared) == [made]
