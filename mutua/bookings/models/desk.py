"""What the owner of a resource wishes around its use: answers in time, hand-over, presence, and who stands in."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.kernel.db import Id, Instant, Table
from mutua.pole.models import Person
from mutua.resources.models import Resource

USUAL_OFFER = 240


class DeskRule(Table):
    """One row a resource whose owner wants more than the usual; minutes and hours are elapsed.

    `auto_release_minutes`: who has not said they are there by then gives the rest back (none: never). `answer_hours`:
    a request nobody answered by then is given back (none: when its time comes). `offer_minutes`: how long the next in
    line may say yes. `handover`: state written down at start and return.
    """

    __tablename__ = "resource_desk_rule"
    __table_args__ = (
        CheckConstraint("auto_release_minutes BETWEEN 5 AND 240", name="auto_release"),
        CheckConstraint("answer_hours BETWEEN 1 AND 720", name="answer"),
        CheckConstraint("offer_minutes BETWEEN 15 AND 4320", name="offer"),
    )

    id: Mapped[Id]
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id", ondelete="CASCADE"), unique=True)
    auto_release_minutes: Mapped[int | None]
    answer_hours: Mapped[int | None]
    offer_minutes: Mapped[int] = mapped_column(default=USUAL_OFFER)
    handover: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[Instant]

    @property
    def offer(self) -> timedelta:
        return timedelta(minutes=self.offer_minutes)


class StandIn(Table):
    """Somebody of a structure who answers requests beside its managers: for all it shares, or for one resource.

    From one day to another, both included, while a manager is away; without last day a delegate, until it is ended.
    """

    __tablename__ = "stand_in"
    __table_args__ = (
        CheckConstraint("from_on <= through_on", name="order"),
        Index(None, "structure_id", "through_on"),
    )

    id: Mapped[Id]
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    resource_id: Mapped[int | None] = mapped_column(ForeignKey("resource.id"))
    from_on: Mapped[date]
    through_on: Mapped[date | None]
    named_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    named_at: Mapped[Instant]
    ended_at: Mapped[Instant | None]

    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=person_id)
    resource: Mapped[Resource | None] = relationship(lazy="raise_on_sql")


class Told(Table):
    """A letter of which there is one: which sort, about which date, to whom, when. Asking again adds a round."""

    __tablename__ = "told"
    __table_args__ = (UniqueConstraint("sort", "occurrence_id", "person_id", "round"), Index(None, "occurrence_id"))

    id: Mapped[Id]
    sort: Mapped[str] = mapped_column(String(30))
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    round: Mapped[int] = mapped_column(default=0)
    at: Mapped[Instant]
