"""Two dates that would change places, and what stays of each use for the counts."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.bookings.models.dates import Occurrence, Profile, State
from mutua.kernel.db import Id, Instant, Table, enum_by_value
from mutua.pole.models import Person
from mutua.resources.models import Kind


class SwapState(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Swap(Table):
    """One side gives `given` and would get `wanted`, resource and time; the other side says yes or no."""

    __tablename__ = "swap"
    __table_args__ = (
        CheckConstraint("given_id <> wanted_id", name="two"),
        Index(
            "swap_once", "given_id", "wanted_id", unique=True, sqlite_where=text("state = 'proposed'"),
            postgresql_where=text("state = 'proposed'"),
        ),
        Index(None, "wanted_id"),
    )  # fmt: skip

    id: Mapped[Id]
    given_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id"))
    wanted_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id"))
    state: Mapped[SwapState] = mapped_column(enum_by_value(SwapState), default=SwapState.PROPOSED)
    message: Mapped[str] = mapped_column(String(300), default="")
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[Instant]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[Instant | None]

    given: Mapped[Occurrence] = relationship(lazy="raise_on_sql", foreign_keys=given_id)
    wanted: Mapped[Occurrence] = relationship(lazy="raise_on_sql", foreign_keys=wanted_id)
    proposed_by: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=proposed_by_id)


class Use(Table):
    """What counts of one finished line of a date: no person, no title, nothing that an erasure would take.

    `line_id` is a number, not a key: the row outlives what it was counted from. `minutes` are elapsed.
    """

    __tablename__ = "use"
    __table_args__ = (Index(None, "pole_id", "on_date"), CheckConstraint("minutes >= 0", name="minutes"))

    id: Mapped[Id]
    line_id: Mapped[int] = mapped_column(unique=True)
    pole_id: Mapped[int]
    resource_id: Mapped[int]
    kind: Mapped[Kind] = mapped_column(enum_by_value(Kind))
    owner_id: Mapped[int]
    structure_id: Mapped[int]
    on_date: Mapped[date]
    minutes: Mapped[int]
    headcount: Mapped[int]
    profile: Mapped[Profile] = mapped_column(enum_by_value(Profile))
    outcome: Mapped[State] = mapped_column(enum_by_value(State))
    noted_at: Mapped[Instant]
