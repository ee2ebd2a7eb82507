"""Standing arrangements that propose their exchange by themselves, date by date."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.exchanges.models.words import Every, UnitCode
from mutua.kernel.db import Id, Instant, Table, enum_by_value
from mutua.pole.models import Structure
from mutua.resources.models import Kind, Regime


class StandingExchange(Table):
    """A weekly desk, a monthly hour: `next_on` is the local day of the next proposal, which nobody has confirmed."""

    __tablename__ = "standing_exchange"
    __table_args__ = (
        CheckConstraint("giver_id <> receiver_id", name="two_parties"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("first_on <= until_on", name="order"),
        CheckConstraint("kind <> 'staff' OR (regime IS NOT NULL AND regime = 'r1')", name="staff_is_service"),
        Index(None, "stopped_at", "next_on"),
    )

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    giver_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    receiver_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    kind: Mapped[Kind] = mapped_column(enum_by_value(Kind))
    unit: Mapped[UnitCode] = mapped_column(enum_by_value(UnitCode))
    regime: Mapped[Regime | None] = mapped_column(enum_by_value(Regime))
    quantity: Mapped[int]
    title: Mapped[str] = mapped_column(String(160))
    note: Mapped[str] = mapped_column(Text, default="")
    every: Mapped[Every] = mapped_column(enum_by_value(Every))
    first_on: Mapped[date]
    until_on: Mapped[date]
    next_on: Mapped[date | None]
    created_at: Mapped[Instant]
    stopped_at: Mapped[Instant | None]

    giver: Mapped[Structure] = relationship(lazy="raise_on_sql", foreign_keys=[giver_id])
    receiver: Mapped[Structure] = relationship(lazy="raise_on_sql", foreign_keys=[receiver_id])
