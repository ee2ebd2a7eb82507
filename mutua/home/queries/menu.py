"""What the menu shows beside its entries: one small statement a figure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import func, select

from mutua.bookings import queries as bookings
from mutua.exchanges import queries as exchanges
from mutua.kernel.db import db
from mutua.pole.models import Affiliation, Member, Membership, MembershipState, Office, Pole
from mutua.safety import queries as safety
from mutua.staffing import queries as staffing

# Room of the menu -> how many things wait there for this member.
COUNTS: dict[str, Callable[[Member, datetime], int]] = {
    "bookings": lambda member, now: bookings.count_to_decide(member),
    "exchanges": lambda member, now: exchanges.count_waiting(member),
    "staffing": staffing.count_waiting,
    "safety": lambda member, now: safety.count_waiting(member),
}


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
