"""What is broken or under maintenance."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from mutua.kernel.db import db
from mutua.resources.models import Fault, Severity


def faults_of(resource_id: int, now: datetime) -> list[Fault]:
    """Those that are not over, by start."""
    query = select(Fault).where(Fault.resource_id == resource_id, or_(Fault.ends_at.is_(None), Fault.ends_at > now))
    return list(db.session.scalars(query.order_by(Fault.starts_at, Fault.id)))


def fault_of(resource_id: int, fault_id: int) -> Fault | None:
    return db.session.scalar(select(Fault).where(Fault.id == fault_id, Fault.resource_id == resource_id))


def notices_by(person_id: int, resource_id: int, now: datetime) -> int:
    """How many a person reported within a day that are not over."""
    query = select(func.count(Fault.id)).where(
        Fault.reported_by_id == person_id,
        Fault.resource_id == resource_id,
        Fault.severity == Severity.NOTICE,
        Fault.reported_at > now - timedelta(days=1),
        or_(Fault.ends_at.is_(None), Fault.ends_at > now),
    )
    return db.session.scalar(query) or 0
