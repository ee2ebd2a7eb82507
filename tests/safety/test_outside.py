"""Outside firms: which paper, when it is written, pre-filled, signed by both; what the matrix says meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from mutua.bookings.models import Profile
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.safety import pdf, queries
from mutua.safety.models import Route
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
