"""What many tests start from is built once a process, kept beside the database and put back as it was.

On SQLite a kept state is a copy of the file. On PostgreSQL it is a schema of its own with a copy of every filled table
and a function that puts them back: its plans stay with the connection, so that a hundred empty tables cost 2 ms.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from mutua.bookings import availability
from mutua.kernel.db import Table, db

EMPTY = "empty"


@dataclass
class Shelf:
    """Kept states of the current app's database, by name, with what their builders gave back."""

    folder: Path
    results: dict[str, Any] = field(default_factory=dict)

    def state(self, name: str, build: Callable[[], Any]) -> Any:
        """Put the state back, built if this is the first time. What `build` gives must not hold rows: ids only."""
        if name in self.results:
            self.put_back(name)
        else:
            self.results[name] = build()
            self.keep(name)
        return self.results[name]

    def keep(self, name: str) -> None:
        """Keep the database as it stands now."""
        db.session.remove()
        if db.engine.dialect.name == "sqlite":
            db.engine.dispose()
            with sqlite3.connect(self.folder / "mutua.sqlite3") as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
            shutil.copy(self.folder / "mutua.sqlite3", self._file(name))
        else:
            with db.engine.begin() as connection:
                _copy(connection, name)

    def put_back(self, name: str = EMPTY) -> None:
        """The database as it was; append-only triggers, which refuse DELETE, sleep meanwhile."""
        db.session.remove()
        availability.kept.forget()
        if db.engine.dialect.name == "sqlite":
            db.engine.dispose()
            for suffix in ("-wal", "-shm"):
                (self.folder / f"mutua.sqlite3{suffix}").unlink(missing_ok=True)
            shutil.copy(self._file(name), self.folder / "mutua.sqlite3")
        else:
            with db.engine.begin() as connection:
                connection.exec_driver_sql(f'SELECT "kept {name}".put_back()')

    def _file(self, name: str) -> Path:
        return self.folder / f"kept {name}.sqlite3"


def _copy(connection: Connection, name: str) -> None:
    tables = [f'"{table.name}"' for table in Table.metadata.sorted_tables]
    filled = [
        table for table in tables if connection.exec_driver_sql(f"SELECT EXISTS (SELECT 1 FROM {table})").scalar()
    ]
    connection.exec_driver_sql(f'CREATE SCHEMA "kept {name}"')
    for table in filled:
        connection.exec_driver_sql(f'CREATE TABLE "kept {name}".{table} AS TABLE public.{table}')
    body = [f"DELETE FROM public.{table};" for table in tables]
    body += [f'INSERT INTO public.{table} SELECT * FROM "kept {name}".{table};' for table in filled]
    connection.exec_driver_sql(
        f'CREATE FUNCTION "kept {name}".put_back() RETURNS void LANGUAGE plpgsql '
        f"SET session_replication_role = replica AS $$ BEGIN {' '.join(body)} END $$"
    )
