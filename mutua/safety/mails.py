"""Who is told what about the safety document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mutua.documents.models import SigningLink
from mutua.kernel import outbox
from mutua.kernel.timespan import wall
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member, Person, Pole, PoleRole
from mutua.resources.models import Place
from mutua.safety import queries
from mutua.safety.models import (
    Adoption,
    DraftRemark,
    Edition,
    Incident,
    IncidentKind,
    OperationSignature,
    OutsideWork,
    ReaderKind,
    ReaderLink,
    SafetyDocument,
    WorkUnit,
)


def adoption_opened(document: SafetyDocument, adoption: Adoption, *, now: datetime) -> None:
    """To the managers of every employer that is asked to sign, and to the people in charge of places."""
    facts = {"number": adoption.number, "reason": adoption.reason, "path": f"{_path(document)}/adoption"}
    for row in adoption.signatories:
        for person in pole_queries.managers_of(row.structure_id):
            _send("safety/adoption", person, document, {**facts, "structure": row.name}, now)
    for place in adoption.place_signatories:
        head = pole_queries.person(place.person_id)
        if head is not None:
            _send("safety/adoption", head, document, {**facts, "structure": place.place_name}, now)


def remark_made(document: SafetyDocument, unit: WorkUnit | None, member: Member, *, now: datetime) -> None:
    """To the safety officers, else the coordination. Its words stay on the page."""
    officers = pole_queries.officers_of(document.pole_id, PoleRole.SAFETY_OFFICER)
    facts = {
        "structure": member.structure_name,
        "unit": unit.name if unit else "",
        "path": f"{_path(document)}/remarks",
    }
    for person in officers or pole_queries.coordinators_of(document.pole_id):
        _send("safety/remark", person, document, facts, now)


def remark_answered(document: SafetyDocument, row: DraftRemark, *, now: datetime) -> None:
    """To who wrote the remark."""
    _send("safety/remark_answered", row.person, document, {"path": f"{_path(document)}/remarks"}, now)


def edition_published(document: SafetyDocument, edition: Edition, structure_id: int, *, now: datetime) -> None:
    """To the managers of an employer: its extract and the common volume, and where they are."""
    base = f"{_path(document)}/editions/{edition.number}"
    facts = {
        "number": edition.number,
        "reason": edition.reason,
        "sha256": edition.pdf_sha256,
        "path": f"{base}.pdf",
        "extract_path": f"{base}/extract.pdf",
        "pole_id": document.pole_id,
        "structure_id": structure_id,
    }
    for person in pole_queries.managers_of(structure_id):
        _send("safety/published", person, document, facts, now)


def link_made(link: ReaderLink, token: str, edition: Edition, member: Member, *, now: datetime) -> None:
    """To a reader from outside: their personal address, this once."""
    facts = {"reader": link.reader, "structure": member.structure_name if link.structure_id else "",
             "number": edition.number, "pole": member.pole_name, "path": f"/safety/read/{token}",
             "until": link.last_day(member.pole_zone).isoformat(),
             "health": link.kind is ReaderKind.HEALTH_SERVICE}  # fmt: skip
    outbox.mail("safety/reader_link", to=link.email, locale="fr", facts=facts, pole_id=member.pole_id, at=now)


def edition_announced(link: ReaderLink, edition: Edition, pole: Pole, *, now: datetime) -> None:
    """To a health service that has a link: each update is transmitted to it (L4121-3-1 VI). No word of it travels."""
    facts = {"reader": link.reader, "structure": link.structure.name if link.structure else "",
             "number": edition.number, "pole": pole.name, "given": wall(link.created_at, pole.zone).date().isoformat(),
             "until": link.last_day(pole.zone).isoformat()}  # fmt: skip
    outbox.mail("safety/reader_news", to=link.email, locale="fr", facts=facts, pole_id=pole.id, at=now)


def enclosures(facts: Mapping[str, Any]) -> list[tuple[str, bytes]]:
    """The letter of a publication carries its files: 40 years are the employer's archive as much as ours."""
    number, pole_id, structure_id = facts["number"], facts.get("pole_id"), facts.get("structure_id")
    if pole_id is None or structure_id is None:  # a letter written before files went along
        return []
    edition, extract = queries.edition_numbered(pole_id, number), queries.extract_of(pole_id, number, structure_id)
    found = [(f"extrait-{extract.number}.pdf", extract.pdf)] if extract else []
    return [(f"volume-commun-v{number}.pdf", edition.pdf), *found] if edition else found


def incident_reported(
    document: SafetyDocument, incident: Incident, post: str, place: Place | None, *, now: datetime
) -> None:
    """To the safety officers, else the coordination. A serious danger goes at once to both, to the person in charge
    of the place and to the managers of all employers of the pole. No word of the report travels."""
    officers = pole_queries.officers_of(document.pole_id, PoleRole.SAFETY_OFFICER)
    coordinators = pole_queries.coordinators_of(document.pole_id)
    told = officers or coordinators
    if incident.kind is IncidentKind.SERIOUS_DANGER:
        head = queries.head_of(place)
        managers = [
            person for row in queries.structures(document.pole_id) for person in pole_queries.managers_of(row.id)
        ]
        told = officers + coordinators + managers + ([head] if head else [])
    facts = {"kind": str(incident.kind), "unit": post, "path": f"{_path(document)}/incidents"}
    for person in {person.id: person for person in told}.values():
        _send("safety/incident", person, document, facts, now)


def operation_written(document: SafetyDocument, row: OutsideWork, member: Member, *, now: datetime) -> list[str]:
    """To the managers of the other side, and to the safety officers; the names of the sides that no letter reaches."""
    host = next((each.name for each in queries.structures(document.pole_id) if each.id == row.host_id), "")
    sides = [(row.host_id, host), (row.worker_id, row.firm)]
    others = [(name, pole_queries.managers_of(side) if side else []) for side, name in sides
              if side is None or not member.manages(side)]  # fmt: skip
    people = [person for _, found in others for person in found]
    people += pole_queries.officers_of(document.pole_id, PoleRole.SAFETY_OFFICER)
    facts = {"what": row.what, "route": str(row.route), "host": host, "firm": row.firm,
             "path": f"{_path(document)}/operations/{row.id}"}  # fmt: skip
    for person in {person.id: person for person in people if person.id != member.person_id}.values():
        _send("safety/operation", person, document, facts, now)
    return [name for name, found in others if not found]


def signing_link(document: SafetyDocument, row: OutsideWork, link: SigningLink, *, path: str, now: datetime) -> None:
    """To who signs for a firm of no pole, at the address they gave: their personal page, this once."""
    facts = {"name": link.signer_name, "host": row.host.name, "firm": row.firm, "what": row.what,
             "route": str(row.route), "path": path,
             "until": wall(link.expires_at, document.pole.zone).date().isoformat()}  # fmt: skip
    outbox.mail("safety/signing_link", to=link.email, locale=link.locale, facts=facts, pole_id=link.pole_id, at=now)


def operation_signed(document: SafetyDocument, row: OutsideWork, made: OperationSignature, *, now: datetime) -> None:
    """To the managers of the host: the firm signed from outside."""
    facts = {"signer": made.signer, "firm": row.firm, "what": row.what,
             "path": f"{_path(document)}/operations/{row.id}"}  # fmt: skip
    for person in pole_queries.managers_of(row.host_id):
        _send("safety/operation_signed", person, document, facts, now)


def _path(document: SafetyDocument) -> str:
    return f"/p/{document.pole.slug}/safety"


def _send(template: str, person: Person, document: SafetyDocument, facts: Mapping[str, object], now: datetime) -> None:
    send(template, person, document.pole, facts, now)


def send(template: str, person: Person, pole: Pole, facts: Mapping[str, object], now: datetime) -> None:
    """A letter of this room; `facts` are JSON values, beside the person's and the pole's names."""
    facts = {"name": person.name, "pole": pole.name, **facts}
    outbox.mail(template, to=person.email, locale=person.locale, facts=facts, pole_id=pole.id, at=now)
