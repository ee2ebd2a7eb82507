"""Hours worked at the host, and what the loan cost."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from mutua.kernel.db import Id, Instant, Table, enum_by_value


class HoursState(StrEnum):
    ENTERED = "entered"
    CONFIRMED = "confirmed"
    CONTESTED = "contested"
    VALIDATED = "validated"
    REPLACED = "replaced"


class HoursEntry(Table):
    """Hours of one day at the host: entered by the host, answered by the employee, validated by the lender.

    Times and break never change: a mistake is replaced by another entry. Contested hours count as agreed meanwhile.
    """

    __tablename__ = "hours_entry"
    __table_args__ = (
        Index(None, "arrangement_id", "starts_at"),
        CheckConstraint("starts_at < ends_at", name="order"),
        CheckConstraint("break_minutes BETWEEN 0 AND 600", name="break"),
    )

    id: Mapped[Id]
    arrangement_id: Mapped[int] = mapped_column(ForeignKey("arrangement.id"))
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    break_minutes: Mapped[int] = mapped_column(default=0)
    state: Mapped[HoursState] = mapped_column(enum_by_value(HoursState), default=HoursState.ENTERED)
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[Instant]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[Instant | None]
    answer_note: Mapped[str] = mapped_column(Text, default="")
    validated_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    validated_at: Mapped[Instant | None]

    @property
    def minutes(self) -> int:
        """Effective work: elapsed time less the break."""
        elapsed: timedelta = self.ends_at - self.starts_at
        return int(elapsed.total_seconds() // 60) - self.break_minutes


class CostStatement(Table):
    """Cost of the loan in cents: wages, charges, expenses; invoiced without a margin (S1). The lender alone sees it."""

    __tablename__ = "cost_statement"
    __table_args__ = (
        CheckConstraint("invoiced_cents <= wages_cents + charges_cents + expenses_cents", name="no_margin"),
        CheckConstraint("wages_cents >= 0 AND charges_cents >= 0 AND expenses_cents >= 0", name="positive"),
    )

    id: Mapped[Id]
    arrangement_id: Mapped[int] = mapped_column(ForeignKey("arrangement.id"), unique=True)
    minutes: Mapped[int]
    wages_cents: Mapped[int]
    charges_cents: Mapped[int]
    expenses_cents: Mapped[int]
    invoiced_cents: Mapped[int]
    vat_note: Mapped[str] = mapped_column(String(200), default="")
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[Instant]
    keep_until: Mapped[date]
