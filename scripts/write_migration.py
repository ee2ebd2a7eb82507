"""Write a migration: the step from the version before to the models, for both engines, as plain SQL.

    .venv/bin/python scripts/write_migration.py REVISION DOWN_REVISION "What it adds" TABLE [TABLE…]

Tables that the version before lacks are created. Those it has are changed: PostgreSQL alters them; SQLite makes the
table anew, copies the rows and renames it. A new column that takes no NULL is filled with its model's scalar default.
A migration is self-contained: it never imports the product. What moves data is added to it by hand.
"""

from __future__ import annotations

import json
import sys
import tempfile
from enum import Enum
from pathlib import Path

from sqlalchemy import Dialect, text
from sqlalchemy import Table as CoreTable
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from mutua.app import create_app, load_models, upgrade
from mutua.config import read
from mutua.kernel.db import Table, db

HEAD = '''"""{title}."""

from alembic import op

revision = "{revision}"
down_revision = {down}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and indexes; triggers are made by guards.py."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)

'''
Lines = dict[str, str]


def created(table: CoreTable, dialect: Dialect) -> str:
    """The table as its model wants it."""
    return _clean(str(CreateTable(table).compile(dialect=dialect)))


def indexes(table: CoreTable, dialect: Dialect) -> Lines:
    made = sorted(table.indexes, key=lambda index: str(index.name))
    return {str(index.name): _clean(str(CreateIndex(index).compile(dialect=dialect))) for index in made}


def _clean(statement: str) -> str:
    return "\n".join(line.rstrip().replace("\t", "    ") for line in statement.strip().splitlines())


def parts(statement: str) -> tuple[Lines, Lines]:
    """Columns and constraints of a CREATE TABLE that has one a line."""
    columns: Lines = {}
    constraints: Lines = {}
    for line in statement.splitlines()[1:]:
        words = line.strip().rstrip(",")
        if words.startswith("CONSTRAINT "):
            constraints[words.split()[1]] = words
        elif words not in ("", ")"):
            columns[words.split()[0].strip('"')] = words
    return columns, constraints


def before(down: str) -> tuple[Lines, dict[str, set[str]]]:
    """CREATE TABLE of every table the version before has, and the names of its indexes."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(read({"MUTUA_DATA_DIR": folder}))
        with app.app_context():
            upgrade(revision=down)
            rows = db.session.execute(text("SELECT type, name, tbl_name, sql FROM sqlite_master")).all()
            db.session.remove()
            db.engine.dispose()
    tables = {name: _clean(sql).replace(f'"{name}"', name, 1) for kind, name, _, sql in rows if kind == "table"}
    kept = {
        table: {name for kind, name, of, sql in rows if kind == "index" and of == table and sql} for table in tables
    }
    return tables, kept


def literal(table: CoreTable, name: str, engine: str) -> str:
    """What a new column holds in the rows that are there."""
    column = table.columns[name]
    default = getattr(column.default, "arg", None)
    if default is None and column.nullable:
        return "NULL"
    if default is None or callable(default):
        raise SystemExit(f"{table.name}.{name}: give the model a scalar default, or let it be NULL")
    if isinstance(default, Enum):
        default = default.value
    if isinstance(default, bool):
        return str(int(default)) if engine == "sqlite" else str(default).lower()
    if isinstance(default, (dict, list)):
        default = json.dumps(default)
    return "'" + default.replace("'", "''") + "'" if isinstance(default, str) else str(default)


def sqlite_change(table: CoreTable, old: str) -> list[str]:
    name = table.name
    was, now = parts(old)[0], parts(created(table, sqlite.dialect()))[0]
    values = [f'"{column}"' if column in was else literal(table, column, "sqlite") for column in now]
    targets = ", ".join(f'"{column}"' for column in now)
    return [
        created(table, sqlite.dialect()).replace(f"CREATE TABLE {name} ", f"CREATE TABLE new_{name} ", 1),
        f"INSERT INTO new_{name} ({targets}) SELECT {', '.join(values)} FROM {name}",
        f"DROP TABLE {name}",
        f"ALTER TABLE new_{name} RENAME TO {name}",
        *indexes(table, sqlite.dialect()).values(),
    ]


def postgresql_change(table: CoreTable, old: str, old_indexes: set[str]) -> list[str]:
    """What changed is seen by comparing the SQLite forms; how to say it is PostgreSQL's."""
    was, held = parts(old)
    now, holds = parts(created(table, sqlite.dialect()))
    columns, constraints = parts(created(table, postgresql.dialect()))
    gone = [name for name in held if held[name] != holds.get(name) and not name.endswith("_is_integer")]
    made = [f"ALTER TABLE {table.name} DROP CONSTRAINT {name}" for name in gone]
    made += [f"DROP INDEX {name}" for name in sorted(old_indexes - set(indexes(table, postgresql.dialect())))]
    made += [f'ALTER TABLE {table.name} DROP COLUMN "{name}"' for name in was if name not in now]
    for name in now:
        if name not in was:
            made += _added(table, name, columns[name])
        elif was[name] != now[name]:
            made += _altered(table, name, columns[name])
    made += [
        f"ALTER TABLE {table.name} ADD {constraints[name]}" for name in constraints if held.get(name) != holds[name]
    ]
    return made + [line for name, line in indexes(table, postgresql.dialect()).items() if name not in old_indexes]


def _added(table: CoreTable, name: str, line: str) -> list[str]:
    value = literal(table, name, "postgresql")
    if value == "NULL" or " DEFAULT " in line:
        return [f"ALTER TABLE {table.name} ADD COLUMN {line}"]
    words = line.replace(" NOT NULL", f" DEFAULT {value} NOT NULL")
    return [
        f"ALTER TABLE {table.name} ADD COLUMN {words}",
        f'ALTER TABLE {table.name} ALTER COLUMN "{name}" DROP DEFAULT',
    ]


def _altered(table: CoreTable, name: str, line: str) -> list[str]:
    kind = line.split(maxsplit=1)[1].replace(" NOT NULL", "")
    null = "SET NOT NULL" if " NOT NULL" in line else "DROP NOT NULL"
    start = f'ALTER TABLE {table.name} ALTER COLUMN "{name}"'
    return [f"{start} TYPE {kind}", f"{start} {null}"]


def statements(dialect: Dialect, names: list[str], down: str) -> list[str]:
    tables, kept = before(down) if down != "-" else ({}, {})
    made = ["CREATE EXTENSION IF NOT EXISTS btree_gist"] if dialect.name == "postgresql" and "hold" in names else []
    for table in Table.metadata.sorted_tables:
        if table.name not in names:
            continue
        if table.name not in tables:
            made += [created(table, dialect), *indexes(table, dialect).values()]
        elif dialect.name == "sqlite":
            made += sqlite_change(table, tables[table.name])
        else:
            made += postgresql_change(table, tables[table.name], kept[table.name])
    return made


def main(revision: str, down: str, title: str, *names: str) -> None:
    load_models()
    missing = set(names) - set(Table.metadata.tables)
    if missing:
        raise SystemExit(f"no such tables: {sorted(missing)}")
    written = HEAD.format(title=title, revision=revision, down=f'"{down}"' if down != "-" else "None")
    for label, dialect in (("SQLITE", sqlite.dialect()), ("POSTGRESQL", postgresql.dialect())):
        body = "".join(f'    """\n{statement}\n""",\n' for statement in statements(dialect, list(names), down))
        written += f"\n{label} = [\n{body}]\n"
    path = Path(__file__).parent.parent / "migrations" / "versions" / f"{revision}.py"
    path.write_text(written, encoding="utf-8")
    print(path)


main(*sys.argv[1:])
