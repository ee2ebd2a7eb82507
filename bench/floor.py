"""The floor: a bare Flask and SQLAlchemy application that does only the measured work on the same database."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from flask import Flask, Response, request
from sqlalchemy import create_engine, event, text

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def app() -> Flask:
    """Endpoints: POST /book, GET /day, GET /free, GET /hello."""
    made = Flask("floor")
    engine = create_engine(os.environ["FLOOR_URL"])
    sqlite = engine.dialect.name == "sqlite"
    if sqlite:
        _prepare(engine)

    def stored(value: str) -> object:
        moment = datetime.fromisoformat(value)
        return int((moment - EPOCH).total_seconds() * 1_000_000) if sqlite else moment

    @made.get("/hello")
    def hello() -> str:
        return "hello"

    @made.post("/book")
    def book() -> tuple[dict[str, int], int]:
        body = request.get_json()
        facts = {"unit": body["unit"], "start": stored(body["start"]), "end": stored(body["end"])}
        with engine.begin() as connection:
            resource = connection.execute(
                text("SELECT d.resource_id FROM drawing d WHERE d.unit_id = :unit"), facts
            ).scalar_one()
            connection.execute(text("SELECT id FROM unit WHERE id = :unit" + ("" if sqlite else " FOR UPDATE")), facts)
            claim = connection.execute(
                text(
                    "INSERT INTO claim (kind, resource_id, reason, used_until) VALUES ('block', :resource, '', :end) "
                    "RETURNING id"
                ),
                {**facts, "resource": resource},
            ).scalar_one()
            hold = connection.execute(
                text(
                    "INSERT INTO hold (unit_id, claim_id, starts_at, ends_at) VALUES (:unit, :claim, :start, :end) "
                    "RETURNING id"
                ),
                {**facts, "claim": claim},
            ).scalar_one()
        return {"id": hold}, 201

    @made.get("/day")
    def day() -> str:
        facts = {"start": stored(request.args["start"]), "end": stored(request.args["end"])}
        with engine.connect() as connection:
            names = connection.execute(text("SELECT id, name FROM resource ORDER BY name")).all()
            held = connection.execute(
                text(
                    "SELECT l.resource_id, h.starts_at, h.ends_at, s.name, b.title FROM unit u "
                    "JOIN hold h ON h.unit_id = u.id AND h.starts_at < :end AND h.starts_at >= COALESCE((SELECT "
                    "MAX(p.starts_at) FROM hold p WHERE p.unit_id = u.id AND p.starts_at <= :start), :start) "
                    "AND h.ends_at > :start JOIN line l ON l.claim_id = h.claim_id "
                    "JOIN occurrence o ON o.id = l.occurrence_id JOIN booking b ON b.id = o.booking_id "
                    "JOIN structure s ON s.id = b.structure_id ORDER BY h.starts_at"
                ),
                facts,
            ).all()
        by_resource: dict[int, list[object]] = {}
        for row in held:
            by_resource.setdefault(row[0], []).append(row)
        return PAGE.render(names=names, held=by_resource)

    @made.get("/free")
    def free() -> Response:
        facts = {"start": stored(request.args["start"]), "end": stored(request.args["end"])}
        with engine.connect() as connection:
            rows = connection.execute(
                text(
                    "SELECT r.id, r.name FROM resource r JOIN drawing d ON d.resource_id = r.id WHERE NOT EXISTS ("
                    "SELECT 1 FROM hold h WHERE h.unit_id = d.unit_id AND h.starts_at < :end AND h.ends_at > :start "
                    "AND h.starts_at >= COALESCE((SELECT MAX(p.starts_at) FROM hold p WHERE p.unit_id = d.unit_id "
                    "AND p.starts_at <= :start), :start)) ORDER BY r.name"
                ),
                facts,
            ).all()
        return {"items": [tuple(row) for row in rows]}  # type: ignore[return-value]

    from jinja2 import Environment  # noqa: PLC0415

    PAGE = Environment(autoescape=True).from_string(
        "<table>{% for id, name in names %}<tr><th>{{ name }}</th>{% for row in held.get(id, ()) %}"
        "<td class='d{{ loop.index }}'><a href='/b/{{ row[0] }}'>{{ row[3] }}</a> {{ row[4] }} {{ row[1] }}</td>"
        "{% endfor %}</tr>{% endfor %}</table>"
    )
    return made


def _prepare(engine) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection, record) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "busy_timeout=20000", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if request.method == "POST" else "BEGIN")
