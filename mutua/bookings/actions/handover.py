"""Handing over: the state at start and return, the other side's word, returns that are late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mutua.bookings.actions import moving_up
from mutua.bookings.actions.defects import report_defect
from mutua.bookings.actions.queue import remember
from mutua.bookings.actions.traces import changed, moved_to
from mutua.bookings.mails import handover as mails
from mutua.bookings.models import Line, Occurrence, State
from mutua.bookings.models.handover import Condition, Handover, HandoverPhoto, Moment
from mutua.bookings.queries import handover as handed
from mutua.bookings.rules.handover import No, why_not_acknowledge, why_not_hand_over
from mutua.documents import actions as documents
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if, refusing
from mutua.pole.models import Member
from mutua.resources import occupancy


@dataclass(frozen=True)
class Seen:
    """What somebody saw: km on the dial, per cent of fuel or charge, and what is broken."""

    condition: Condition
    mileage: int | None = None
    fuel: int | None = None
    note: str = ""
    lent_keys: str = ""
    keys_back: bool = False
    defect: str = ""
    stops: bool = False


def hand_over(
    line: Line, moment: Moment, seen: Seen, *, photos: Sequence[tuple[str, bytes]] = (), member: Member, now: datetime
) -> Handover:
    """Write down the state at start or return; a return before the end frees the rest of the time."""
    handed.lock_date(line.occurrence)
    known = handed.handovers_of([line.id]).get(line.id, [])
    refuse_if(why_not_hand_over(line, moment, member, known=known, mileage=seen.mileage, now=now))
    if seen.condition is Condition.DAMAGED and not seen.defect:
        raise Refused(No.DEFECT_UNNAMED)
    assert member.structure_id is not None
    made = Handover(
        line_id=line.id,
        moment=moment,
        at=now,
        by_id=member.person_id,
        structure_id=member.structure_id,
        mileage=seen.mileage,
        fuel=seen.fuel,
        condition=seen.condition,
        note="\n".join(filter(None, (seen.note, seen.defect))),  # whoever confirms the state reads what is broken
        lent_keys=seen.lent_keys,
        keys_back=seen.keys_back,
    )
    with refusing(No.HANDED_OVER_ALREADY, when="handover"):
        db.session.add(made)
        db.session.flush()
    _keep_photos(made, photos, member, now)
    audit.record("handover.written", "handover", made.id, actor=member, at=now, after=moment.value)
    if moment is Moment.BACK:
        _free_the_rest(line.occurrence, member, now)
        lent = next((entry.lent_keys for entry in known if entry.moment is Moment.OUT), "")
        if lent and not seen.keys_back:
            mails.keys_kept(line.occurrence, lent, now=now)
    if seen.defect:
        report_defect(line, seen.defect, stops=seen.stops, member=member, now=now)
    return made


def _keep_photos(made: Handover, photos: Sequence[tuple[str, bytes]], member: Member, now: datetime) -> None:
    for name, content in photos:
        stored = documents.store_file(content, name, actor=member, now=now)
        db.session.add(HandoverPhoto(handover_id=made.id, file_id=stored.id))
    db.session.flush()


def _free_the_rest(occurrence: Occurrence, member: Member, now: datetime) -> None:
    """Once all of it is back before its end: the date is done, its units rest as usual, then are free."""
    written = handed.handovers_of([line.id for line in occurrence.lines])
    back = [any(entry.moment is Moment.BACK for entry in written.get(line.id, ())) for line in occurrence.lines]
    if occurrence.state is not State.CONFIRMED or not all(back) or not occurrence.starts_at < now < occurrence.ends_at:
        return
    behind = moving_up.line_for({line.resource_id for line in occurrence.lines}, now)
    for line in occurrence.lines:
        if line.claim_id is not None:
            occupancy.shorten(line.claim_id, until=now + timedelta(minutes=line.turnaround_minutes))
    before, occurrence.state = occurrence.state, State.DONE
    moved_to(occurrence, before, member, now, verb="booking.returned")
    moving_up.offer(behind, now)
    changed(occurrence.booking, [line.resource for line in occurrence.lines], now=now)


def acknowledge(handover: Handover, *, member: Member, now: datetime) -> None:
    """The other side saw the same."""
    refuse_if(why_not_acknowledge(handover, member))
    handover.acknowledged_by_id, handover.acknowledged_at = member.person_id, now
    audit.record("handover.acknowledged", "handover", handover.id, actor=member, at=now)


def remind_late_returns(now: datetime) -> int:
    """One letter a date that is not back half an hour after its end."""
    dates = handed.late_returns(now)
    for occurrence in dates:
        remember("late", occurrence, occurrence.booking.person_id, now)
        mails.not_back(occurrence, now=now)
    db.session.flush()
    return len(dates)
