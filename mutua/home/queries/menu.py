"""What the menu shows beside its entries: all its figures in one statement."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import Select, func, select

from mutua.bookings import queries as bookings
from mutua.exchanges import queries as exchanges
from mutua.kernel.db import db
from mutua.pole.models import Affiliation, Member, Membership, MembershipState, Office, Pole
from mutua.safety import queries as safety
from mutua.staffing import queries as staffing

# Room of the menu -> the query that counts what waits there for this member.
COUNTS: dict[str, Callable[[Member, datetime], Select[int]]] = {
    "bookings": lambda member, now: bookings.counting_to_decide(member),
    "exchanges": lambda member, now: exchanges.counting_waiting(member),
    "staffing": staffing.counting_waiting,
    "safety": lambda member, now: safety.counting_waiting(member),
}


def counts(member: Member, now: datetime, rooms: Collection[str]) -> dict[str, int]:
    """How many things wait for the member in each of these rooms."""
    columns = [COUNTS[room](member, now).scalar_subquery().label(room) for room in rooms]
    return {room: int(value or 0) for room, value in db.session.execute(select(*columns)).one()._mapping.items()}


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
    query = select(Pole, count).where((Pole.id == pole_id) | Pole.id.in_(acts.union(offices))).order_by(Pole.name)
    return [(pole, structures) for pole, structures in db.session.execute(query)]
