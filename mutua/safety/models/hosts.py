"""What the host of a place says of an activity there: it passes a danger on, or does not, whatever the catalogue."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.bookings.models import Profile
from mutua.kernel.db import Id, Instant, Table, enum_by_value
from mutua.pole.models import Person, Structure


class HostEffect(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    USUAL = "usual"  # the catalogue again


class HostChange(Table):
    """Written once; of one place, activity and family the last row counts. `place_key` is "resource:7", "room:3" or
    "building:1", as the co-activity rows name their place. Without a structure, the pole's prevention spoke."""

    __tablename__ = "host_change"
    __table_args__ = (CheckConstraint("reason <> ''", name="reason"),)

    id: Mapped[Id]
    document_id: Mapped[int] = mapped_column(ForeignKey("safety_document.id"), index=True)
    place_key: Mapped[str] = mapped_column(String(40))
    profile: Mapped[Profile] = mapped_column(enum_by_value(Profile))
    family: Mapped[str] = mapped_column(String(3))
    effect: Mapped[HostEffect] = mapped_column(enum_by_value(HostEffect))
    reason: Mapped[str] = mapped_column(String(300))
    structure_id: Mapped[int | None] = mapped_column(ForeignKey("structure.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[Instant]

    structure: Mapped[Structure | None] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")
