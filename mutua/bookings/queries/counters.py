"""The counters of resources, from which ETags, feeds and calendar programs see that something moved."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from sqlalchemy import Update, bindparam, or_, select, update

from mutua.kernel.db import db
from mutua.resources.models import Drawing, Resource


def touch_resources(resource_ids: Iterable[int]) -> dict[int, int]:
    """Move the counters of these resources and of those that share a unit: ETags and feeds derive from them.

    Answers where each stands now; their rows are locked until the end, so that counts follow commits.
    """
    return dict(iter(db.session.execute(_touching(), {"resources": sorted(set(resource_ids))})))


@cache
def _touching() -> Update:
    units = select(Drawing.unit_id).where(Drawing.resource_id.in_(bindparam("resources", expanding=True)))
    sharing = select(Drawing.resource_id).where(Drawing.unit_id.in_(units))
    moved = or_(Resource.id.in_(bindparam("resources", expanding=True)), Resource.id.in_(sharing))
    change = update(Resource).where(moved).values(modseq=Resource.modseq + 1)
    change = change.returning(Resource.id, Resource.modseq)
    return change.execution_options(synchronize_session=False)
