"""`mutua check`: the invariants of the product, asked of a live database. Each finding is one line."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mutua.bookings import queries as bookings
from mutua.exchanges import queries as exchanges
from mutua.kernel import audit
from mutua.resources import queries as resources
from mutua.safety import queries as safety


def _overlaps() -> Iterator[str]:
    for first, second, unit in resources.overlapping_holds():
        yield f"1: holds {first} and {second} overlap on unit {unit}"


def _holds() -> Iterator[str]:
    for line_id, held, wanted in bookings.lines_with_wrong_holds():
        yield f"2: line {line_id} holds {held} units, its state asks {wanted}"
    for claim_id in bookings.claims_without_owner():
        yield f"2: claim {claim_id} belongs to no line and is no block"


def _seals() -> Iterator[str]:
    for seal_id in audit.broken_seals():
        yield f"9: audit seal {seal_id} does not fit its rows"


def _unaudited() -> Iterator[str]:
    for occurrence_id in bookings.unaudited_bookings():
        yield f"9: booking {occurrence_id} has no audit row"


CHECKS: tuple[Callable[[], Iterator[str]], ...] = (
    _overlaps,
    _holds,
    lambda: (f"4/5: {line}" for line in exchanges.broken()),
    lambda: (f"6: {line}" for line in safety.broken()),
    _seals,
    _unaudited,
)


def broken() -> list[str]:
    """Every broken invariant among 1, 2, 4, 5, 6 and 9; empty when all is well."""
    return [line for check in CHECKS for line in check()]
