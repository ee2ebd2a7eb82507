"""What is shown and handed out of a resource beside its sheet: further photos, documents."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.documents.models import StoredFile
from mutua.kernel.db import Id, Instant, Table, enum_by_value


class PaperSort(StrEnum):
    """What a document is."""

    MANUAL = "manual"
    TERMS = "terms"
    PLAN = "plan"
    ASBESTOS = "asbestos"
    CERTIFICATE = "certificate"
    INSURANCE = "insurance"
    REPORT = "report"
    OTHER = "other"


class Readers(StrEnum):
    """Who reads a document: whoever sees the resource; structures with a confirmed date; who sets the resource."""

    ALL = "all"
    BOOKED = "booked"
    SETTERS = "setters"


class Shot(NamedTuple):
    """A photo: its file, and what it shows for those who do not see it. No name: there is none."""

    name: str | None
    alt: str


class ResourcePhoto(Table):
    """A photo after the first, which the resource itself names; `name`: the file, by its content's hash."""

    __tablename__ = "resource_photo"
    __table_args__ = (Index(None, "resource_id", "position"), CheckConstraint("position >= 1", name="position"))

    id: Mapped[Id]
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    alt: Mapped[str] = mapped_column(String(200), default="")


class ResourceDocument(Table):
    """A file about a resource. Taken away, nobody reads it any more; the bytes stay where every file is kept."""

    __tablename__ = "resource_document"
    __table_args__ = (Index(None, "resource_id"),)

    id: Mapped[Id]
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id", ondelete="CASCADE"))
    sort: Mapped[PaperSort] = mapped_column(enum_by_value(PaperSort))
    readers: Mapped[Readers] = mapped_column(enum_by_value(Readers))
    title: Mapped[str] = mapped_column(String(120))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[Instant]
    removed_at: Mapped[Instant | None]

    file: Mapped[StoredFile] = relationship(lazy="raise_on_sql")
