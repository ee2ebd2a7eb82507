"""Every route asked by every role: what came back, and whether anything was written. Nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from mutua.kernel import clock
from mutua.kernel.db import db
from tests.access.stage import Stage, last_sign_in
from tests.access.where import address, body_of, moment_of
from tests.builders import PASSWORD
from tests.calendars.davs import basic
from tests.safety.scene import LATER

# The columns of the table.
COLUMNS = (
    "visitor",
    "member",
    "manager",
    "owner",
    "coordinator",
    "officer",
    "employee",
    "neighbour",
    "stranger",
    "thief",
)
# Answered by the framework.
IMPLIED = {"HEAD", "OPTIONS"}
# Columns that are other people at other addresses: the stranger's browser, inside their own pole.
PERSONS = {"thief": "stranger"}


class Route(NamedTuple):
    """One method of one address."""

    endpoint: str
    rule: str
    method: str


def routes(app: Flask) -> list[Route]:
    """All of them, in an order that stays."""
    found = [(rule, method) for rule in app.url_map.iter_rules() for method in (rule.methods or set()) - IMPLIED]
    return sorted(Route(rule.endpoint, rule.rule, method) for rule, method in found)


@dataclass
class Watch:
    """Counts what is written, and lets no transaction keep it."""

    writes: list[str] = field(default_factory=list)
    acted: bool = False

    def begin(self) -> None:
        self.writes.clear()
        self.acted = False

    def statement(self, _c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
            self.writes.append(statement)

    def commit(self) -> None:
        db.session.flush()
        self.acted = self.acted or bool(self.writes)
        db.session.rollback()


@contextmanager
def watched() -> Iterator[Watch]:
    """Until the end of the block every commit is a rollback."""
    watch = Watch()
    event.listen(db.engine, "before_cursor_execute", watch.statement)
    db.session.commit = watch.commit  # type: ignore[method-assign]
    try:
        yield watch
    finally:
        del db.session.commit
        event.remove(db.engine, "before_cursor_execute", watch.statement)
        db.session.rollback()


@dataclass
class Asker:
    """Asks in anybody's name, each time with the cookie of a fresh sign-in."""

    app: Flask
    stage: Stage
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with clock.frozen(LATER):
            for role, who in self.stage.cast.items():
                client = self.app.test_client()
                answer = client.post("/login", data={"email": who.email, "password": PASSWORD})
                assert answer.status_code == 303
                cookie = client.get_cookie("session")
                assert cookie is not None
                self.cookies[role] = cookie.value
            self.stage.names.sign_in = last_sign_in(self.stage.cast["member"])

    def headers(self, role: str, path: str) -> dict[str, str]:
        role = PERSONS.get(role, role)
        found = {"Cookie": f"session={self.cookies[role]}"} if role in self.cookies else {}
        if path.startswith("/api/") and role in self.stage.bearer:
            found["Authorization"] = f"Bearer {self.stage.bearer[role]}"
        if path.startswith("/dav/"):
            found |= {"Content-Type": "text/calendar", "Destination": path.removesuffix(".ics") + "-2.ics"}
            if role in self.stage.dav:
                found["Authorization"] = basic(self.stage.cast[role].email, self.stage.dav[role])
        return found

    def ask(self, role: str, route: Route) -> TestResponse:
        pole = "a-cote" if role == "thief" else "trois-ponts"
        path = address(self.stage, route.endpoint, route.rule, pole=pole)
        body = body_of(self.stage, route.endpoint) if route.method != "GET" else {}
        return self.send(role, path, route.method, moment_of(route.endpoint), **body)

    def send(self, role: str, path: str, method: str = "GET", now: Any = LATER, **body: Any) -> TestResponse:
        client: FlaskClient = self.app.test_client(use_cookies=False)
        with clock.frozen(now):
            return client.open(path, method=method, headers=self.headers(role, path), **body)


def mark(answer: TestResponse, watch: Watch) -> str:
    """One character for what happened: see table.py."""
    code = answer.status_code
    if code == 303 and (answer.location or "").startswith("/login?next="):
        return "?"
    if code in (401, 403, 404):
        return {401: "!", 403: "-", 404: "."}[code]
    if code >= 500:
        return "X"
    if watch.acted:
        return "*"
    return "+" if code < 400 else "~"
