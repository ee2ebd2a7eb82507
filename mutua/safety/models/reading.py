"""Readers from outside: personal links that expire, and every reading of theirs."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.kernel.db import Id, Instant, Table, enum_by_value
from mutua.kernel.timespan import wall
from mutua.pole.models import Structure
from mutua.resources.models import Place
from mutua.safety.models.edition import Edition


class ReaderKind(StrEnum):
    INSPECTION = "inspection"
    HEALTH_SERVICE = "health_service"
    PREVENTION_AGENCY = "prevention_agency"
    CSE = "cse"
    WORKER = "worker"
    FORMER_WORKER = "former_worker"
    OWNER = "owner"
    OTHER = "other"


class Thing(StrEnum):
    """What was read."""

    PAGE = "page"
    VOLUME = "volume"
    EXTRACT = "extract"
    PLANS = "plans"
    PLACE = "place"
    NOTICE = "notice"
    STAFF = "staff"


class ReaderLink(Table):
    """One named reader, one edition; with a structure, also that employer's extract. Only the token's hash is kept.

    `from_on` to `until_on`: when a former worker was there; they read the versions of that time. `place_id`: the one
    place an owner or the public reads of. What each kind may open: `rules.sight`. `email`, emptied once revoked: where
    the link is sent, and where a health service hears of each later version; `told_on`: the last such letter, in the
    pole's days.
    """

    __tablename__ = "safety_reader_link"
    __table_args__ = (Index(None, "edition_id"), CheckConstraint("from_on <= until_on", name="period"))

    id: Mapped[Id]
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("safety_edition.id"))
    structure_id: Mapped[int | None] = mapped_column(ForeignKey("structure.id"))
    kind: Mapped[ReaderKind] = mapped_column(enum_by_value(ReaderKind))
    reader: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), default="")
    told_on: Mapped[date | None]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    revoked_at: Mapped[Instant | None]
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))

    edition: Mapped[Edition] = relationship(lazy="raise_on_sql")
    structure: Mapped[Structure | None] = relationship(lazy="raise_on_sql")
    place: Mapped[Place | None] = relationship(lazy="raise_on_sql")

    def is_live(self, now: datetime) -> bool:
        return self.revoked_at is None and self.expires_at > now

    def last_day(self, zone: str) -> date:
        """The last day on which it opens."""
        return wall(self.expires_at - datetime.resolution, zone).date()


class AccessLog(Table):
    """A reading by the holder of a link; append-only."""

    __tablename__ = "safety_access"
    __table_args__ = (Index(None, "link_id"),)

    id: Mapped[Id]
    link_id: Mapped[int] = mapped_column(ForeignKey("safety_reader_link.id"))
    thing: Mapped[Thing] = mapped_column(enum_by_value(Thing))
    read_at: Mapped[Instant]
