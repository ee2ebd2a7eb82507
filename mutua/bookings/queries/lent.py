"""What is known of people lent whose time somebody books."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from mutua.bookings.models import WorkSaid
from mutua.bookings.rules import is_loan
from mutua.kernel.db import db
from mutua.pole.models import Member
from mutua.resources.models import Resource
from mutua.staffing import queries as staffing
from mutua.staffing.rules.cover import Cover, Lent


def cover_for(resources: Iterable[Resource], member: Member) -> Cover:
    """The signed loans to the member's structure among these; no statement where none is needed."""
    wanted = [row.id for row in resources if is_loan(row.regime) and row.structure_id != member.structure_id]
    if not wanted or member.structure_id is None:
        return Cover()
    return staffing.lent_to(member.structure_id, wanted)


def work_said(booking_id: int) -> list[Lent]:
    """The versions whose work this booking was said to be."""
    ids = db.session.scalars(select(WorkSaid.terms_id).where(WorkSaid.booking_id == booking_id))
    return staffing.lent_by(ids)
