"""What is known of people lent whose time somebody books."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from mutua.bookings.models import WorkSaid
from mutua.bookings.rules import is_loan, is_service
from mutua.kernel.db import db
from mutua.pole.models import Member
from mutua.resources.models import Kind, Resource
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
    query = select(Resource).where(Resource.id.in_(list(resource_ids)), Resource.kind == Kind.STAFF)
    return [row for row in db.session.scalars(query.where(Resource.pole_id == member.pole_id)) if is_service(row)]


def work_said(booking_id: int) -> list[Lent]:
    """The versions whose work this booking was said to be."""
    ids = db.session.scalars(select(WorkSaid.terms_id).where(WorkSaid.booking_id == booking_id))
    return staffing.lent_by(ids)
