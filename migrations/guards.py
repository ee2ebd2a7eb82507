"""The triggers that keep what must never break, on both engines, made by one function after every upgrade.

SQLite's batch migrations drop triggers with the table they rebuild; so env.py drops all of ours before and makes all of
them again after. Each name starts with `guard_`. A table that does not exist yet is passed over.
"""

from __future__ import annotations

from sqlalchemy import Connection, inspect

# Rows are written once: UPDATE, DELETE, INSERT OR REPLACE (SQLite) and TRUNCATE (PostgreSQL) are refused.
APPEND_ONLY = [
    "handover_photo",
    "use",
    "audit_row",
    "audit_seal",
    "safety_signatory",
    "safety_signature",
    "safety_edition",
    "safety_extract",
    "safety_access",
    "safety_place_signatory",
    "safety_place_signature",
    "check_record",
    "danger_entry",
    "host_change",
    "operation_signature",
    "sheet_reading",
    "deal",
    "exchange_version",
    "confirmation",
    "posting",
    "reversal",
    "period_closing",
    "balance_limit",
    "exchange_reminder",
    "exchange_rules",
    "group_session",
    "valuation",
    "contribution_judgement",
    "accounting_year",
    "contribution_statement",
    "signature",
    "use_terms",
    "terms_acceptance",
    "late_cancellation",
    "work_said",
    "base_schedule",
    "attestation",
    "arrangement_step",
    "consent",
    "cse_record",
    "paper",
    "sealed_file",
    "derogation",
    "hours_alert",
    "alert_seen",
    "arrangement_signed",
]

# Rows written once whose words may be erased once (erased_at): table -> columns that never change, erased or not.
ERASED_ONCE: dict[str, list[str]] = {
    "terms": ["id", "arrangement_id", "number", "sha256", "written_by_id", "side", "written_at"],
    "stored_file": ["id", "pole_id", "media_type", "size", "sha256", "stored_by_id", "stored_at"],
    "cost_statement": ["id", "arrangement_id", "minutes", "recorded_by_id", "recorded_at", "keep_until"],
    "month_cost": ["id", "arrangement_id", "month_on", "minutes", "recorded_by_id", "recorded_at"],
}

# Columns that may still change in an otherwise frozen row: table -> columns that never change once written.
FROZEN_COLUMNS: dict[str, list[str]] = {
    "safety_adoption": ["document_id", "number", "content_sha256", "previous_sha256", "opened_at", "opened_by_id"],
    "safety_reader_link": [
        "token_sha256", "edition_id", "structure_id", "expires_at", "from_on", "until_on", "place_id",
    ],
    "safety_remark": ["document_id", "unit_id", "structure_id", "person_id", "text", "made_at"],
    "exchange": [
        "id", "uid", "pole_id", "giver_id", "receiver_id", "kind", "unit_id", "regime", "deal_id", "reverses_id",
        "source_line_id", "habit_id", "session_id", "unused", "created_at",
    ],
    "exchange_words": ["version_id"],
    "unit_of_account": ["pole_id", "code", "quanta"],
    "handover": [
        "line_id", "moment", "at", "by_id", "structure_id", "mileage", "fuel", "condition", "note", "lent_keys",
        "keys_back",
    ],
    "hours_entry": ["arrangement_id", "starts_at", "ends_at", "break_minutes", "entered_by_id", "entered_at"],
}  # fmt: skip

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
SPECIAL["safety_place_signatory"] = _no_second("safety_place_signatory", "adoption_id", "place_id")
SPECIAL["safety_place_signature"] = _no_second("safety_place_signature", "signatory_id")
SPECIAL["danger_entry"] = _no_second("danger_entry", "document_id", "number")
SPECIAL["sheet_reading"] = _no_second("sheet_reading", "person_id", "resource_id", "sheet_sha256")
SPECIAL["safety_signature"] = _no_second("safety_signature", "signatory_id")
for _table, _column in (
    ("safety_edition", "adoption_id"),
    ("safety_adoption", "id"),
    ("safety_reader_link", "id"),
    ("safety_reader_link", "token_sha256"),
    ("audit_seal", "last_row_id"),
    ("danger_entry", "incident_id"),
):
    SPECIAL.setdefault(_table, {}).setdefault("sqlite", []).extend(_no_second(_table, _column)["sqlite"])


def create(connection: Connection) -> None:
    """Make every trigger whose table exists, over the columns it has at this step."""
    seen = inspect(connection)
    here = set(seen.get_table_names())
    named = (FROZEN_COLUMNS.keys() | ERASED_ONCE.keys()) & here
    columns = {table: {column["name"] for column in seen.get_columns(table)} for table in named}
    engine = connection.dialect.name
    if engine == "postgresql":
        for function in FUNCTIONS:
            connection.exec_driver_sql(function)
    for _, statement in expected(engine, here, columns):
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


def expected(engine: str, tables: set[str], columns: dict[str, set[str]] | None = None) -> list[tuple[str, str]]:
    """(name, statement) of every trigger that should stand on these tables; `columns`: those they have so far."""
    made: list[tuple[str, str]] = []
    for table in APPEND_ONLY:
        if table in tables:
            made += _append_only(engine, table)
    for table, kept in ERASED_ONCE.items():
        if table in tables:
            erasable = columns is None or "erased_at" in columns[table]
            made += _append_only(engine, table, unless=_erasing(engine, kept) if erasable else "")
    for table, frozen in FROZEN_COLUMNS.items():
        if table in tables:
            there = columns[table] if columns else set(frozen)
            made += _frozen(engine, table, [column for column in frozen if column in there])
    for table, by_engine in SPECIAL.items():
        if table in tables:
            made += by_engine.get(engine, [])
    return made


REFUSE_FUNCTION = """CREATE OR REPLACE FUNCTION guard_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION USING MESSAGE = 'append_only: ' || TG_TABLE_NAME; END $$"""


def _erasing(engine: str, kept: list[str]) -> str:
    """The one UPDATE allowed: it dates the erasure, for the first time, and leaves the kept columns alone."""
    same = "IS" if engine == "sqlite" else "IS NOT DISTINCT FROM"
    unchanged = " AND ".join(f"NEW.{column} {same} OLD.{column}" for column in kept)
    return f"OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND {unchanged}"


def _append_only(engine: str, table: str, *, unless: str = "") -> list[tuple[str, str]]:
    """`unless`: the condition of an UPDATE that is allowed all the same."""
    when = f"WHEN (NOT ({unless})) " if unless else ""
    if engine == "sqlite":
        abort = f"BEGIN SELECT RAISE(ABORT, 'append_only: {table}'); END"
        replaced = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"
        return [
            (f"guard_{table}_update", f"CREATE TRIGGER guard_{table}_update BEFORE UPDATE ON {table} {when}{abort}"),
            (f"guard_{table}_delete", f"CREATE TRIGGER guard_{table}_delete BEFORE DELETE ON {table} {abort}"),
            (
                f"guard_{table}_replace",
                f"CREATE TRIGGER guard_{table}_replace BEFORE INSERT ON {table} {replaced} {abort}",
            ),
        ]
    refuse = "EXECUTE FUNCTION guard_refuse()"
    change = f"guard_{table}_change"
    if unless:
        changes = [
            (change, f"CREATE TRIGGER {change} BEFORE UPDATE ON {table} FOR EACH ROW {when}{refuse}"),
            (f"{change}_out", f"CREATE TRIGGER {change}_out BEFORE DELETE ON {table} FOR EACH ROW {refuse}"),
        ]
    else:
        changes = [(change, f"CREATE TRIGGER {change} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {refuse}")]
    return [
        *changes,
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


# --- The ledger (mutua/exchanges/models says why) ---
# Conditions both engines understand; NEW is the row about to be written.
# Both sides of exchange e gave their assent to its version v: the same hash, by two different parties.
_BOTH = """2 = (SELECT COUNT(*) FROM confirmation c WHERE c.version_id = v.id AND c.sha256 = v.sha256
               AND c.structure_id IN (e.giver_id, e.receiver_id))"""
_NOT_AGREED = f"""NOT CASE WHEN NEW.quantity > 0 THEN EXISTS (
    SELECT 1 FROM exchange e JOIN exchange_version v ON v.exchange_id = e.id AND v.number = e.current_number
    WHERE e.id = NEW.exchange_id AND e.pole_id = NEW.pole_id AND e.unit_id = NEW.unit_id
      AND e.giver_id = NEW.structure_id AND e.receiver_id = NEW.other_id AND e.state IN ('proposed', 'countered')
      AND v.id = NEW.version_id AND v.quantity = NEW.quantity AND v.event_on = NEW.event_on
      AND {_BOTH}
      AND 2 = (SELECT COUNT(*) FROM membership m WHERE m.pole_id = e.pole_id
               AND m.structure_id IN (e.giver_id, e.receiver_id) AND m.joined_on <= v.event_on
               AND (m.left_on IS NULL OR m.left_on >= v.event_on))
      AND (e.deal_id IS NULL OR 2 = (
        SELECT COUNT(*) FROM exchange e JOIN exchange_version v ON v.exchange_id = e.id AND v.number = e.current_number
        WHERE e.deal_id = (SELECT d.deal_id FROM exchange d WHERE d.id = NEW.exchange_id) AND {_BOTH}))
      AND (e.reverses_id IS NULL OR EXISTS (
        SELECT 1 FROM posting o JOIN exchange r ON r.id = o.exchange_id
        WHERE r.id = e.reverses_id AND r.reverses_id IS NULL AND o.structure_id = NEW.other_id
          AND o.other_id = NEW.structure_id AND o.unit_id = NEW.unit_id AND o.quantity = NEW.quantity)))
  ELSE EXISTS (
    SELECT 1 FROM posting p
    WHERE p.exchange_id = NEW.exchange_id AND p.version_id = NEW.version_id AND p.pole_id = NEW.pole_id
      AND p.structure_id = NEW.other_id AND p.other_id = NEW.structure_id AND p.unit_id = NEW.unit_id
      AND p.quantity = -NEW.quantity AND p.event_on = NEW.event_on AND p.accounted_on = NEW.accounted_on
      AND p.posted_at = NEW.posted_at) END"""
# The month that carries an entry is the event's own, unless it was closed before both sides had confirmed.
_CLOSED = """EXISTS (SELECT 1 FROM period_closing c WHERE c.pole_id = NEW.pole_id AND c.through_on >= NEW.accounted_on)
    OR (NEW.accounted_on <> NEW.event_on AND NOT EXISTS (
      SELECT 1 FROM period_closing c WHERE c.pole_id = NEW.pole_id AND c.through_on >= NEW.event_on))"""
# Only a posted mirror undoes what it names.
_NO_MIRROR = """NOT EXISTS (SELECT 1 FROM exchange e JOIN posting p ON p.exchange_id = e.id
    WHERE e.id = NEW.exchange_id AND e.reverses_id = NEW.reversed_id)"""
_NOT_THEIRS = """NOT EXISTS (
    SELECT 1 FROM exchange_version v JOIN exchange e ON e.id = v.exchange_id AND e.current_number = v.number
    WHERE v.id = NEW.version_id AND v.sha256 = NEW.sha256 AND e.state IN ('draft', 'proposed', 'countered')
      AND NEW.structure_id IN (e.giver_id, e.receiver_id))
    OR NOT CASE WHEN NEW.person_id IS NOT NULL THEN EXISTS (
      SELECT 1 FROM affiliation a WHERE a.person_id = NEW.person_id AND a.structure_id = NEW.structure_id)
    ELSE 2 = (SELECT COUNT(*) FROM exchange_reminder m WHERE m.version_id = NEW.version_id AND m.sent_at < NEW.at)
      AND EXISTS (
        SELECT 1 FROM exchange_version v JOIN exchange e ON e.id = v.exchange_id
        JOIN exchange_rules r ON r.pole_id = e.pole_id AND r.delay_days IS NOT NULL
        JOIN confirmation c ON c.version_id = v.id AND c.person_id IS NOT NULL AND c.structure_id <> NEW.structure_id
        WHERE v.id = NEW.version_id
          AND r.id = (SELECT MAX(x.id) FROM exchange_rules x WHERE x.pole_id = e.pole_id)) END"""
_TOO_LATE = "EXISTS (SELECT 1 FROM exchange e WHERE e.id = NEW.exchange_id AND e.posted_at IS NOT NULL)"
_BORN_POSTED = """NEW.state NOT IN ('draft', 'proposed') OR NEW.posted_at IS NOT NULL
    OR NOT EXISTS (SELECT 1 FROM unit_of_account u WHERE u.id = NEW.unit_id AND u.pole_id = NEW.pole_id)
    OR 2 <> (SELECT COUNT(*) FROM membership m WHERE m.pole_id = NEW.pole_id
             AND m.structure_id IN (NEW.giver_id, NEW.receiver_id))
    OR EXISTS (SELECT 1 FROM exchange r WHERE r.id = NEW.reverses_id
               AND (r.reverses_id IS NOT NULL OR r.pole_id <> NEW.pole_id))"""
_UNPOSTED = """(OLD.posted_at IS NOT NULL AND (NEW.posted_at IS NULL OR NEW.posted_at <> OLD.posted_at
      OR NEW.current_number <> OLD.current_number))
    OR (NEW.state = 'reversed' AND OLD.state <> 'reversed' AND NOT EXISTS (
      SELECT 1 FROM exchange m JOIN posting p ON p.exchange_id = m.id WHERE m.reverses_id = NEW.id))
    OR (OLD.state = 'reversed' AND NEW.state <> 'reversed')
    OR (OLD.posted_at IS NULL AND NEW.posted_at IS NOT NULL
      AND (NOT EXISTS (SELECT 1 FROM posting p WHERE p.exchange_id = NEW.id)
        OR EXISTS (SELECT 1 FROM exchange o WHERE o.deal_id = NEW.deal_id
                   AND NOT EXISTS (SELECT 1 FROM posting p WHERE p.exchange_id = o.id))))"""
# What both sides read and confirmed stays as it was written; it may be erased once, to nothing else.
_REWORDED = """NOT (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND NEW.title IN (OLD.title, '')
    AND NEW.note IN (OLD.note, '') AND NEW.giver_name IN (OLD.giver_name, '')
    AND NEW.receiver_name IN (OLD.receiver_name, '') AND NEW.salt IN (OLD.salt, ''))"""
_MIRROR = """INSERT INTO posting (exchange_id, version_id, pole_id, structure_id, other_id, unit_id, quantity,
      event_on, accounted_on, posted_at)
    VALUES (NEW.exchange_id, NEW.version_id, NEW.pole_id, NEW.other_id, NEW.structure_id, NEW.unit_id, -NEW.quantity,
      NEW.event_on, NEW.accounted_on, NEW.posted_at);"""
# name -> (table, when, condition, the word of the refusal)
# Accounting years that were settled stay where they are: what is said later begins after them.
_OVER_SETTLED = """EXISTS (SELECT 1 FROM contribution_statement s WHERE s.structure_id = NEW.structure_id
    AND (NEW.transition_on IS NULL OR s.until_on >= NEW.transition_on))"""
_LEDGER = {
    "guard_accounting_year_settled": ("accounting_year", "BEFORE INSERT", _OVER_SETTLED, "years_settled"),
    "guard_posting_agreed": ("posting", "BEFORE INSERT", _NOT_AGREED, "posting_not_agreed"),
    "guard_posting_closed": ("posting", "BEFORE INSERT", _CLOSED, "period_closed"),
    "guard_reversal_mirror": ("reversal", "BEFORE INSERT", _NO_MIRROR, "no_mirror"),
    "guard_confirmation_theirs": ("confirmation", "BEFORE INSERT", _NOT_THEIRS, "confirmation_not_theirs"),
    "guard_exchange_version_late": ("exchange_version", "BEFORE INSERT", _TOO_LATE, "exchange_posted"),
    "guard_exchange_born": ("exchange", "BEFORE INSERT", _BORN_POSTED, "exchange_posted"),
    "guard_exchange_words_kept": ("exchange_words", "BEFORE UPDATE", _REWORDED, "words_kept"),
    "guard_exchange_posted": ("exchange", "BEFORE UPDATE", _UNPOSTED, "exchange_posted"),
}
FUNCTIONS = (
    [REFUSE_FUNCTION]
    + [
        f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN IF ({wrong}) THEN RAISE EXCEPTION USING MESSAGE = '{word}'; END IF; RETURN NEW; END $$"""
        for name, (_, _, wrong, word) in _LEDGER.items()
    ]
    + [
        f"""CREATE OR REPLACE FUNCTION guard_posting_pair() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN IF NEW.quantity > 0 THEN {_MIRROR} END IF; RETURN NULL; END $$"""
    ]
)


def _ledger() -> None:
    """The ledger's triggers, and what SQLite needs against INSERT OR REPLACE by another unique key."""
    for name, (table, moment, wrong, word) in _LEDGER.items():
        body = f"WHEN {wrong} BEGIN SELECT RAISE(ABORT, '{word}'); END"
        _add(table, "sqlite", name, f"CREATE TRIGGER {name} {moment} ON {table} {body}")
        call = f"FOR EACH ROW EXECUTE FUNCTION {name}()"
        _add(table, "postgresql", name, f"CREATE TRIGGER {name} {moment} ON {table} {call}")
    pair = "CREATE TRIGGER guard_posting_pair AFTER INSERT ON posting"
    _add("posting", "sqlite", "guard_posting_pair", f"{pair} WHEN NEW.quantity > 0 BEGIN {_MIRROR} END")
    call = "FOR EACH ROW EXECUTE FUNCTION guard_posting_pair()"
    _add("posting", "postgresql", "guard_posting_pair", f"{pair} {call}")
    for table, columns in (
        ("posting", ("exchange_id", "structure_id")),
        ("confirmation", ("version_id", "structure_id")),
        ("confirmation", ("version_id", "person_id")),
        ("exchange_version", ("exchange_id", "number")),
        ("reversal", ("exchange_id",)),
        ("reversal", ("reversed_id",)),
        ("period_closing", ("pole_id", "through_on")),
        ("exchange", ("id",)),
        ("exchange", ("uid",)),
        ("exchange", ("source_line_id",)),
        ("exchange_words", ("version_id",)),
        ("exchange_reminder", ("version_id", "number")),
        ("contribution_statement", ("pole_id", "structure_id", "year", "part")),
    ):
        for name, statement in _no_second(table, *columns)["sqlite"]:
            _add(table, "sqlite", name, statement)


def _add(table: str, engine: str, name: str, statement: str) -> None:
    SPECIAL.setdefault(table, {}).setdefault(engine, []).append((name, statement))


_ledger()
