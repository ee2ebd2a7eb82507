"""The employee as their employer knows them, the hours declared, and the employee's word on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from mutua.documents import actions as documents
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.pole.models import Member
from mutua.staffing import queries
from mutua.staffing.models import Attestation, BaseSchedule, Channel, Derogation, Elsewhere, Employee, Slot, StaffTime


@dataclass(frozen=True)
class Wanted:
    """The rule, the limit in minutes as `mutua check-hours` reads it, and the days, both included."""

    rule: str
    limit_minutes: int | None
    starts_on: date
    until_on: date


def employee_named(name: str, person_id: int | None, structure_id: int, *, now: datetime) -> Employee:
    """The row of this person at this employer, made when it is the first time; without account always a new one."""
    known = queries.employee_by_person(structure_id, person_id) if person_id is not None else None
    if known is not None:
        return known
    made = Employee(structure_id=structure_id, person_id=person_id, name=name, created_at=now)
    db.session.add(made)
    db.session.flush()
    found = queries.employee(made.id)
    if found is None:
        raise LookupError(made.id)
    return found


def name_time(resource_id: int, employee: Employee, *, actor: Member, now: datetime) -> StaffTime:
    """From now on the bookings of this resource are this person's working time; the audit keeps ids only."""
    known = queries.time_of(resource_id)
    if known is None:
        known = StaffTime(resource_id=resource_id)
        db.session.add(known)
    known.employee, known.named_by_id, known.named_at = employee, actor.person_id, now
    db.session.flush()
    audit.record("staff_time.named", "resource", resource_id, actor=actor, at=now)
    return known


def declare_schedule(
    employee: Employee, slots: Iterable[Slot], *, actor: Member, now: datetime, elsewhere: Elsewhere | None = None
) -> BaseSchedule:
    """The usual week and another job as they are from now on; the same again keeps the employee's word on them."""
    pattern = _pattern(slots)
    other = {"slots": _pattern(elsewhere.slots), "travel": elsewhere.travel_minutes} if elsewhere else None
    known = queries.schedule_of(employee.id)
    if known is not None and (known.pattern, known.elsewhere) == (pattern, other):
        return known
    made = BaseSchedule(
        employee_id=employee.id, pattern=pattern, elsewhere=other, stated_by_id=actor.person_id, stated_at=now
    )
    db.session.add(made)
    db.session.flush()
    audit.record("schedule.declared", "employee", employee.id, actor=actor, at=now)
    return made


def _pattern(slots: Iterable[Slot]) -> list[list[int]]:
    return [[slot.weekday, slot.start, slot.end] for slot in sorted(slots)]


def record_derogation(
    employee: Employee, wanted: Wanted, file: tuple[bytes, str], *, actor: Member, now: datetime
) -> Derogation:
    """A limit moved for a time, with the document that allows it: without one nothing is moved."""
    stored = documents.store_file(*file, actor=actor, now=now)
    made = Derogation(
        employee_id=employee.id,
        rule=wanted.rule,
        limit_minutes=wanted.limit_minutes,
        starts_on=wanted.starts_on,
        until_on=wanted.until_on,
        file_id=stored.id,
        recorded_by_id=actor.person_id,
        recorded_at=now,
    )
    db.session.add(made)
    db.session.flush()
    audit.record("derogation.recorded", "employee", employee.id, actor=actor, at=now, after=wanted.rule)
    return made


def attest(
    employee: Employee, attested_on: date, channel: Channel, *, actor: Member, now: datetime
) -> Attestation | None:
    """The employee's word that the declared hours are all; None when nothing was declared yet."""
    declared = queries.schedule_of(employee.id)
    if declared is None:
        return None
    made = Attestation(
        employee_id=employee.id,
        schedule_id=declared.id,
        attested_on=attested_on,
        channel=channel,
        recorded_by_id=actor.person_id,
        recorded_at=now,
    )
    db.session.add(made)
    db.session.flush()
    audit.record("schedule.attested", "employee", employee.id, actor=actor, at=now, after=channel.value)
    return made
