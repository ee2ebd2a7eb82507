"""What keeps resources found, understood and working: features, files, faults, who decides for them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.kernel.db import Id, Instant, Table, enum_by_value
from mutua.pole.models import Person


class FileKind(StrEnum):
    PHOTO = "photo"
    DOCUMENT = "document"


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


class Attachment(Table):
    """A further photo or a document of a resource; `name` is its file, named by its content."""

    __tablename__ = "attachment"
    __table_args__ = (UniqueConstraint("resource_id", "name"), CheckConstraint("size >= 0", name="size"))

    id: Mapped[Id]
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    kind: Mapped[FileKind] = mapped_column(enum_by_value(FileKind))
    name: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(160), default="")
    size: Mapped[int]
    added_at: Mapped[Instant]


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


class Deputy(Table):
    """A person who answers requests beside the managers: for one resource or all of a structure, or for a time."""

    __tablename__ = "deputy"
    __table_args__ = (Index(None, "structure_id"), Index(None, "person_id"))

    id: Mapped[Id]
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    resource_id: Mapped[int | None] = mapped_column(ForeignKey("resource.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    first_on: Mapped[date | None] = mapped_column(Date)
    last_on: Mapped[date | None] = mapped_column(Date)
    named_at: Mapped[Instant]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
