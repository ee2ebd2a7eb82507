"""The triggers that keep what must never break, on both engines, made by one function after every upgrade.

SQLite's batch migrations drop triggers with the table they rebuild; so env.py drops all of ours before and makes all of
them again after. Each name starts with `guard_`. A table that does not exist yet is passed over.
"""

from __future__ import annotations

from sqlalchemy import Connection, inspect

# Rows are written once: UPDATE, DELETE, INSERT OR REPLACE (SQLite) and TRUNCATE (PostgreSQL) are refused.
APPEND_ONLY = [
    "audit_row",
    "audit_seal",
    "safety_signatory",
    "safety_signature",
    "safety_edition",
    "safety_extract",
    "safety_access",
]

# Columns that may still change in an otherwise frozen row: table -> columns that never change once written.
FROZEN_COLUMNS: dict[str, list[str]] = {
    "safety_adoption": ["document_id", "number", "content_sha256", "previous_sha256", "opened_at", "opened_by_id"],
    "safety_reader_link": ["token_sha256", "edition_id", "structure_id", "expires_at"],
}

# Further triggers of one table: table -> {engine: [(name, statement)]}; the name must start with guard_.
SPECIAL: dict[str, dict[str, list[tuple[str, str]]]] = {
    "hold": {
        # A unit's holds are disjoint, so only the last one that starts before the new end can overlap: one look in the
        # index, whatever the unit's past.
        "sqlite": [
            (
                f"guard_hold_overlap_{verb.split()[0].lower()}",
                f"""CREATE TRIGGER guard_hold_overlap_{verb.split()[0].lower()} BEFORE {verb} ON hold
                WHEN (SELECT ends_at FROM hold WHERE unit_id = NEW.unit_id AND starts_at < NEW.ends_at {others}
                      ORDER BY starts_at DESC LIMIT 1) > NEW.starts_at
                BEGIN SELECT RAISE(ABORT, 'hold_overlap'); END""",
            )
            for verb, others in (("INSERT", ""), ("UPDATE OF unit_id, starts_at, ends_at", "AND id <> OLD.id"))
        ],
    },
}


def _no_second(table: str, *columns: str) -> dict[str, list[tuple[str, str]]]:
    """SQLite's INSERT OR REPLACE may also push a row out by another unique key than its id."""
    name = f"guard_{table}_second_{columns[-1]}"
    same = " AND ".join(f"{column} = NEW.{column}" for column in columns)
    abort = f"BEGIN SELECT RAISE(ABORT, 'append_only: {table}'); END"
    exists = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"
    return {"sqlite": [(name, f"CREATE TRIGGER {name} BEFORE INSERT ON {table} {exists} {abort}")]}


SPECIAL["safety_edition"] = _no_second("safety_edition", "document_id", "number")
SPECIAL["safety_extract"] = _no_second("safety_extract", "edition_id", "structure_id")
SPECIAL["safety_signatory"] = _no_second("safety_signatory", "adoption_id", "structure_id")
SPECIAL["safety_signature"] = _no_second("safety_signature", "signatory_id")


def create(connection: Connection) -> None:
    """Make every trigger whose table exists."""
    here = set(inspect(connection).get_table_names())
    engine = connection.dialect.name
    if engine == "postgresql":
        connection.exec_driver_sql(REFUSE_FUNCTION)
    for _, statement in expected(engine, here):
        connection.exec_driver_sql(statement)


def drop(connection: Connection) -> None:
    """Drop every trigger of ours."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type='trigger' AND name LIKE 'guard_%'")
        for (name,) in rows.fetchall():
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        return
    found = """SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE starts_with(t.tgname, 'guard_') AND NOT t.tgisinternal"""
    for name, table in connection.exec_driver_sql(found).fetchall():
        connection.exec_driver_sql(f'DROP TRIGGER "{name}" ON "{table}"')


def expected(engine: str, tables: set[str]) -> list[tuple[str, str]]:
    """(name, statement) of every trigger that should stand on these tables."""
    made: list[tuple[str, str]] = []
    for table in APPEND_ONLY:
        if table in tables:
            made += _append_only(engine, table)
    for table, columns in FROZEN_COLUMNS.items():
        if table in tables:
            made += _frozen(engine, table, columns)
    for table, by_engine in SPECIAL.items():
        if table in tables:
            made += by_engine.get(engine, [])
    return made


REFUSE_FUNCTION = """CREATE OR REPLACE FUNCTION guard_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION USING MESSAGE = 'append_only: ' || TG_TABLE_NAME; END $$"""


def _append_only(engine: str, table: str) -> list[tuple[str, str]]:
    if engine == "sqlite":
        abort = f"BEGIN SELECT RAISE(ABORT, 'append_only: {table}'); END"
        replaced = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"
        return [
            (f"guard_{table}_update", f"CREATE TRIGGER guard_{table}_update BEFORE UPDATE ON {table} {abort}"),
            (f"guard_{table}_delete", f"CREATE TRIGGER guard_{table}_delete BEFORE DELETE ON {table} {abort}"),
            (f"guard_{table}_replace", f"CREATE TRIGGER guard_{table}_replace BEFORE INSERT ON {table} {replaced} {abort}"),
        ]
    refuse = "EXECUTE FUNCTION guard_refuse()"
    return [
        (
            f"guard_{table}_change",
            f"CREATE TRIGGER guard_{table}_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {refuse}",
        ),
        (
            f"guard_{table}_truncate",
            f"CREATE TRIGGER guard_{table}_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}",
        ),
    ]


def _frozen(engine: str, table: str, columns: list[str]) -> list[tuple[str, str]]:
    """These columns never change, and the row is never deleted."""
    name = f"guard_{table}_frozen"
    if engine == "sqlite":
        abort = f"BEGIN SELECT RAISE(ABORT, 'append_only: {table}'); END"
        changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in columns)
        return [
            (name, f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} WHEN {changed} {abort}"),
            (f"{name}_delete", f"CREATE TRIGGER {name}_delete BEFORE DELETE ON {table} {abort}"),
        ]
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)
    refuse = "EXECUTE FUNCTION guard_refuse()"
    return [
        (name, f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({changed}) {refuse}"),
        (f"{name}_delete", f"CREATE TRIGGER {name}_delete BEFORE DELETE ON {table} FOR EACH ROW {refuse}"),
        (f"{name}_truncate", f"CREATE TRIGGER {name}_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}"),
    ]
