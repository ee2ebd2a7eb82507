"""A database of a given size: 100 resources, eight one-hour bookings each on the day asked for, history behind."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import insert

from mutua.app import create_app, upgrade
from mutua.bookings.models import Booking, Line, LineState, Occurrence, Profile, Source, State
from mutua.config import Settings
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.timespan import moment
from mutua.kernel.transaction import transaction
from mutua.pole import actions as poles
from mutua.pole import queries as pole_queries
from mutua.pole.models import LegalForm, Structure, StructureRole
from mutua.resources.models import (
    Approval,
    Claim,
    ClaimKind,
    Drawing,
    Hold,
    Kind,
    OpeningHours,
    Place,
    PlaceKind,
    Resource,
    Unit,
)
from mutua.resources.occupancy import OnConflict

RESOURCES = 100
A_DAY = 8
ZONE = "Europe/Paris"
PASSWORD = "trois-ponts-2027"
EMAIL = "bench@mutua.test"
BATCH = 5000


@dataclass(frozen=True)
class Filled:
    """What the measurements need to know; `day` is full, `free_day` and later are empty."""

    settings: Settings
    token: str
    pole: str
    structure_id: int
    resource_ids: list[int]
    unit_ids: list[int]
    day: datetime
    free_day: datetime
    holds: int


def settings_for(url: str, data_dir: Path) -> Settings:
    return Settings(
        env="development",
        database_url=url,
        secret_key="a secret for measuring, long enough",
        base_url="http://127.0.0.1",
        mail_url=f"file://{data_dir / 'mail'}",
        mail_from="Mutua <mutua@localhost>",
        redis_url=None,
        data_dir=data_dir,
    )


def fill(url: str, data_dir: Path, holds: int, *, resources: int = RESOURCES) -> Filled:
    """Migrate an empty database and fill it with `holds` holds, over so many resources."""
    data_dir.mkdir(exist_ok=True)
    settings = settings_for(url, data_dir)
    app = create_app(settings)
    with app.app_context():
        upgrade()
        filled = _fill(app, settings, holds, resources)
        db.session.remove()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
        db.engine.dispose()
    return filled


def _fill(app: Flask, settings: Settings, holds: int, count: int) -> Filled:
    now = clock.now()
    day = _workday(now + timedelta(days=20))
    with transaction():
        pole = poles.create_pole("Pôle mesuré", "bench", now=now)
        structure = poles.add_structure(pole, Structure(name="Mesure", legal_form=LegalForm.ASSOCIATION), now=now)
        person = poles.add_person("Mesure", EMAIL, password=PASSWORD, now=now)
        poles.affiliate(person, structure.id, StructureRole.MANAGER, now=now, actor=None, pole_id=pole.id)
        resources = [_resource(pole.id, structure.id, number, now) for number in range(count)]
        db.session.add_all(resources)
        db.session.flush()
        ids = [resource.id for resource in resources]
        units = [resource.draws[0].unit_id for resource in resources]
        _history(pole.id, structure.id, person.id, ids, units, holds, day, now)
        pole_id, structure_id, person_id = pole.id, structure.id, person.id
    with transaction():
        pole = pole_queries.pole_by_slug("bench")
        member = pole_queries.member_for(pole_queries.person_by_email(EMAIL), pole, structure_id)
        token = poles.make_token(member, "bench", now=now)
    assert pole_id
    assert person_id
    return Filled(settings, token, "bench", structure_id, ids, units, day, _workday(now + timedelta(days=40)), holds)


def _workday(after: datetime) -> datetime:
    day = after.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    return day + timedelta(days=7 - day.weekday())


def _resource(pole_id: int, structure_id: int, number: int, now: datetime) -> Resource:
    name = f"Salle {number:03}"
    return Resource(
        pole_id=pole_id,
        structure_id=structure_id,
        kind=Kind.PREMISES,
        name=name,
        capacity=12,
        horizon_days=730,
        place=Place(pole_id=pole_id, kind=PlaceKind.ROOM, name=name),
        approval=Approval.AUTOMATIC,
        created_at=now,
        changed_at=now,
        hours=[OpeningHours(weekday=weekday, opens=480, closes=1140) for weekday in range(7)],
        draws=[Drawing(unit=Unit(pole_id=pole_id, name=name))],
    )


def _history(
    pole_id: int,
    structure_id: int,
    person_id: int,
    ids: list[int],
    units: list[int],
    holds: int,
    day: datetime,
    now: datetime,
) -> None:
    """Rows in bulk, as the actions would have written them: from the full day backwards, hours 8 to 16."""
    rows: dict[type, list[dict[str, object]]] = {kind: [] for kind in (Booking, Occurrence, Claim, Hold, Line)}
    for number in range(holds):
        turn, place = divmod(number, len(ids))
        back, hour = divmod(turn, A_DAY)
        start = day - timedelta(days=back) + timedelta(hours=8 + hour)
        _one(rows, number + 1, ids[place], units[place], start, pole_id, structure_id, person_id, now)
        if len(rows[Hold]) >= BATCH:
            _flush(rows)
    _flush(rows)


def _one(rows, key, resource_id, unit_id, start, pole_id, structure_id, person_id, now) -> None:
    starts_at, ends_at = moment(start, ZONE), moment(start + timedelta(hours=1), ZONE)
    rows[Booking].append(
        {"id": key, "pole_id": pole_id, "structure_id": structure_id, "person_id": person_id, "title": "Réunion",
         "uid": f"b{secrets.token_hex(12)}-bench", "note": "", "headcount": 4, "profile": Profile.MEETING,
         "rrule": None, "zone": ZONE, "on_conflict": OnConflict.REFUSE, "source": Source.DEMO, "sequence": 0,
         "created_at": now, "changed_at": now, "version": 1}
    )  # fmt: skip
    rows[Occurrence].append(
        {"id": key, "booking_id": key, "original_start": start, "local_start": start,
         "local_end": start + timedelta(hours=1), "on_date": start.date(), "starts_at": starts_at, "ends_at": ends_at,
         "state": State.CONFIRMED, "reason": "", "changed_at": now, "version": 1}
    )  # fmt: skip
    rows[Claim].append(
        {"id": key, "kind": ClaimKind.BOOKING, "resource_id": resource_id, "structure_id": structure_id,
         "person_id": person_id, "reason": "", "used_until": ends_at, "expires_at": None}
    )  # fmt: skip
    rows[Hold].append({"id": key, "unit_id": unit_id, "claim_id": key, "starts_at": starts_at, "ends_at": ends_at})
    rows[Line].append(
        {"id": key, "occurrence_id": key, "resource_id": resource_id, "claim_id": key, "state": LineState.APPROVED,
         "approval": Approval.AUTOMATIC, "turnaround_minutes": 0, "units_needed": 1, "value_per_hour": None,
         "decided_by_id": None, "decided_at": now}
    )  # fmt: skip


def _flush(rows: dict[type, list[dict[str, object]]]) -> None:
    for kind, waiting in rows.items():
        if waiting:
            db.session.execute(insert(kind), waiting)
        waiting.clear()
    if db.engine.dialect.name == "postgresql":
        for kind in rows:
            name = kind.__tablename__
            db.session.connection().exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"
            )


def instant(day: datetime, hour: int) -> str:
    return (day + timedelta(hours=hour)).replace(tzinfo=ZoneInfo(ZONE)).isoformat()
