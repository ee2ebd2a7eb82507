"""What is taken: holds of units, found by the index whatever their past."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    bindparam,
    func,
    literal,
    select,
)
from sqlalchemy.orm import aliased

from mutua.kernel.db import UtcInstant, db
from mutua.resources.models import (
    Claim,
    ClaimKind,
    Hold,
    Resource,
    Unit,
)


class Taken(NamedTuple):
    """A hold with what its owner allows: row of the diary of one unit."""

    hold_id: int | None
    unit_id: int
    starts_at: datetime
    ends_at: datetime
    used_until: datetime
    kind: ClaimKind
    resource_id: int
    structure_id: int | None
    claim_id: int | None = None
    expires_at: datetime | None = None
    person_id: int | None = None


Moment = datetime | BindParameter[datetime]


def from_predecessor(unit_id: SQLColumnExpression[int], start: Moment) -> ColumnElement[datetime]:
    """The start of the last hold of a unit that began at or before `start`, else `start`.

    A unit's holds are disjoint, so whatever overlaps [start, …) begins there or later: the index is read from that row
    on, never the unit's whole past.
    """
    before = aliased(Hold)
    earlier = select(func.max(before.starts_at)).where(before.unit_id == unit_id, before.starts_at <= start)
    earlier = earlier.correlate_except(before)
    if isinstance(start, datetime):
        start = literal(start, UtcInstant)
    return func.coalesce(earlier.scalar_subquery(), start)


def holding(unit_id: SQLColumnExpression[int], start: Moment, end: Moment) -> ColumnElement[bool]:
    """The join condition: holds of `unit_id` that overlap [start, end)."""
    return and_(
        Hold.unit_id == unit_id,
        Hold.starts_at < end,
        Hold.starts_at >= from_predecessor(unit_id, start),
        Hold.ends_at > start,
    )


def lock_units(unit_ids: Sequence[int]) -> None:
    """Row locks in id order. On SQLite the transaction holds the write lock already."""
    if db.engine.dialect.name != "sqlite":
        db.session.execute(_locking(), {"units": unit_ids}).all()


def withdrawn(resource_ids: Collection[int], unit_ids: Collection[int]) -> bool:
    """Whether one of these was retired while its lock was waited for. On SQLite nobody could."""
    if db.engine.dialect.name == "sqlite":
        return False
    resources = select(Resource.id).where(Resource.id.in_(resource_ids), Resource.retired_at.is_not(None))
    units = select(Unit.id).where(Unit.id.in_(unit_ids), Unit.retired_at.is_not(None))
    return db.session.scalar(resources.union_all(units).limit(1)) is not None


@cache
def _locking() -> Select[int]:
    wanted = Unit.id.in_(bindparam("units", expanding=True))
    return select(Unit.id).where(wanted).order_by(Unit.id).with_for_update(key_share=True)


def taken_during(unit_ids: Sequence[int], reach: tuple[datetime, datetime]) -> list[Taken]:
    """Holds of the units that overlap the reach, by start."""
    facts = {"units": unit_ids, "start": reach[0], "end": reach[1]}
    return [Taken._make(row) for row in db.session.execute(_taken(), facts)]


@cache
def _taken() -> Select[*tuple[object, ...]]:
    """Built once: every booking asks it, and building it costs more than running it."""
    start, end = bindparam("start", type_=UtcInstant()), bindparam("end", type_=UtcInstant())
    columns = (Hold.id, Hold.unit_id, Hold.starts_at, Hold.ends_at, Claim.used_until, Claim.kind)
    return (
        select(*columns, Claim.resource_id, Claim.structure_id, Claim.id, Claim.expires_at, Claim.person_id)
        .select_from(Unit)
        .join(Hold, holding(Unit.id, start, end))
        .join(Claim, Claim.id == Hold.claim_id)
        .where(Unit.id.in_(bindparam("units", expanding=True)))
        .order_by(Hold.starts_at)
    )


def overlapping_holds() -> list[tuple[int, int, int]]:
    """(hold, hold, unit) for every pair of neighbours that overlap: what the constraint makes impossible."""
    after = func.lead(Hold.starts_at).over(partition_by=Hold.unit_id, order_by=(Hold.starts_at, Hold.id))
    next_id = func.lead(Hold.id).over(partition_by=Hold.unit_id, order_by=(Hold.starts_at, Hold.id))
    rows = select(Hold.id, next_id.label("next_id"), Hold.unit_id, Hold.ends_at, after.label("after")).subquery()
    query = select(rows.c.id, rows.c.next_id, rows.c.unit_id).where(rows.c.after < rows.c.ends_at)
    return [(first, second, unit) for first, second, unit in db.session.execute(query)]


def held_units(unit_ids: Iterable[int], after: datetime) -> set[int]:
    """Which of these units something holds at or after a moment."""
    query = select(Hold.unit_id).where(Hold.unit_id.in_(list(unit_ids)), Hold.ends_at > after)
    return set(db.session.scalars(query.distinct()))


def holds_ahead(resource_id: int, after: datetime) -> bool:
    """Whether a booking or a closure of this very resource holds units at or after a moment."""
    query = select(Hold.id).join(Claim, Claim.id == Hold.claim_id)
    return db.session.scalar(query.where(Claim.resource_id == resource_id, Hold.ends_at > after).limit(1)) is not None
