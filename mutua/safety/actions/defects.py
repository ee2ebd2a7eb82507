"""A defect found when a thing is handed over is told in the safety document too (bookings.hooks.defect_reported)."""

from __future__ import annotations

from datetime import datetime

from mutua.bookings.hooks import defect_reported
from mutua.kernel.timespan import wall
from mutua.pole.models import Member
from mutua.resources.models import Resource
from mutua.safety import queries
from mutua.safety.actions.incidents import report_incident
from mutua.safety.models import IncidentKind


def connect() -> None:
    defect_reported.connect(note_defect)


def note_defect(resource: Resource, *, text: str, member: Member, now: datetime) -> None:
    """A near miss of the thing's work unit; nothing before the pole has opened its document."""
    document = queries.document_of(resource.pole_id)
    if document is None:
        return
    unit = queries.unit_of_resource(document.id, resource.id)
    today = wall(now, resource.zone).date()
    report_incident(document, unit, kind=IncidentKind.NEAR_MISS, happened_on=today, text=text, now=now)
