"""How a member's bookings come into their calendar: by the addresses they follow, by mail, or both."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mutua.kernel.db import Id, Table, enum_by_value


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
