"""What is taken: claims and the units they hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.kernel.db import Id, Instant, Table, enum_by_value
from mutua.kernel.timespan import TimeSpan
from mutua.resources.models.words import ClaimKind


class Claim(Table):
    """The one owner of its holds: a booking's line, a block, or a form that is open for ten minutes.

    `used_until` is the end without turnaround: what may be trimmed when the same structure comes next.
    """

    __tablename__ = "claim"
    __table_args__ = (Index(None, "resource_id"), Index(None, "person_id"))

    id: Mapped[Id]
    kind: Mapped[ClaimKind] = mapped_column(enum_by_value(ClaimKind))
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    structure_id: Mapped[int | None] = mapped_column(ForeignKey("structure.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(200), default="")
    used_until: Mapped[Instant]
    expires_at: Mapped[Instant | None]

    holds: Mapped[list[Hold]] = relationship(lazy="raise_on_sql", passive_deletes=True)


class Hold(Table):
    """A unit taken during [starts_at, ends_at). The database itself refuses two that overlap."""

    __tablename__ = "hold"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="order"),
        Index(None, "unit_id", "starts_at"),
        ExcludeConstraint(
            ("unit_id", "="),
            (func.tstzrange(text("starts_at"), text("ends_at")), "&&"),
            name="hold_overlap",
            using="gist",
        ).ddl_if(dialect="postgresql"),
    )

    id: Mapped[Id]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id", ondelete="CASCADE"), index=True)
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]


@dataclass(frozen=True)
class Ask:
    """A resource wanted for a span: from which units, how many, for whom, and how long it rests afterwards."""

    resource_id: int
    unit_ids: tuple[int, ...]
    count: int
    span: TimeSpan
    turnaround: timedelta
    structure_id: int | None
