"""What is told and agreed beside the risks: incidents, consultation, standing presence, judgements of a pair."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.bookings.models import Profile
from mutua.kernel.db import Id, Instant, Table, enum_by_value
from mutua.pole.models import Person, Structure
from mutua.resources.models import Place
from mutua.safety.models.draft import WorkUnit


class IncidentKind(StrEnum):
    NEAR_MISS = "near_miss"
    BENIGN = "benign"
    ACCIDENT = "accident"
    SERIOUS_DANGER = "serious_danger"


class Body(StrEnum):
    """Who was consulted (law/safety 5.5)."""

    CSE = "cse"
    STAFF_MEETING = "staff_meeting"
    HEALTH_SERVICE = "health_service"
    PREVENTION_AGENCY = "prevention_agency"
    INSPECTION = "inspection"
    OWNER = "owner"
    COACTIVITY_MEETING = "coactivity_meeting"


class Incident(Table):
    """What happened, never to whom: no name and no author is kept.

    `contact` is what somebody wrote to be called back: the prevention alone reads it. `form_key` makes a report sent
    twice one report, and is the address where its author, known to nobody, sees who read it and what was done.
    """

    __tablename__ = "incident"

    id: Mapped[Id]
    document_id: Mapped[int] = mapped_column(ForeignKey("safety_document.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("work_unit.id"))
    kind: Mapped[IncidentKind] = mapped_column(enum_by_value(IncidentKind))
    happened_on: Mapped[date]
    text: Mapped[str] = mapped_column(Text)
    taken: Mapped[str] = mapped_column(Text, default="")
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    contact: Mapped[str] = mapped_column(String(160), default="")
    form_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    spot_id: Mapped[int | None] = mapped_column(ForeignKey("report_spot.id"))
    reported_at: Mapped[Instant]
    read_at: Mapped[Instant | None]
    read_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[Instant | None]

    unit: Mapped[WorkUnit | None] = relationship(lazy="raise_on_sql")
    read_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class ReportSpot(Table):
    """The address behind the code posted at a resource: whoever is there reports, without an account."""

    __tablename__ = "report_spot"

    id: Mapped[Id]
    document_id: Mapped[int] = mapped_column(ForeignKey("safety_document.id"))
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), unique=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[Instant]


class DangerEntry(Table):
    """A line of the special register of serious dangers (L4131-1, D4132-1): numbered, dated, written once."""

    __tablename__ = "danger_entry"
    __table_args__ = (UniqueConstraint("document_id", "number"),)

    id: Mapped[Id]
    document_id: Mapped[int] = mapped_column(ForeignKey("safety_document.id"))
    number: Mapped[int]
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), unique=True)
    post: Mapped[str] = mapped_column(String(300))
    cause: Mapped[str] = mapped_column(Text)
    taken: Mapped[str] = mapped_column(Text, default="")
    noted_at: Mapped[Instant]


class ConsultationEntry(Table):
    """Who was shown what, what they said and what was answered."""

    __tablename__ = "consultation_entry"

    id: Mapped[Id]
    document_id: Mapped[int] = mapped_column(ForeignKey("safety_document.id"), index=True)
    held_on: Mapped[date]
    body: Mapped[Body] = mapped_column(enum_by_value(Body))
    structure_id: Mapped[int | None] = mapped_column(ForeignKey("structure.id"))
    shown: Mapped[str] = mapped_column(String(300), default="")
    opinion: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text, default="")
    added_at: Mapped[Instant]

    structure: Mapped[Structure | None] = relationship(lazy="raise_on_sql")


class StandingOccupation(Table):
    """An employer at a place without bookings, each week; `weekdays` Monday 0, times in minutes of the local day."""

    __tablename__ = "standing_occupation"
    __table_args__ = (
        CheckConstraint("0 <= opens AND opens < closes AND closes <= 1440", name="order"),
        CheckConstraint("headcount BETWEEN 1 AND 9999", name="headcount"),
    )

    id: Mapped[Id]
    document_id: Mapped[int] = mapped_column(ForeignKey("safety_document.id"), index=True)
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    profile: Mapped[Profile] = mapped_column(enum_by_value(Profile))
    headcount: Mapped[int]
    weekdays: Mapped[list[int]] = mapped_column(JSON)
    opens: Mapped[int]
    closes: Mapped[int]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    added_at: Mapped[Instant]

    structure: Mapped[Structure] = relationship(lazy="raise_on_sql")
    place: Mapped[Place] = relationship(lazy="raise_on_sql")


class PairJudgement(Table):
    """How well what `giver` does is kept from `taker`, for a family at a place; it counts once both have signed.

    `place_key` is "resource:7", "room:3" or "building:1", as the co-activity rows name their place.
    """

    __tablename__ = "pair_judgement"
    __table_args__ = (
        UniqueConstraint("document_id", "giver_id", "taker_id", "family", "place_key"),
        CheckConstraint("mastery BETWEEN 1 AND 4", name="mastery"),
        Index(None, "giver_id"),
        Index(None, "taker_id"),
    )

    id: Mapped[Id]
    document_id: Mapped[int] = mapped_column(ForeignKey("safety_document.id"))
    giver_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    taker_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    family: Mapped[str] = mapped_column(String(3))
    place_key: Mapped[str] = mapped_column(String(40))
    mastery: Mapped[int]
    measures: Mapped[str] = mapped_column(Text)
    proposed_at: Mapped[Instant]
    giver_signed_at: Mapped[Instant | None]
    giver_signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    taker_signed_at: Mapped[Instant | None]
    taker_signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    giver: Mapped[Structure] = relationship(foreign_keys=[giver_id], lazy="raise_on_sql")
    taker: Mapped[Structure] = relationship(foreign_keys=[taker_id], lazy="raise_on_sql")

    @property
    def is_signed(self) -> bool:
        return self.giver_signed_at is not None and self.taker_signed_at is not None

    def awaits(self, structure_id: int | None) -> bool:
        """True when this structure's signature is the one, or one of those, missing."""
        giver = structure_id == self.giver_id and self.giver_signed_at is None
        return giver or (structure_id == self.taker_id and self.taker_signed_at is None)
