"""The chain over the audit rows: whole whatever the order of their times, broken by whoever changes the past."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, text

from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction

NOW = datetime(2027, 5, 3, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def record(minutes: list[int]) -> None:
    """Rows whose times are so many minutes from now, in this order."""
    with transaction():
        for number, offset in enumerate(minutes, start=1):
            audit.record("tested", "thing", number, actor=None, at=NOW + offset * MINUTE)
            db.session.flush()


def seal_all(at: datetime) -> int:
    """Seal until nothing settled waits; how many seals that took."""
    for count in range(100):
        with transaction():
            if audit.seal(at, settled_before=at) is None:
                return count
    raise AssertionError("sealing does not end")


@pytest.mark.usefixtures("app")
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(minutes=st.lists(st.integers(-5, 5), min_size=1, max_size=8))
def test_rows_whose_times_are_out_of_order_are_all_sealed_and_the_chain_holds(minutes: list[int]) -> None:
    if db.engine.dialect.name == "postgresql":
        minutes = minutes[:3]
    record(minutes)
    seal_all(NOW)
    assert audit.broken_seals() == []
    seal_all(NOW + 10 * MINUTE)
    assert audit.broken_seals() == []
    with transaction():
        rows, sealed = (db.session.scalar(text(f"SELECT max({column}) FROM {table}")) for column, table in
                        (("id", "audit_row"), ("last_row_id", "audit_seal")))  # fmt: skip
    assert rows == sealed


def test_a_row_that_is_taken_out_breaks_its_seal(app: Flask) -> None:
    record([-3, -2, -1])
    seal_all(NOW)
    gone = delete(audit.AuditRow).where(audit.AuditRow.verb == "tested", audit.AuditRow.subject_id == 2)
    with db.engine.begin() as connection:  # as the owner of the file could: the guard is taken away first
        if connection.dialect.name == "sqlite":
            guard = connection.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'guard_audit_row_delete'"))
            connection.execute(text("DROP TRIGGER guard_audit_row_delete"))
            connection.execute(gone)
            connection.exec_driver_sql(guard)
        else:
            connection.execute(text("ALTER TABLE audit_row DISABLE TRIGGER ALL"))
            connection.execute(gone)
            connection.execute(text("ALTER TABLE audit_row ENABLE TRIGGER ALL"))
    assert len(audit.broken_seals()) == 1
