"""A seasonal round: structures rank the weekly windows they want for a term, the coordination allots them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.bookings.models.dates import Booking
from mutua.kernel.db import Id, Instant, Table, enum_by_value
from mutua.pole.models import Person, Structure
from mutua.resources.models import Resource

MOST_RANKS = 20


class RoundState(StrEnum):
    """open → allotting (wishes are closed) → done; open | allotting → stopped."""

    OPEN = "open"
    ALLOTTING = "allotting"
    DONE = "done"
    STOPPED = "stopped"


class Round(Table):
    """A term, both days included; `wishes_until_on` is the last day on which wishes are taken."""

    __tablename__ = "season_round"
    __table_args__ = (
        CheckConstraint("first_on <= last_on", name="term"),
        CheckConstraint("wishes_until_on < first_on", name="wishes"),
        CheckConstraint(f"most_wishes BETWEEN 1 AND {MOST_RANKS}", name="most_wishes"),
        Index(None, "pole_id"),
    )

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    name: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(Text, default="")
    first_on: Mapped[date]
    last_on: Mapped[date]
    wishes_until_on: Mapped[date]
    most_wishes: Mapped[int] = mapped_column(default=5)
    state: Mapped[RoundState] = mapped_column(enum_by_value(RoundState), default=RoundState.OPEN)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[Instant]
    changed_at: Mapped[Instant]
    version: Mapped[int] = mapped_column(default=1)

    choices: Mapped[list[RoundResource]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    wishes: Mapped[list[RoundWish]] = relationship(lazy="raise_on_sql", back_populates="round")

    __mapper_args__ = {"version_id_col": version}


class RoundResource(Table):
    """A resource whose weeks are shared out in a round."""

    __tablename__ = "round_resource"
    __table_args__ = (UniqueConstraint("round_id", "resource_id"),)

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("season_round.id", ondelete="CASCADE"))
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))

    resource: Mapped[Resource] = relationship(lazy="raise_on_sql")


class Answer(StrEnum):
    """waiting → granted | refused, as often as the coordination likes; granted → booked once its series is made."""

    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"
    BOOKED = "booked"


class RoundWish(Table):
    """One weekly window that a structure wants: rank 1 first (0 while two change places), minutes after midnight.

    `every`: each week, or every second one. `reason`: why not, a code; `words`: why not, as the coordination says it.
    """

    __tablename__ = "round_wish"
    __table_args__ = (
        UniqueConstraint("round_id", "structure_id", "rank", name="round_wish_rank"),
        CheckConstraint(f"rank BETWEEN 0 AND {MOST_RANKS}", name="rank"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("opens >= 0 AND opens < closes AND closes <= 1440", name="window"),
        CheckConstraint("every BETWEEN 1 AND 4", name="every"),
        CheckConstraint("headcount BETWEEN 1 AND 100000", name="headcount"),
        CheckConstraint("(answer = 'booked') = (booking_id IS NOT NULL)", name="booked"),
    )

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("season_round.id"))
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    rank: Mapped[int]
    weekday: Mapped[int]
    opens: Mapped[int]
    closes: Mapped[int]
    every: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(String(160), default="")
    headcount: Mapped[int] = mapped_column(default=1)
    answer: Mapped[Answer] = mapped_column(enum_by_value(Answer), default=Answer.WAITING)
    reason: Mapped[str] = mapped_column(String(60), default="")
    words: Mapped[str] = mapped_column(String(300), default="")
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"), unique=True)
    wished_at: Mapped[Instant]
    answered_at: Mapped[Instant | None]

    round: Mapped[Round] = relationship(lazy="raise_on_sql", back_populates="wishes")
    resource: Mapped[Resource] = relationship(lazy="raise_on_sql")
    structure: Mapped[Structure] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    booking: Mapped[Booking | None] = relationship(lazy="raise_on_sql")
    move: Mapped[RoundMove | None] = relationship(
        lazy="raise_on_sql", uselist=False, cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def minutes(self) -> int:
        """A week, on average: a window of every second week counts for half."""
        return (self.closes - self.opens) // self.every

    def first_date(self, first_on: date) -> tuple[datetime, datetime]:
        """Naive start and end of the first window on or after a day."""
        return first_window(first_on, self.weekday, self.opens, self.closes)


def first_window(first_on: date, weekday: int, opens: int, closes: int) -> tuple[datetime, datetime]:
    midnight = datetime.combine(first_on + timedelta(days=(weekday - first_on.weekday()) % 7), time())
    return midnight + timedelta(minutes=opens), midnight + timedelta(minutes=closes)


class RoundMove(Table):
    """A wish that the coordination placed elsewhere: the window that was asked for, and why it was not that one."""

    __tablename__ = "round_move"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("opens >= 0 AND opens < closes AND closes <= 1440", name="window"),
        CheckConstraint("words <> ''", name="words"),
    )

    id: Mapped[Id]
    wish_id: Mapped[int] = mapped_column(ForeignKey("round_wish.id", ondelete="CASCADE"), unique=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    weekday: Mapped[int]
    opens: Mapped[int]
    closes: Mapped[int]
    words: Mapped[str] = mapped_column(String(300))
    moved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    moved_at: Mapped[Instant]

    resource: Mapped[Resource] = relationship(lazy="raise_on_sql")
