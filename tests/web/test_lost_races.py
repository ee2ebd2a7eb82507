"""Somebody else was faster and no door said so: the page and the API say it, and nothing is called broken."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import psycopg.errors
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from mutua.kernel import clock
from mutua.kernel.transaction import transaction
from mutua.pole import actions as poles
from tests.builders import World, sign_in

LOST = {
    "stale": StaleDataError("UPDATE statement on table 'booking' expected to update 1 row(s); 0 were matched."),
    "overlap": IntegrityError("INSERT", {}, psycopg.errors.ExclusionViolation()),
    "deadlock": OperationalError("UPDATE", {}, psycopg.errors.DeadlockDetected()),
}
OURS = IntegrityError("INSERT", {}, psycopg.errors.NotNullViolation())
PAGE, API = ("bookings.swaps", "/p/trois-ponts/swaps"), ("api_bookings.listed", "/api/v1/bookings")


@pytest.fixture
def failing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Exception], None]:
    """A door that fails so, from now on; who may use it stays."""

    def fail(endpoint: str, error: Exception) -> None:
        @wraps(app.view_functions[endpoint])
        def fails(**_: object) -> None:
            raise error

        monkeypatch.setitem(app.view_functions, endpoint, fails)

    return fail


@pytest.mark.parametrize("error", LOST.values(), ids=LOST.keys())
def test_a_page_says_that_somebody_was_faster(
    world: World, client: FlaskClient, failing: Callable[[str, Exception], None], error: Exception
) -> None:
    sign_in(client, world.karim)
    failing(PAGE[0], error)
    answer = client.get(PAGE[1])
    assert answer.status_code == 409
    assert "Quelqu’un vient de passer avant vous" in answer.text


@pytest.mark.parametrize("error", LOST.values(), ids=LOST.keys())
def test_the_api_says_so_in_both_languages(
    world: World, client: FlaskClient, failing: Callable[[str, Exception], None], error: Exception
) -> None:
    with transaction():
        token = poles.make_token(world.karim, "essai", now=clock.now())
    failing(API[0], error)
    answer = client.get(API[1], headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.get_json()["type"]) == (409, "urn:mutua:problem:changed_meanwhile")
    assert "changé entre-temps" in answer.get_json()["detail_fr"]
    assert "in the meantime" in answer.get_json()["detail_en"]


def test_a_fault_of_ours_stays_one(
    world: World, client: FlaskClient, failing: Callable[[str, Exception], None]
) -> None:
    sign_in(client, world.karim)
    failing(PAGE[0], OURS)
    assert client.get(PAGE[1]).status_code == 500
