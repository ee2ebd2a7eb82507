"""Loads the demonstration pole: one transaction, so that a load cut short leaves nothing behind."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from flask import current_app

from mutua.bookings.hooks import occurrences_changed
from mutua.demo import (
    calendars,
    cast,
    exchanges,
    life,
    outside,
    plan,
    programs,
    resources,
    safety,
    seasons,
    source,
    staffing,
)
from mutua.demo import national as charter
from mutua.demo import queries as demo_queries
from mutua.demo.facts import DemoFacts, facts_of
from mutua.kernel.timespan import moment
from mutua.kernel.transaction import transaction
from mutua.pole import queries
from mutua.pole.models import Pole

ZONE = "Europe/Paris"


def load(*, today: date, national: bool, now: datetime, secret_key: str) -> DemoFacts:
    """The demonstration pole as it stands in the first minute of `today`; a pole that is there already stays as it is.

    Same seed and `today`, same data, apart from what must be unique in the world (UIDs, salts, invitations' tokens).
    """
    slug = source.toml("cast")["pole"]["slug"]
    with transaction(), _without_collector():
        if queries.pole_by_slug(slug) is None:
            _build(today, secret_key, now)
    if national:
        charter.load(today, now)
    base_url = current_app.config["SETTINGS"].base_url
    with transaction():
        return facts_of(_loaded(slug), calendars.addresses(secret_key, base_url), secret_key, base_url)


@contextmanager
def _without_collector() -> Iterator[None]:
    """A year of rows lives at once: the cycle collector would walk them again and again (a tenth of the time)."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _build(today: date, secret_key: str, now: datetime) -> None:
    midnight = moment(datetime.combine(today, time(0)), ZONE)
    known = cast.build(today, midnight)
    resource_ids = resources.build(known, midnight - timedelta(days=400))
    demo_queries.start_afresh()
    with occurrences_changed.muted():  # nobody reads the calendars meanwhile: each event is written once, at the end
        life.live(known, resource_ids, plan.plans(today), today)
    demo_queries.start_afresh()
    seasons.build(known, resource_ids, today)
    demo_queries.start_afresh()
    exchanges.build(known, today)
    demo_queries.start_afresh()
    staffing.build(known, resource_ids, today)
    safety.build(known, today)
    outside.build(known, today)
    demo_queries.start_afresh()
    calendars.build(known, resource_ids, secret_key, midnight)
    programs.build(known, secret_key, midnight)
    demo_queries.letters_were_read(known.pole_id, now)


def _loaded(slug: str) -> Pole:
    pole = queries.pole_by_slug(slug)
    if pole is None:
        raise LookupError(slug)
    return pole
