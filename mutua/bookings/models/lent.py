"""Which work a person lent was booked for: said by whoever booked, for one version of the loan."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mutua.kernel.db import Id, Instant, Table


class WorkSaid(Table):
    """« C’est bien le travail prévu par le prêt » (L8241-2: any other work goes back to the employee). Append-only."""

    __tablename__ = "work_said"
    __table_args__ = (UniqueConstraint("booking_id", "terms_id"),)

    id: Mapped[Id]
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"))
    terms_id: Mapped[int] = mapped_column(ForeignKey("terms.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    said_at: Mapped[Instant]
