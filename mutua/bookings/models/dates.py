"""Bookings: a structure's wish, its dates (occurrences) and what each date asks of each resource (lines)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.kernel.db import Id, Instant, Table, enum_by_value
from mutua.kernel.timespan import TimeSpan
from mutua.pole.models import Person, Structure
from mutua.resources.models import Approval, Claim, Resource
from mutua.resources.occupancy import OnConflict


class State(StrEnum):
    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    DONE = "done"
    NO_SHOW = "no_show"


# The only legal moves of an occurrence.
NEXT_STATES: dict[State, tuple[State, ...]] = {
    State.REQUESTED: (State.CONFIRMED, State.DECLINED, State.CANCELLED),
    State.CONFIRMED: (State.DONE, State.NO_SHOW, State.CANCELLED),
    State.DECLINED: (State.REQUESTED,),
    State.CANCELLED: (State.REQUESTED,),
}
LIVE = (State.REQUESTED, State.CONFIRMED, State.DONE, State.NO_SHOW)


class LineState(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"


class Profile(StrEnum):
    """What people do there: the hazard families it emits to others follow (law/safety 3.1)."""

    OFFICE = "office"
    MEETING = "meeting"
    PUBLIC = "public"
    WORKSHOP = "workshop"
    WORKS = "works"
    CLEANING = "cleaning"
    CATERING = "catering"
    STORAGE = "storage"
    DELIVERY = "delivery"
    DRIVING = "driving"
    CHILDREN = "children"
    REHEARSAL = "rehearsal"


class Source(StrEnum):
    PAGE = "page"
    API = "api"
    DAV = "dav"
    IMPORT = "import"
    DEMO = "demo"


class Scope(StrEnum):
    """Which dates of a series a change touches."""

    THIS = "this"
    FOLLOWING = "following"
    ALL = "all"


class Booking(Table):
    """A structure's wish, once or as a series. `uid` never changes, `sequence` grows with each change."""

    __tablename__ = "booking"
    __table_args__ = (Index(None, "pole_id", "structure_id"), Index(None, "person_id"))

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    uid: Mapped[str] = mapped_column(String(120), unique=True)
    title: Mapped[str] = mapped_column(String(160), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    headcount: Mapped[int] = mapped_column(default=1)
    profile: Mapped[Profile] = mapped_column(enum_by_value(Profile))
    public: Mapped[bool] = mapped_column(default=False)
    rrule: Mapped[str | None] = mapped_column(String(500))
    zone: Mapped[str] = mapped_column(String(40))
    on_conflict: Mapped[OnConflict] = mapped_column(enum_by_value(OnConflict), default=OnConflict.REFUSE)
    source: Mapped[Source] = mapped_column(enum_by_value(Source), default=Source.PAGE)
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Instant]
    changed_at: Mapped[Instant]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    structure: Mapped[Structure] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    occurrences: Mapped[list[Occurrence]] = relationship(
        lazy="raise_on_sql", back_populates="booking", order_by="(Occurrence.starts_at, Occurrence.id)"
    )


class Occurrence(Table):
    """One date, with its own state and reason. Wall-clock times are kept beside the moments."""

    __tablename__ = "occurrence"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="order"),
        UniqueConstraint("booking_id", "original_start"),
        Index(None, "state", "ends_at"),
        Index(None, "starts_at"),
    )

    id: Mapped[Id]
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"))
    original_start: Mapped[datetime] = mapped_column(DateTime)
    local_start: Mapped[datetime] = mapped_column(DateTime)
    local_end: Mapped[datetime] = mapped_column(DateTime)
    on_date: Mapped[date] = mapped_column(Date)
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    state: Mapped[State] = mapped_column(enum_by_value(State))
    reason: Mapped[str] = mapped_column(String(300), default="")
    changed_at: Mapped[Instant]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    booking: Mapped[Booking] = relationship(lazy="raise_on_sql", back_populates="occurrences")
    lines: Mapped[list[Line]] = relationship(lazy="raise_on_sql", back_populates="occurrence", order_by="Line.id")

    @property
    def span(self) -> TimeSpan:
        return TimeSpan(self.starts_at, self.ends_at)

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    def said_at(self, now: datetime) -> State:
        """The state as people read it: what is over is done, though the worker says so only a little later."""
        return State.DONE if self.state is State.CONFIRMED and self.ends_at <= now else self.state

    @property
    def resources(self) -> list[Resource]:
        return [line.resource for line in self.lines]


class Line(Table):
    """One resource of a date: its units (through its claim), its approval and its valuation as agreed then."""

    __tablename__ = "line"
    __table_args__ = (
        UniqueConstraint("occurrence_id", "resource_id"),
        Index(None, "resource_id"),
        # Every page counts what waits: among a hundred thousand dates, the few that do.
        Index(
            "ix_line_pending",
            "resource_id",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
    )

    id: Mapped[Id]
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id"))
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id", ondelete="SET NULL"), unique=True)
    state: Mapped[LineState] = mapped_column(enum_by_value(LineState))
    approval: Mapped[Approval] = mapped_column(enum_by_value(Approval))
    turnaround_minutes: Mapped[int] = mapped_column(default=0)
    units_needed: Mapped[int] = mapped_column(default=1)
    value_per_hour: Mapped[int | None]
    value_per_use: Mapped[int | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[Instant | None]

    occurrence: Mapped[Occurrence] = relationship(lazy="raise_on_sql", back_populates="lines")
    resource: Mapped[Resource] = relationship(lazy="raise_on_sql")
    claim: Mapped[Claim | None] = relationship(lazy="raise_on_sql")


def usual_resources(dates: Iterable[Occurrence]) -> list[Resource]:
    """Those most of the dates are on: one that changed places, or whose resource was retired, may be elsewhere."""
    found = list(dates)
    sets = {_on(date): date.resources for date in found}
    return sets[Counter(map(_on, found)).most_common(1)[0][0]]


def is_on(date: Occurrence, resource_id: int) -> bool:
    """Whether a date takes this resource, alone or among others."""
    return any(line.resource_id == resource_id for line in date.lines)


def _on(date: Occurrence) -> tuple[int, ...]:
    return tuple(line.resource_id for line in date.lines)


@dataclass(frozen=True)
class Slot:
    """One wished date: wall-clock start and end, and the span they make.

    `by_rule`: the start that the series gives, where this date was set to another time.
    """

    local_start: datetime
    local_end: datetime
    span: TimeSpan
    by_rule: datetime | None = None


@dataclass(frozen=True)
class Wish:
    """What somebody asks: resources, for a structure, at wall-clock times of `zone`, once or by an RRULE.

    `uid`: the one a calendar program gave it already. `work_said`: codes of the signed loans whose work it is.
    """

    resource_ids: tuple[int, ...]
    structure_id: int
    slots: tuple[Slot, ...]
    zone: str
    title: str = ""
    note: str = ""
    headcount: int = 1
    profile: Profile | None = None
    public: bool = False
    rrule: str | None = None
    on_conflict: OnConflict = OnConflict.REFUSE
    source: Source = Source.PAGE
    uid: str | None = None
    work_said: tuple[str, ...] = ()
