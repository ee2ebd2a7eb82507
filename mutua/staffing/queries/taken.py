"""One person, one place at a time: what takes a person elsewhere, whichever of their employers offers their time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, or_, select

from mutua.kernel.db import db
from mutua.kernel.timespan import TimeSpan, wall
from mutua.resources.models import Claim, ClaimKind, Hold
from mutua.staffing.models import Arrangement, Employee, StaffTime, Terms, TermsContent
from mutua.staffing.queries.people import time_of, times_of
from mutua.staffing.rules.cover import COVERS, stretches_of


class Asked(NamedTuple):
    """A resource of somebody's time. `lent`: it is booked under a loan, which then is no obstacle."""

    resource_id: int
    zone: str
    lent: bool


Stretch = tuple[datetime, datetime]


def taken_elsewhere(asked: Asked, wanted: Sequence[TimeSpan]) -> TimeSpan | None:
    """The first wanted time at which the person of this resource already stands booked, absent or lent elsewhere.

    None too when nobody said whose time it is. Whoever books another resource of the same person waits at its rows, so
    that of two at once one is refused.
    """
    known = time_of(asked.resource_id)
    if known is None or not wanted:
        return None
    same = select(Employee.id).where(_same_people([known.employee]))
    rows = select(StaffTime.id).where(StaffTime.employee_id.in_(same)).order_by(StaffTime.id)
    db.session.scalars(rows.with_for_update()).all()
    first, last = min(span.start for span in wanted), max(span.end for span in wanted)
    taken = busy_elsewhere([asked], first, last)[asked.resource_id]
    meets = (span for span in wanted if any(span.start < end and start < span.end for start, end in taken))
    return min(meets, key=lambda span: span.start, default=None)


def busy_elsewhere(asked: Collection[Asked], first: datetime, last: datetime) -> dict[int, list[Stretch]]:
    """What takes the person of each of these resources on others, and in signed loans: when, never why or where.

    Without the resources of which nobody said whose time they are. Four statements at most, whatever their number.
    """
    times = times_of(entry.resource_id for entry in asked)
    if not times:
        return {}
    people = [time.employee for time in times.values()]
    query = select(StaffTime.resource_id, Employee).join(StaffTime.employee).where(_same_people(people))
    whose = {number: _person(employee) for number, employee in db.session.execute(query)}
    held, loans = _held(whose, first, last), _loans(people)
    found: dict[int, list[Stretch]] = {}
    for number, zone, lent in asked:
        if number in times:
            person = whose[number]
            own = [row[1:] for row in held if row[0] != number and whose[row[0]] == person]
            found[number] = [*own, *([] if lent else _lent(loans.get(person, []), first, last, zone))]
    return found


def _same_people(chosen: Iterable[Employee]) -> ColumnElement[bool]:
    """The same natural people at whichever employer; somebody without account is known at one alone."""
    rows = list(chosen)
    return or_(
        Employee.person_id.in_([row.person_id for row in rows if row.person_id is not None]),
        Employee.id.in_([row.id for row in rows]),
    )


def _person(employee: Employee) -> tuple[int | None, int]:
    return (None, employee.id) if employee.person_id is None else (employee.person_id, 0)


def _held(resource_ids: Iterable[int], first: datetime, last: datetime) -> list[tuple[int, datetime, datetime]]:
    """Bookings and absences on these resources; why somebody is absent is nobody's business here."""
    query = (
        select(Claim.resource_id, Hold.starts_at, Claim.used_until)
        .join(Claim, Hold.claim_id == Claim.id)
        .where(Claim.resource_id.in_(list(resource_ids)), Claim.kind.in_((ClaimKind.BOOKING, ClaimKind.BLOCK)))
        .where(Hold.starts_at < last, Claim.used_until > first)
    )
    return [(number, start, end) for number, start, end in db.session.execute(query)]


def _loans(people: Iterable[Employee]) -> dict[tuple[int | None, int], list[TermsContent]]:
    """The signed loans of these people, to whichever host."""
    query = (
        select(Employee, Terms)
        .join(Arrangement, Arrangement.employee_id == Employee.id)
        .join(Terms, Arrangement.signed_terms_id == Terms.id)
        .where(_same_people(people), Arrangement.state.in_(COVERS), Terms.erased_at.is_(None))
    )
    found: dict[tuple[int | None, int], list[TermsContent]] = {}
    for employee, terms in db.session.execute(query):
        found.setdefault(_person(employee), []).append(terms.values)
    return found


def _lent(loans: Sequence[TermsContent], first: datetime, last: datetime, zone: str) -> Iterator[Stretch]:
    day = wall(first, zone).date()
    while day <= wall(last, zone).date() and loans:
        yield from stretches_of(loans, day, zone)
        day += timedelta(days=1)
