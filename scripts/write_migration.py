"""Write the first migration of a set of tables: the exact DDL of the models, for both engines, as plain SQL.

    .venv/bin/python scripts/write_migration.py REVISION DOWN_REVISION "What it adds" TABLE [TABLE…]

A migration is self-contained: it never imports the product. Later changes of a table are written by hand.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from mutua.app import load_models
from mutua.kernel.db import Table

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


def statements(dialect, names: list[str]) -> list[str]:
    made = []
    for table in Table.metadata.sorted_tables:
        if table.name in names:
            made.append(str(CreateTable(table).compile(dialect=dialect)).strip())
            made += [
                str(CreateIndex(index).compile(dialect=dialect)).strip()
                for index in sorted(table.indexes, key=lambda index: str(index.name))
            ]
    return ["\n".join(line.rstrip().replace("\t", "    ") for line in text.splitlines()) for text in made]


def main(revision: str, down: str, title: str, *names: str) -> None:
    load_models()
    missing = set(names) - set(Table.metadata.tables)
    if missing:
        raise SystemExit(f"no such tables: {sorted(missing)}")
    text = HEAD.format(title=title, revision=revision, down=repr(down) if down != "-" else "None")
    for label, dialect in (("SQLITE", sqlite.dialect()), ("POSTGRESQL", postgresql.dialect())):
        before = ["CREATE EXTENSION IF NOT EXISTS btree_gist"] if label == "POSTGRESQL" and "hold" in names else []
        body = "".join(f'    """\n{statement}\n""",\n' for statement in before + statements(dialect, list(names)))
        text += f"\n{label} = [\n{body}]\n"
    path = Path(__file__).parent.parent / "migrations" / "versions" / f"{revision}.py"
    path.write_text(text, encoding="utf-8")
    print(path)


main(*sys.argv[1:])
