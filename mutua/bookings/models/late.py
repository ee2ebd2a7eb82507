"""Dates given back too late: they count in the quotas as if they had taken place."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from mutua.kernel.db import Id, Instant, Table


class LateCancellation(Table):
    """One row an occurrence, whatever becomes of it afterwards."""

    __tablename__ = "late_cancellation"

    id: Mapped[Id]
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id"), unique=True)
    at: Mapped[Instant]
