"""What calendar programs that write need beside the written events: passwords, names, and what is the member's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.kernel.db import Id, Instant, Table
from mutua.pole.models import Pole, Structure
from mutua.resources.models import Resource


class DavPassword(Table):
    """A password for one calendar program, bound to one person, structure and pole.

    128 random bits, so that a fast hash keeps them as well as a slow one, and a phone that asks all day costs nothing.
    """

    __tablename__ = "dav_password"

    id: Mapped[Id]
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    label: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[Instant]
    used_on: Mapped[date | None]
    revoked_at: Mapped[Instant | None]

    structure: Mapped[Structure] = relationship(lazy="raise_on_sql")
    pole: Mapped[Pole] = relationship(lazy="raise_on_sql")


class DavObject(Table):
    """A booking as its own structure's programs read and write it.

    `uid`: what those programs call it. `extras`: lines of theirs that we do not understand and give back, by date of
    the series (empty: the series itself), `{"": {"lines": […], "summary": "…"}}`. `ics`: its VEVENTs.
    """

    __tablename__ = "dav_object"

    id: Mapped[Id]
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"), unique=True)
    uid: Mapped[str] = mapped_column(String(255))
    extras: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    ics: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)


class DavEntry(Table):
    """A booking in the CalDAV calendar of one resource, under the name its program chose.

    `modseq`: the resource's counter when it was last written, which the resource's row lock puts in the order of
    commits; ETags and sync tokens are made of it. `is_gone`: the booking has left this resource. `ics`: its own
    VEVENTs, only where the booking has live dates on other resources: those on this one alone.
    """

    __tablename__ = "dav_entry"
    __table_args__ = (
        UniqueConstraint("booking_id", "resource_id"),
        UniqueConstraint("resource_id", "name"),
        UniqueConstraint("resource_id", "uid"),
        Index(None, "resource_id", "modseq"),
    )

    id: Mapped[Id]
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"))
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    name: Mapped[str] = mapped_column(String(255))
    uid: Mapped[str] = mapped_column(String(255))
    modseq: Mapped[int] = mapped_column(default=0)
    is_gone: Mapped[bool] = mapped_column(default=False)
    ics: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)


class DavAlarm(Table):
    """A person's reminders of a booking, as their program wrote them, by date as in `DavObject.extras`."""

    __tablename__ = "dav_alarm"
    __table_args__ = (UniqueConstraint("person_id", "booking_id"), Index(None, "booking_id"))

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"))
    lines: Mapped[dict[str, Any]] = mapped_column(JSON)


class DavLook(Table):
    """How a person's programs show a calendar: its colour, order, name; `calendar` as in its address."""

    __tablename__ = "dav_look"
    __table_args__ = (UniqueConstraint("person_id", "structure_id", "pole_id", "calendar", "name"),)

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    calendar: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    value: Mapped[str] = mapped_column(Text)


class DavRefusal(Table):
    """A wish that a calendar program could not have, kept because many of them show nothing; told once by mail.

    `wish_sha256`: of what was wished, so that the same wish tried again all night is told once.
    """

    __tablename__ = "dav_refusal"
    __table_args__ = (UniqueConstraint("person_id", "resource_id", "uid", "wish_sha256"),)

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    uid: Mapped[str] = mapped_column(String(255))
    wish_sha256: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(60))
    refused_at: Mapped[Instant]
    solved_at: Mapped[Instant | None]

    resource: Mapped[Resource] = relationship(lazy="raise_on_sql")


@dataclass(frozen=True)
class Tried:
    """What a program wanted: an event, a change of one, or its end. `mark`: the same for the same wish.

    Times are wall clock: those wished for, or those that stay as they were.
    """

    kind: Literal["wish", "change", "end"]
    uid: str
    mark: str
    title: str
    start: datetime
    end: datetime
    booking_id: int | None = None
