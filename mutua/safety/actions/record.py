"""What is told and agreed beside the risks: consultation, standing presence, judgements of a pair."""

from __future__ import annotations

from datetime import date, datetime

from mutua.bookings.models import Profile
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if
from mutua.pole.models import Member, Structure
from mutua.resources.models import Place
from mutua.safety import queries, rules
from mutua.safety.catalogue import catalogue
from mutua.safety.models import (
    Body,
    ConsultationEntry,
    PairJudgement,
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


def propose_judgement(
    document: SafetyDocument,
    giver: Structure | None,
    taker: Structure | None,
    *,
    family: str,
    place_key: str,
    mastery: int,
    measures: str,
    member: Member,
    now: datetime,
) -> PairJudgement:
    """Write what protects `taker` from what `giver` does; signatures given to other words fall."""
    refuse_if(rules.why_not_edit(member))
    if giver is None or taker is None or giver.id == taker.id:
        raise Refused(rules.No.MEASURE_OWNER)
    if family not in catalogue().families:
        raise Refused(rules.No.UNKNOWN_FAMILY)
    row = queries.judgement_of(document.id, giver.id, taker.id, family, place_key)
    if row is None:
        row = PairJudgement(
            document_id=document.id, giver_id=giver.id, taker_id=taker.id, family=family, place_key=place_key
        )
        db.session.add(row)
    row.mastery, row.measures, row.proposed_at = mastery, measures, now
    row.giver_signed_at = row.giver_signed_by_id = row.taker_signed_at = row.taker_signed_by_id = None
    db.session.flush()
    audit.record("safety.judgement_proposed", "pair_judgement", row.id, actor=member, at=now, after=str(mastery))
    return row


def sign_judgement(row: PairJudgement, *, member: Member, now: datetime) -> None:
    """A manager of either employer agrees; the measure counts once both have."""
    refuse_if(rules.why_not_sign_judgement(row, member))
    if member.structure_id == row.giver_id:
        row.giver_signed_at, row.giver_signed_by_id = now, member.person_id
    else:
        row.taker_signed_at, row.taker_signed_by_id = now, member.person_id
    audit.record("safety.judgement_signed", "pair_judgement", row.id, actor=member, at=now)
