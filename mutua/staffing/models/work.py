"""Hours worked at the host, and what the loan cost."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mutua.kernel.db import Id, Instant, Table, enum_by_value


class HoursState(StrEnum):
    ENTERED = "entered"
    CONFIRMED = "confirmed"
    CONTESTED = "contested"
    VALIDATED = "validated"
    REPLACED = "replaced"


class HoursEntry(Table):
    """Hours of one day at the host: entered by the host, answered by the employee, validated by the lender.

    Times and break never change: a mistake is replaced by another entry. Contested hours count as agreed meanwhile.
    """

    __tablename__ = "hours_entry"
    __table_args__ = (
        Index(None, "arrangement_id", "starts_at"),
        CheckConstraint("starts_at < ends_at", name="order"),
        CheckConstraint("break_minutes BETWEEN 0 AND 600", name="break"),
    )

    id: Mapped[Id]
    arrangement_id: Mapped[int] = mapped_column(ForeignKey("arrangement.id"))
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    break_minutes: Mapped[int] = mapped_column(default=0)
    state: Mapped[HoursState] = mapped_column(enum_by_value(HoursState), default=HoursState.ENTERED)
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[Instant]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[Instant | None]
    answer_note: Mapped[str] = mapped_column(Text, default="")
    validated_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    validated_at: Mapped[Instant | None]

    @property
    def minutes(self) -> int:
        """Effective work: elapsed time less the break."""
        elapsed: timedelta = self.ends_at - self.starts_at
        return int(elapsed.total_seconds() // 60) - self.break_minutes


class Cost:
    """Sums in cents: wages, charges, expenses; invoiced without a margin (S1). The lender alone sees them.

    Written once; erased once, when the keeping of the file is over: sums and words go, the minutes stay.
    """

    minutes: Mapped[int]
    wages_cents: Mapped[int]
    charges_cents: Mapped[int]
    expenses_cents: Mapped[int]
    invoiced_cents: Mapped[int]
    vat_note: Mapped[str] = mapped_column(String(200), default="")
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[Instant]
    erased_at: Mapped[Instant | None]

    @property
    def total_cents(self) -> int:
        return self.wages_cents + self.charges_cents + self.expenses_cents

    @property
    def margin_cents(self) -> int:
        return max(0, self.invoiced_cents - self.total_cents)

    def erase(self, now: datetime) -> None:
        """No sum and no word is left."""
        self.wages_cents = self.charges_cents = self.expenses_cents = self.invoiced_cents = 0
        self.vat_note, self.erased_at = "", now


def _sums() -> tuple[CheckConstraint, CheckConstraint]:
    return (
        CheckConstraint("invoiced_cents <= wages_cents + charges_cents + expenses_cents", name="no_margin"),
        CheckConstraint("wages_cents >= 0 AND charges_cents >= 0 AND expenses_cents >= 0", name="positive"),
    )


class CostStatement(Cost, Table):
    """What the whole loan cost; with it the file is closed."""

    __tablename__ = "cost_statement"
    __table_args__ = _sums()

    id: Mapped[Id]
    arrangement_id: Mapped[int] = mapped_column(ForeignKey("arrangement.id"), unique=True)
    keep_until: Mapped[date]


class MonthCost(Cost, Table):
    """What one month of a running loan cost, once its hours are validated: the newest of a month counts."""

    __tablename__ = "month_cost"
    __table_args__ = (Index(None, "arrangement_id", "month_on"), *_sums())

    id: Mapped[Id]
    arrangement_id: Mapped[int] = mapped_column(ForeignKey("arrangement.id"))
    month_on: Mapped[date]


class Derogation(Table):
    """A limit of working time moved between two dates, both included, on the strength of a document. Append-only.

    `limit_minutes` as `mutua check-hours` reads it; None where the rule has no figure (T6, T8).
    """

    __tablename__ = "derogation"
    __table_args__ = (
        CheckConstraint("starts_on <= until_on", name="order"),
        CheckConstraint("limit_minutes IS NULL OR limit_minutes > 0", name="limit"),
    )

    id: Mapped[Id]
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), index=True)
    rule: Mapped[str] = mapped_column(String(4))
    limit_minutes: Mapped[int | None]
    starts_on: Mapped[date]
    until_on: Mapped[date]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[Instant]


class HoursAlert(Table):
    """A breach the check found once the loan was under way: said once a rule and date, never erased. Append-only."""

    __tablename__ = "hours_alert"
    __table_args__ = (UniqueConstraint("arrangement_id", "rule", "broken_on"),)

    id: Mapped[Id]
    arrangement_id: Mapped[int] = mapped_column(ForeignKey("arrangement.id"))
    rule: Mapped[str] = mapped_column(String(4))
    broken_on: Mapped[date]
    minutes: Mapped[int | None]
    limit_minutes: Mapped[int | None]
    article: Mapped[str] = mapped_column(String(40))
    found_at: Mapped[Instant]


class AlertSeen(Table):
    """Somebody said they have read an alert; it stays. Append-only."""

    __tablename__ = "alert_seen"
    __table_args__ = (UniqueConstraint("alert_id", "person_id"),)

    id: Mapped[Id]
    alert_id: Mapped[int] = mapped_column(ForeignKey("hours_alert.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    seen_at: Mapped[Instant]


NIGHT, ARCHIVE = "night", "archive"


class Nudge(Table):
    """What the clock has done for an arrangement, so that it is not done every minute: a reminder to some parties, or
    the look of the night at its working time (`party` is then NIGHT), or the word that its keeping ends (ARCHIVE)."""

    __tablename__ = "nudge"
    __table_args__ = (Index(None, "arrangement_id"),)

    id: Mapped[Id]
    arrangement_id: Mapped[int] = mapped_column(ForeignKey("arrangement.id"))
    party: Mapped[str] = mapped_column(String(20))
    sent_at: Mapped[Instant]
