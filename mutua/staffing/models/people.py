"""The person at work, as their employer knows them: hours declared, and the person's own word that they are all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.kernel.db import Id, Instant, Table, enum_by_value
from mutua.pole.models import Person, Structure
from mutua.staffing.models.terms import Slot


class Channel(StrEnum):
    """Through the employee's own account, or on paper that the lender recorded."""

    ACCOUNT = "account"
    PAPER = "paper"


class Employee(Table):
    """A person employed by a structure, with an account or without; their name is erasable."""

    __tablename__ = "employee"
    __table_args__ = (UniqueConstraint("structure_id", "person_id"),)

    id: Mapped[Id]
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    qualification: Mapped[str] = mapped_column(String(160), default="")
    birth_date: Mapped[date | None]
    forfait_jours: Mapped[bool] = mapped_column(default=False)
    night_worker: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Instant]

    structure: Mapped[Structure] = relationship(lazy="raise_on_sql")
    person: Mapped[Person | None] = relationship(lazy="raise_on_sql")


@dataclass(frozen=True)
class Elsewhere:
    """Another paid job as the person told it: its hours, never whose it is; minutes of way between the two."""

    slots: tuple[Slot, ...]
    travel_minutes: int | None = None


class BaseSchedule(Table):
    """The usual week at the employer, as declared on a day; the newest counts. Append-only."""

    __tablename__ = "base_schedule"

    id: Mapped[Id]
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), index=True)
    pattern: Mapped[list[Any]] = mapped_column(JSON)
    stated_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    stated_at: Mapped[Instant]
    elsewhere: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    @property
    def slots(self) -> tuple[Slot, ...]:
        return tuple(Slot(*each) for each in self.pattern)

    @property
    def other_job(self) -> Elsewhere | None:
        known = self.elsewhere
        return Elsewhere(tuple(Slot(*each) for each in known["slots"]), known["travel"]) if known else None


class Attestation(Table):
    """The employee's word that the declared hours are all their paid work (T13, D8261-2). Append-only."""

    __tablename__ = "attestation"

    id: Mapped[Id]
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), index=True)
    schedule_id: Mapped[int] = mapped_column(ForeignKey("base_schedule.id"))
    attested_on: Mapped[date]
    channel: Mapped[Channel] = mapped_column(enum_by_value(Channel))
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[Instant]


class StaffTime(Table):
    """Whose working time a resource of staff is, said by the employer: so that each booking is checked. Erasable."""

    __tablename__ = "staff_time"

    id: Mapped[Id]
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), unique=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), index=True)
    named_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    named_at: Mapped[Instant]

    employee: Mapped[Employee] = relationship(lazy="raise_on_sql")
