"""What was handed over, in which state, at start and return; who was there; who looks at the door."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.bookings.models.dates import Line
from mutua.kernel.db import Id, Instant, Table, enum_by_value
from mutua.pole.models import Person, Structure

# One is early at a door: from then on one may say that one is there.
EARLY_AT_THE_DOOR = timedelta(minutes=15)


class Moment(StrEnum):
    OUT = "out"
    BACK = "back"


class Condition(StrEnum):
    GOOD = "good"
    WORN = "worn"
    DAMAGED = "damaged"


class Handover(Table):
    """The state of one resource at one moment of one date, as one side wrote it and the other acknowledged.

    `mileage` in km as the dial shows it, `fuel` in per cent of a full tank or battery. Never changed once written: the
    trigger leaves the acknowledgement alone to be added.
    """

    __tablename__ = "handover"
    __table_args__ = (
        UniqueConstraint("line_id", "moment"),
        CheckConstraint("fuel BETWEEN 0 AND 100", name="fuel"),
        CheckConstraint("mileage BETWEEN 0 AND 9999999", name="mileage"),
        CheckConstraint("(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)", name="acknowledged"),
    )

    id: Mapped[Id]
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))
    moment: Mapped[Moment] = mapped_column(enum_by_value(Moment))
    at: Mapped[Instant]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    mileage: Mapped[int | None]
    fuel: Mapped[int | None]
    condition: Mapped[Condition] = mapped_column(enum_by_value(Condition))
    note: Mapped[str] = mapped_column(Text, default="")
    lent_keys: Mapped[str] = mapped_column(String(160), default="")
    keys_back: Mapped[bool] = mapped_column(default=False)
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    acknowledged_at: Mapped[Instant | None]

    line: Mapped[Line] = relationship(lazy="raise_on_sql")
    by: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=by_id)
    structure: Mapped[Structure] = relationship(lazy="raise_on_sql")
    acknowledged_by: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=acknowledged_by_id)
    photos: Mapped[list[HandoverPhoto]] = relationship(lazy="raise_on_sql", order_by="HandoverPhoto.id")


class HandoverPhoto(Table):
    """A picture that belongs to a hand-over; its bytes are a stored file."""

    __tablename__ = "handover_photo"
    __table_args__ = (Index(None, "handover_id"),)

    id: Mapped[Id]
    handover_id: Mapped[int] = mapped_column(ForeignKey("handover.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))


class Presence(Table):
    """Somebody said that they are there: without it, an owner who wishes so gets the rest of the time back."""

    __tablename__ = "presence"

    id: Mapped[Id]
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id", ondelete="CASCADE"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[Instant]


class DoorLink(Table):
    """A secret address that shows what is on in a resource now and next, without sign-in, until it is revoked."""

    __tablename__ = "door_link"
    __table_args__ = (Index(None, "resource_id"),)

    id: Mapped[Id]
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id", ondelete="CASCADE"))
    seed: Mapped[str] = mapped_column(String(40))
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[Instant]
    revoked_at: Mapped[Instant | None]
