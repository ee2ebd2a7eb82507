"""What is told beside the risks: consultation, standing presence."""

from __future__ import annotations

from datetime import date, datetime

from mutua.bookings.models import Profile
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if
from mutua.pole.models import Member, Structure
from mutua.resources.models import Place
from mutua.safety import rules
from mutua.safety.models import (
    Body,
    ConsultationEntry,
    SafetyDocument,
    StandingOccupation,
)


def add_consultation(
    document: SafetyDocument,
    *,
    held_on: date,
    body: Body,
    structure: Structure | None,
    shown: str,
    opinion: str,
    answer: str,
    member: Member,
    now: datetime,
) -> ConsultationEntry:
    """Who was consulted and what came of it: the office writes for the pole, a manager for their structure."""
    own = structure is not None and member.manages(structure.id)
    refuse_if(None if own else rules.why_not_edit(member))
    entry = ConsultationEntry(
        document_id=document.id, held_on=held_on, body=body, structure_id=structure.id if structure else None,
        shown=shown, opinion=opinion, answer=answer, added_at=now,
    )  # fmt: skip
    db.session.add(entry)
    db.session.flush()
    audit.record("safety.consulted", "consultation_entry", entry.id, actor=member, at=now)
    return entry


def add_occupation(
    document: SafetyDocument,
    structure: Structure | None,
    place: Place | None,
    *,
    profile: Profile,
    headcount: int,
    weekdays: list[int],
    opens: int,
    closes: int,
    from_on: date,
    until_on: date | None,
    member: Member,
    now: datetime,
) -> StandingOccupation:
    """An employer that is at a place without booking it: without this the matrix would count too little."""
    refuse_if(rules.why_not_edit(member))
    if structure is None or place is None:
        raise Refused(rules.No.MEASURE_OWNER)
    row = StandingOccupation(
        document_id=document.id, structure_id=structure.id, place_id=place.id, profile=profile, headcount=headcount,
        weekdays=weekdays, opens=opens, closes=closes, from_on=from_on, until_on=until_on, added_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record("safety.occupation_added", "standing_occupation", row.id, actor=member, at=now)
    return row


def end_occupation(row: StandingOccupation, on: date, *, member: Member, now: datetime) -> None:
    """It keeps what was counted until that day."""
    refuse_if(rules.why_not_edit(member))
    row.until_on = max(on, row.from_on)
    audit.record("safety.occupation_ended", "standing_occupation", row.id, actor=member, at=now)
