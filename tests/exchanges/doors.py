"""The three doors through which the ledger is attacked: the page, the API, raw SQL; one person each, in one world."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from mutua.exchanges import queries
from mutua.exchanges.models import Exchange, Posting
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.transaction import transaction
from mutua.pole import actions as poles
from mutua.pole.models import Member
from tests.builders import World, sign_in
from tests.exchanges.builders import LATER, load
from tests.exchanges.test_ledger import ROW

ROOT = "/p/trois-ponts/exchanges"
FORM = {
    "direction": "given", "kind": "staff", "orders": "giver", "title": "Couture", "event_on": "2027-03-08",
    "quantity": "1 h", "counterpart": "no",
}  # fmt: skip
BODY = {
    "direction": "given", "kind": "staff", "unit": "hour", "quantity": 60, "event_on": "2027-03-08",
    "title": "Couture", "under_giver": True,
}  # fmt: skip


Attack = Callable[["Doors", World], None]
ATTACKS: dict[tuple[int, str], Attack] = {}
DOORS = ("page", "api", "sql")
MAILS = f"SELECT COUNT(*) FROM {Mail.__tablename__}"
GIVEN = ROW.format(who="e.giver_id", other="e.receiver_id", quantity="v.quantity")
APRIL = LATER + timedelta(days=30)
ASSENT = (
    "INSERT INTO confirmation (version_id, structure_id, person_id, by_delay, sha256, at) "
    "SELECT v.id, :structure, :person, false, {sha}, v.created_at FROM exchange_version v WHERE v.exchange_id = :number"
)
COPY = (
    "INSERT INTO exchange (uid, pole_id, giver_id, receiver_id, kind, unit_id, regime, reverses_id, unused, "
    "current_number, state, expires_at, reason, created_at, changed_at, version) SELECT {uid}, pole_id, {giver}, "
    "receiver_id, kind, {unit}, regime, {reverses}, false, 1, 'draft', expires_at, '', created_at, changed_at, 1 "
    "FROM exchange WHERE id = :number"
)


def copy(**change: str) -> str:
    usual = {"uid": "'by hand'", "giver": "giver_id", "unit": "unit_id", "reverses": "NULL"}
    return COPY.format(**usual | change)


def attack(invariant: int, door: str) -> Callable[[Attack], Attack]:
    def keep(act: Attack) -> Attack:
        assert ATTACKS.setdefault((invariant, door), act) is act
        return act

    return keep


class Doors:
    """Each person signs in once and has one token."""

    def __init__(self, app: Flask, world: World) -> None:
        self.app, self.world = app, world
        self.clients: dict[int, FlaskClient] = {}
        self.tokens: dict[int, str] = {}
        self.sent = 0

    def _client(self, member: Member) -> FlaskClient:
        if member.person_id not in self.clients:
            self.clients[member.person_id] = sign_in(self.app.test_client(), member)
        return self.clients[member.person_id]

    def get(self, member: Member, path: str, **query: str) -> TestResponse:
        return self._client(member).get(ROOT + path, query_string=query)

    def post(self, member: Member, path: str, **data: str) -> int:
        return self._client(member).post(ROOT + path, data=data).status_code

    def page(self, member: Member | None = None, **change: str) -> int:
        """Declare, as Inès to Le Fournil unless said otherwise, with some things changed."""
        self.sent += 1
        usual = {**FORM, "other": str(self.world.fournil_id), "idempotency_key": f"a key of page {self.sent}"}
        return self.post(member or self.world.ines, "/new", **usual | change)

    def api(self, member: Member, verb: str, path: str, *, key: str = "", **body: Any) -> TestResponse:
        if member.person_id not in self.tokens:
            with transaction():
                self.tokens[member.person_id] = poles.make_token(member, "Essai", now=LATER)
        headers = {"Authorization": f"Bearer {self.tokens[member.person_id]}"}
        if key:
            headers["Idempotency-Key"] = key
        asked = {"json": body} if verb != "GET" else {"query_string": body}
        return self.app.test_client().open(f"/api/v1{path}", method=verb, headers=headers, **asked)

    def send(self, member: Member, path: str, content: bytes, *, key: str = "") -> TestResponse:
        """Bytes that are no JSON."""
        self.api(member, "GET", "/balances")  # makes the token
        headers = {"Authorization": f"Bearer {self.tokens[member.person_id]}", "Content-Type": "image/png"}
        headers |= {"Idempotency-Key": key} if key else {}
        return self.app.test_client().post(f"/api/v1{path}", data=content, headers=headers)

    def propose(self, member: Member | None = None, *, key: str = "", **change: Any) -> TestResponse:
        usual = {**BODY, "other_structure_id": self.world.fournil_id}
        return self.api(member or self.world.ines, "POST", "/exchanges", key=key, **usual | change)

    def do(self, member: Member, number: int, verb: str, **body: Any) -> int:
        return self.api(member, "POST", f"/exchanges/{number}/{verb}", **body).status_code

    def sha(self, number: int) -> str:
        """What both sides read now."""
        with transaction():
            return load(self.world.lucie, number).current.sha256


def one(statement: str, **values: object) -> Any:
    """The single value of a raw SELECT."""
    with transaction():
        return db.session.execute(text(statement), values).scalar()


def left() -> tuple[int, int]:
    """(exchanges, entries) that stand, after asking whether the ledger holds."""
    with transaction():
        assert queries.broken() == []
    sums = "SELECT COUNT(*) FROM (SELECT unit_id FROM posting GROUP BY pole_id, unit_id HAVING SUM(quantity) <> 0) x"
    assert one(sums) == 0
    return one(f"SELECT COUNT(*) FROM {Exchange.__tablename__}"), one(f"SELECT COUNT(*) FROM {Posting.__tablename__}")
