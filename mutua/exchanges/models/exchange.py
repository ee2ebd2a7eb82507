"""Exchanges, their versions, who confirmed them and who disagrees."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.exchanges.models.words import State, UnitCode
from mutua.kernel.db import Id, Instant, Table, enum_by_value
from mutua.pole.models import Person, Structure
from mutua.resources.models import Kind, Regime

_POSTED = "('confirmed', 'reversal_proposed', 'reversed')"


# An id without a foreign key.
BareId = BigInteger().with_variant(Integer, "sqlite")
_LIVE = "state IN ('proposed', 'countered', 'confirmed')"


class UnitOfAccount(Table):
    """A pole's unit; `label` is its own word for it, empty for the usual one. `quanta`: whole quanta in one unit."""

    __tablename__ = "unit_of_account"
    __table_args__ = (UniqueConstraint("pole_id", "code"), CheckConstraint("quanta > 0", name="quanta"))

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    code: Mapped[UnitCode] = mapped_column(enum_by_value(UnitCode))
    label: Mapped[str] = mapped_column(String(60), default="")
    quanta: Mapped[int]


class Deal(Table):
    """Two exchanges with an agreed counterpart: its id is their deal number, and they are posted together."""

    __tablename__ = "deal"

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    created_at: Mapped[Instant]

    legs: Mapped[list[Exchange]] = relationship(lazy="raise_on_sql", back_populates="deal", order_by="Exchange.id")


class GroupSession(Table):
    """One thing given to several structures at once: the exchanges it made carry its id."""

    __tablename__ = "group_session"

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    giver_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    created_at: Mapped[Instant]


class Exchange(Table):
    """One gift in one direction. Who, what kind and which unit never change; how much and when are in its versions.

    `source_line_id` is the booking's line it came from, `listing_id` the notice and `habit_id` the standing
    arrangement: bare numbers, so that none can reach into the ledger by being deleted. `uid` carries the idempotency
    key of the proposal. `unused`: the date was booked and not honoured, so that nothing was contributed.
    """

    __tablename__ = "exchange"
    __table_args__ = (
        CheckConstraint("giver_id <> receiver_id", name="two_parties"),
        CheckConstraint("kind <> 'staff' OR (regime IS NOT NULL AND regime = 'r1')", name="staff_is_service"),
        CheckConstraint(f"(posted_at IS NULL) = (state NOT IN {_POSTED})", name="posted"),
        Index(None, "pole_id", "state"),
        Index(None, "giver_id", "state"),
        Index(None, "receiver_id", "state"),
        Index(
            "uq_exchange_source_line_id",
            "source_line_id",
            unique=True,
            sqlite_where=text("source_line_id IS NOT NULL"),
            postgresql_where=text("source_line_id IS NOT NULL"),
        ),
        Index(
            "uq_exchange_live_reversal",
            "reverses_id",
            unique=True,
            sqlite_where=text(f"reverses_id IS NOT NULL AND {_LIVE}"),
            postgresql_where=text(f"reverses_id IS NOT NULL AND {_LIVE}"),
        ),
    )

    id: Mapped[Id]
    uid: Mapped[str] = mapped_column(String(120), unique=True)
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    giver_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    receiver_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    kind: Mapped[Kind] = mapped_column(enum_by_value(Kind))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit_of_account.id"))
    regime: Mapped[Regime | None] = mapped_column(enum_by_value(Regime))
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deal.id"), index=True)
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("exchange.id"))
    source_line_id: Mapped[int | None] = mapped_column(BareId)
    listing_id: Mapped[int | None] = mapped_column(BareId)
    habit_id: Mapped[int | None] = mapped_column(BareId)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("group_session.id"), index=True)
    unused: Mapped[bool] = mapped_column(default=False)
    current_number: Mapped[int] = mapped_column(default=1)
    state: Mapped[State] = mapped_column(enum_by_value(State))
    disputed_at: Mapped[Instant | None]
    expires_at: Mapped[Instant]
    reason: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[Instant]
    changed_at: Mapped[Instant]
    posted_at: Mapped[Instant | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    giver: Mapped[Structure] = relationship(lazy="raise_on_sql", foreign_keys=[giver_id])
    receiver: Mapped[Structure] = relationship(lazy="raise_on_sql", foreign_keys=[receiver_id])
    unit: Mapped[UnitOfAccount] = relationship(lazy="raise_on_sql")
    deal: Mapped[Deal | None] = relationship(lazy="raise_on_sql", back_populates="legs")
    reverses: Mapped[Exchange | None] = relationship(lazy="raise_on_sql", remote_side="Exchange.id")
    versions: Mapped[list[ExchangeVersion]] = relationship(
        lazy="raise_on_sql", back_populates="exchange", order_by="ExchangeVersion.number"
    )
    disputes: Mapped[list[Dispute]] = relationship(lazy="raise_on_sql", order_by="Dispute.id")

    @property
    def current(self) -> ExchangeVersion:
        """The version that waits for assent, or that was agreed."""
        return next(version for version in self.versions if version.number == self.current_number)

    @property
    def parties(self) -> tuple[int, int]:
        return (self.giver_id, self.receiver_id)

    @property
    def legs(self) -> list[Exchange]:
        """This exchange alone, or both of its deal."""
        return [self] if self.deal is None else self.deal.legs

    @property
    def counterpart(self) -> Exchange | None:
        return next((leg for leg in self.legs if leg is not self), None)

    @property
    def disputed_leg(self) -> Exchange | None:
        """This exchange, or the other of its deal: they stand together, a dispute on one concerns both."""
        return next((leg for leg in (self, *self.legs) if leg.disputed_at is not None), None)

    def other(self, structure_id: int | None) -> Structure:
        """The party across from this structure (the receiver for anybody else)."""
        return self.giver if structure_id == self.receiver_id else self.receiver


class ExchangeVersion(Table):
    """A proposal or counter-proposal, written once. `quantity` in quanta; `event_on` is the local date of the pole.

    `sha256` covers every fact, the words' digest and, in a deal, the other leg: what both sides confirm. No author
    means that Mutua proposed it from a finished booking.
    """

    __tablename__ = "exchange_version"
    __table_args__ = (UniqueConstraint("exchange_id", "number"), CheckConstraint("quantity > 0", name="quantity"))

    id: Mapped[Id]
    exchange_id: Mapped[int] = mapped_column(ForeignKey("exchange.id"))
    number: Mapped[int]
    quantity: Mapped[int]
    event_on: Mapped[date]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    author_structure_id: Mapped[int | None] = mapped_column(ForeignKey("structure.id"))
    words_sha256: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[Instant]

    exchange: Mapped[Exchange] = relationship(lazy="raise_on_sql", back_populates="versions")
    author: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    words: Mapped[ExchangeWords] = relationship(lazy="raise_on_sql", back_populates="of")
    confirmations: Mapped[list[Confirmation]] = relationship(lazy="raise_on_sql", order_by="Confirmation.id")
    reminders: Mapped[list[Reminder]] = relationship(lazy="raise_on_sql", order_by="Reminder.number")


class ExchangeWords(Table):
    """Texts and names of a version, beside its append-only row to be erasable; `salt` hides them in the hash.

    The database lets them be erased once and changed never (migrations/guards.py).
    """

    __tablename__ = "exchange_words"

    version_id: Mapped[int] = mapped_column(ForeignKey("exchange_version.id"), primary_key=True)
    title: Mapped[str] = mapped_column(String(160))
    note: Mapped[str] = mapped_column(Text, default="")
    giver_name: Mapped[str] = mapped_column(String(120))
    receiver_name: Mapped[str] = mapped_column(String(120))
    salt: Mapped[str] = mapped_column(String(32))
    erased_at: Mapped[Instant | None]

    of: Mapped[ExchangeVersion] = relationship(lazy="raise_on_sql", back_populates="words")


class Confirmation(Table):
    """The assent of one structure, by one person, to one version; neither may give it twice (invariant 5).

    `by_delay`: nobody answered two reminders in a pole that decided so beforehand; then there is no person, and the
    database asks for the decision and the reminders (migrations/guards.py).
    """

    __tablename__ = "confirmation"
    __table_args__ = (
        UniqueConstraint("version_id", "structure_id"),
        UniqueConstraint("version_id", "person_id"),
        CheckConstraint("by_delay = (person_id IS NULL)", name="by_delay"),
    )

    id: Mapped[Id]
    version_id: Mapped[int] = mapped_column(ForeignKey("exchange_version.id"))
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    by_delay: Mapped[bool] = mapped_column(default=False)
    sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[Instant]

    person: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    structure: Mapped[Structure] = relationship(lazy="raise_on_sql")


class Reminder(Table):
    """A letter to the side that has not answered a version: the first, then the second, never a third."""

    __tablename__ = "exchange_reminder"
    __table_args__ = (
        UniqueConstraint("version_id", "number"),
        CheckConstraint("number IN (1, 2)", name="number"),
    )

    id: Mapped[Id]
    version_id: Mapped[int] = mapped_column(ForeignKey("exchange_version.id"))
    number: Mapped[int]
    sent_at: Mapped[Instant]


class Dispute(Table):
    """A disagreement that a party raised: the coordination mediates, it never confirms for a party.

    `outcome`: what was agreed, in the words of who closed it; it enters no register.
    """

    __tablename__ = "dispute"

    id: Mapped[Id]
    exchange_id: Mapped[int] = mapped_column(ForeignKey("exchange.id"), index=True)
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text)
    raised_at: Mapped[Instant]
    settled_at: Mapped[Instant | None]
    outcome: Mapped[str] = mapped_column(Text, default="")

    structure: Mapped[Structure] = relationship(lazy="raise_on_sql")
