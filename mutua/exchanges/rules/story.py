"""What became of an exchange, read from its moves: who ended it, who raised each dispute and what closed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mutua.exchanges.models import Dispute, Exchange, State

ENDED = (State.REFUSED, State.WITHDRAWN, State.EXPIRED)
_CLOSERS = ("settled", "confirmed", "reversed", *(state.value for state in ENDED))


@dataclass(frozen=True)
class Step:
    """One move of an exchange; no name when the clock acted, no structure when it is not one of the two parties."""

    verb: str
    at: datetime
    person: str | None
    structure: str | None
    structure_id: int | None = None


@dataclass(frozen=True)
class Disagreement:
    """A dispute with the move that raised it and the one that closed it, if it is closed."""

    dispute: Dispute
    raised: Step | None
    closed: Step | None


def ending(exchange: Exchange, steps: Sequence[Step]) -> Step | None:
    """Who refused or withdrew it, or that nobody answered in time."""
    if exchange.state not in ENDED:
        return None
    return next((step for step in reversed(steps) if step.verb == exchange.state.value), None)


def disagreements(exchange: Exchange, steps: Sequence[Step]) -> list[Disagreement]:
    """Every dispute, the oldest first: one at a time stands, so that the next closing move is its own."""
    places = [place for place, step in enumerate(steps) if step.verb == "disputed"]
    found = []
    for number, dispute in enumerate(exchange.disputes):
        place = places[number] if number < len(places) else None
        after = steps[place + 1 :] if place is not None and dispute.settled_at is not None else ()
        closed = next((step for step in after if step.verb in _CLOSERS), None)
        found.append(Disagreement(dispute, steps[place] if place is not None else None, closed))
    return found
