"""Which letters a person wants, and the links in them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mutua.kernel.db import Id, Instant, Table


class NoticeChoice(Table):
    """What one person of a pole wants by mail; without a row: the eve and after use, no daily letter."""

    __tablename__ = "notice_choice"
    __table_args__ = (UniqueConstraint("person_id", "pole_id"),)

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    eve: Mapped[bool] = mapped_column(default=True)
    after: Mapped[bool] = mapped_column(default=True)
    daily: Mapped[bool] = mapped_column(default=False)
    daily_sent_on: Mapped[date | None]


class GiveBackLink(Table):
    """The link « je n’en ai plus besoin » of one letter: it opens a page with one button, for that date alone."""

    __tablename__ = "give_back_link"

    id: Mapped[Id]
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[Instant]
