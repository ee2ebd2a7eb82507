"""Written events (the bytes of each booking), where they stand, and the secret addresses that read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.kernel.db import Id, Instant, Table, enum_by_value
from mutua.pole.models import Person, Pole, Structure
from mutua.resources.models import Resource


class FeedKind(StrEnum):
    """Whose bookings a feed carries."""

    PERSON = "person"
    STRUCTURE = "structure"
    RESOURCE = "resource"
    POLE = "pole"


class Detail(StrEnum):
    """How much an event says: all of it to the booking's own people, to others what the resource's `shown` allows."""

    OWN = "own"
    EVERYTHING = "everything"
    STRUCTURE = "structure"
    BUSY = "busy"


class Waiting(StrEnum):
    """How many of a booking's live dates wait for an answer."""

    NONE = "none"
    SOME = "some"
    ALL = "all"


class CalendarObject(Table):
    """A booking as bytes, written in the booking's own transaction: once for its people, and once for each `shown`.

    Kept from the booking: whose it is. `first_at`, `last_at`: the first start and the last end of its dates.
    `revision` counts the writings, so that sums of it tell whether a set of events has changed.
    """

    __tablename__ = "calendar_object"
    __table_args__ = (  # the window and the state of a feed are read from the index alone
        Index(None, "pole_id", "person_id", "last_at", "structure_id", "revision", "modified_at"),
        Index(None, "pole_id", "structure_id", "last_at", "revision", "modified_at"),
        CheckConstraint("first_at < last_at", name="order"),
    )

    id: Mapped[Id]
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"), unique=True)
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    uid: Mapped[str] = mapped_column(String(120), unique=True)
    sequence: Mapped[int]
    revision: Mapped[int] = mapped_column(default=0)
    is_series: Mapped[bool] = mapped_column(default=False)
    waiting: Mapped[Waiting] = mapped_column(enum_by_value(Waiting), default=Waiting.NONE)
    first_at: Mapped[Instant]
    last_at: Mapped[Instant]
    modified_at: Mapped[Instant]
    cancelled_at: Mapped[Instant | None]
    ics: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    ics_everything: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    ics_structure: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    ics_busy: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)

    entries: Mapped[list[CalendarEntry]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")


class CalendarEntry(Table):
    """A written event in the calendar of one resource.

    Its own bytes only where the booking has dates on other resources too: those on this one alone.
    """

    __tablename__ = "calendar_entry"
    __table_args__ = (
        UniqueConstraint("object_id", "resource_id"),
        Index(None, "resource_id", "last_at"),
        Index(None, "resource_id", "modified_at"),
    )

    id: Mapped[Id]
    object_id: Mapped[int] = mapped_column(ForeignKey("calendar_object.id", ondelete="CASCADE"))
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    first_at: Mapped[Instant]
    last_at: Mapped[Instant]
    modified_at: Mapped[Instant]
    ics: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    ics_everything: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    ics_structure: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    ics_busy: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)


class FeedToken(Table):
    """A secret address of a person, in a pole. Only the hash of its token is kept: it is shown once, then renewed.

    `structure_id`: for whom they act in it (their structure's feed; who they are in a resource's).
    """

    __tablename__ = "feed_token"
    __table_args__ = (Index(None, "person_id", "pole_id"),)

    id: Mapped[Id]
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[FeedKind] = mapped_column(enum_by_value(FeedKind))
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    structure_id: Mapped[int | None] = mapped_column(ForeignKey("structure.id"))
    resource_id: Mapped[int | None] = mapped_column(ForeignKey("resource.id"))
    busy_only: Mapped[bool] = mapped_column(default=False)
    tentative: Mapped[bool] = mapped_column(default=True)
    flat: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Instant]
    used_on: Mapped[date | None]
    revoked_at: Mapped[Instant | None]

    pole: Mapped[Pole] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    structure: Mapped[Structure | None] = relationship(lazy="raise_on_sql")
    resource: Mapped[Resource | None] = relationship(lazy="raise_on_sql")


@dataclass(frozen=True)
class Window:
    """[start, end) of a feed, aware; events cancelled before `cancelled_since` are left out."""

    start: datetime
    end: datetime
    cancelled_since: datetime


@dataclass(frozen=True)
class View:
    """What one feed shows: of whom (`number` is the person's, structure's or resource's id) and with how much detail.

    `own`: structures whose bookings are told in full; `others`: the detail of the rest.
    `structures`: of a person's bookings, only those made for these structures.
    """

    kind: FeedKind
    number: int
    pole_id: int
    others: Detail
    own: frozenset[int] = frozenset()
    structures: frozenset[int] = frozenset()


class Pulse(NamedTuple):
    """A feed's state before it is opened; `state` differs whenever what it shows, or to whom, does."""

    feed_id: int
    zone: str
    used_on: date | None
    modified_at: datetime
    state: str


class Written(NamedTuple):
    """One row of a feed: the bytes at the detail its reader may have.

    `detail` and `places` (names of resources) are told in a pole's feed alone, where they differ from row to row.
    """

    booking_id: int
    structure_id: int
    is_series: bool
    waiting: Waiting
    ics: bytes
    detail: Detail | None = None
    places: str = ""


class Taken(NamedTuple):
    """A time a unit or a booking is taken: state is an occurrence's, None for a closure."""

    starts_at: datetime
    ends_at: datetime
    state: str | None
