"""What structures remark on a draft while it is negotiated."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.kernel.db import Id, Instant, Table
from mutua.pole.models import Person, Structure
from mutua.safety.models.draft import WorkUnit


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
