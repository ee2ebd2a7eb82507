"""Who waits for a time that is taken, and to whom it is offered first when it frees."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.bookings.models.dates import Slot
from mutua.kernel.db import Id, Instant, Table, enum_by_value
from mutua.kernel.timespan import TimeSpan
from mutua.pole.models import Person, Structure
from mutua.resources.models import Resource


class WaitingState(StrEnum):
    """waiting → offered → taken | lapsed; withdrawn by who waits; over when its time has come, or the resource goes."""

    WAITING = "waiting"
    OFFERED = "offered"
    TAKEN = "taken"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    OVER = "over"


OPEN_WAITING = (WaitingState.WAITING, WaitingState.OFFERED)


class Waiting(Table):
    """One structure waits for one resource at one time. While offered, `claim_id` holds the units for it alone.

    `seen_modseq` is the resource's counter when its units were last looked at: the worker looks again once it moves.
    """

    __tablename__ = "waiting"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="order"),
        CheckConstraint("(state = 'offered') = (offer_until_at IS NOT NULL)", name="offer"),
        Index(
            "waiting_once", "resource_id", "structure_id", "starts_at", "ends_at", unique=True,
            sqlite_where=text("state IN ('waiting', 'offered')"),
            postgresql_where=text("state IN ('waiting', 'offered')"),
        ),
        Index(None, "state", "starts_at"),
        Index(None, "pole_id", "structure_id"),
    )  # fmt: skip

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    title: Mapped[str] = mapped_column(String(160), default="")
    headcount: Mapped[int] = mapped_column(default=1)
    zone: Mapped[str] = mapped_column(String(40))
    local_start: Mapped[datetime] = mapped_column(DateTime)
    local_end: Mapped[datetime] = mapped_column(DateTime)
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    state: Mapped[WaitingState] = mapped_column(enum_by_value(WaitingState), default=WaitingState.WAITING)
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id", ondelete="SET NULL"), unique=True)
    offer_until_at: Mapped[Instant | None]
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"))
    seen_modseq: Mapped[int] = mapped_column(default=-1)
    seen_at: Mapped[Instant]
    created_at: Mapped[Instant]

    resource: Mapped[Resource] = relationship(lazy="raise_on_sql")
    structure: Mapped[Structure] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")

    @property
    def slot(self) -> Slot:
        return Slot(self.local_start, self.local_end, TimeSpan(self.starts_at, self.ends_at))

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_WAITING
