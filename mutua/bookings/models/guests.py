"""Outside people and firms who come with a booking, and what the law asks of them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.kernel.db import Id, Instant, Table, enum_by_value


class Purpose(StrEnum):
    """Sharing the place (L4121-5), working for the host (R4511-1), or delivering (R4515-1)."""

    SHARING = "sharing"
    WORKING = "working"
    DELIVERING = "delivering"


class Guest(Table):
    """Somebody from outside the pole, named, or a firm."""

    __tablename__ = "guest"
    __table_args__ = (CheckConstraint("name <> '' OR firm <> ''", name="named"), Index(None, "booking_id"))

    id: Mapped[Id]
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"))
    name: Mapped[str] = mapped_column(String(120), default="")
    firm: Mapped[str] = mapped_column(String(160), default="")
    purpose: Mapped[Purpose] = mapped_column(enum_by_value(Purpose))
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[Instant]

    operation: Mapped[Operation | None] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")


class Operation(Table):
    """What an outside firm writes before its operation (R4511-10), and what was done about it.

    `hours` is the total foreseen over twelve months at most (R4512-7). `works`: numbers of the order of 19 March 1993;
    `dangerous` says whether any is foreseen, None while nobody was asked. `plan_on`: the day the prevention plan was
    written, or the safety protocol of a delivery signed (R4515-4).
    """

    __tablename__ = "guest_operation"
    __table_args__ = (
        CheckConstraint("headcount BETWEEN 1 AND 10000", name="headcount"),
        CheckConstraint("hours BETWEEN 0 AND 100000", name="hours"),
        CheckConstraint("days BETWEEN 1 AND 366", name="days"),
    )

    id: Mapped[Id]
    guest_id: Mapped[int] = mapped_column(ForeignKey("guest.id", ondelete="CASCADE"), unique=True)
    arrives_on: Mapped[date | None]
    days: Mapped[int | None]
    headcount: Mapped[int | None]
    hours: Mapped[int | None]
    lead: Mapped[str] = mapped_column(String(120), default="")
    subcontractors: Mapped[str] = mapped_column(Text, default="")
    dangerous: Mapped[bool | None]
    works: Mapped[list[int]] = mapped_column(JSON, default=list)
    dangerous_words: Mapped[str] = mapped_column(String(300), default="")
    alone: Mapped[bool | None]
    inspected_on: Mapped[date | None]
    plan_on: Mapped[date | None]
    changed_at: Mapped[Instant]
