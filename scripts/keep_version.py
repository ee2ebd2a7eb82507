"""Write what a version's database holds once everything has been used: keep_version.py FOLDER, for both engines.

Run it in a checkout of the version that goes out, then pack its two files into tests/migrations/kept (xz): the next
version's migrations are tried on these rows. They are those of tests/access/stage.py, one of everything an address can
name. For PostgreSQL: beside scripts/with_postgres.py, with TEST_DATABASE=postgresql.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from sqlalchemy.engine import make_url

from mutua.app import create_app, upgrade
from mutua.kernel.db import applied_revision, db
from tests.access.stage import build_stage
from tests.conftest import DATABASE, empty_database, settings_for

NOT_OURS = "alembic_version"


def rows_of_sqlite(file: Path) -> str:
    """INSERT statements, table by table, as SQLite quotes values itself."""
    with sqlite3.connect(file) as connection:
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        tables = [name for (name,) in found if name != NOT_OURS and not name.startswith("sqlite_")]
        lines = []
        for table in tables:
            columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
            quoted = " || ', ' || ".join(f'quote("{name}")' for name in columns)
            names = ", ".join(f'"{name}"' for name in columns)
            for (values,) in connection.execute(f'SELECT {quoted} FROM "{table}" ORDER BY rowid'):
                lines.append(f'INSERT INTO "{table}" ({names}) VALUES ({values});')
    return "\n".join(lines) + "\n"


def rows_of_postgresql(url: str) -> str:
    """What pg_dump writes, without what only psql understands."""
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    dumped = subprocess.run(
        ["pg_dump", "--data-only", "--inserts", "--no-owner", f"--exclude-table={NOT_OURS}", address],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    kept = [line for line in dumped.splitlines() if line and not line.startswith(("--", "\\"))]
    return "\n".join(kept) + "\n"


def main(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as made:
        scratch = Path(made)
        url = empty_database("mutua_kept", scratch / "kept.sqlite3")
        app = create_app(settings_for(url, scratch))
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context():
            upgrade()
            build_stage(scratch)
            revision = applied_revision()
            db.session.remove()
            db.engine.dispose()
        text = rows_of_postgresql(url) if DATABASE == "postgresql" else rows_of_sqlite(scratch / "kept.sqlite3")
        (folder / f"{revision}.{DATABASE}.sql").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
