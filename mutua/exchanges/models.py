"""Exchanges between structures: proposals as versions, assent as rows, and a ledger of signed pairs.

Invariant 4 (product.md 3) is kept by the shape of `Posting`, on both engines and without waiting for a commit: only the
giver's row (+q) may be inserted, the database itself adds the receiver's (−q) in the same statement, and it refuses
any row that the exchange, its version and its two confirmations do not carry (migrations/guards.py). So no statement,
raw SQL included, ends with half a pair. A deferred constraint would have left SQLite bare, and a single transfer row
read through a view would have hidden the signs that the law's method names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.kernel.db import Id, Instant, Table, enum_by_value
from mutua.pole.models import Person, Structure
from mutua.resources.models import Kind, Regime


class UnitCode(StrEnum):
    """What quantities are counted in; the number is always whole quanta (minutes for hours)."""

    HOUR = "hour"
    HALF_DAY = "half_day"
    KM = "km"
    VEHICLE_DAY = "vehicle_day"
    PIECE = "piece"


# Quanta in one unit: hours are kept in minutes, the others are their own quantum.
QUANTA = {code: 60 if code is UnitCode.HOUR else 1 for code in UnitCode}
# What each kind may be counted in, its natural unit first.
UNITS_OF: dict[Kind, tuple[UnitCode, ...]] = {
    Kind.PREMISES: (UnitCode.HOUR, UnitCode.HALF_DAY),
    Kind.DESK: (UnitCode.HALF_DAY, UnitCode.HOUR),
    Kind.VEHICLE: (UnitCode.VEHICLE_DAY, UnitCode.KM, UnitCode.HOUR),
    Kind.EQUIPMENT: (UnitCode.PIECE, UnitCode.HALF_DAY, UnitCode.HOUR),
    Kind.STAFF: (UnitCode.HOUR,),
}


class State(StrEnum):
    DRAFT = "draft"
    PROPOSED = "proposed"
    COUNTERED = "countered"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    REVERSAL_PROPOSED = "reversal_proposed"
    REVERSED = "reversed"


_ANSWERS = (State.COUNTERED, State.CONFIRMED, State.REFUSED, State.WITHDRAWN, State.EXPIRED)
# The only legal moves (law/exchanges 2); a countered exchange may be countered again.
NEXT_STATES: dict[State, tuple[State, ...]] = {
    State.DRAFT: (State.PROPOSED, State.WITHDRAWN),
    State.PROPOSED: _ANSWERS,
    State.COUNTERED: _ANSWERS,
    State.CONFIRMED: (State.REVERSAL_PROPOSED,),
    State.REVERSAL_PROPOSED: (State.REVERSED, State.CONFIRMED),
}
OPEN = (State.PROPOSED, State.COUNTERED)
POSTED = (State.CONFIRMED, State.REVERSAL_PROPOSED, State.REVERSED)
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


class Exchange(Table):
    """One gift in one direction. Who, what kind and which unit never change; how much and when are in its versions.

    `source_line_id` is the booking's line it came from and `listing_id` the notice: bare numbers, so that neither can
    reach into the ledger by being deleted. `uid` carries the idempotency key of the proposal.
    """

    __tablename__ = "exchange"
    __table_args__ = (
        CheckConstraint("giver_id <> receiver_id", name="two_parties"),
        CheckConstraint("kind <> 'staff' OR regime = 'r1'", name="staff_is_service"),
        CheckConstraint("(posted_at IS NULL) = (state NOT IN ('confirmed', 'reversal_proposed', 'reversed'))", name="posted"),
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
    source_line_id: Mapped[int | None]
    listing_id: Mapped[int | None]
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
    reverses: Mapped[Exchange | None] = relationship(lazy="raise_on_sql", remote_side=[id])
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


class ExchangeWords(Table):
    """Texts and names of a version, beside the append-only row so that they can be erased; `salt` hides them in its hash."""

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
    """The assent of one structure, by one person, to one version; neither may give it twice (invariant 5)."""

    __tablename__ = "confirmation"
    __table_args__ = (
        UniqueConstraint("version_id", "structure_id"),
        UniqueConstraint("version_id", "person_id"),
    )

    id: Mapped[Id]
    version_id: Mapped[int] = mapped_column(ForeignKey("exchange_version.id"))
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[Instant]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    structure: Mapped[Structure] = relationship(lazy="raise_on_sql")


class Posting(Table):
    """One side of a posted exchange: +q for the giver, −q for the receiver, in quanta. Insert the giver's alone.

    `event_on` is when it happened, `accounted_on` the day whose month carries it: another one only when the event's
    month was closed before both sides had confirmed. No euro here (invariant 13 of law/exchanges 2).
    """

    __tablename__ = "posting"
    __table_args__ = (
        UniqueConstraint("exchange_id", "structure_id"),
        CheckConstraint("quantity <> 0", name="quantity"),
        CheckConstraint("structure_id <> other_id", name="two_parties"),
        Index(None, "pole_id", "unit_id", "accounted_on"),
        Index(None, "structure_id", "pole_id", "accounted_on"),
    )

    id: Mapped[Id]
    exchange_id: Mapped[int] = mapped_column(ForeignKey("exchange.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("exchange_version.id"))
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit_of_account.id"))
    quantity: Mapped[int]
    event_on: Mapped[date]
    accounted_on: Mapped[date]
    posted_at: Mapped[Instant]

    exchange: Mapped[Exchange] = relationship(lazy="raise_on_sql")


class Reversal(Table):
    """A posted exchange that undid another: at most one for each, never of a reversal."""

    __tablename__ = "reversal"

    id: Mapped[Id]
    exchange_id: Mapped[int] = mapped_column(ForeignKey("exchange.id"), unique=True)
    reversed_id: Mapped[int] = mapped_column(ForeignKey("exchange.id"), unique=True)
    at: Mapped[Instant]


class Dispute(Table):
    """A disagreement that a party raised: the coordination mediates, it never confirms for a party."""

    __tablename__ = "dispute"

    id: Mapped[Id]
    exchange_id: Mapped[int] = mapped_column(ForeignKey("exchange.id"), index=True)
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text)
    raised_at: Mapped[Instant]
    settled_at: Mapped[Instant | None]

    structure: Mapped[Structure] = relationship(lazy="raise_on_sql")


class PeriodClosing(Table):
    """Everything accounted up to and including `through_on` (a month's last day) stands still."""

    __tablename__ = "period_closing"
    __table_args__ = (UniqueConstraint("pole_id", "through_on"),)

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    through_on: Mapped[date]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[Instant]


class BalanceLimit(Table):
    """The soft limit of a pole that counts in one unit, in minutes either way; the newest row counts, all are kept."""

    __tablename__ = "balance_limit"
    __table_args__ = (CheckConstraint("minutes > 0", name="minutes"),)

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"), index=True)
    minutes: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[Instant]


class ListingKind(StrEnum):
    OFFER = "offer"
    NEED = "need"


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


@dataclass(frozen=True)
class Leg:
    """What one side gives: quanta of a unit, on a local day. `under_giver`: staff worked under the giver's own orders."""

    kind: Kind
    unit: UnitCode
    quantity: int
    event_on: date
    title: str
    note: str = ""
    under_giver: bool = True


@dataclass(frozen=True)
class Draft:
    """What a member proposes to another structure; `key` makes a repeated request the same proposal."""

    other_id: int
    given: bool
    leg: Leg
    key: str
    counterpart: Leg | None = None
    listing_id: int | None = None


@dataclass(frozen=True)
class Terms:
    """What a counter-proposal may change of one leg."""

    quantity: int
    event_on: date
    title: str
    note: str = ""


@dataclass(frozen=True)
class Notice:
    """The words of an offer or a need."""

    listing: ListingKind
    category: Kind
    title: str
    text: str
    until_on: date
