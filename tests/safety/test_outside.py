"""Outside firms: which paper, when it is written, pre-filled, signed by both; what the matrix says meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from mutua.bookings.models import Profile
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.transaction import transaction
from mutua.safety import pdf, queries
from mutua.safety.models import OperationSignature, OutsideWork, Route
from mutua.safety.rules import outside
from tests.builders import World, book, sign_in
from tests.documents.spoiling import spoil
from tests.safety.scene import LATER, Scene, scene
from tests.safety.test_editions import text_of

BASE = "/p/trois-ponts/safety"
TODAY = date(2027, 5, 3)


@pytest.fixture
def pole(world: World) -> Iterator[Scene]:
    with clock.frozen(LATER):
        yield scene(world)


@pytest.mark.parametrize(
    ("profile", "for_the_host", "route"),
    [("works", False, Route.PLAN), ("delivery", False, Route.PROTOCOL), ("delivery", True, Route.PROTOCOL),
     ("office", False, Route.COOPERATION), ("office", True, Route.PLAN)],
)  # fmt: skip
def test_what_is_done_decides_the_paper(profile: str, for_the_host: bool, route: Route) -> None:
    assert outside.route_of(profile, for_the_host=for_the_host) is route


def test_a_plan_is_written_from_400_hours_or_for_a_dangerous_work() -> None:
    table = [(Route.PLAN, 399, []), (Route.PLAN, 400, []), (Route.PLAN, 1, [18]), (Route.PLAN, 400, [1]),
             (Route.PROTOCOL, 1, []), (Route.COOPERATION, 900, [1])]  # fmt: skip
    assert [outside.why_written(*row, TODAY) for row in table] == [
        [], ["hours"], ["works"], ["hours", "works"], ["protocol"], [],
    ]  # fmt: skip


def matrix(pole: Scene) -> set[str]:
    document = queries.document_of(pole.world.pole_id)
    table = queries.table_of(document, queries.measured(document, TODAY))
    return {row["state"] for row in table.cells if row["giver"] == pole.world.fournil_id}


def test_from_the_booking_to_both_signatures(pole: Scene, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    w = pole.world
    number = book(w.karim, w.room_id, "2027-05-10", "09:00-12:00", now=LATER, headcount=2, title="Peinture",
                  profile=Profile.WORKS)  # fmt: skip
    sign_in(client, w.karim)
    page = client.get(f"/p/trois-ponts/bookings/{number}").get_data(as_text=True)
    assert f"/safety/operations/new?booking={number}" in page
    form = client.get(f"{BASE}/operations/new?booking={number}").get_data(as_text=True)
    for filled in ('value="Peinture"', 'value="6"', 'value="2027-05-10"', 'value="Karim Benali"'):
        assert filled in form, filled
    data = {
        "route": "plan", "host_id": str(w.couture_id), "worker_id": str(w.fournil_id), "booking_id": str(number),
        "what": "Peinture", "starts_on": "2027-05-10", "ends_on": "2027-05-10", "hours": "6", "headcount": "2",
        "works": ["18"], "lead": "Karim",
    }  # fmt: skip
    assert client.post(f"{BASE}/operations/new", data={**data, "ends_on": "2027-05-01"}).status_code == 422
    assert client.post(f"{BASE}/operations/new", data=data).status_code == 303
    letters = db.session.scalars(select(Mail.recipient).where(Mail.template == "safety/operation").order_by(Mail.id))
    assert list(letters) == ["ines@trois-ponts.test", "paul@trois-ponts.test"]
    row = queries.operation_of_booking(number)
    address = f"{BASE}/operations/{row.id}"
    assert (row.firm, row.works) == ("Le Fournil", [18])
    assert outside.missing(row) == ["inspection", "phases", "instructions", "rescue"]
    assert "/safety/operations/new" not in client.get(f"/p/trois-ponts/bookings/{number}").get_data(as_text=True)
    assert matrix(pole) == {"needs_plan"}
    assert client.post(f"{address}/sign", data={"side": "worker"}).status_code == 422
    whole = {**data, "inspected_on": "2027-05-03", "phases": "Escabeau", "instructions": "À deux", "rescue": "15",
             "version": "1"}  # fmt: skip
    assert client.post(address, data=whole).status_code == 303
    assert client.post(address, data=whole).status_code == 422  # somebody has the newer words
    assert client.post(f"{address}/sign", data={"side": "host"}).status_code == 422
    assert client.post(f"{address}/sign", data={"side": "worker"}).status_code == 303
    sign_in(client, w.ines)
    assert client.post(f"{address}/sign", data={"side": "host"}).status_code == 303
    assert outside.is_signed(queries.operation_for(w.ines, row.id))
    assert matrix(pole) == {"needs_measure"}
    words = text_of(client.get(f"{address}.pdf").data)
    for part in ("Plan de prévention", "n° 18", "Escabeau", "Karim Benali", "Inès Martin", "Écrit : travaux dangereux"):
        assert part in words, part
    with monkeypatch.context() as patched:  # whatever the firms typed
        spoil(patched, pdf)
        assert "▢" in text_of(client.get(f"{address}.pdf").data)
    # other words want other signatures
    client.post(address, data={**whole, "phases": "Échafaudage", "version": "2"})
    assert outside.signed_sides(queries.operation_for(w.ines, row.id)) == set()
    assert matrix(pole) == {"needs_plan"}


def test_other_structures_do_not_read_it(pole: Scene, client: FlaskClient) -> None:
    w = pole.world
    sign_in(client, w.ines)
    data = {"route": "protocol", "host_id": str(w.couture_id), "firm": "Transports Duval", "what": "Livraison",
            "starts_on": "2027-05-10", "ends_on": "2027-12-31", "hours": "10", "headcount": "1"}  # fmt: skip
    where = client.post(f"{BASE}/operations/new", data=data).headers["Location"]
    assert client.get(where).status_code == 200
    sign_in(client, w.karim)
    assert client.get(where).status_code == 403
    assert "Transports Duval" not in client.get(f"{BASE}/operations").get_data(as_text=True)
    sign_in(client, w.stranger)
    assert client.get(where).status_code == 404


PLAN = {"route": "plan", "firm": "Toitures Martel", "what": "Réfection du toit", "starts_on": "2027-05-10",
        "ends_on": "2027-05-14", "hours": "80", "headcount": "2", "lead": "Paul", "inspected_on": "2027-05-03",
        "phases": "Travail en hauteur", "instructions": "Harnais", "rescue": "15"}  # fmt: skip
DELIVERY = {"route": "protocol", "firm": "Transports Duval", "what": "Farine", "starts_on": "2027-05-10",
            "ends_on": "2027-12-31", "headcount": "1", "lead": "Inès", "goods": "Sacs de 25 kg sur palette",
            "vehicle": "Porteur 12 t, hayon", "handling": "Transpalette", "instructions": "Cale aux roues",
            "rescue": "Trousse à l’accueil", "precautions": "Aucune matière dangereuse"}  # fmt: skip


def opened_by_ines(pole: Scene, client: FlaskClient, **data: str) -> str:
    sign_in(client, pole.world.ines)
    return client.post(f"{BASE}/operations/new", data={**data, "host_id": str(pole.world.couture_id)}).headers[
        "Location"
    ]


def shown(client: FlaskClient, address: str) -> str:
    return client.get(address).get_data(as_text=True)


def test_nobody_signs_in_the_place_of_a_firm_from_outside(pole: Scene, client: FlaskClient) -> None:
    address = opened_by_ines(pole, client, **PLAN)
    assert "Noter la signature de Toitures Martel" in shown(client, address)
    for name in ("", "  ", "inès  MARTIN"):
        answer = client.post(f"{address}/sign", data={"side": "worker", "signer": name})
        assert answer.status_code == 422, name
    row = queries.operation_for(pole.world.ines, int(address.rsplit("/", 1)[-1]))
    assert row.signatures == []
    assert client.post(f"{address}/sign", data={"side": "worker", "signer": "Jean Martel"}).status_code == 303
    assert client.post(f"{address}/sign", data={"side": "host", "signer": "Quelqu’un"}).status_code == 303
    page = shown(client, address)
    assert "signé par Jean Martel, recueilli par Inès Martin" in page
    assert "Noter la signature" not in page
    assert "Signer pour" not in page
    row = queries.operation_for(pole.world.ines, row.id)
    assert {side: given.signer for side, given in outside.signatures_now(row).items()} == {
        "worker": "Jean Martel", "host": "Inès Martin",
    }  # fmt: skip
    assert "recueilli par Inès Martin" in text_of(client.get(f"{address}.pdf").data)


def test_a_signature_of_the_evening_has_the_day_of_the_clock_on_the_wall(pole: Scene, client: FlaskClient) -> None:
    with clock.frozen(datetime(2027, 5, 3, 22, 30, tzinfo=UTC)):  # the 4th in Paris
        address = opened_by_ines(pole, client, **PLAN)
        assert client.post(f"{address}/sign", data={"side": "host"}).status_code == 303
    assert "Inès Martin 4 mai 2027" in text_of(client.get(f"{address}.pdf").data).replace("\xa0", " ")


def test_a_side_signs_the_same_words_once_and_other_words_void_it(pole: Scene, client: FlaskClient) -> None:
    address = opened_by_ines(pole, client, **PLAN)
    signing = {"side": "worker", "signer": "Jean Martel"}
    assert client.post(f"{address}/sign", data=signing).status_code == 303
    assert client.post(f"{address}/sign", data=signing).status_code == 422
    row = queries.operation_for(pole.world.ines, int(address.rsplit("/", 1)[-1]))
    with pytest.raises(IntegrityError), transaction():
        db.session.add(
            OperationSignature(
                operation_id=row.id,
                side="worker",
                signer="Un autre",
                recorded_by_id=row.signatures[0].recorded_by_id,
                content_sha256=outside.content_sha256(row),
                signed_at=LATER,
            )  # fmt: skip
        )
        db.session.flush()
    assert client.post(address, data={**PLAN, "phases": "Échafaudage", "version": "1"}).status_code == 303
    page = shown(client, address)
    assert "Jean Martel" not in page
    assert "1 signature valait pour un texte d’avant" in page
    assert "Noter la signature de Toitures Martel" in page


def test_who_no_letter_reaches_is_named(pole: Scene, client: FlaskClient) -> None:
    address = opened_by_ines(pole, client, **PLAN)
    page = shown(client, address)
    assert "Aucun courriel n’est parti à Toitures Martel" in page
    assert "est prévenue" not in page
    worker = {**PLAN, "firm": "", "worker_id": str(pole.world.fournil_id)}
    assert "L’autre partie est prévenue" in shown(client, opened_by_ines(pole, client, **worker))


def test_a_delivery_has_its_own_questions(pole: Scene, client: FlaskClient) -> None:
    sign_in(client, pole.world.ines)
    form = shown(client, f"{BASE}/operations/new?route=protocol")
    assert all(f'name="{name}"' in form for name in ("goods", "vehicle", "handling", "precautions"))
    assert not any(words in form for words in ('name="works"', 'name="hours"', "400 h"))
    address = opened_by_ines(pole, client, **{**DELIVERY, "goods": ""})
    assert "la marchandise." in shown(client, address)
    assert client.post(address, data={**DELIVERY, "version": "1"}).status_code == 303
    row = queries.operation_for(pole.world.ines, int(address.rsplit("/", 1)[-1]))
    assert (outside.missing(row), row.hours, row.works) == ([], 0, [])
    words = text_of(client.get(f"{address}.pdf").data)
    assert "Porteur 12 t, hayon" in words
    assert "Travaux dangereux" not in words


def test_a_protocol_written_under_the_heads_of_a_plan_is_read_under_its_own() -> None:
    heads = {"phases": "Gaz", "equipment": "Hayon", "organisation": "Cour", "instructions": "Au pas", "rescue": "15"}
    assert outside.heads_of(OutsideWork(route=Route.PROTOCOL, heads=heads)) == {
        "goods": "", "vehicle": "", "precautions": "Gaz", "access": "Cour", "handling": "Hayon",
        "instructions": "Au pas", "rescue": "15",
    }  # fmt: skip


def test_a_manager_opens_for_their_own_structure_or_comes_to_another(pole: Scene, client: FlaskClient) -> None:
    w = pole.world
    sign_in(client, w.ines)
    form = shown(client, f"{BASE}/operations/new?route=plan")
    hosts = form.split('name="host_id"')[1].split("</select>")[0]
    assert (f'value="{w.couture_id}"' in hosts, f'value="{w.fournil_id}"' in hosts) == (True, False)
    refused = client.post(f"{BASE}/operations/new", data={**PLAN, "host_id": str(w.fournil_id)})
    assert refused.status_code == 422
    coming = shown(client, f"{BASE}/operations/new?route=plan&worker_id={w.couture_id}")
    assert f'value="{w.fournil_id}"' in coming.split('name="host_id"')[1].split("</select>")[0]


def test_what_is_empty_is_said_in_the_words_of_its_field(pole: Scene, client: FlaskClient) -> None:
    w = pole.world
    sign_in(client, w.ines)
    empty = {**PLAN, "host_id": str(w.couture_id), "firm": "", "hours": "", "headcount": "deux"}
    page = client.post(f"{BASE}/operations/new", data=empty).get_data(as_text=True)
    for words in ("Écrivez un nombre.", "Écrivez un nombre entier.", "l’un des deux est demandé.</span>"):
        assert page.count(words) == 1, words
    own = {**PLAN, "host_id": str(w.couture_id), "worker_id": str(w.couture_id)}
    assert "chez elle-même" in client.post(f"{BASE}/operations/new", data=own).get_data(as_text=True)
