"""Pictures of risks, and the numbers employers said of their own people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import undefer

from mutua.documents.models import StoredFile
from mutua.kernel.db import db
from mutua.kernel.timespan import moment
from mutua.pole.models import Member
from mutua.safety import thresholds
from mutua.safety.models import FactorFigure, Risk, RiskPhoto, SafetyDocument, UnitExposure, WorkUnit
from mutua.safety.queries.presence import Presence
from mutua.safety.rules.extract import pictures_named


def photos_of(risk_ids: Iterable[int]) -> dict[int, list[tuple[RiskPhoto, str]]]:
    """Live pictures of each risk with the hash of their file, oldest first."""
    query = select(RiskPhoto, StoredFile.sha256).join(StoredFile, StoredFile.id == RiskPhoto.file_id)
    query = query.where(RiskPhoto.risk_id.in_(list(risk_ids)), RiskPhoto.removed_at.is_(None))
    found: dict[int, list[tuple[RiskPhoto, str]]] = {}
    for row, sha256 in db.session.execute(query.order_by(RiskPhoto.id)):
        found.setdefault(row.risk_id, []).append((row, sha256))
    return found


def photo_for(member: Member, photo_id: int) -> RiskPhoto | None:
    query = select(RiskPhoto).join(Risk, Risk.id == RiskPhoto.risk_id).join(WorkUnit, WorkUnit.id == Risk.unit_id)
    query = query.join(SafetyDocument, SafetyDocument.id == WorkUnit.document_id)
    return db.session.scalar(query.where(RiskPhoto.id == photo_id, SafetyDocument.pole_id == member.pole_id))


def photos_in(facts: Mapping[str, Any], pole_id: int) -> dict[str, bytes]:
    """The pictures that frozen facts name, by the hash of their file."""
    wanted = pictures_named(facts)
    if not wanted:
        return {}
    query = select(StoredFile).options(undefer(StoredFile.content))
    rows = db.session.scalars(query.where(StoredFile.sha256.in_(wanted), StoredFile.pole_id == pole_id))
    return {row.sha256: row.content for row in rows}


def exposure_of(unit_id: int, structure_id: int) -> UnitExposure | None:
    same = (UnitExposure.unit_id == unit_id, UnitExposure.structure_id == structure_id)
    return db.session.scalar(select(UnitExposure).where(*same))


def exposures_of(document_id: int) -> dict[tuple[int, int], tuple[int, int]]:
    """(women, men) by unit and structure."""
    query = select(UnitExposure).join(WorkUnit, WorkUnit.id == UnitExposure.unit_id)
    rows = db.session.scalars(query.where(WorkUnit.document_id == document_id))
    return {(row.unit_id, row.structure_id): (row.women, row.men) for row in rows}


def figures_of(document_id: int, structure_id: int | None = None) -> list[FactorFigure]:
    query = select(FactorFigure).where(FactorFigure.document_id == document_id)
    query = query if structure_id is None else query.where(FactorFigure.structure_id == structure_id)
    return list(db.session.scalars(query.order_by(FactorFigure.structure_id, FactorFigure.id)))


def nights_of(here: Presence) -> dict[int, dict[str, float]]:
    """For each employer: nights with somebody in a shared place, and hours of presence in them, as booked."""
    spans: defaultdict[int, defaultdict[date, float]] = defaultdict(lambda: defaultdict(float))
    for seat in here.seats:
        for day, hours in _nights(seat.use.start, seat.use.end, here.period.zone):
            spans[int(seat.use.employer)][day] += hours * seat.use.headcount
    return {employer: {"nights": len(days), "hours": round(sum(days.values()), 1)} for employer, days in spans.items()}


def _nights(start: datetime, end: datetime, zone: str) -> Iterable[tuple[date, float]]:
    """Each night that a use touches, by the day it ends on, with its hours there."""
    first = start.astimezone(ZoneInfo(zone)).date()
    last = end.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        evening, morning = thresholds.night(day)
        begins = moment(datetime.combine(day - timedelta(days=1), evening), zone)
        ends = moment(datetime.combine(day, morning), zone)
        hours = (min(end, ends) - max(start, begins)).total_seconds() / 3600
        if hours > 0:
            yield day, hours
