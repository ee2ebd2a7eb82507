"""Loads the demonstration pole: one transaction, so that a load cut short leaves nothing behind."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from mutua.demo import cast, life, plan, resources, source
from mutua.demo import queries as demo_queries
from mutua.demo.facts import DemoFacts, facts_of
from mutua.kernel.timespan import moment
from mutua.kernel.transaction import transaction
from mutua.pole import queries
from mutua.pole.models import Pole


def load(*, today: date, national: bool, now: datetime) -> DemoFacts:
    """The demonstration pole as it stands in the first minute of `today`; a pole that is there already stays as it is.

    Same seed and `today`, same data, apart from what must be secret or unique in the world (tokens, UIDs).
    """
    slug = source.toml("cast")["pole"]["slug"]
    with transaction():
        if queries.pole_by_slug(slug) is None:
            _build(today, now)
    with transaction():
        return facts_of(_loaded(slug))


def _build(today: date, now: datetime) -> None:
    known = cast.build(today, moment(datetime.combine(today, time(0)), "Europe/Paris"))
    entered = moment(datetime.combine(today - timedelta(days=400), time(9)), known.zone)
    resource_ids = resources.build(known, entered)
    demo_queries.start_afresh()
    life.live(known, resource_ids, plan.plans(today), today)
    demo_queries.letters_were_read(known.pole_id, now)


def _loaded(slug: str) -> Pole:
    pole = queries.pole_by_slug(slug)
    if pole is None:
        raise LookupError(slug)
    return pole
