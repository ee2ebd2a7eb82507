"""A statement: opening + movements = closing, kind by kind and unit by unit, given and received side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from mutua.exchanges.models import Posting, UnitCode
from mutua.resources.models import Kind


class Sums(Protocol):
    """What was given and received of one kind in one unit."""

    @property
    def kind(self) -> Kind: ...
    @property
    def unit(self) -> UnitCode: ...
    @property
    def given(self) -> int: ...
    @property
    def received(self) -> int: ...


@dataclass
class Account:
    """One kind in one unit over a period, in quanta."""

    kind: Kind
    unit: UnitCode
    opening_given: int = 0
    opening_received: int = 0
    movements: list[Posting] = field(default_factory=list)

    @property
    def given(self) -> int:
        return sum(row.quantity for row in self.movements if row.quantity > 0)

    @property
    def received(self) -> int:
        return -sum(row.quantity for row in self.movements if row.quantity < 0)

    @property
    def closing_given(self) -> int:
        return self.opening_given + self.given

    @property
    def closing_received(self) -> int:
        return self.opening_received + self.received


def accounts(opening: Sequence[Sums], movements: Sequence[Posting]) -> list[Account]:
    """The accounts of a statement, in the order of the kinds; each entry goes to the one of its kind and unit."""
    found: dict[tuple[Kind, UnitCode], Account] = {}
    for row in opening:
        found[(row.kind, row.unit)] = Account(row.kind, row.unit, row.given, row.received)
    for posting in movements:
        key = (posting.exchange.kind, posting.exchange.unit.code)
        found.setdefault(key, Account(*key)).movements.append(posting)
    order = [(kind, unit) for kind in Kind for unit in UnitCode]
    return [found[key] for key in order if key in found]
