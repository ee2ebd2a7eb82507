"""Where higher rooms hang on when somebody leaves: each named hook is declared here and connected in `app.py` alone."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from blinker import Signal

# Sent with a structure's id (`pole_id` or None for all of its poles, `person_id` or None for all of
# its people, `now`) before anybody leaves.
# Receivers answer how many things to come would be left without anybody.
leaving = Signal("leaving")

# Sent with a structure's id (`pole_id`, `now`) before it leaves. Receivers answer a list of Promise.
promised = Signal("promised")

# Sent with a structure's id (`pole_id`, `person_id`, `heir` a Person or None, `keeps`, `actor`, `now`), inside the
# transaction that ends the place: what is to come goes to the heir, or is given back. `keeps`: what a structure that
# leaves has promised to others stands, else it is called off.
left = Signal("left")

# Sent with a person's id (`now`) inside the transaction that erases them, their name gone already: every room drops
# what was theirs alone, and writes anew what carries their name.
erased = Signal("erased")


class Promise(NamedTuple):
    """What others have to come of something that a structure shares, on the wall clock of its place."""

    what: str
    who: str
    starts: datetime
    ends: datetime


def what_stays(structure_id: int, *, pole_id: int | None, person_id: int | None, now: datetime) -> int:
    """How many things to come a leaving person, or a leaving structure, has."""
    answers = leaving.send(structure_id, pole_id=pole_id, person_id=person_id, now=now)
    return sum(int(count) for _, count in answers)


def promises_of(structure_id: int, *, pole_id: int, now: datetime) -> list[Promise]:
    """By start."""
    answers = promised.send(structure_id, pole_id=pole_id, now=now)
    return sorted((promise for _, found in answers for promise in found), key=lambda promise: promise.starts)
