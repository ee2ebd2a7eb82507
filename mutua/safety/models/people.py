"""What employers say of their own people, by numbers alone, and what a risk looks like."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mutua.kernel.db import Id, Instant, Table, enum_by_value

MOST_PEOPLE = 99_999


class Factor(StrEnum):
    """Factors of professional risk of which the annex tells collective figures (R4121-1-1, D4163-2)."""

    NOISE = "noise"
    TEMPERATURE = "temperature"
    NIGHT = "night"
    SHIFT = "shift"
    REPETITIVE = "repetitive"
    HYPERBARIC = "hyperbaric"


class RiskPhoto(Table):
    """A picture of a risk, with words for who cannot see it; taken away, it stays in the versions that show it."""

    __tablename__ = "risk_photo"
    __table_args__ = (Index(None, "risk_id"),)

    id: Mapped[Id]
    risk_id: Mapped[int] = mapped_column(ForeignKey("risk.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    alt: Mapped[str] = mapped_column(String(300))
    added_at: Mapped[Instant]
    removed_at: Mapped[Instant | None]


class UnitExposure(Table):
    """How many women and men of an employer a unit exposes (L4121-3), as that employer says; never their names."""

    __tablename__ = "unit_exposure"
    __table_args__ = (
        UniqueConstraint("unit_id", "structure_id"),
        CheckConstraint(f"women BETWEEN 0 AND {MOST_PEOPLE}", name="women"),
        CheckConstraint(f"men BETWEEN 0 AND {MOST_PEOPLE}", name="men"),
    )

    id: Mapped[Id]
    unit_id: Mapped[int] = mapped_column(ForeignKey("work_unit.id"))
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    women: Mapped[int]
    men: Mapped[int]
    said_at: Mapped[Instant]


class FactorFigure(Table):
    """What an employer says for its own annex: people exposed to a factor, and how many beyond its threshold."""

    __tablename__ = "factor_figure"
    __table_args__ = (
        UniqueConstraint("document_id", "structure_id", "factor"),
        CheckConstraint(f"0 <= beyond AND beyond <= exposed AND exposed <= {MOST_PEOPLE}", name="figures"),
    )

    id: Mapped[Id]
    document_id: Mapped[int] = mapped_column(ForeignKey("safety_document.id"))
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    factor: Mapped[Factor] = mapped_column(enum_by_value(Factor))
    exposed: Mapped[int]
    beyond: Mapped[int]
    said_at: Mapped[Instant]
