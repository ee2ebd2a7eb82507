"""What is past its day is erased, by the dated table of law/data/staff_retention.toml (K1 to K6)."""

from __future__ import annotations

from datetime import datetime, timedelta

from mutua import law
from mutua.documents import actions as documents
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.pole.actions.erasing import FORGOTTEN
from mutua.staffing import mails, queries
from mutua.staffing.models import ARCHIVE, Arrangement, Employee, Nudge, State


def purge(now: datetime) -> int:
    """Run by the worker; how much was erased."""
    erased = 0
    for row in queries.endings_past(_before("K1", now)):
        _forget_how(row, now)
        erased += 1
    over = [*queries.closed_past(now.date()), *queries.abandoned_past(_before("K2", now))]
    for row in [*over, *queries.declined_past(_before("K5", now))]:
        _forget_whom(row, now)
        erased += 1
    for file in queries.derogation_files_past(_before("K6", now).date()):
        documents.erase_file(file, now=now)
        erased += 1
    for entry in queries.notes_past(_before("K3", now)):
        entry.answer_note = ""
        erased += 1
    erased += _forget_erased()
    return erased + queries.erase_signing_secrets(_before("K4", now))


def _forget_erased() -> int:
    """Whose account is erased keeps no name either, once no file needs it: files let go before and after alike."""
    gone = queries.employees_of_erased(FORGOTTEN)
    for employee in gone:
        _unname(employee)
    return len(gone)


def warn_of_purge(now: datetime) -> int:
    """Both structures hear once that the keeping of a file ends, while they can still take their copy (K2)."""
    warned, notice = 0, timedelta(days=_figure("K2", "notice", now))
    ending = [*queries.closed_past(now.date() + notice), *queries.abandoned_past(_before("K2", now) + notice)]
    for row in queries.untold_of_purge(ending):
        mails.keeping_ends(row, now=now)
        db.session.add(Nudge(arrangement_id=row.id, party=ARCHIVE, sent_at=now))
        warned += 1
    return warned


def _figure(rule: str, name: str, now: datetime) -> int:
    return int(law.rule(rule, on=now.date()).figure(name).value)


def _before(rule: str, now: datetime) -> datetime:
    return now - timedelta(days=_figure(rule, "days", now))


def _forget_how(row: Arrangement, now: datetime) -> None:
    """Refused, withdrawn or expired: from now on the file itself does not know, nor whom it was about."""
    row.state = State.EXPIRED
    _forget_whom(row, now)


def _forget_whom(row: Arrangement, now: datetime) -> None:
    """The person, the words, the papers and the sums are let go. One in no other file and without account loses the
    name too.

    Signatures stay: who signed an agreement is exempt from erasure.
    """
    employee, row.employee = row.employee, None
    row.note = ""
    if row.ending is not None:
        db.session.delete(row.ending)
    for paper in row.papers:
        documents.erase_file(paper.file, now=now)
    for terms in row.terms:
        terms.content, terms.employee_id, terms.erased_at = terms.values.without_words().to_json(), None, now
    for cost in queries.costs_of(row.id):
        cost.erase(now)
    for entry in row.hours:
        entry.answer_note = ""
    for step in row.steps:
        if step.remark is not None:
            db.session.delete(step.remark)
    db.session.flush()
    if employee is not None and employee.person_id is None and not queries.is_needed(employee.id, row.id):
        _unname(employee)
    db.session.flush()
    audit.record("arrangement.purged", "arrangement", row.id, actor=None, at=now, pole_id=row.pole_id)


def _unname(employee: Employee) -> None:
    employee.name, employee.qualification, employee.birth_date = "", "", None
