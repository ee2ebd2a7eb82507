"""What is measured inside one process: statements a page, feeds of many events, a long PDF."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event

from bench.feeds import structure_feed
from bench.fill import EMAIL, PASSWORD, Filled
from bench.rows import Row
from mutua.app import create_app
from mutua.kernel.db import db


def rows(filled: Filled, *, quick: bool) -> list[Row]:
    """Statement counts of the pages that others spend thousands on."""
    app = create_app(filled.settings)
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        client = app.test_client()
        client.post("/login", data={"email": EMAIL, "password": PASSWORD})
        day = filled.day.date().isoformat()
        made = [
            _statements("day page, SQL statements", lambda: client.get(f"/p/bench/search?kind=premises&day={day}"), 10),
            _statements("first page, SQL statements", lambda: client.get("/p/bench/"), 20),
        ]
        for events in (1000, 10_000):
            made += feeds(client, filled, events) if events <= filled.holds else []
        db.session.remove()
        db.engine.dispose()
    return made


def _statements(name: str, ask: Callable[[], Any], most: int) -> Row:
    counted = 0

    def count(*_: object) -> None:
        nonlocal counted
        counted += 1

    event.listen(db.engine, "before_cursor_execute", count)
    answer = ask()
    event.remove(db.engine, "before_cursor_execute", count)
    assert answer.status_code == 200, answer.status_code
    return Row(
        name, "", f"{counted} statements, {len(answer.data) / 1000:.0f} kB", counted, f"≤ {most}", counted <= most
    )


def feeds(client: FlaskClient, filled: Filled, wanted: int) -> list[Row]:
    """A structure's feed over everything it holds, and the same unchanged."""
    address, events = structure_feed(filled, wanted)
    first, answer = _timed(lambda: client.get(address))  # the first read of a worker that has just started
    warm, answer = _timed(lambda: client.get(address))
    etag = answer.headers["ETag"]
    client.get(address, headers={"If-None-Match": etag})
    same, unchanged = _timed(lambda: client.get(address, headers={"If-None-Match": etag}))
    assert unchanged.status_code == 304, unchanged.status_code
    size = f"{len(answer.data) / 1e6:.2f} MB"
    limit = 60 if events <= 1500 else 400
    ratio = same / warm
    return [
        Row(
            f"feed of {events} events",
            "",
            f"{warm:.1f} ms, {size}",
            warm,
            f"≤ {limit} ms",
            warm <= limit,
        ),
        Row("… first read, by a warm one", "", f"{first:.1f} ms", first / warm, "≤ 1.5 ×", first <= 1.5 * warm),
        Row("… unchanged (304)", "", f"{same:.2f} ms", ratio, "≤ 0.1 ×", ratio <= 0.1),
    ]


def _timed(ask: Callable[[], Any]) -> tuple[float, Any]:
    before = time.perf_counter()
    answer = ask()
    return (time.perf_counter() - before) * 1000, answer
