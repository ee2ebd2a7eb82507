"""Exchanges of the cast: La Couture (Inès) and Le Fournil (Karim, Nadia)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count

from mutua.exchanges import actions, queries
from mutua.exchanges.models import Draft, Exchange, Leg, UnitCode
from mutua.kernel.transaction import transaction
from mutua.pole.models import Member
from mutua.resources.models import Kind
from tests.builders import World

# Ten days after the pole was founded: a Thursday, noon in Paris.
LATER = datetime(2027, 3, 11, 11, 0, tzinfo=UTC)
DAY = date(2027, 3, 8)
_keys = count()

HOURS = Leg(Kind.STAFF, UnitCode.HOUR, 180, DAY, "Réparation des tables")


def draft(other_id: int, *, given: bool = True, leg: Leg = HOURS, **more: object) -> Draft:
    return replace(Draft(other_id, given, leg, key=f"k{next(_keys)}"), **more)


def leg(quantity: int = 180, **more: object) -> Leg:
    return replace(HOURS, quantity=quantity, **more)


def propose(world: World, *, member: Member | None = None, now: datetime = LATER, **more: object) -> int:
    """Inès gives 3 h of work to Le Fournil, unless said otherwise; the exchange's id."""
    member = member or world.ines
    other = world.fournil_id if member.structure_id == world.couture_id else world.couture_id
    with transaction():
        return actions.propose(draft(other, **more), member=member, now=now).id


def load(member: Member, number: int, *, lock: bool = False) -> Exchange:
    found = queries.exchange_for(member, number, lock=lock)
    assert found is not None
    return found


def confirm(member: Member, number: int, *, now: datetime = LATER) -> bool:
    with transaction():
        exchange = load(member, number, lock=True)
        return actions.confirm(exchange, version_hash=exchange.current.sha256, member=member, now=now)


def post(world: World, **more: object) -> int:
    """A posted exchange: proposed by Inès, confirmed by Karim."""
    number = propose(world, **more)
    assert confirm(world.karim, number)
    return number


def hour_register(member: Member) -> tuple[int, int]:
    """(given, received) in minutes of staff time."""
    rows = [row for row in queries.balances_of(member) if row.kind is Kind.STAFF]
    return (rows[0].given, rows[0].received) if rows else (0, 0)
