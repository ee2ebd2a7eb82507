"""Contributions volontaires en nature: what the receiver declares them worth, beside the ledger and never in it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.exchanges.models.words import UnitCode
from mutua.kernel.db import Id, Instant, Table, enum_by_value
from mutua.pole.models import Person
from mutua.resources.models import Kind


class Valuation(Table):
    """What one unit of a kind is worth to a receiver in an accounting year, in cents; the newest counts, all are kept.

    With an exchange: for this one alone, which then wins over its kind.
    `account` is the use (86…) it is booked under, as X16 pairs it; method and source say how the value was found
    (X17: none is imposed, but it is told).
    """

    __tablename__ = "valuation"
    __table_args__ = (
        CheckConstraint("cents > 0", name="cents"),
        CheckConstraint("account IN ('860', '8611', '8612', '862', '864')", name="account"),
        CheckConstraint("part > 0", name="part"),
        Index(None, "pole_id", "structure_id", "year"),
    )

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    year: Mapped[int]
    part: Mapped[int] = mapped_column(default=1)
    kind: Mapped[Kind] = mapped_column(enum_by_value(Kind))
    unit: Mapped[UnitCode] = mapped_column(enum_by_value(UnitCode))
    exchange_id: Mapped[int | None] = mapped_column(ForeignKey("exchange.id"))
    cents: Mapped[int]
    account: Mapped[str] = mapped_column(String(4))
    method: Mapped[str] = mapped_column(String(160))
    source: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[Instant]


class ContributionJudgement(Table):
    """What a receiver says of X14's two conditions for an accounting year; the newest counts, all are kept.

    Essential to understand its activity, and countable: it books its contributions. Otherwise its notes give the
    reason, with their nature and importance.
    """

    __tablename__ = "contribution_judgement"
    __table_args__ = (
        CheckConstraint("(essential AND countable) OR reason <> ''", name="reason"),
        CheckConstraint("part > 0", name="part"),
        Index(None, "pole_id", "structure_id", "year"),
    )

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    year: Mapped[int]
    part: Mapped[int] = mapped_column(default=1)
    essential: Mapped[bool]
    countable: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(600), default="")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[Instant]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")

    @property
    def booked(self) -> bool:
        return self.essential and self.countable


class AccountingYear(Table):
    """The month in which a structure's accounting years begin; none: January. All rows are kept and read in order.

    Without dates it stands for all years, until one was settled. With dates: the year that begins on `transition_on`
    lasts until the day before `begins_on`, from which on years begin in `month`; those before stay as they were.
    """

    __tablename__ = "accounting_year"
    __table_args__ = (
        CheckConstraint("month BETWEEN 1 AND 12", name="month"),
        CheckConstraint("(transition_on IS NULL) = (begins_on IS NULL)", name="both_days"),
        CheckConstraint("transition_on IS NULL OR transition_on < begins_on", name="order"),
    )

    id: Mapped[Id]
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"), index=True)
    month: Mapped[int]
    transition_on: Mapped[date | None]
    begins_on: Mapped[date | None]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[Instant]


class ContributionStatement(Table):
    """An accounting year's statement, settled once the year was closed: its facts never move again (invariant 11).

    `year` is the calendar year in which the accounting year begins, `part` tells apart two that begin in the same;
    `until_on` is its last day.
    """

    __tablename__ = "contribution_statement"
    __table_args__ = (
        UniqueConstraint("pole_id", "structure_id", "year", "part"),
        CheckConstraint("part > 0", name="part"),
    )

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    year: Mapped[int]
    part: Mapped[int] = mapped_column(default=1)
    until_on: Mapped[date]
    through_on: Mapped[date]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    settled_at: Mapped[Instant]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
