"""The co-activity matrix of a year with every booking of the database and 14 employers, against its bare SQL."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy import insert, select, text, update
from sqlalchemy.engine import Connection

from bench.fill import Filled
from bench.rows import Row
from mutua.app import create_app
from mutua.bookings.models import Booking, Profile
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.pole import actions as poles
from mutua.pole import queries as pole_queries
from mutua.pole.models import LegalForm, Structure
from mutua.resources.models import Place, PlaceKind, Resource
from mutua.safety import queries
from mutua.safety.models import SafetyDocument

EMPLOYERS, ROOMS_A_BUILDING = 14, 5
LIMIT = 100  # times the bare SELECT of the same rows: every instant of every building is swept
PROFILES = (Profile.OFFICE, Profile.MEETING, Profile.WORKSHOP, Profile.PUBLIC)
BARE = """SELECT line.id, line.resource_id, booking.structure_id, booking.headcount, booking.profile,
occurrence.starts_at, occurrence.ends_at, occurrence.state FROM line
JOIN occurrence ON occurrence.id = line.occurrence_id JOIN booking ON booking.id = occurrence.booking_id
JOIN resource ON resource.id = line.resource_id ORDER BY line.id"""


def rows(filled: Filled) -> list[Row]:
    """One row: everything counted and rated, ready for page and file."""
    app = create_app(filled.settings)
    with app.app_context():
        number = _spread(filled)
        today = filled.day.date() + timedelta(days=1)
        with db.engine.connect() as connection:
            bare = _timed(lambda: _read(connection))
        found: list[tuple[int, int]] = []
        mine = _timed(lambda: found.append(_matrix(number, today)))
        uses, pairs = found[0]
        db.session.remove()
        db.engine.dispose()
    told = f"{mine:.0f} ms CPU, {pairs} pairs"
    ratio = mine / max(bare, 1)
    return [Row(f"co-activity matrix of {uses:,} uses, {EMPLOYERS} employers", f"{bare:.0f} ms CPU", told, ratio,
                f"≤ {LIMIT} ×", ratio <= LIMIT)]  # fmt: skip


def _read(connection: Connection) -> int:
    return len(connection.execute(text(BARE)).fetchall())


def _matrix(document_id: int, today: date) -> tuple[int, int]:
    document = db.session.scalar(select(SafetyDocument).where(SafetyDocument.id == document_id))
    assert document is not None
    document.pole = pole_queries.pole_by_slug("bench") or document.pole
    here = queries.measured(document, today)
    return len(here.seats), len(queries.table_of(document, here).pairs)


def _timed(act: Callable[[], object]) -> float:
    before = time.process_time()
    act()
    return (time.process_time() - before) * 1000


def _spread(filled: Filled) -> int:
    """The bookings of one structure become those of 14, in buildings of five rooms; the id of an empty document."""
    now = clock.now()
    with transaction():
        pole = pole_queries.pole_by_slug(filled.pole)
        assert pole is not None
        names = [Structure(name=f"Structure {each}", legal_form=LegalForm.ASSOCIATION) for each in range(1, EMPLOYERS)]
        ids = [filled.structure_id, *(poles.add_structure(pole, row, now=now).id for row in names)]
        for number, resource_id in enumerate(filled.resource_ids):
            if number % ROOMS_A_BUILDING == 0:
                house = Place(pole_id=pole.id, kind=PlaceKind.BUILDING, name=f"Bâtiment {number}")
                db.session.add(house)
                db.session.flush()
            room = select(Resource.place_id).where(Resource.id == resource_id).scalar_subquery()
            db.session.execute(update(Place).where(Place.id == room).values(parent_id=house.id))
        for turn, structure_id in enumerate(ids):
            profile = PROFILES[turn % len(PROFILES)]
            mine = update(Booking).where(Booking.id % EMPLOYERS == turn)
            db.session.execute(mine.values(structure_id=structure_id, profile=profile))
        made = insert(SafetyDocument).values(
            pole_id=pole.id, not_covered="", opened_at=now, refreshed_at=now, version=1
        )
        return int(db.session.execute(made.returning(SafetyDocument.id)).scalar_one())
