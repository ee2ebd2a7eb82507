"""What keeps one employer's doings from another's people: proposed, for one cell or for a whole place, and signed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if
from mutua.pole.models import Member, Structure
from mutua.safety import queries, rules
from mutua.safety.catalogue import catalogue
from mutua.safety.models import PairJudgement, SafetyDocument


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
    _write(row, mastery, measures, now)
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


def _write(row: PairJudgement, mastery: int, measures: str, now: datetime) -> None:
    """Other words: what was signed before was signed for the words before."""
    row.mastery, row.measures, row.proposed_at = mastery, measures, now
    row.giver_signed_at = row.giver_signed_by_id = row.taker_signed_at = row.taker_signed_by_id = None


def propose_at_place(
    document: SafetyDocument,
    pairs: Iterable[tuple[int, int]],
    *,
    family: str,
    place_key: str,
    mastery: int,
    measures: str,
    member: Member,
    now: datetime,
) -> int:
    """One measure for every (giver, taker) of `pairs` at a place; how many of them had other words, or none."""
    refuse_if(rules.why_not_edit(member))
    refuse_if(rules.No.UNKNOWN_FAMILY if family not in catalogue().families else None)
    known = {
        (row.giver_id, row.taker_id): row
        for row in queries.judgements_of(document.id)
        if (row.family, row.place_key) == (family, place_key)
    }
    changed = []
    for giver, taker in sorted(set(pairs)):
        row = known.get((giver, taker))
        if row is None:
            row = PairJudgement(
                document_id=document.id, giver_id=giver, taker_id=taker, family=family, place_key=place_key
            )
            db.session.add(row)
        elif (row.mastery, row.measures) == (mastery, measures):
            continue
        _write(row, mastery, measures, now)
        changed.append(row)
    refuse_if(rules.No.NOBODY_TO_PROTECT if not changed else None)
    db.session.flush()
    for row in changed:
        audit.record("safety.judgement_proposed", "pair_judgement", row.id, actor=member, at=now, after=str(mastery))
    return len(changed)


def sign_at_place(
    document: SafetyDocument, *, family: str, place_key: str, measures: str, member: Member, now: datetime
) -> int:
    """A manager signs, for their structure, exactly these words wherever they await it; how many cells."""
    waiting = [
        row
        for row in queries.judgements_of(document.id)
        if (row.family, row.place_key) == (family, place_key)
        and row.measures.splitlines() == measures.splitlines()  # a browser sends its own ends of lines
        and rules.why_not_sign_judgement(row, member) is None
    ]
    refuse_if(rules.No.ALREADY_SIGNED if not waiting else None)
    for row in waiting:
        sign_judgement(row, member=member, now=now)
    return len(waiting)
