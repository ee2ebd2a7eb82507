"""What is asked of those who book: conditions they accept, rights they hold."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.kernel.db import Id, Instant, Table, enum_by_value
from mutua.pole.models import Person, Structure


class Right(StrEnum):
    """What the person who books, or their structure, must hold on the day."""

    LICENCE_B = "licence_b"
    LICENCE_BE = "licence_be"
    LICENCE_C = "licence_c"
    LICENCE_D = "licence_d"
    FORKLIFT = "forklift"
    ELECTRICITY = "electricity"
    INDUCTION = "induction"
    FIRE_BRIEFING = "fire_briefing"
    LIABILITY_INSURANCE = "liability_insurance"
    VEHICLE_INSURANCE = "vehicle_insurance"


# Given for one resource by those who share it; the others are worth everywhere in the pole.
LOCAL = (Right.INDUCTION, Right.FIRE_BRIEFING)
# Held by a structure, not by a person.
COLLECTIVE = (Right.LIABILITY_INSURANCE, Right.VEHICLE_INSURANCE)


class UseTerms(Table):
    """A version of a resource's conditions of use: never changed, the next version replaces it."""

    __tablename__ = "use_terms"
    __table_args__ = (UniqueConstraint("resource_id", "number"),)

    id: Mapped[Id]
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[Instant]


class TermsAcceptance(Table):
    """A person accepted one version for their structure."""

    __tablename__ = "terms_acceptance"
    __table_args__ = (UniqueConstraint("structure_id", "terms_id"),)

    id: Mapped[Id]
    terms_id: Mapped[int] = mapped_column(ForeignKey("use_terms.id"), index=True)
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    accepted_at: Mapped[Instant]


class Entitlement(Table):
    """A right of a person or of a structure in a pole, for one resource or for all, until a day (none: for good)."""

    __tablename__ = "entitlement"
    __table_args__ = (
        Index(None, "person_id"),
        Index(None, "structure_id"),
        Index(None, "until_on"),
        CheckConstraint("(person_id IS NULL) <> (structure_id IS NULL)", name="one_holder"),
    )

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    code: Mapped[Right] = mapped_column(enum_by_value(Right))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    structure_id: Mapped[int | None] = mapped_column(ForeignKey("structure.id"))
    resource_id: Mapped[int | None] = mapped_column(ForeignKey("resource.id"))
    until_on: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str] = mapped_column(String(200), default="")
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[Instant]
    reminded_at: Mapped[Instant | None]

    person: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[person_id])
    structure: Mapped[Structure | None] = relationship(lazy="raise_on_sql")

    def holds_on(self, day: date) -> bool:
        return self.until_on is None or day <= self.until_on
