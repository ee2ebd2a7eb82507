"""What the menu shows beside its entries: all its figures in one statement."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Select, bindparam, func, select

from mutua.bookings import queries as bookings
from mutua.bookings.queries.swap import counting_swaps
from mutua.exchanges import queries as exchanges
from mutua.kernel.db import UtcInstant, db
from mutua.kernel.reading_order import by_name
from mutua.pole.models import Affiliation, Member, Membership, MembershipState, Office, Pole
from mutua.safety import queries as safety
from mutua.staffing import queries as staffing

# Room of the menu -> the query that counts what waits there for this member.
COUNTS: dict[str, Callable[[Member], Select[int]]] = {
    "bookings": bookings.counting_to_decide,
    "swaps": lambda member: counting_swaps(member, bindparam("now", type_=UtcInstant)),
    "exchanges": exchanges.counting_waiting,
    "staffing": lambda member: staffing.counting_waiting(member, bindparam("now", type_=UtcInstant)),
    "safety": safety.counting_waiting,
}


def counts(member: Member, now: datetime, rooms: Collection[str]) -> dict[str, int]:
    """How many things wait for the member in each of these rooms."""
    counted = db.session.execute(_counting(member, tuple(rooms)), {"now": now}).one()
    return {room: int(value or 0) for room, value in counted._mapping.items()}


@lru_cache(maxsize=256)
def _counting(member: Member, rooms: tuple[str, ...]) -> Select[tuple[int, ...]]:
    """Writing this statement takes longer than running it, and every page shows its figures."""
    return select(*(COUNTS[room](member).scalar_subquery().label(room) for room in rooms))


def poles_with_structures(person_id: int, pole_id: int) -> list[tuple[Pole, int]]:
    """The pole of the page and every other one where the person acts, by name, each with its active structures."""
    acts = (
        select(Membership.pole_id)
        .join(Affiliation, Affiliation.structure_id == Membership.structure_id)
        .where(Affiliation.person_id == person_id, Membership.state != MembershipState.LEFT)
    )
    offices = select(Office.pole_id).where(Office.person_id == person_id)
    count = (
        select(func.count())
        .select_from(Membership)
        .where(Membership.pole_id == Pole.id, Membership.state == MembershipState.ACTIVE)
        .scalar_subquery()
    )
    query = (
        select(Pole, count).where((Pole.id == pole_id) | Pole.id.in_(acts.union(offices))).order_by(by_name(Pole.name))
    )
    return [(pole, structures) for pole, structures in db.session.execute(query)]
