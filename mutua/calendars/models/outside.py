"""Outside calendars whose events take time here, and old calendars read once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.kernel.db import Id, Instant, Table
from mutua.pole.models import Person
from mutua.resources.models import Resource


class OutsideCalendar(Table):
    """A calendar kept elsewhere, as busy time of a resource, or (`unit_id`) of one person through it.

    `url` empty: a file, read once. `kept`: the last good copy, compressed. `known_until_at`: how far dates are known.
    `error`: why the last reading failed, empty when it did not; `problems`: what was not understood; `clashes`: what
    bookings stood in the way of. `next_at`: when it is read again.
    """

    __tablename__ = "outside_calendar"
    __table_args__ = (Index(None, "next_at"), Index(None, "resource_id"), Index(None, "person_id"))

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(120))
    url: Mapped[str] = mapped_column(String(2000), default="")
    etag: Mapped[str] = mapped_column(String(300), default="")
    last_modified: Mapped[str] = mapped_column(String(300), default="")
    kept: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    added_at: Mapped[Instant]
    read_at: Mapped[Instant | None]
    next_at: Mapped[Instant]
    known_until_at: Mapped[Instant | None]
    failures: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(60), default="")
    error_detail: Mapped[str] = mapped_column(String(60), default="")
    passed: Mapped[int] = mapped_column(default=0)
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    clashes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

    resource: Mapped[Resource] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")

    @property
    def is_own_time(self) -> bool:
        return self.unit_id is not None


class OutsideTime(Table):
    """A date of an event of an outside calendar; `was` tells the dates of one UID apart."""

    __tablename__ = "outside_time"
    __table_args__ = (
        UniqueConstraint("calendar_id", "uid", "was"),
        Index(None, "calendar_id", "starts_at"),
        CheckConstraint("starts_at < ends_at", name="order"),
    )

    id: Mapped[Id]
    calendar_id: Mapped[int] = mapped_column(ForeignKey("outside_calendar.id", ondelete="CASCADE"))
    uid: Mapped[str] = mapped_column(String(255))
    was: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(160))
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]


class OutsideHold(Table):
    """A claim that an outside calendar made."""

    __tablename__ = "outside_hold"
    __table_args__ = (Index(None, "calendar_id"),)

    id: Mapped[Id]
    calendar_id: Mapped[int] = mapped_column(ForeignKey("outside_calendar.id", ondelete="CASCADE"))
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id", ondelete="CASCADE"), unique=True)


class OldCalendar(Table):
    """A calendar file of an old system, to become bookings: looked at first, then taken; its report is kept.

    `body`: the file, compressed, until it is taken. `report`: a line an event, once it was.
    """

    __tablename__ = "old_calendar"
    __table_args__ = (Index(None, "resource_id"),)

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(120))
    body: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    added_at: Mapped[Instant]
    taken_at: Mapped[Instant | None]
    report: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

    resource: Mapped[Resource] = relationship(lazy="raise_on_sql")
