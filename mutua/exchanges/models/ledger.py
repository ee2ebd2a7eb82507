"""The ledger: signed pairs, reversals, closed months.

Invariant 4 (product.md 3) is kept by the shape of `Posting`, on both engines and without waiting for a commit: only the
giver's row (+q) may be inserted, the database itself adds the receiver's (−q) in the same statement, and it refuses
any row that the exchange, its version and its two confirmations do not carry (migrations/guards.py). So no statement,
raw SQL included, ends with half a pair. A deferred constraint would have left SQLite bare, and a single transfer row
read through a view would have hidden the signs that the law's method names.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.exchanges.models.exchange import Exchange
from mutua.kernel.db import Id, Instant, Table


class Posting(Table):
    """One side of a posted exchange: +q for the giver, −q for the receiver, in quanta. Insert the giver's alone.

    `event_on` is when it happened, `accounted_on` the day whose month carries it: another one only when the event's
    month was closed before both sides had confirmed. No euro here (invariant 13 of law/exchanges 2).
    """

    __tablename__ = "posting"
    __table_args__ = (
        UniqueConstraint("exchange_id", "structure_id"),
        CheckConstraint("quantity <> 0", name="quantity"),
        CheckConstraint("structure_id <> other_id", name="two_parties"),
        Index(None, "pole_id", "unit_id", "accounted_on"),
        Index(None, "structure_id", "pole_id", "accounted_on"),
    )

    id: Mapped[Id]
    exchange_id: Mapped[int] = mapped_column(ForeignKey("exchange.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("exchange_version.id"))
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit_of_account.id"))
    quantity: Mapped[int]
    event_on: Mapped[date]
    accounted_on: Mapped[date]
    posted_at: Mapped[Instant]

    exchange: Mapped[Exchange] = relationship(lazy="raise_on_sql")


class Reversal(Table):
    """A posted exchange that undid another: at most one for each, never of a reversal."""

    __tablename__ = "reversal"

    id: Mapped[Id]
    exchange_id: Mapped[int] = mapped_column(ForeignKey("exchange.id"), unique=True)
    reversed_id: Mapped[int] = mapped_column(ForeignKey("exchange.id"), unique=True)
    at: Mapped[Instant]


class PeriodClosing(Table):
    """Everything accounted up to and including `through_on` (a month's last day) stands still."""

    __tablename__ = "period_closing"
    __table_args__ = (UniqueConstraint("pole_id", "through_on"),)

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    through_on: Mapped[date]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[Instant]


class BalanceLimit(Table):
    """The soft limit of a pole that counts in one unit, in minutes either way; the newest row counts, all are kept."""

    __tablename__ = "balance_limit"
    __table_args__ = (CheckConstraint("minutes > 0", name="minutes"),)

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"), index=True)
    minutes: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[Instant]


class PoleRules(Table):
    """What the pole decided beside its mode; the newest row counts, all are kept.

    `delay_days`: a version that one side alone confirmed is taken as agreed after so many days and two reminders; none
    means never. `no_show` and `late_hours` (a cancellation less than so many hours before): the date proposes an
    exchange all the same, marked as not used, which is never a contribution in kind.
    """

    __tablename__ = "exchange_rules"
    __table_args__ = (
        CheckConstraint("delay_days IS NULL OR delay_days BETWEEN 7 AND 40", name="delay"),
        CheckConstraint("late_hours IS NULL OR late_hours BETWEEN 1 AND 168", name="late"),
    )

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"), index=True)
    delay_days: Mapped[int | None]
    no_show: Mapped[bool] = mapped_column(default=False)
    late_hours: Mapped[int | None]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[Instant]
