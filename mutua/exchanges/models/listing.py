"""Offers and needs."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.exchanges.models.words import ListingKind, Outcome
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
    where: Mapped[str] = mapped_column("where_text", String(120), default="")
    when: Mapped[str] = mapped_column("when_text", String(120), default="")
    until_on: Mapped[date]
    warned_on: Mapped[date | None]
    renewed: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Instant]
    closed_at: Mapped[Instant | None]
    outcome: Mapped[Outcome | None] = mapped_column(enum_by_value(Outcome))

    structure: Mapped[Structure] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    photos: Mapped[list[ListingPhoto]] = relationship(
        lazy="raise_on_sql", order_by="ListingPhoto.id", passive_deletes="all"
    )


class ListingPhoto(Table):
    """A picture of a notice; its bytes are a stored file. `alt`: what it shows, for who does not see it."""

    __tablename__ = "listing_photo"
    __table_args__ = (Index(None, "listing_id"),)

    id: Mapped[Id]
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id", ondelete="CASCADE"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    alt: Mapped[str] = mapped_column(String(200), default="")


class ListingToken(Table):
    """One French stem of a notice (rules/words): what both databases search alike, without accents nor plurals."""

    __tablename__ = "listing_token"
    __table_args__ = (UniqueConstraint("listing_id", "token"), Index(None, "token"))

    id: Mapped[Id]
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id", ondelete="CASCADE"))
    token: Mapped[str] = mapped_column(String(60))


class SavedSearch(Table):
    """What a person wants a letter about when it is published; no kind, no category and no word mean any."""

    __tablename__ = "saved_search"
    __table_args__ = (CheckConstraint("words <> '' OR category IS NOT NULL", name="something"),)

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    listing: Mapped[ListingKind | None] = mapped_column(enum_by_value(ListingKind))
    category: Mapped[Kind | None] = mapped_column(enum_by_value(Kind))
    words: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[Instant]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
