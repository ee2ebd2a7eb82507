"""What is past its day is erased, by the dated table of law/data/staff_retention.toml (K1 to K4)."""

from __future__ import annotations

from datetime import datetime, timedelta

from mutua import law
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.staffing import queries
from mutua.staffing.models import Arrangement, State


def purge(now: datetime) -> int:
    """Run by the worker; how much was erased."""
    erased = 0
    for row in queries.endings_past(_before("K1", now)):
        _forget_how(row, now)
        erased += 1
    for row in queries.closed_past(_before("K2", now)):
        _forget_whom(row, now)
        erased += 1
    for entry in queries.notes_past(_before("K3", now)):
        entry.answer_note = ""
        erased += 1
    return erased + queries.erase_signing_secrets(_before("K4", now))


def _before(rule: str, now: datetime) -> datetime:
    return now - timedelta(days=int(law.rule(rule, on=now.date()).figure("days").value))


def _forget_how(row: Arrangement, now: datetime) -> None:
    """Refused, withdrawn or expired: from now on the file itself does not know, nor whom it was about."""
    if row.ending is not None:
        db.session.delete(row.ending)
    row.state = State.EXPIRED
    _forget_whom(row, now)


def _forget_whom(row: Arrangement, now: datetime) -> None:
    """The person and the words are let go; a person in no other file loses their name too, unless they have signed."""
    employee, row.employee = row.employee, None
    row.note = ""
    for step in row.steps:
        if step.remark is not None:
            db.session.delete(step.remark)
    db.session.flush()
    if employee is not None and employee.person_id is None and not queries.other_loans_of(employee.id, row.id):
        employee.name, employee.qualification, employee.birth_date = "", "", None
    db.session.flush()
    audit.record("arrangement.purged", "arrangement", row.id, actor=None, at=now, pole_id=row.pole_id)
