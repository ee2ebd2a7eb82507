"""Alembic's environment: one transaction a step, foreign keys off while tables are rebuilt, triggers made again."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from alembic import context
from flask import current_app
from sqlalchemy import Connection

config = context.config
HERE = Path(__file__).resolve().parent


def guards():
    """`guards.py` beside this file: migrations are no package of the product."""
    spec = importlib.util.spec_from_file_location("mutua_migrations_guards", HERE / "guards.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def foreign_keys(connection: Connection, switch: str) -> None:
    """SQLite heeds this pragma only outside a transaction: it goes to the driver, past SQLAlchemy's BEGIN."""
    connection.rollback()
    connection.connection.dbapi_connection.execute(f"PRAGMA foreign_keys={switch}")


def run(connection: Connection) -> None:
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        foreign_keys(connection, "OFF")
    metadata = current_app.extensions["migrate"].db.metadata
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=sqlite, transactional_ddl=True)
    with context.begin_transaction():
        guards().drop(connection)
        context.run_migrations()
        guards().create(connection)
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() if sqlite else []
        if broken:
            raise RuntimeError(f"the upgrade left broken references: {broken[:5]}")
    if sqlite:
        foreign_keys(connection, "ON")


engine = current_app.extensions["migrate"].db.engine
with engine.connect() as open_connection:
    run(open_connection)
