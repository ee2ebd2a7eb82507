"""What shows that an exchange took place: a signed slip, a photo, a delivery note."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.documents.models import LONGEST_NAME, StoredFile
from mutua.kernel.db import Id, Instant, Table


class Proof(Table):
    """A file that one of the two structures laid beside the exchange; no part of what is confirmed."""

    __tablename__ = "exchange_proof"

    id: Mapped[Id]
    exchange_id: Mapped[int] = mapped_column(ForeignKey("exchange.id"), index=True)
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    title: Mapped[str] = mapped_column(String(LONGEST_NAME))
    added_at: Mapped[Instant]
    removed_at: Mapped[Instant | None]

    file: Mapped[StoredFile] = relationship(lazy="raise_on_sql")
