"""What is adopted and published: frozen facts, who must sign them, signatures, the files. Written once (guards)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.kernel.db import Id, Instant, Table, enum_by_value


class SignatureMethod(StrEnum):
    """How it was given: inside the signed-in account; with the code sent to its address."""

    ACCOUNT = "account"
    CODE = "code"


OPEN = "withdrawn_at IS NULL AND published_at IS NULL"


class Adoption(Table):
    """A draft put to signature: its facts are frozen, hashed and chained to the edition before. At most one is open."""

    __tablename__ = "safety_adoption"
    __table_args__ = (
        Index(None, "document_id", "number"),
        Index("safety_adoption_open", "document_id", unique=True, sqlite_where=text(OPEN), postgresql_where=text(OPEN)),
    )

    id: Mapped[Id]
    document_id: Mapped[int] = mapped_column(ForeignKey("safety_document.id"))
    number: Mapped[int]
    reason: Mapped[str] = mapped_column(String(300), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    content_sha256: Mapped[str] = mapped_column(String(64))
    previous_sha256: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[Instant]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[Instant | None]
    published_at: Mapped[Instant | None]

    signatories: Mapped[list[Signatory]] = relationship(lazy="raise_on_sql", order_by="Signatory.id")
    place_signatories: Mapped[list[PlaceSignatory]] = relationship(lazy="raise_on_sql", order_by="PlaceSignatory.id")

    @property
    def is_open(self) -> bool:
        return self.withdrawn_at is None and self.published_at is None


class Signatory(Table):
    """An employer of the pole when adoption opened, by name and role then: a leaver is marked, never awaited."""

    __tablename__ = "safety_signatory"
    __table_args__ = (UniqueConstraint("adoption_id", "structure_id"), Index(None, "structure_id"))

    id: Mapped[Id]
    adoption_id: Mapped[int] = mapped_column(ForeignKey("safety_adoption.id"))
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(40))

    signature: Mapped[SignatureRow | None] = relationship(lazy="raise_on_sql", uselist=False)


class SignatureRow(Table):
    """A signature, outside the hashed content, of exactly that content; it may come late."""

    __tablename__ = "safety_signature"

    id: Mapped[Id]
    signatory_id: Mapped[int] = mapped_column(ForeignKey("safety_signatory.id"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person_name: Mapped[str] = mapped_column(String(120))
    content_sha256: Mapped[str] = mapped_column(String(64))
    method: Mapped[SignatureMethod] = mapped_column(enum_by_value(SignatureMethod))
    signed_at: Mapped[Instant]


class PlaceSignatory(Table):
    """Who was in charge of a place when adoption opened, by name then; a place changes hands, this row does not."""

    __tablename__ = "safety_place_signatory"
    __table_args__ = (UniqueConstraint("adoption_id", "place_id"),)

    id: Mapped[Id]
    adoption_id: Mapped[int] = mapped_column(ForeignKey("safety_adoption.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    place_name: Mapped[str] = mapped_column(String(120))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person_name: Mapped[str] = mapped_column(String(120))

    signature: Mapped[PlaceSignature | None] = relationship(lazy="raise_on_sql", uselist=False)


class PlaceSignature(Table):
    """The signature of a person in charge, of exactly the frozen content."""

    __tablename__ = "safety_place_signature"

    id: Mapped[Id]
    signatory_id: Mapped[int] = mapped_column(ForeignKey("safety_place_signatory.id"), unique=True)
    content_sha256: Mapped[str] = mapped_column(String(64))
    method: Mapped[SignatureMethod] = mapped_column(enum_by_value(SignatureMethod))
    signed_at: Mapped[Instant]


class Edition(Table):
    """A published version: facts, hashes and file never change."""

    __tablename__ = "safety_edition"
    __table_args__ = (UniqueConstraint("document_id", "number"),)

    id: Mapped[Id]
    document_id: Mapped[int] = mapped_column(ForeignKey("safety_document.id"))
    adoption_id: Mapped[int] = mapped_column(ForeignKey("safety_adoption.id"), unique=True)
    number: Mapped[int]
    reason: Mapped[str] = mapped_column(String(300), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    content_sha256: Mapped[str] = mapped_column(String(64))
    previous_sha256: Mapped[str] = mapped_column(String(64))
    pdf: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    pdf_sha256: Mapped[str] = mapped_column(String(64))
    catalogue_on: Mapped[date]
    law_on: Mapped[date]
    published_at: Mapped[Instant]
    published_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class Extract(Table):
    """The part of an edition that one employer annexes to its own document."""

    __tablename__ = "safety_extract"
    __table_args__ = (UniqueConstraint("edition_id", "structure_id"), Index(None, "structure_id"))

    id: Mapped[Id]
    edition_id: Mapped[int] = mapped_column(ForeignKey("safety_edition.id"))
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    number: Mapped[str] = mapped_column(String(20))
    content_sha256: Mapped[str] = mapped_column(String(64))
    pdf: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    pdf_sha256: Mapped[str] = mapped_column(String(64))

    edition: Mapped[Edition] = relationship(lazy="raise_on_sql")


class FirstSeen(Table):
    """The day a reason to update an edition was first seen, while it is true: what it comes of has no day of its own.

    `key` names the reason from one day to the next (rules.duty.Reason).
    """

    __tablename__ = "safety_first_seen"
    __table_args__ = (UniqueConstraint("edition_id", "key"),)

    id: Mapped[Id]
    edition_id: Mapped[int] = mapped_column(ForeignKey("safety_edition.id"))
    key: Mapped[str] = mapped_column(String(120))
    seen_on: Mapped[date]
