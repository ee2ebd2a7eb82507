"""How a member's bookings come into their calendar, and who from outside is asked to come."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mutua.kernel.db import Id, Instant, Table, enum_by_value


class Way(StrEnum):
    """Who follows an address and gets mails too sees one event all the same: both carry the same UID."""

    SUBSCRIPTION = "subscription"
    MAIL = "mail"
    BOTH = "both"


class CalendarChoice(Table):
    """What a person chose in a pole; without a row, the addresses alone."""

    __tablename__ = "calendar_choice"
    __table_args__ = (UniqueConstraint("person_id", "pole_id"),)

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    way: Mapped[Way] = mapped_column(enum_by_value(Way))


class Answer(StrEnum):
    """By the words of iCalendar (PARTSTAT), but for `none`: NEEDS-ACTION."""

    NONE = "none"
    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"


class GuestInvitation(Table):
    """Somebody from outside, asked by mail to come: they have no account, their link answers for them alone.

    `token` is kept as it is, for every letter of the booking carries the same link. `told_sha256`: of what the last
    letter said, so that nothing is told twice; `dates_sha256`: of its dates, since an answer counts for those.
    `withdrawn_at`: no longer asked; the row stays for the letter that says so.
    """

    __tablename__ = "guest_invitation"
    __table_args__ = (
        UniqueConstraint("booking_id", "email"),
        CheckConstraint("name <> '' AND email <> ''", name="named"),
        CheckConstraint("(answer = 'none') = (answered_at IS NULL)", name="answered"),
        Index(None, "pole_id"),
    )

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254))
    token: Mapped[str] = mapped_column(String(64), unique=True)
    locale: Mapped[str] = mapped_column(String(5))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[Instant]
    answer: Mapped[Answer] = mapped_column(enum_by_value(Answer), default=Answer.NONE)
    words: Mapped[str] = mapped_column(String(300), default="")
    answered_at: Mapped[Instant | None]
    told_sha256: Mapped[str] = mapped_column(String(64), default="")
    dates_sha256: Mapped[str] = mapped_column(String(64), default="")
    withdrawn_at: Mapped[Instant | None]
