"""Where higher rooms hang on when somebody leaves: each named hook is declared here and connected in `app.py` alone."""

from __future__ import annotations

from datetime import datetime

from blinker import Signal

# Sent with a structure's id (`pole_id` or None for all of its poles, `person_id` or None for all of
# its people, `now`) before anybody leaves.
# Receivers answer how many things to come would be left without anybody.
leaving = Signal("leaving")

# Sent with a structure's id (`pole_id`, `person_id`, `heir` a Person or None, `actor`, `now`), inside the
# transaction that ends the place: what is to come goes to the heir, or is given back.
left = Signal("left")


def what_stays(structure_id: int, *, pole_id: int | None, person_id: int | None, now: datetime) -> int:
    """How many things to come a leaving person, or a leaving structure, has."""
    answers = leaving.send(structure_id, pole_id=pole_id, person_id=person_id, now=now)
    return sum(int(count) for _, count in answers)
