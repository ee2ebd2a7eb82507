"""What is broken or under maintenance."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select

from mutua.kernel.db import db
from mutua.resources.models import Fault


def faults_of(resource_id: int, now: datetime) -> list[Fault]:
    """Those that are not over, by start."""
    query = select(Fault).where(Fault.resource_id == resource_id, or_(Fault.ends_at.is_(None), Fault.ends_at > now))
    return list(db.session.scalars(query.order_by(Fault.starts_at, Fault.id)))


def fault_of(resource_id: int, fault_id: int) -> Fault | None:
    return db.session.scalar(select(Fault).where(Fault.id == fault_id, Fault.resource_id == resource_id))
