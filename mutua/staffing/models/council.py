"""What the works councils of both sides said."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from mutua.kernel.db import Id, Instant, Table, enum_by_value
from mutua.staffing.models.states import Party


class CseOpinion(StrEnum):
    """What a works council said; NO_CSE when there is none (fewer than 11 staff for 12 months, L2311-2)."""

    FAVOURABLE = "favourable"
    UNFAVOURABLE = "unfavourable"
    NO_OPINION = "no_opinion"
    NO_CSE = "no_cse"


class CseRecord(Table):
    """What one side's works council said and when, or that there is none at this headcount (S8 to S10). Append-only.

    A wrong record stays: the one that corrects it names it in `replaces_id`.
    """

    __tablename__ = "cse_record"
    __table_args__ = (
        Index(None, "arrangement_id"),
        CheckConstraint("(opinion = 'no_cse') = (consulted_on IS NULL)", name="date_of_opinion"),
    )

    id: Mapped[Id]
    arrangement_id: Mapped[int] = mapped_column(ForeignKey("arrangement.id"))
    terms_id: Mapped[int] = mapped_column(ForeignKey("terms.id"))
    side: Mapped[Party] = mapped_column(enum_by_value(Party))
    opinion: Mapped[CseOpinion] = mapped_column(enum_by_value(CseOpinion))
    consulted_on: Mapped[date | None]
    headcount: Mapped[int]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("cse_record.id"))
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[Instant]
