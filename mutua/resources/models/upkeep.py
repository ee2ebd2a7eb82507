"""What keeps resources found, understood and working: features, faults."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mutua.kernel.db import Id, Instant, Table, enum_by_value


class Severity(StrEnum):
    """A fault is told to those who book, or it stops the resource."""

    NOTICE = "notice"
    STOP = "stop"


class Feature(Table):
    """Something to filter by, as the pole words it; `words` are the equipment that means it, separated by commas."""

    __tablename__ = "feature"
    __table_args__ = (UniqueConstraint("pole_id", "name"),)

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(60))
    words: Mapped[str] = mapped_column(String(300), default="")


class Fault(Table):
    """Something is broken. A stop holds the units through its claim; a notice only says so."""

    __tablename__ = "fault"
    __table_args__ = (Index(None, "resource_id"), CheckConstraint("starts_at < ends_at", name="order"))

    id: Mapped[Id]
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    severity: Mapped[Severity] = mapped_column(enum_by_value(Severity))
    text: Mapped[str] = mapped_column(Text)
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant | None]
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id", ondelete="SET NULL"))
    reported_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reported_at: Mapped[Instant]
