"""Operations of outside firms: written down, seen on the spot, signed by both sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if, refusing
from mutua.pole.models import Member
from mutua.safety import mails, rules
from mutua.safety.models import OperationSignature, OutsideWork, Route, SafetyDocument
from mutua.safety.rules import outside


@dataclass(frozen=True)
class OperationFacts:
    """Everything of an operation but its signatures; `heads` by their names in models.outside."""

    route: Route
    host_id: int
    worker_id: int | None
    firm: str
    place_id: int | None
    booking_id: int | None
    what: str
    starts_on: date
    ends_on: date
    hours: int
    headcount: int
    lead: str = ""
    subcontractors: str = ""
    works: Sequence[int] = ()
    inspected_on: date | None = None
    inspection: str = ""
    heads: Mapping[str, str] = field(default_factory=dict)


def open_operation(
    document: SafetyDocument, facts: OperationFacts, *, member: Member, now: datetime
) -> tuple[OutsideWork, list[str]]:
    """By the prevention, the host or the firm itself; the other side is told, but for those named in the answer."""
    refuse_if(rules.why_not_write_operation(facts.host_id, facts.worker_id, member))
    row = OutsideWork(document_id=document.id, made_at=now, signatures=[])
    _write(row, facts)
    db.session.add(row)
    db.session.flush()
    audit.record("safety.operation_opened", "operation", row.id, actor=member, at=now, after=str(row.route))
    return row, mails.operation_written(document, row, member, now=now)


def write_operation(
    row: OutsideWork, facts: OperationFacts, *, seen_version: int, member: Member, now: datetime
) -> None:
    """Signatures stay on record, for the words they were given to; new words ask for new ones."""
    refuse_if(rules.why_not_write_operation(row.host_id, row.worker_id, member))
    if row.version != seen_version:
        raise Refused(rules.No.DRAFT_CHANGED)
    before = outside.content_sha256(row)
    _write(row, facts)
    db.session.flush()
    audit.record("safety.operation_written", "operation", row.id, actor=member, at=now, before=before[:16],
                 after=outside.content_sha256(row)[:16])  # fmt: skip


def _write(row: OutsideWork, facts: OperationFacts) -> None:
    refuse_if(rules.No.DATES_BACKWARDS if facts.ends_on < facts.starts_on else None)
    for name, value in vars(facts).items():
        setattr(row, name, value)
    row.works, row.heads = sorted(set(facts.works)), dict(facts.heads)


def sign_operation(row: OutsideWork, side: str, signer: str, *, member: Member, now: datetime) -> OperationSignature:
    """A manager signs for their structure in their own name; `signer` is who signed on paper for a firm of no pole."""
    refuse_if(rules.why_not_sign_operation(row, side, member))
    refuse_if(rules.No.PLAN_INCOMPLETE if outside.missing(row) else None)
    refuse_if(rules.why_not_signer(row, side, signer, member))
    made = OperationSignature(
        operation_id=row.id, side=side, signer=signer if outside.is_gathered(row, side) else member.name,
        content_sha256=outside.content_sha256(row), recorded_by_id=member.person_id, signed_at=now,
    )  # fmt: skip
    with refusing(rules.No.ALREADY_SIGNED, when="operation_signature"):
        db.session.add(made)
        db.session.flush()
    audit.record("safety.operation_signed", "operation", row.id, actor=member, at=now, after=side)
    return made


def close_operation(row: OutsideWork, *, member: Member, now: datetime) -> None:
    refuse_if(rules.why_not_write_operation(row.host_id, row.worker_id, member))
    row.closed_at = now
    audit.record("safety.operation_closed", "operation", row.id, actor=member, at=now)
