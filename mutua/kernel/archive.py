"""A copy of every table and every file, readable by either database: JSON lines in a zip."""

from __future__ import annotations

import base64
import io
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from sqlalchemy import Date, DateTime, LargeBinary, func, insert, select, text
from sqlalchemy import Table as CoreTable
from sqlalchemy.exc import ProgrammingError

from mutua.kernel.db import Table, UtcInstant, applied_revision, db
from mutua.kernel.transaction import transaction

FILES = "files/"
ROWS_A_STATEMENT = 500
# They judge a row at the moment it is born: a draft, confirmed by two, posted, then closed over. A copy brings whole
# lives at once, in the order of the tables; `mutua check` looks at the same laws afterwards.
AT_BIRTH = {
    "guard_accounting_year_settled": "accounting_year",
    "guard_confirmation_theirs": "confirmation",
    "guard_exchange_born": "exchange",
    "guard_exchange_version_late": "exchange_version",
    "guard_posting_agreed": "posting",
    "guard_posting_closed": "posting",
    "guard_posting_pair": "posting",
    "guard_reversal_mirror": "reversal",
}


class Unfit(ValueError):
    """One line that says why an archive cannot be restored here."""


def write(path: Path, data_dir: Path, *, now: datetime) -> int:
    """Write the archive beside its name first, then move it there: never half a file. The number of rows."""
    part = path.with_name(path.name + ".part")
    rows = 0
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        head = {"revision": applied_revision(), "written_at": now.isoformat()}
        archive.writestr("head.json", json.dumps(head))
        with db.engine.connect().execution_options(isolation_level=_snapshot()) as connection:
            for table in Table.metadata.sorted_tables:
                body = io.StringIO()
                for row in connection.execute(select(table).order_by(*table.primary_key)).mappings():
                    body.write(json.dumps({name: _out(value) for name, value in row.items()}) + "\n")
                    rows += 1
                archive.writestr(f"tables/{table.name}.jsonl", body.getvalue())
        for file in sorted((data_dir / "photos").glob("*")):
            archive.write(file, FILES + file.name)
    os.replace(part, path)
    return rows


def _snapshot() -> str:
    """All tables as of one moment."""
    return "SERIALIZABLE" if db.engine.dialect.name == "sqlite" else "REPEATABLE READ"


def read(path: Path, data_dir: Path) -> int:
    """Restore into an empty database of the same revision, all or nothing. Raises Unfit."""
    try:
        archive = zipfile.ZipFile(path)
        head = json.loads(archive.read("head.json"))
    except (zipfile.BadZipFile, KeyError, json.JSONDecodeError):
        raise Unfit(f"{path} is not a backup of Mutua.") from None
    here = applied_revision()
    if head["revision"] != here:
        raise Unfit(f"{path} was written at revision {head['revision']}, the database stands at {here}.")
    with archive, transaction(), _unjudged():
        rows = 0
        for table in Table.metadata.sorted_tables:
            if db.session.scalar(select(func.count()).select_from(table)):
                raise Unfit(f"the database is not empty: table {table.name} holds rows.")
            rows += _load(table, archive.read(f"tables/{table.name}.jsonl"))
        _advance_sequences()
        _unpack(archive, data_dir / "photos")
    return rows


@contextmanager
def _unjudged() -> Iterator[None]:
    """Within the caller's transaction, so that whatever happens they stand again."""
    if db.engine.dialect.name == "sqlite":
        kept = db.session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
        made = {name: sql for name, sql in kept if name in AT_BIRTH}
        off, on = [f"DROP TRIGGER {name}" for name in made], list(made.values())
    else:
        off, on = (
            [f"ALTER TABLE {table} {verb} TRIGGER {name}" for name, table in AT_BIRTH.items()]
            for verb in ("DISABLE", "ENABLE")
        )
    try:
        for statement in off:
            db.session.connection().exec_driver_sql(statement)
    except ProgrammingError as refused:
        raise Unfit("restoring takes the role that owns the tables, as upgrading does.") from refused
    yield
    for statement in on:
        db.session.connection().exec_driver_sql(statement)


def _load(table: CoreTable, body: bytes) -> int:
    rows = _parents_first(table, [_in(table, json.loads(line)) for line in body.decode().splitlines()])
    for start in range(0, len(rows), ROWS_A_STATEMENT):
        db.session.execute(insert(table), rows[start : start + ROWS_A_STATEMENT])
    return len(rows)


def _parents_first(table: CoreTable, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows that name a row of their own table come after it, whatever their numbers."""
    names = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    if not names:
        return rows
    waiting, placed, done = rows, list[dict[str, Any]](), set[Any]()
    while waiting:
        ready = [row for row in waiting if all(row[name] in (None, row["id"]) or row[name] in done for name in names)]
        if not ready:  # a ring: the database will say so
            return placed + waiting
        placed += ready
        done.update(row["id"] for row in ready)
        waiting = [row for row in waiting if row["id"] not in done]
    return placed


def _advance_sequences() -> None:
    """PostgreSQL numbers new rows after the restored ones."""
    if db.engine.dialect.name != "postgresql":
        return
    for table in Table.metadata.sorted_tables:
        if "id" in table.columns:
            name = func.pg_get_serial_sequence(table.name, "id")
            highest = select(func.max(table.c.id)).scalar_subquery()
            db.session.execute(select(func.setval(name, highest)).where(highest.is_not(None)))


def _unpack(archive: zipfile.ZipFile, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in _plain_names(archive):
        (folder / name.removeprefix(FILES)).write_bytes(archive.read(name))


def _plain_names(archive: zipfile.ZipFile) -> Iterator[str]:
    """Files directly under files/: a name with a path of its own is not ours."""
    for name in archive.namelist():
        if name.startswith(FILES) and name.removeprefix(FILES) == Path(name).name:
            yield name


def _out(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def _in(table: CoreTable, row: dict[str, Any]) -> dict[str, Any]:
    return {name: _typed(table.columns[name].type, value) for name, value in row.items()}


def _typed(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    if isinstance(kind, (UtcInstant, DateTime)):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    enum = getattr(kind, "enum_class", None)
    return enum(value) if enum else value
