"""What is known of people lent whose time somebody books."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, select

from mutua.bookings.models import WorkSaid
from mutua.bookings.queries.boards import Shelf, Used, used_during
from mutua.bookings.rules import is_loan, is_service
from mutua.kernel.db import db
from mutua.kernel.timespan import TimeSpan
from mutua.pole.models import Member
from mutua.resources.models import ClaimKind, Kind, Resource, Shown
from mutua.staffing import queries as staffing
from mutua.staffing.rules.cover import Cover, Lent


def cover_for(resources: Iterable[Resource], member: Member) -> Cover:
    """The signed loans to the member's structure among these; no statement where none is needed."""
    wanted = [row.id for row in resources if is_loan(row.regime) and row.structure_id != member.structure_id]
    if not wanted or member.structure_id is None:
        return Cover()
    return staffing.lent_to(member.structure_id, wanted)


def services_among(resource_ids: Iterable[int], member: Member) -> list[Resource]:
    """Staff of the member's pole that is booked as a service, among these."""
    facts = {"ids": list(resource_ids), "pole": member.pole_id}
    return [row for row in db.session.scalars(_staff(), facts) if is_service(row)]


@cache
def _staff() -> Select[Resource]:
    """Built once: it is asked at every booking."""
    query = select(Resource).where(Resource.kind == Kind.STAFF, Resource.pole_id == bindparam("pole"))
    return query.where(Resource.id.in_(bindparam("ids", expanding=True)))


def work_said(booking_id: int) -> list[Lent]:
    """The versions whose work this booking was said to be."""
    ids = db.session.scalars(select(WorkSaid.terms_id).where(WorkSaid.booking_id == booking_id))
    return staffing.lent_by(ids)


def taken_during(shelves: Sequence[Shelf], span: TimeSpan, now: datetime) -> list[Used]:
    """What takes these resources, and what takes their people elsewhere: busy, without where, why and for whom."""
    busy, units = elsewhere(shelves, span), {shelf.id: shelf.units for shelf in shelves}
    found = [used._replace(unit_id=unit) for used in busy for unit in units[used.resource_id]]
    return [*used_during(list(units), span, now), *found]


def elsewhere(rows: Iterable[Shelf | Resource], *spans: TimeSpan) -> list[Used]:
    """What takes the people whose time these resources are on other ones; no statement where none is staff."""
    staff = [staffing.Asked(row.id, row.zone, is_loan(row.regime)) for row in rows if row.kind is Kind.STAFF]
    if not staff or not spans:
        return []
    reach = min(span.start for span in spans), max(span.end for span in spans)
    times = staffing.busy_elsewhere(staff, *reach)
    found = [(number, *stretch) for number, taken in times.items() for stretch in sorted(set(taken))]
    return [_busy(place, *row) for place, row in enumerate(found, 1)]


def _busy(place: int, resource_id: int, start: datetime, end: datetime) -> Used:
    return Used(
        resource_id=resource_id,
        unit_id=0,
        starts_at=start,
        ends_at=end,
        used_until=end,
        kind=ClaimKind.BOOKING,
        claim_id=-place,
        structure_id=None,
        person_id=None,
        reason="",
        booked_id=0,
        shown=Shown.BUSY,
        owner_id=0,
        booking_id=None,
        state=None,
        line_state=None,
        title=None,
        structure=None,
        person=None,
        pole_ids=(None, None),
    )
