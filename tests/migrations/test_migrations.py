"""Migrations up from nothing and from each earlier version with data; the result equals the models, guards included."""

from __future__ import annotations

import importlib.util
import lzma
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError

from mutua.app import create_app, upgrade
from mutua.config import HERE
from mutua.home.consistency import broken
from mutua.kernel.db import Table, applied_revision, db, prepare_engine
from tests.builders import book, build_world
from tests.conftest import DATABASE, WORKER, empty_database, settings_for

KEPT = Path(__file__).parent / "kept"


def guards() -> ModuleType:
    spec = importlib.util.spec_from_file_location("guards", HERE / "migrations" / "guards.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def revisions() -> list[str]:
    """From the first to the last."""
    script = ScriptDirectory(str(HERE / "migrations"))
    return [entry.revision for entry in reversed(list(script.walk_revisions()))]


def released() -> list[str]:
    """The last step of each version: steps carry the day on which their version was begun."""
    steps = {revision.partition("_")[0]: revision for revision in revisions()}
    return list(steps.values())[:-1]


@pytest.fixture
def blank(tmp_path: Path) -> Iterator[Flask]:
    """An app over an empty database, nothing migrated."""
    app = create_app(settings_for(empty_database(f"mutua_blank_{WORKER}", tmp_path / "blank.sqlite3"), tmp_path))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def shape(connection: Connection) -> dict[str, object]:
    """Tables, columns, constraints, indexes and triggers, as the engine itself tells them."""
    if connection.dialect.name == "sqlite":
        ours = "SELECT type, name, sql FROM sqlite_master WHERE substr(name, 1, 7) != 'sqlite_'"
        rows = connection.execute(text(ours))
        return {  # a table that a migration made anew and renamed has its name in quotes
            f"{kind} {name}": " ".join((sql or "").replace(f'"{name}"', name, 1).split())
            for kind, name, sql in rows
            if name != "alembic_version"
        }
    found: dict[str, object] = {}
    columns = """SELECT table_name || '.' || column_name, data_type, is_nullable, character_maximum_length,
        column_default
        FROM information_schema.columns WHERE table_schema = 'public'"""
    constraints = """SELECT conrelid::regclass::text || ' ' || conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace"""
    indexes = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
    triggers = "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
    for query in (columns, constraints, indexes, triggers):
        for name, *facts in connection.execute(text(query)):
            if "alembic_version" not in name:
                found[name] = facts
    return found


def test_migrations_end_where_the_models_stand(blank: Flask, tmp_path: Path) -> None:
    upgrade()
    with db.engine.connect() as connection:
        migrated = shape(connection)
    engine = create_engine(empty_database(f"mutua_models_{WORKER}", tmp_path / "models.sqlite3"))
    prepare_engine(engine)
    with engine.begin() as connection:
        if DATABASE == "postgresql":
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS btree_gist"))
        Table.metadata.create_all(connection)
        guards().create(connection)
        modelled = shape(connection)
    engine.dispose()
    assert migrated == modelled


def test_there_is_one_head_and_it_is_applied(blank: Flask) -> None:
    assert applied_revision() is None
    upgrade()
    assert applied_revision() == revisions()[-1]
    with db.engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_heads() == (revisions()[-1],)


def test_alembic_sees_no_difference(blank: Flask) -> None:
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415

    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        found = compare_metadata(context, Table.metadata)
    assert found == []


@pytest.mark.parametrize("before", released())
def test_a_pole_of_any_version_survives(blank: Flask, before: str) -> None:
    upgrade(revision=before)
    with db.engine.begin() as connection:
        connection.execute(
            text("INSERT INTO pole (slug, name, territory, zone, exchange_mode, is_demonstration, created_at, version) "
                 "VALUES ('p', 'Pôle', '', 'Europe/Paris', 'register', :no, :at, 1)"),
            {"no": False, "at": 1 if DATABASE == "sqlite" else "2027-01-01T00:00:00+00:00"},
        )  # fmt: skip
    upgrade()
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT slug, name FROM pole")).all() == [("p", "Pôle")]


@pytest.mark.parametrize("before", sorted({file.name.partition(".")[0] for file in KEPT.glob("*.sql.xz")}))
def test_all_that_a_version_held_survives(blank: Flask, before: str) -> None:
    """One of everything, written by that version (scripts/keep_version.py): no row is lost, no invariant broken."""
    upgrade(revision=before)
    with db.engine.connect() as connection:
        put_in(connection, lzma.decompress((KEPT / f"{before}.{DATABASE}.sql.xz").read_bytes()).decode())
        held = counted(connection)
    assert sum(held.values()) > 500
    upgrade()
    with db.engine.connect() as connection:
        found = counted(connection)
    assert {table: (number, found.get(table)) for table, number in held.items() if found.get(table) != number} == {}
    assert broken() == []


def test_a_risk_copied_before_measures_were_left_out_loses_them(blank: Flask) -> None:
    """Nobody rated it: what protects elsewhere is to be looked for here. What somebody rated stays as it is."""
    before = "20261124_13_month_cost"
    upgrade(revision=before)
    with db.engine.connect() as connection:
        put_in(connection, lzma.decompress((KEPT / f"{before}.{DATABASE}.sql.xz").read_bytes()).decode())
        mine, other = connection.execute(text("SELECT id FROM risk ORDER BY id LIMIT 2")).scalars()
        change = "UPDATE risk SET existing = 'Rampe', mastery = 2, gross = 3, residual = 3, copied_from = NULL"
        connection.execute(text(f"{change}, rated_at = NULL WHERE id = :id"), {"id": mine})
        connection.execute(
            text(f"{change}, rated_at = (SELECT opened_at FROM safety_document LIMIT 1) WHERE id = :id"), {"id": other}
        )
        connection.commit()
    upgrade()
    with db.engine.connect() as connection:
        told = "SELECT existing, to_check, copied_from, mastery, residual FROM risk WHERE id IN (:a, :b) ORDER BY id"
        assert connection.execute(text(told), {"a": mine, "b": other}).all() == [
            ("", "Rampe", "une autre unité", 4, 4), ("Rampe", None, None, 2, 3),
        ]  # fmt: skip


def test_requests_that_told_who_reported_an_incident_go(blank: Flask) -> None:
    """Those kept against a double click at any other form stay."""
    before = "20261126_40_dispute_outcome"
    upgrade(revision=before)
    with db.engine.begin() as connection:
        put_in(connection, lzma.decompress((KEPT / f"{before}.{DATABASE}.sql.xz").read_bytes()).decode())
    with db.engine.begin() as connection:
        at = 1 if DATABASE == "sqlite" else "2027-01-01T00:00:00+00:00"
        insert = ("INSERT INTO remembered_request (person_id, route, key, body_sha256, status, answer, created_at) "
                  "VALUES (1, :route, 'k', '', 303, '{}', :at)")  # fmt: skip
        for route in ("safety.report_incident", "safety.report_incidents_of_others", "safety.add_risk"):
            connection.execute(text(insert), {"route": route, "at": at})
    upgrade()
    with db.engine.connect() as connection:
        kept = connection.execute(text("SELECT route FROM remembered_request ORDER BY route")).scalars().all()
    assert kept == ["safety.add_risk", "safety.report_incidents_of_others"]


def put_in(connection: Connection, rows: str) -> None:
    """In any order, and as the version's guards let them in then: they sleep meanwhile."""
    if DATABASE == "postgresql":
        connection.exec_driver_sql("SET session_replication_role = replica")
        connection.exec_driver_sql(rows)
        connection.exec_driver_sql("SET session_replication_role = origin")
        connection.exec_driver_sql("SET search_path = public")
        connection.commit()
        return
    guards().drop(connection)
    connection.commit()
    raw = connection.connection.dbapi_connection
    assert raw is not None
    raw.execute("PRAGMA foreign_keys=OFF")  # type: ignore[attr-defined]
    raw.executescript(rows)  # type: ignore[attr-defined]
    raw.execute("PRAGMA foreign_keys=ON")  # type: ignore[attr-defined]


def counted(connection: Connection) -> dict[str, int]:
    """Rows of every table that is not the engine's own."""
    tables = [name for name in inspect(connection).get_table_names() if name != "alembic_version"]
    return {name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one() for name in tables}


def test_an_upgrade_of_an_up_to_date_database_changes_nothing(blank: Flask) -> None:
    upgrade()
    world = build_world()
    number = book(world.karim, world.room_id, "2027-03-02", "09:00-10:00")
    db.session.remove()
    with db.engine.connect() as connection:
        before = shape(connection)
    upgrade()
    with db.engine.connect() as connection:
        assert shape(connection) == before
        assert connection.execute(text("SELECT id FROM booking")).scalars().all() == [number]


def test_every_expected_trigger_stands(blank: Flask) -> None:
    upgrade()
    with db.engine.connect() as connection:
        standing = set(shape(connection))
    for name, _ in guards().expected(DATABASE, set(Table.metadata.tables)):
        assert any(entry.split()[-1] == name for entry in standing), name


def test_every_guarded_table_exists(blank: Flask) -> None:
    named = {*guards().APPEND_ONLY, *guards().ERASED_ONCE, *guards().FROZEN_COLUMNS, *guards().SPECIAL}
    assert named <= set(Table.metadata.tables)


def test_append_only_tables_refuse_every_change(blank: Flask) -> None:
    """The trigger answers before any other constraint could: it is looked for by its own words."""
    upgrade()
    for table in [*guards().APPEND_ONLY, *guards().ERASED_ONCE]:
        _insert_any_row(table)
        for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}", *_engine_only(table)):
            with pytest.raises(DBAPIError, match="append_only"), db.engine.begin() as connection:
                connection.execute(text(statement))


def _engine_only(table: str) -> list[str]:
    if DATABASE == "postgresql":
        return [f"TRUNCATE {table} CASCADE"]
    return [f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"]


def _insert_any_row(table: str) -> None:
    """A row past every foreign key and check: only the guards are under test."""
    columns = Table.metadata.tables[table].columns
    values = ", ".join(_any_value(column) for column in columns)
    names = ", ".join(f'"{column.name}"' for column in columns)
    insert = f"INSERT INTO {table} ({names}) VALUES ({values})"
    if DATABASE == "postgresql":
        with db.engine.begin() as connection:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            for (check,) in connection.exec_driver_sql(
                f"SELECT conname FROM pg_constraint WHERE conrelid = '{table}'::regclass AND contype = 'c'"
            ).fetchall():
                connection.exec_driver_sql(f'ALTER TABLE {table} DROP CONSTRAINT "{check}"')
            connection.exec_driver_sql(insert)
        return
    with db.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        for pragma in ("foreign_keys=OFF", "ignore_check_constraints=ON"):
            raw.execute(f"PRAGMA {pragma}")
        dropped = raw.execute(
            "SELECT name, sql FROM sqlite_master WHERE type='trigger' AND tbl_name=? AND sql LIKE '%BEFORE INSERT%'"
            " OR type='trigger' AND tbl_name=? AND sql LIKE '%AFTER INSERT%'",
            (table, table),
        ).fetchall()
        for name, _ in dropped:
            raw.execute(f'DROP TRIGGER "{name}"')
        raw.execute(insert)
        for _, sql in dropped:
            raw.execute(sql)
        for pragma in ("foreign_keys=ON", "ignore_check_constraints=OFF"):
            raw.execute(f"PRAGMA {pragma}")
    db.engine.dispose()


def _any_value(column) -> str:
    kind = column.type.__class__.__name__
    if column.name == "id" or kind in ("Integer", "BigInteger"):
        return "1"
    if kind == "UtcInstant":
        return "1" if DATABASE == "sqlite" else "now()"
    if kind == "Boolean":
        return "1" if DATABASE == "sqlite" else "true"
    if kind == "Date":
        return "'2027-01-01'"
    if kind == "DateTime":
        return "'2027-01-01 00:00:00'"
    if kind == "LargeBinary":
        return "X'00'" if DATABASE == "sqlite" else "''::bytea"
    return "'{}'" if kind == "JSON" else "'x'"
