"""Units, states and the value objects that actions take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mutua.resources.models import Kind


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


class ListingKind(StrEnum):
    OFFER = "offer"
    NEED = "need"


class Outcome(StrEnum):
    """How an offer or a need ended."""

    EXCHANGED = "exchanged"
    ELSEWHERE = "elsewhere"
    NOTHING = "nothing"


class Every(StrEnum):
    """How often a standing arrangement proposes itself."""

    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH = "month"


@dataclass(frozen=True)
class Leg:
    """What one side gives: quanta of a unit, on a local day. `under_giver`: staff stayed under the giver's orders."""

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
    session_id: int | None = None


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
    where: str = ""
    when: str = ""


@dataclass(frozen=True)
class Picture:
    """A picture to show with a notice: its file's name, its bytes, what it shows."""

    name: str
    content: bytes
    alt: str = ""


@dataclass(frozen=True)
class Session:
    """One thing given to several structures at once: each receives its own quantity, and its own exchange."""

    receivers: tuple[tuple[int, int], ...]  # (structure, quanta)
    leg: Leg
    key: str


@dataclass(frozen=True)
class Habit:
    """What comes back: a weekly desk, a monthly hour. `first_on` and `until_on` are local days, both included."""

    other_id: int
    given: bool
    leg: Leg
    every: Every
    until_on: date
