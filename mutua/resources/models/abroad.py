"""To which other poles of the installation a resource is opened."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from mutua.kernel.db import Id, Instant, Table


class PoleShare(Table):
    """The members of another pole may find and book the resource; `pole_id` None: those of every pole there is.

    The resource keeps one home pole: its zone, its ledger and its safety document are there.
    """

    __tablename__ = "pole_share"
    __table_args__ = (
        Index("uq_pole_share_named", "resource_id", "pole_id", unique=True),
        Index(
            "uq_pole_share_every",
            "resource_id",
            unique=True,
            sqlite_where=text("pole_id IS NULL"),
            postgresql_where=text("pole_id IS NULL"),
        ),
    )

    id: Mapped[Id]
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id", ondelete="CASCADE"))
    pole_id: Mapped[int | None] = mapped_column(ForeignKey("pole.id"), index=True)
    opened_at: Mapped[Instant]
