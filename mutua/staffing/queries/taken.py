"""One person, one place at a time: what takes a person elsewhere, whichever of their employers offers their time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select

from mutua.kernel.db import db
from mutua.kernel.timespan import TimeSpan, wall
from mutua.resources.models import Claim, ClaimKind, Hold
from mutua.staffing.models import Arrangement, Employee, StaffTime, Terms
from mutua.staffing.queries.people import time_of
from mutua.staffing.rules.cover import COVERS, stretches_of


def taken_elsewhere(resource_id: int, wanted: Sequence[TimeSpan], *, zone: str, lent: bool) -> TimeSpan | None:
    """The first wanted time at which the person of this resource already stands booked, absent or lent elsewhere.

    None too when nobody said whose time it is. `lent`: the resource is booked under a loan, which then is no obstacle.
    Whoever books another resource of the same person waits at its rows, so that of two at once one is refused.
    """
    known = time_of(resource_id)
    if known is None or not wanted:
        return None
    same = select(Employee.id).where(_same_person(known.employee))
    rows = select(StaffTime.resource_id).where(StaffTime.employee_id.in_(same)).order_by(StaffTime.id)
    others = [number for number in db.session.scalars(rows.with_for_update()) if number != resource_id]
    first, last = min(span.start for span in wanted), max(span.end for span in wanted)
    taken = [*_held(others, first, last), *([] if lent else _lent(known.employee, first, last, zone))]
    meets = (span for span in wanted if any(span.start < end and start < span.end for start, end in taken))
    return min(meets, key=lambda span: span.start, default=None)


def _same_person(chosen: Employee) -> ColumnElement[bool]:
    return Employee.person_id == chosen.person_id if chosen.person_id is not None else Employee.id == chosen.id


def _held(resource_ids: list[int], first: datetime, last: datetime) -> list[tuple[datetime, datetime]]:
    """Bookings and absences on these resources; why somebody is absent is nobody's business here."""
    query = (
        select(Hold.starts_at, Claim.used_until)
        .join(Claim, Hold.claim_id == Claim.id)
        .where(Claim.resource_id.in_(resource_ids), Claim.kind.in_((ClaimKind.BOOKING, ClaimKind.BLOCK)))
        .where(Hold.starts_at < last, Claim.used_until > first)
    )
    return [(start, end) for start, end in db.session.execute(query)] if resource_ids else []


def _lent(chosen: Employee, first: datetime, last: datetime, zone: str) -> Iterator[tuple[datetime, datetime]]:
    """The hours of the person's signed loans, to whichever host."""
    same = select(Employee.id).where(_same_person(chosen))
    query = (
        select(Terms)
        .join(Arrangement, Arrangement.signed_terms_id == Terms.id)
        .where(Arrangement.employee_id.in_(same), Arrangement.state.in_(COVERS), Terms.erased_at.is_(None))
    )
    loans = [terms.values for terms in db.session.scalars(query)]
    day = wall(first, zone).date()
    while day <= wall(last, zone).date() and loans:
        yield from stretches_of(loans, day, zone)
        day += timedelta(days=1)
