"""What happened, the codes on the walls, the register of serious dangers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from mutua.kernel.db import db
from mutua.pole.models import Member, Pole
from mutua.resources.models import Place, Resource
from mutua.safety.models import DangerEntry, Incident, ReportSpot, SafetyDocument, SourceKind, WorkUnit
from mutua.safety.queries.draft import STANDING
from mutua.safety.queries.unit_of import standing_ids


def incidents_of(document_id: int) -> list[Incident]:
    query = select(Incident).options(joinedload(Incident.unit).joinedload(WorkUnit.place), joinedload(Incident.read_by))
    query = query.where(Incident.document_id == document_id)
    return list(db.session.scalars(query.order_by(Incident.happened_on.desc(), Incident.id.desc())))


def incident_for(member: Member, incident_id: int) -> Incident | None:
    query = select(Incident).join(SafetyDocument, SafetyDocument.id == Incident.document_id)
    unit = joinedload(Incident.unit)
    query = query.options(unit.joinedload(WorkUnit.place).joinedload(Place.parent), unit.selectinload(WorkUnit.risks),
                          joinedload(Incident.read_by))  # fmt: skip
    return db.session.scalar(query.where(Incident.id == incident_id, SafetyDocument.pole_id == member.pole_id))


def incident_by_key(key: str) -> Incident | None:
    return db.session.scalar(select(Incident).where(Incident.form_key == key))


def incident_followed(key: str) -> tuple[Incident, SafetyDocument, Resource] | None:
    """For who reported it at a code and kept the address: who read it, what was done, and where the code hangs."""
    query = (
        select(Incident, SafetyDocument, Resource)
        .join(SafetyDocument, SafetyDocument.id == Incident.document_id)
        .join(ReportSpot, ReportSpot.id == Incident.spot_id)
        .join(Resource, Resource.id == ReportSpot.resource_id)
        .options(joinedload(SafetyDocument.pole), joinedload(Incident.read_by))
    )
    row = db.session.execute(query.where(Incident.form_key == key)).one_or_none()
    return (row[0], row[1], row[2]) if row else None


def reports_since(spot_id: int, since: datetime) -> int:
    query = select(func.count()).select_from(Incident)
    return db.session.scalar(query.where(Incident.spot_id == spot_id, Incident.reported_at > since)) or 0


def unit_of_resource(document_id: int, resource_id: int) -> WorkUnit | None:
    query = select(WorkUnit).options(selectinload(WorkUnit.risks), joinedload(WorkUnit.place))
    return db.session.scalar(query.where(WorkUnit.id.in_(standing_ids(resource_id, document_id))))


def lock_document(document: SafetyDocument) -> None:
    """Two who report at once at a resource nobody has taken in make one unit of it, and number two dangers apart."""
    db.session.execute(select(SafetyDocument.id).where(SafetyDocument.id == document.id).with_for_update())


def is_left_out(document_id: int, resource_id: int) -> bool:
    """Somebody said, with a reason, that the document does not tell of it."""
    source = (WorkUnit.source_kind == SourceKind.RESOURCE, WorkUnit.source_id == resource_id)
    query = select(WorkUnit.id).where(WorkUnit.document_id == document_id, *source)
    return db.session.scalar(query) is not None


def units_at(document_id: int, place: Place | None) -> list[WorkUnit]:
    """Units that stand in a place; where none does, in what it lies in."""
    query = select(WorkUnit).options(selectinload(WorkUnit.risks)).where(WorkUnit.document_id == document_id, *STANDING)
    for place_id in (place.id, place.parent_id) if place else ():
        if found := list(db.session.scalars(query.where(WorkUnit.place_id == place_id).order_by(WorkUnit.id))):
            return found
    return []


def spot_of_resource(resource_id: int) -> ReportSpot | None:
    return db.session.scalar(select(ReportSpot).where(ReportSpot.resource_id == resource_id))


def spot_by_code(code: str) -> tuple[ReportSpot, SafetyDocument, Resource] | None:
    """With the document, its pole and the resource with its place."""
    query = (
        select(ReportSpot, SafetyDocument, Resource)
        .join(SafetyDocument, SafetyDocument.id == ReportSpot.document_id)
        .join(Pole, Pole.id == SafetyDocument.pole_id)
        .join(Resource, Resource.id == ReportSpot.resource_id)
        .options(joinedload(SafetyDocument.pole), joinedload(Resource.place).joinedload(Place.parent))
        .where(ReportSpot.code == code, Resource.retired_at.is_(None))
    )
    row = db.session.execute(query).one_or_none()
    return (row[0], row[1], row[2]) if row else None


def spot_resource(spot_id: int) -> Resource | None:
    """Where the code hangs that something was reported at."""
    query = select(Resource).join(ReportSpot, ReportSpot.resource_id == Resource.id)
    query = query.options(joinedload(Resource.place).joinedload(Place.parent))
    return db.session.scalar(query.where(ReportSpot.id == spot_id))


def danger_of(incident_id: int) -> DangerEntry | None:
    """Its line of the register of serious dangers."""
    return db.session.scalar(select(DangerEntry).where(DangerEntry.incident_id == incident_id))


def last_danger(document_id: int) -> int:
    query = select(func.max(DangerEntry.number)).where(DangerEntry.document_id == document_id)
    return db.session.scalar(query) or 0


def dangers_of(document_id: int) -> list[DangerEntry]:
    query = select(DangerEntry).where(DangerEntry.document_id == document_id)
    return list(db.session.scalars(query.order_by(DangerEntry.number.desc())))
