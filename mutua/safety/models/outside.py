"""Somebody works in another's place: plain cooperation, a prevention plan or a safety protocol, and who signed it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.kernel.db import Id, Instant, Table, enum_by_value
from mutua.pole.models import Person, Structure
from mutua.resources.models import Place


class Route(StrEnum):
    """Which rules an operation falls under."""

    COOPERATION = "cooperation"  # sharing a place (L4121-5)
    PLAN = "plan"  # working for the host (R4511, R4512)
    PROTOCOL = "protocol"  # loading or unloading by a carrier (R4515)


# The five heads of a prevention plan (R4512-8), and what a protocol says of the carrier's side (R4515-7) and of the
# host's (R4515-6), in the order of the page.
PLAN_HEADS = ("phases", "equipment", "instructions", "rescue", "organisation")
PROTOCOL_HEADS = ("goods", "vehicle", "precautions", "access", "handling", "instructions", "rescue")


class OutsideWork(Table):
    """A work or service in the host's place (R4511-4). `worker_id` when its firm is of the pole, else `firm` names it.

    `hours`: all people together over at most twelve months; `works`: numbers of the order of 19 March 1993.
    """

    __tablename__ = "operation"
    __table_args__ = (
        Index(None, "document_id"),
        CheckConstraint("starts_on <= ends_on", name="order"),
        CheckConstraint("hours BETWEEN 0 AND 999999", name="hours"),
        CheckConstraint("headcount BETWEEN 1 AND 9999", name="headcount"),
    )

    id: Mapped[Id]
    document_id: Mapped[int] = mapped_column(ForeignKey("safety_document.id"))
    route: Mapped[Route] = mapped_column(enum_by_value(Route))
    host_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    worker_id: Mapped[int | None] = mapped_column(ForeignKey("structure.id"))
    firm: Mapped[str] = mapped_column(String(160))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"))
    what: Mapped[str] = mapped_column(String(300))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    hours: Mapped[int]
    headcount: Mapped[int]
    lead: Mapped[str] = mapped_column(String(160), default="")
    subcontractors: Mapped[str] = mapped_column(Text, default="")
    works: Mapped[list[int]] = mapped_column(JSON)
    inspected_on: Mapped[date | None]
    inspection: Mapped[str] = mapped_column(Text, default="")
    heads: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[Instant]
    closed_at: Mapped[Instant | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    host: Mapped[Structure] = relationship(foreign_keys=[host_id], lazy="raise_on_sql")
    worker: Mapped[Structure | None] = relationship(foreign_keys=[worker_id], lazy="raise_on_sql")
    place: Mapped[Place | None] = relationship(lazy="raise_on_sql")
    signatures: Mapped[list[OperationSignature]] = relationship(lazy="raise_on_sql", order_by="OperationSignature.id")


class OperationSignature(Table):
    """Somebody signed exactly these words, for the host or for the firm; other words ask for another signature.

    `signer` is another than `recorded_by` where the firm is not of the pole: signed on paper, gathered by the host, or,
    with a `link_id`, through the personal address that the host had sent.
    """

    __tablename__ = "operation_signature"
    __table_args__ = (
        Index(None, "operation_id"),
        Index("uq_operation_signature_words", "operation_id", "side", "content_sha256", unique=True),
        CheckConstraint("side IN ('host', 'worker')", name="side"),
    )

    id: Mapped[Id]
    operation_id: Mapped[int] = mapped_column(ForeignKey("operation.id"))
    side: Mapped[str] = mapped_column(String(10))
    signer: Mapped[str] = mapped_column(String(120))
    content_sha256: Mapped[str] = mapped_column(String(64))
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    link_id: Mapped[int | None] = mapped_column(ForeignKey("signing_link.id"))
    signed_at: Mapped[Instant]

    recorded_by: Mapped[Person] = relationship(lazy="raise_on_sql")
