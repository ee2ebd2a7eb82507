"""Offers and needs."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.exchanges.models.words import ListingKind
from mutua.kernel.db import Id, Instant, Table, enum_by_value
from mutua.pole.models import Person, Structure
from mutua.resources.models import Kind


class Listing(Table):
    """An offer or a need, shown to the pole until its day has passed or somebody closes it."""

    __tablename__ = "listing"
    __table_args__ = (Index(None, "pole_id", "closed_at", "until_on"),)

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    listing: Mapped[ListingKind] = mapped_column(enum_by_value(ListingKind))
    category: Mapped[Kind] = mapped_column(enum_by_value(Kind))
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text, default="")
    until_on: Mapped[date]
    renewed: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Instant]
    closed_at: Mapped[Instant | None]

    structure: Mapped[Structure] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")
