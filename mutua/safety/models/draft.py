"""The open draft of a pole: work units, risks, measures and common rules."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.kernel.db import Id, Instant, Table, enum_by_value
from mutua.pole.models import Pole, Structure
from mutua.resources.models import Kind, Place


class SourceKind(StrEnum):
    """What a work unit was born from; by hand, it has no source id."""

    RESOURCE = "resource"
    ARRANGEMENT = "arrangement"
    HAND = "hand"


class MeasureState(StrEnum):
    PLANNED = "planned"
    STARTED = "started"
    DONE = "done"
    DROPPED = "dropped"


# The only legal moves of a measure.
NEXT_MEASURE_STATES: dict[MeasureState, tuple[MeasureState, ...]] = {
    MeasureState.PLANNED: (MeasureState.STARTED, MeasureState.DONE, MeasureState.DROPPED),
    MeasureState.STARTED: (MeasureState.DONE, MeasureState.DROPPED),
    MeasureState.DROPPED: (MeasureState.PLANNED,),
}


class Theme(StrEnum):
    """What a common rule is about (law/safety 5.2, 7)."""

    TRAFFIC = "traffic"
    FIRE = "fire"
    OUTSIDE_FIRMS = "outside_firms"
    ALCOHOL = "alcohol"
    KEYS = "keys"
    LONE_WORK = "lone_work"
    HEAT = "heat"
    CLEANING = "cleaning"
    OTHER = "other"


class SafetyDocument(Table):
    """One a pole, always open as a draft; what is published is kept in editions. Each employer keeps its own duty."""

    __tablename__ = "safety_document"

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"), unique=True)
    not_covered: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[Instant]
    refreshed_at: Mapped[Instant]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    pole: Mapped[Pole] = relationship(lazy="raise_on_sql")


class WorkUnit(Table):
    """A situation where people of several employers meet the same dangers; a copy of its source as it was seen last.

    What the pole shares is suggested; `accepted_at` is empty until somebody takes it in. `aside_at`: looked at and left
    out, with the reason. `merged_into_id`: told with another unit, which counts its use too.
    `nothing_at`: somebody looked and said that no particular risk is there, which is more than having said nothing.
    """

    __tablename__ = "work_unit"
    __table_args__ = (
        UniqueConstraint("document_id", "source_kind", "source_id"),
        Index(None, "merged_into_id"),
        CheckConstraint("merged_into_id <> id", name="not_into_itself"),
        CheckConstraint("aside_at IS NULL OR aside_reason <> ''", name="aside_with_reason"),
    )

    id: Mapped[Id]
    document_id: Mapped[int] = mapped_column(ForeignKey("safety_document.id"))
    source_kind: Mapped[SourceKind] = mapped_column(enum_by_value(SourceKind))
    source_id: Mapped[int | None]
    name: Mapped[str] = mapped_column(String(160))
    kind: Mapped[Kind] = mapped_column(enum_by_value(Kind))
    description: Mapped[str] = mapped_column(Text, default="")
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    structure_id: Mapped[int | None] = mapped_column(ForeignKey("structure.id"))
    attributes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    added_at: Mapped[Instant]
    retired_at: Mapped[Instant | None]
    nothing_at: Mapped[Instant | None]
    nothing_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    accepted_at: Mapped[Instant | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    aside_at: Mapped[Instant | None]
    aside_reason: Mapped[str] = mapped_column(String(300), default="")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("work_unit.id"))

    place: Mapped[Place | None] = relationship(lazy="raise_on_sql")
    structure: Mapped[Structure | None] = relationship(lazy="raise_on_sql")
    risks: Mapped[list[Risk]] = relationship(lazy="raise_on_sql", back_populates="unit", order_by="Risk.id")
    parts: Mapped[list[WorkUnit]] = relationship(lazy="raise_on_sql", order_by="WorkUnit.id")

    @property
    def state(self) -> str:
        """suggested, accepted, aside or merged."""
        if self.merged_into_id is not None:
            return "merged"
        if self.aside_at is not None:
            return "aside"
        return "accepted" if self.accepted_at is not None else "suggested"

    @property
    def stands(self) -> bool:
        """True while the document tells of it as a unit of its own."""
        return self.retired_at is None and self.aside_at is None and self.merged_into_id is None


class Risk(Table):
    """A danger of a unit, rated 1 to 4 by law/safety 4: `frequency_days` are distinct days of use in 12 months.

    `rated_at` is empty until somebody has rated it; `to_review` asks for it again and never changes a number. Until
    then `copied_from` names the unit it was taken over from, `to_check` what protects there and may not here.
    """

    __tablename__ = "risk"
    __table_args__ = (
        Index(None, "unit_id"),
        CheckConstraint("severity BETWEEN 1 AND 4", name="severity"),
        CheckConstraint("frequency BETWEEN 1 AND 4", name="frequency"),
        CheckConstraint("mastery BETWEEN 1 AND 4", name="mastery"),
        CheckConstraint("gross BETWEEN 1 AND 4", name="gross"),
        CheckConstraint("residual BETWEEN 1 AND 4", name="residual"),
    )

    id: Mapped[Id]
    unit_id: Mapped[int] = mapped_column(ForeignKey("work_unit.id"))
    family: Mapped[str] = mapped_column(String(3))
    situation: Mapped[str] = mapped_column(Text)
    severity: Mapped[int]
    severity_reason: Mapped[str] = mapped_column(String(300), default="")
    frequency: Mapped[int]
    frequency_days: Mapped[int] = mapped_column(default=0)
    frequency_reason: Mapped[str] = mapped_column(String(300), default="")
    mastery: Mapped[int]
    lone: Mapped[bool] = mapped_column(default=False)
    existing: Mapped[str] = mapped_column(Text, default="")
    gross: Mapped[int]
    residual: Mapped[int]
    individual_only: Mapped[bool] = mapped_column(default=False)
    to_review: Mapped[bool] = mapped_column(default=True)
    rated_at: Mapped[Instant | None]
    rated_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    removed_at: Mapped[Instant | None]
    version: Mapped[int] = mapped_column(default=1)
    copied_from: Mapped[str | None] = mapped_column(String(160))
    to_check: Mapped[str | None] = mapped_column(Text)

    __mapper_args__ = {"version_id_col": version}

    unit: Mapped[WorkUnit] = relationship(lazy="raise_on_sql", back_populates="risks")
    measures: Mapped[list[Measure]] = relationship(lazy="raise_on_sql", back_populates="risk", order_by="Measure.id")


class Measure(Table):
    """An action against a risk. `principle` is its rank, 1 to 9, in L4121-2; `cost` whole euros, when known.

    `level_before` is the residual level of its risk when it was decided, `level_after` when its effect was looked at.
    `dropped_reason`: why nobody will do it, while it is dropped.
    """

    __tablename__ = "measure"
    __table_args__ = (
        Index(None, "risk_id"),
        CheckConstraint("principle BETWEEN 1 AND 9", name="principle"),
        CheckConstraint("level_before BETWEEN 1 AND 4", name="level_before"),
        CheckConstraint("level_after BETWEEN 1 AND 4", name="level_after"),
    )

    id: Mapped[Id]
    risk_id: Mapped[int] = mapped_column(ForeignKey("risk.id"))
    text: Mapped[str] = mapped_column(String(300))
    principle: Mapped[int]
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    due_on: Mapped[date]
    state: Mapped[MeasureState] = mapped_column(enum_by_value(MeasureState), default=MeasureState.PLANNED)
    cost: Mapped[int | None]
    indicator: Mapped[str] = mapped_column(String(200), default="")
    person: Mapped[str] = mapped_column(String(120), default="")
    starts_on: Mapped[date | None]
    conditions: Mapped[str] = mapped_column(Text, default="")
    means: Mapped[str] = mapped_column(String(300), default="")
    evidence: Mapped[str] = mapped_column(Text, default="")
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    effect_on: Mapped[date | None]
    effect: Mapped[str] = mapped_column(Text, default="")
    effect_at: Mapped[Instant | None]
    level_before: Mapped[int | None]
    level_after: Mapped[int | None]
    dropped_reason: Mapped[str] = mapped_column(String(300), default="")
    added_at: Mapped[Instant]
    closed_at: Mapped[Instant | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    risk: Mapped[Risk] = relationship(lazy="raise_on_sql", back_populates="measures")
    structure: Mapped[Structure] = relationship(lazy="raise_on_sql")
    shares: Mapped[list[MeasureShare]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="MeasureShare.structure_id"
    )

    def shown_state(self, today: date) -> str:
        """The state, or "late" when it should have been done before today."""
        open_still = self.state in (MeasureState.PLANNED, MeasureState.STARTED)
        return "late" if open_still and self.due_on < today else str(self.state)


class MeasureShare(Table):
    """Who pays which part of an action, in percent; without rows, its owner pays all of it."""

    __tablename__ = "measure_share"
    __table_args__ = (
        UniqueConstraint("measure_id", "structure_id"),
        CheckConstraint("percent BETWEEN 1 AND 100", name="percent"),
    )

    id: Mapped[Id]
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id", ondelete="CASCADE"))
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    percent: Mapped[int]

    structure: Mapped[Structure] = relationship(lazy="raise_on_sql")


class CommonRule(Table):
    """A rule every employer of a place agrees to; without place, of the whole pole."""

    __tablename__ = "common_rule"

    id: Mapped[Id]
    document_id: Mapped[int] = mapped_column(ForeignKey("safety_document.id"), index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    theme: Mapped[Theme] = mapped_column(enum_by_value(Theme))
    text: Mapped[str] = mapped_column(Text)
    added_at: Mapped[Instant]
    retired_at: Mapped[Instant | None]

    place: Mapped[Place | None] = relationship(lazy="raise_on_sql")
