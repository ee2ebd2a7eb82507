"""How many units are taken at many moments at once: what a search of weeks, a suggestion and every refusal ask."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import ARRAY, CTE, DateTime, Integer, Select, String, and_, bindparam, column, func, or_, select
from sqlalchemy.orm import aliased

from mutua.kernel.db import UtcInstant, db, microseconds
from mutua.kernel.timespan import TimeSpan
from mutua.resources.models import Claim, Drawing, Hold


def busy_counts(
    resource_ids: Sequence[int], spans: Sequence[TimeSpan], now: datetime, person_id: int | None = None
) -> dict[tuple[int, int], int]:
    """How many units are taken, by (resource, place of the span in the list), in one statement of index probes.

    Open forms count until their ten minutes are over, those of `person_id` not at all.
    """
    if not spans or not resource_ids:
        return {}
    engine = db.engine.dialect.name
    facts = {"resources": list(resource_ids), "now": now, "person": person_id or 0, **_written(engine, spans)}
    return {(number, place): count for number, place, count in db.session.execute(_counting(engine), facts)}


def _written(engine: str, spans: Sequence[TimeSpan]) -> dict[str, object]:
    if engine == "sqlite":
        return {"spans": json.dumps([(microseconds(span.start), microseconds(span.end)) for span in spans])}
    return {"starts": [span.start for span in spans], "ends": [span.end for span in spans]}


def _asked(engine: str) -> CTE:
    """The spans as rows (n from 0, starts, ends). Given as one value, however many: the statement is compiled once."""
    if engine == "sqlite":
        each = func.json_each(bindparam("spans", type_=String)).table_valued("key", "value")
        start, end = (func.json_extract(each.c.value, f"$[{number}]", type_=UtcInstant) for number in (0, 1))
        return select(each.c.key.label("n"), start.label("starts"), end.label("ends")).cte("asked")
    moments = ARRAY(DateTime(timezone=True))
    rows = func.unnest(bindparam("starts", type_=moments), bindparam("ends", type_=moments)).table_valued(
        column("starts", UtcInstant), column("ends", UtcInstant), with_ordinality="number"
    )
    rows = rows.render_derived()
    return select((rows.c.number - 1).cast(Integer).label("n"), rows.c.starts, rows.c.ends).cte("asked")


@cache
def _counting(engine: str) -> Select[int, int, int]:
    asked, before = _asked(engine), aliased(Hold)
    earlier = (
        select(func.max(before.starts_at))
        .where(before.unit_id == Drawing.unit_id, before.starts_at <= asked.c.starts)
        .correlate(Drawing, asked)
    )
    overlap = (
        (Hold.unit_id == Drawing.unit_id)
        & (Hold.starts_at < asked.c.ends)
        & (Hold.starts_at >= func.coalesce(earlier.scalar_subquery(), asked.c.starts))
        & (Hold.ends_at > asked.c.starts)
    )
    open_form = and_(Claim.expires_at > bindparam("now"), Claim.person_id != bindparam("person"))
    counts = select(or_(Claim.expires_at.is_(None), open_form)).where(Claim.id == Hold.claim_id)
    # Probed unit by unit and span by span: joined, the planner of PostgreSQL reads every hold of every unit.
    found = select(Hold.id).where(overlap, counts.scalar_subquery()).correlate(Drawing, asked).limit(1)
    return (
        select(Drawing.resource_id, asked.c.n, func.count())
        .select_from(Drawing)
        .join(asked, asked.c.n >= 0)
        .where(Drawing.resource_id.in_(bindparam("resources", expanding=True)), found.scalar_subquery().is_not(None))
        .group_by(Drawing.resource_id, asked.c.n)
    )
