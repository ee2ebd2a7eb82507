"""The invariants once more, each attacked through the page, the API and raw SQL in one world: nothing half-posted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from werkzeug.test import TestResponse

from mutua.exchanges import actions, queries
from mutua.exchanges.models import Confirmation, Exchange, Posting, UnitCode
from mutua.exchanges.rules import No
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.pole import actions as poles
from mutua.resources.models import Kind
from tests.builders import World, sign_in
from tests.exchanges.builders import LATER, confirm, leg, load, post, propose
from tests.exchanges.test_ledger import ROW, refused_by_the_database, run

ROOT = "/p/trois-ponts/exchanges"
BACK = leg(2, kind=Kind.PREMISES, unit=UnitCode.HALF_DAY, title="Salle")


@pytest.fixture(autouse=True)
def _today(app: object) -> Iterator[None]:
    with clock.frozen(LATER):
        yield


@pytest.fixture
def api(world: World, client: FlaskClient) -> Callable[..., TestResponse]:
    """POST /api/v1/exchanges as Inès for La Couture, with one thing changed."""
    with transaction():
        token = poles.make_token(world.ines, "Essai", now=LATER)
    usual = {"direction": "given", "kind": "staff", "unit": "hour", "quantity": 60, "event_on": "2027-03-08",
             "title": "Couture", "under_giver": True, "other_structure_id": world.fournil_id}  # fmt: skip

    def send(**change: object) -> TestResponse:
        headers = {"Authorization": f"Bearer {token}"}
        return client.post("/api/v1/exchanges", json={**usual, **change}, headers=headers)

    return send


def page(client: FlaskClient, world: World, **change: str) -> TestResponse:
    sign_in(client, world.ines)
    form = {"other": str(world.fournil_id), "direction": "given", "kind": "staff", "orders": "giver", "title": "T",
            "event_on": "2027-03-08", "quantity": "1 h", "counterpart": "no", "idempotency_key": "k"}  # fmt: skip
    return client.post(f"{ROOT}/new", data={**form, **change})


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_bad_input_is_refused_by_every_door_and_leaves_nothing(
    world: World, client: FlaskClient, api: Callable[..., TestResponse]
) -> None:
    """Each with its reason in words, beside the field or in the problem's details."""
    with transaction():
        actions.close_period(date(2027, 2, 28), member=world.lucie, now=LATER)
    run("UPDATE membership SET joined_on = '2027-02-01'")
    for by_page, by_api, reason in (
        ({"quantity": "0"}, {"quantity": 0}, No.NOTHING_EXCHANGED),
        ({"quantity": "-3"}, {"quantity": -3}, No.NOTHING_EXCHANGED),
        ({"quantity": "0,001"}, {"quantity": 1.5}, None),  # a fraction of the quantum: the reader says so, not a rule
        ({"quantity": "99999999"}, {"quantity": 9_999_999}, No.TOO_MUCH),
        ({"event_on": "2027-02-10"}, {"event_on": "2027-02-10"}, No.PERIOD_CLOSED),
        ({"event_on": "2027-01-10"}, {"event_on": "2027-01-10"}, No.NOT_MEMBERS_THEN),
        ({"event_on": "2027-03-30"}, {"event_on": "2027-03-30"}, No.EVENT_AHEAD),
        ({"other": str(world.couture_id)}, {"other_structure_id": world.couture_id}, No.SAME_STRUCTURE),
        ({"other": str(world.radio_id)}, {"other_structure_id": world.radio_id}, No.NOT_MEMBERS),
        ({"unit": "km"}, {"unit": "km"}, No.WRONG_UNIT),
        ({"orders": "receiver"}, {"under_giver": False}, No.STAFF_LOAN),
    ):
        shown, told = page(client, world, **by_page), api(**by_api)
        assert (shown.status_code, told.status_code) == (422, 422), by_page
        said, words = told.get_json(), unescape(shown.get_data(as_text=True))
        if "errors" in said:  # the shape of the body says it before any rule
            assert "quantity" in said["errors"]["json"]
            assert ("plus grande que zéro" if reason else "Le plus petit pas") in words, by_page
        else:
            assert said["type"].endswith(f":{reason}"), said
            # One reason, the same words at both doors; where the way is a button, the page need not name it.
            assert said["detail_fr"].replace(" dans Personnel partagé.", ".") in words, by_page
    run("UPDATE membership SET state = 'left', left_on = '2027-03-01' WHERE structure_id = :n", n=world.fournil_id)
    gone = api().get_json()
    assert gone["type"].endswith(f":{No.NOT_MEMBERS}")
    assert gone["detail_fr"] in unescape(page(client, world).get_data(as_text=True))
    assert (count(Exchange), count(Confirmation), count(Posting)) == (0, 0, 0)


def test_2_who_left_before_the_day_gets_no_entry_even_by_hand(world: World) -> None:
    number = propose(world)
    with transaction():
        actions.versions.add_confirmation([load(world.karim, number)], world.karim, LATER)
    run("UPDATE membership SET state = 'left', left_on = '2027-03-05' WHERE structure_id = :n", n=world.fournil_id)
    statement = ROW.format(who="e.giver_id", other="e.receiver_id", quantity="v.quantity")
    refused_by_the_database(statement, number=number)
    run("UPDATE membership SET left_on = '2027-03-08' WHERE structure_id = :n", n=world.fournil_id)
    run(statement, number=number)  # it was one on that day: its history stands
    assert count(Posting) == 2


def test_4_and_13_no_leg_of_a_deal_is_posted_without_the_other(world: World) -> None:
    number = propose(world, counterpart=BACK)
    with transaction():
        first = load(world.karim, number)
        actions.versions.add_confirmation([first], world.karim, LATER)  # a hand confirms one leg alone
    statement = ROW.format(who="e.giver_id", other="e.receiver_id", quantity="v.quantity")
    refused_by_the_database(statement, number=number)
    refused_by_the_database("UPDATE exchange SET posted_at = created_at, state = 'confirmed' WHERE id = :n", n=number)
    assert count(Posting) == 0


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("unit_id", "(SELECT MIN(u.id) FROM unit_of_account u WHERE u.pole_id = :other)"),
        ("receiver_id", "(SELECT MIN(m.structure_id) FROM membership m WHERE m.pole_id = :other)"),
        ("reverses_id", "(SELECT MAX(x.id) FROM exchange x WHERE x.reverses_id IS NOT NULL)"),
    ],
)
def test_7_and_14_no_exchange_of_another_poles_unit_or_structure_nor_a_reversal_of_a_reversal(
    world: World, column: str, value: str
) -> None:
    number = post(world)
    with transaction():
        mirror = actions.propose_reversal(load(world.ines, number, lock=True), "", member=world.ines, now=LATER).id
        queries.unit_for(world.other_pole_id, UnitCode.HOUR)
    assert confirm(world.karim, mirror)
    columns = ["pole_id", "giver_id", "receiver_id", "kind", "unit_id", "regime", "reverses_id"]
    chosen = [value if name == column else ("NULL" if name == "reverses_id" else name) for name in columns]
    with pytest.raises(DBAPIError), transaction():
        db.session.execute(
            text(
                f"INSERT INTO exchange (uid, {', '.join(columns)}, unused, current_number, state, expires_at, reason, "
                f"created_at, changed_at, version) SELECT 'x', {', '.join(chosen)}, false, 1, 'draft', expires_at, '', "
                "created_at, changed_at, 1 FROM exchange WHERE id = :number"
            ),
            {"number": number, "other": world.other_pole_id} if ":other" in value else {"number": number},
        )
    assert queries.broken() == []
