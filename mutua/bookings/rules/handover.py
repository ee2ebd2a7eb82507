"""Why not hand over, acknowledge, or say that one is there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from mutua.bookings.models import Line, Occurrence, State
from mutua.bookings.models.desk import DeskRule
from mutua.bookings.models.handover import EARLY_AT_THE_DOOR, Handover, Moment, Presence
from mutua.pole.models import Member
from mutua.resources.models import Kind

# One is early at a key box.
EARLY = timedelta(hours=2)
# Notices of one person on one resource within a day that nobody has mended yet.
MOST_TOLD = 3


class No(StrEnum):
    NOT_A_PARTY = "not_at_this_handover"
    NOT_HANDED_OVER_NOW = "not_handed_over_now"
    HANDED_OVER_ALREADY = "handed_over_already"
    MILEAGE_BACKWARDS = "mileage_backwards"
    OWN_WORDS = "own_words"
    ACKNOWLEDGED_ALREADY = "acknowledged_already"
    DEFECT_UNNAMED = "defect_unnamed"
    TOO_EARLY_TO_CHECK_IN = "too_early_to_check_in"
    NOBODY_EXPECTED = "nobody_expected"
    TOLD_ENOUGH = "defects_told_enough"


def wants_handover(line: Line, rule: DeskRule | None) -> bool:
    """Vehicles and equipment always; other things where the owner wishes it."""
    return line.resource.kind in (Kind.VEHICLE, Kind.EQUIPMENT) or (rule is not None and rule.handover)


def is_party(line: Line, member: Member) -> bool:
    """Those who use it, and those who share it."""
    parties = (line.occurrence.booking.structure_id, line.resource.structure_id)
    return member.structure_id is not None and member.structure_id in parties


def why_not_hand_over(
    line: Line,
    moment: Moment,
    member: Member,
    *,
    known: Iterable[Handover],
    mileage: int | None,
    now: datetime,
) -> No | None:
    """Out from two hours before on, back from the start on; each once."""
    if not is_party(line, member):
        return No.NOT_A_PARTY
    early = EARLY if moment is Moment.OUT else timedelta()
    if line.occurrence.state not in (State.CONFIRMED, State.DONE) or now < line.occurrence.starts_at - early:
        return No.NOT_HANDED_OVER_NOW
    written = {entry.moment: entry for entry in known}
    if moment in written or (moment is Moment.OUT and Moment.BACK in written):
        return No.HANDED_OVER_ALREADY
    out = written.get(Moment.OUT)
    if out and out.mileage is not None and mileage is not None and mileage < out.mileage:
        return No.MILEAGE_BACKWARDS
    return None


def why_not_acknowledge(handover: Handover, member: Member) -> No | None:
    """The other side says that it saw the same."""
    if not is_party(handover.line, member):
        return No.NOT_A_PARTY
    if handover.structure_id == member.structure_id:
        return No.OWN_WORDS
    return No.ACKNOWLEDGED_ALREADY if handover.acknowledged_at else None


def why_not_check_in(occurrence: Occurrence, known: Presence | None, member: Member, *, now: datetime) -> No | None:
    """A quarter of an hour before until the end, by anybody of the structure that booked."""
    if occurrence.booking.structure_id != member.structure_id:
        return No.NOBODY_EXPECTED
    if occurrence.state is not State.CONFIRMED or occurrence.ends_at <= now or known is not None:
        return No.NOBODY_EXPECTED
    return No.TOO_EARLY_TO_CHECK_IN if now < occurrence.starts_at - EARLY_AT_THE_DOOR else None


def why_not_tell_defect(told: int) -> No | None:
    """`told`: this person's notices of the last day on the resource that are still open."""
    return No.TOLD_ENOUGH if told >= MOST_TOLD else None
