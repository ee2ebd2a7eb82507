"""The safety of a place: what is known, checks and their register, papers, sheets that were read."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime

from dateutil.relativedelta import relativedelta

from mutua.documents.actions import store_file
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if
from mutua.kernel.timespan import wall
from mutua.pole.models import Member
from mutua.resources.models import Place, Resource
from mutua.safety import queries, rules
from mutua.safety.models import (
    CheckKind,
    CheckRecord,
    PaperKind,
    PeriodicCheck,
    PlacePaper,
    PlaceSafety,
    SheetReading,
    Ventilation,
)

Upload = tuple[bytes, str]  # bytes and the name they came with


@dataclass(frozen=True)
class PlaceFacts:
    """What somebody who walked through the place writes down; None: not asked."""

    meeting_point: str = ""
    emergency_numbers: str = ""
    first_aid: str = ""
    routes: str = ""
    fire_instructions: str = ""
    exits: int | None = None
    exit_width_cm: int | None = None
    extinguishers: int | None = None
    toilets: int | None = None
    volume_m3: int | None = None
    ventilation: Ventilation | None = None
    plan_alt: str = ""


def describe_place(
    place: Place, facts: PlaceFacts, plan: Upload, *, seen_version: int, member: Member, now: datetime
) -> PlaceSafety:
    """`seen_version`: that of the sheet when the form was opened, 0 for a new one. A plan needs words for it."""
    refuse_if(rules.why_not_edit_place(place, member))
    row = queries.place_safety(place.id)
    if seen_version != (row.version if row else 0):
        raise Refused(rules.No.DRAFT_CHANGED)
    if row is None:
        row = PlaceSafety(place_id=place.id, changed_at=now)
        db.session.add(row)
    for field in fields(facts):
        setattr(row, field.name, getattr(facts, field.name))
    if plan[0]:
        row.plan_id = store_file(*plan, actor=member, now=now).id
    refuse_if(rules.No.PLAN_WITHOUT_WORDS if row.plan_id and not row.plan_alt else None)
    row.changed_at = now
    db.session.flush()
    audit.record("safety.place_described", "place_safety", row.id, actor=member, at=now)
    return row


def add_check(
    place: Place,
    kind: CheckKind,
    label: str,
    *,
    every_months: int | None,
    due_on: date,
    member: Member,
    now: datetime,
) -> PeriodicCheck:
    refuse_if(rules.why_not_edit_place(place, member))
    check = PeriodicCheck(
        place_id=place.id, kind=kind, label=label, every_months=every_months, due_on=due_on, added_at=now
    )
    db.session.add(check)
    db.session.flush()
    audit.record("safety.check_added", "periodic_check", check.id, actor=member, at=now, after=due_on.isoformat())
    return check


def record_check(
    check: PeriodicCheck,
    *,
    done_on: date,
    done_by: str,
    outcome: str,
    proof: Upload,
    member: Member,
    now: datetime,
) -> CheckRecord:
    """A line of the register; the next time follows from the day it was done."""
    refuse_if(rules.why_not_edit_place(check.place, member))
    refuse_if(rules.why_not_report(done_on, wall(now, member.pole_zone).date()))
    file_id = store_file(*proof, actor=member, now=now).id if proof[0] else None
    record = CheckRecord(
        check_id=check.id, done_on=done_on, done_by=done_by, outcome=outcome, file_id=file_id,
        recorded_by_id=member.person_id, recorded_at=now,
    )  # fmt: skip
    db.session.add(record)
    before = check.due_on
    check.due_on = done_on + relativedelta(months=check.every_months) if check.every_months else None
    db.session.flush()
    audit.record(
        "safety.check_done", "periodic_check", check.id, actor=member, at=now,
        before=before.isoformat() if before else None, after=check.due_on.isoformat() if check.due_on else None,
    )  # fmt: skip
    return record


def end_check(check: PeriodicCheck, *, member: Member, now: datetime) -> None:
    """No longer asked for; its register stays."""
    refuse_if(rules.why_not_edit_place(check.place, member))
    check.ended_at = now
    audit.record("safety.check_ended", "periodic_check", check.id, actor=member, at=now)


def add_paper(
    place: Place, kind: PaperKind, title: str, content: Upload, *, member: Member, now: datetime
) -> PlacePaper:
    refuse_if(rules.why_not_edit_place(place, member))
    stored = store_file(*content, actor=member, now=now)
    paper = PlacePaper(place_id=place.id, kind=kind, title=title, file_id=stored.id, added_at=now)
    db.session.add(paper)
    db.session.flush()
    audit.record("safety.paper_added", "place_paper", paper.id, actor=member, at=now, after=str(kind))
    return paper


def remove_paper(paper: PlacePaper, place: Place, *, member: Member, now: datetime) -> None:
    """No longer shown; the published versions that name it still find the file."""
    refuse_if(rules.why_not_edit_place(place, member))
    paper.removed_at = now
    audit.record("safety.paper_removed", "place_paper", paper.id, actor=member, at=now)


def read_sheet(resource: Resource, sheet_sha256: str, *, member: Member, now: datetime) -> SheetReading:
    """« I have read it »: of the words shown, which must still be those of today; once a person and wording."""
    refuse_if(rules.No.SHEET_CHANGED if queries.safety_sheet(resource).sha256 != sheet_sha256 else None)
    known = queries.reading_of(member.person_id, resource.id, sheet_sha256)
    if known is not None:
        return known
    row = SheetReading(
        person_id=member.person_id, structure_id=member.structure_id, resource_id=resource.id,
        sheet_sha256=sheet_sha256, read_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record("safety.sheet_read", "sheet_reading", row.id, actor=member, at=now)
    return row
