"""The safety of a place: what is known of it, periodic checks with their register, papers, who read its sheet."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.documents.models import StoredFile
from mutua.kernel.db import Id, Instant, Table, enum_by_value
from mutua.resources.models import Place

LONGEST_CYCLE = 120  # months


class Ventilation(StrEnum):
    WINDOWS = "windows"
    MECHANICAL = "mechanical"


class CheckKind(StrEnum):
    """What is looked at again and again; a drill is one of them (R4227-39)."""

    DRILL = "drill"
    ELECTRICITY = "electricity"
    EXTINGUISHERS = "extinguishers"
    ALARM = "alarm"
    LIGHTING = "lighting"
    LIFTING = "lifting"
    VENTILATION = "ventilation"
    VEHICLE = "vehicle"
    EQUIPMENT = "equipment"
    OTHER = "other"


class PaperKind(StrEnum):
    ASBESTOS = "asbestos"
    CONFORMITY = "conformity"
    DATA_SHEET = "data_sheet"
    INSTRUCTION = "instruction"
    OTHER = "other"


class PlaceSafety(Table):
    """What people must know of a place; None is "not asked", never zero. Widths in cm, volumes in m³."""

    __tablename__ = "place_safety"
    __table_args__ = (
        CheckConstraint("exits BETWEEN 0 AND 99", name="exits"),
        CheckConstraint("exit_width_cm BETWEEN 0 AND 9999", name="exit_width"),
        CheckConstraint("extinguishers BETWEEN 0 AND 999", name="extinguishers"),
        CheckConstraint("toilets BETWEEN 0 AND 999", name="toilets"),
        CheckConstraint("volume_m3 BETWEEN 1 AND 999999", name="volume"),
    )

    id: Mapped[Id]
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), unique=True)
    meeting_point: Mapped[str] = mapped_column(String(200), default="")
    emergency_numbers: Mapped[str] = mapped_column(String(300), default="")
    first_aid: Mapped[str] = mapped_column(String(300), default="")
    routes: Mapped[str] = mapped_column(Text, default="")
    fire_instructions: Mapped[str] = mapped_column(Text, default="")
    exits: Mapped[int | None]
    exit_width_cm: Mapped[int | None]
    extinguishers: Mapped[int | None]
    toilets: Mapped[int | None]
    volume_m3: Mapped[int | None]
    ventilation: Mapped[Ventilation | None] = mapped_column(enum_by_value(Ventilation))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    plan_alt: Mapped[str] = mapped_column(String(300), default="")
    changed_at: Mapped[Instant]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class PeriodicCheck(Table):
    """Something of a place to be looked at every so many months; `due_on` is the next time, None once done for good."""

    __tablename__ = "periodic_check"
    __table_args__ = (
        Index(None, "place_id"),
        CheckConstraint(f"every_months BETWEEN 1 AND {LONGEST_CYCLE}", name="every_months"),
    )

    id: Mapped[Id]
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    kind: Mapped[CheckKind] = mapped_column(enum_by_value(CheckKind))
    label: Mapped[str] = mapped_column(String(160))
    every_months: Mapped[int | None]
    due_on: Mapped[date | None]
    added_at: Mapped[Instant]
    ended_at: Mapped[Instant | None]

    place: Mapped[Place] = relationship(lazy="raise_on_sql")
    records: Mapped[list[CheckRecord]] = relationship(lazy="raise_on_sql", order_by="CheckRecord.id")

    def is_late(self, today: date) -> bool:
        return self.ended_at is None and self.due_on is not None and self.due_on < today


class CheckRecord(Table):
    """A line of the safety register (L4711-5, D4711-3): written once."""

    __tablename__ = "check_record"
    __table_args__ = (Index(None, "check_id"),)

    id: Mapped[Id]
    check_id: Mapped[int] = mapped_column(ForeignKey("periodic_check.id"))
    done_on: Mapped[date]
    done_by: Mapped[str] = mapped_column(String(160))
    outcome: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[Instant]


class PlacePaper(Table):
    """A file of a place that those who work there may read: asbestos file, certificate, data sheet."""

    __tablename__ = "place_paper"
    __table_args__ = (Index(None, "place_id"),)

    id: Mapped[Id]
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    kind: Mapped[PaperKind] = mapped_column(enum_by_value(PaperKind))
    title: Mapped[str] = mapped_column(String(160))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    added_at: Mapped[Instant]
    removed_at: Mapped[Instant | None]

    file: Mapped[StoredFile] = relationship(lazy="raise_on_sql")


class SheetReading(Table):
    """Somebody said they had read the safety sheet of a resource, in the words it had then (R4141-3-1)."""

    __tablename__ = "sheet_reading"
    __table_args__ = (UniqueConstraint("person_id", "resource_id", "sheet_sha256"), Index(None, "resource_id"))

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    structure_id: Mapped[int | None] = mapped_column(ForeignKey("structure.id"))
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    sheet_sha256: Mapped[str] = mapped_column(String(64))
    read_at: Mapped[Instant]


class SafetyReminder(Table):
    """What somebody was already reminded of: each key once, whatever the worker does."""

    __tablename__ = "safety_reminder"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(80), unique=True)
    sent_at: Mapped[Instant]
