"""Around the signatures: what structures remark on a draft, and the people in charge of places, who sign theirs."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.kernel.db import Id, Instant, Table, enum_by_value
from mutua.pole.models import Person, Structure
from mutua.safety.models.draft import WorkUnit
from mutua.safety.models.edition import SignatureMethod


class DraftRemark(Table):
    """What a structure says of the draft, of one unit or of all of it; `answered_at` is empty until it is answered."""

    __tablename__ = "safety_remark"
    __table_args__ = (Index(None, "document_id"), Index(None, "unit_id"))

    id: Mapped[Id]
    document_id: Mapped[int] = mapped_column(ForeignKey("safety_document.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("work_unit.id"))
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[Instant]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[Instant | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    unit: Mapped[WorkUnit | None] = relationship(lazy="raise_on_sql")
    structure: Mapped[Structure] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise_on_sql")


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
