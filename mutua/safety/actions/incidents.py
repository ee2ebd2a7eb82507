"""What happened: reported in the pole or at the code on the wall, by anybody, and what is done about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mutua.documents.actions import store_file
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.kernel.secret import new_token
from mutua.kernel.timespan import wall
from mutua.pole.models import Member
from mutua.resources.actions.photos import reduced
from mutua.resources.models import Place, Resource
from mutua.safety import mails, queries, rules
from mutua.safety.actions.taking import suggest
from mutua.safety.models import DangerEntry, Incident, IncidentKind, ReportSpot, SafetyDocument, WorkUnit

Seen = tuple[ReportSpot | None, Place | None, str]  # the code it was reported at, the place, the name of the post


@dataclass(frozen=True)
class Report:
    """What somebody tells. `photo`: its bytes; `contact`: how to call them back, read by the prevention alone."""

    kind: IncidentKind
    happened_on: date
    text: str
    taken: str = ""
    photo: bytes = b""
    contact: str = ""
    form_key: str | None = None


def report_incident(
    document: SafetyDocument,
    unit: WorkUnit | None,
    *,
    kind: IncidentKind,
    happened_on: date,
    text: str,
    taken: str = "",
    photo: bytes = b"",
    form_key: str | None = None,
    now: datetime,
) -> Incident:
    """Anybody of the pole tells what happened; nothing says who. The unit's risks ask to be looked at again. Sent twice
    it is one report, known by the form alone: a request remembered with its person would be its author."""
    known = queries.incident_by_key(form_key) if form_key else None
    if known is not None:
        return known
    report, place = Report(kind, happened_on, text, taken, photo, "", form_key), unit.place if unit else None
    return _write(document, unit, report, (None, place, unit.name if unit else ""), now)


def report_at_spot(spot: ReportSpot, document: SafetyDocument, report: Report, *, now: datetime) -> Incident:
    """By whoever stands there, without an account; sent twice it is one report."""
    known = queries.incident_by_key(report.form_key) if report.form_key else None
    if known is not None:
        return known
    refuse_if(rules.why_not_hear(queries.reports_since(spot.id, now - timedelta(hours=1))))
    resource = queries.spot_resource(spot.id)
    assert resource is not None
    queries.lock_document(document)
    unit = queries.unit_of_resource(document.id, resource.id)
    if unit is None and not queries.is_left_out(document.id, resource.id):
        unit = suggest(document, resource, now)
    return _write(document, unit, report, (spot, resource.place, resource.name), now)


def _write(document: SafetyDocument, unit: WorkUnit | None, report: Report, seen: Seen, now: datetime) -> Incident:
    """Where the thing is left out of the document, the units of its place are what to look at again."""
    spot, place, post = seen
    refuse_if(rules.why_not_report(report.happened_on, wall(now, document.pole.zone).date()))
    photo = store_file(reduced(report.photo), "photo.jpg", actor=None, now=now, pole_id=document.pole_id) \
        if report.photo else None  # fmt: skip
    incident = Incident(
        document_id=document.id, unit_id=unit.id if unit else None, kind=report.kind, happened_on=report.happened_on,
        text=report.text, taken=report.taken, photo_id=photo.id if photo else None, contact=report.contact,
        form_key=report.form_key, spot_id=spot.id if spot else None, reported_at=now,
    )  # fmt: skip
    db.session.add(incident)
    for each in [unit] if unit else queries.units_at(document.id, place):
        for risk in each.risks:
            risk.to_review = risk.to_review or risk.removed_at is None
    db.session.flush()
    # no actor: a report may be made by anybody, and stays without author
    audit.record("safety.incident_reported", "incident", incident.id, actor=None, at=now, pole_id=document.pole_id)
    if report.kind is IncidentKind.SERIOUS_DANGER:
        _enter_danger(document, post, incident, now)
    mails.incident_reported(document, incident, post, place, now=now)
    return incident


def _enter_danger(document: SafetyDocument, post: str, incident: Incident, now: datetime) -> None:
    """A serious and imminent danger has its own register, numbered without a gap."""
    number = queries.last_danger(document.id) + 1
    entry = DangerEntry(
        document_id=document.id, number=number, incident_id=incident.id, post=post,
        cause=incident.text, taken=incident.taken, noted_at=now,
    )  # fmt: skip
    db.session.add(entry)
    db.session.flush()
    audit.record("safety.danger_entered", "danger_entry", entry.id, actor=None, at=now, after=str(number),
                 pole_id=document.pole_id)  # fmt: skip


def acknowledge_incident(incident: Incident, *, member: Member, now: datetime) -> None:
    """« I have read it »: the first to say so stays, for whoever reported it to see."""
    refuse_if(rules.why_not_acknowledge(incident, member))
    if incident.read_at is None:
        incident.read_at, incident.read_by_id = now, member.person_id
        audit.record("safety.incident_read", "incident", incident.id, actor=member, at=now)


def close_incident(incident: Incident, taken: str, *, member: Member, now: datetime) -> None:
    refuse_if(rules.why_not_edit(member))
    acknowledge_incident(incident, member=member, now=now)
    incident.taken, incident.closed_at = taken, now
    audit.record("safety.incident_closed", "incident", incident.id, actor=member, at=now)


def spot_of(document: SafetyDocument, resource: Resource, *, member: Member, now: datetime) -> ReportSpot:
    """The code to post at a resource, made once: what hangs on the wall goes on working."""
    refuse_if(rules.why_not_print_code(resource, member))
    known = queries.spot_of_resource(resource.id)
    if known is not None:
        return known
    spot = ReportSpot(document_id=document.id, resource_id=resource.id, code=new_token()[:22], made_at=now)
    db.session.add(spot)
    db.session.flush()
    audit.record("safety.spot_made", "report_spot", spot.id, actor=member, at=now)
    return spot
