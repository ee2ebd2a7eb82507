"""Other times for this and the following dates of a series, or for all that have not begun."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from mutua.bookings import mails, queries, rules, series
from mutua.bookings.actions.changing import move_occurrence
from mutua.bookings.actions.gates import alike, ask_gates, ask_rules, carry_work, refuse_change
from mutua.bookings.actions.holding import by_date, hold_dates
from mutua.bookings.actions.traces import changed, let_go_all, moved_to, place, reclaim
from mutua.bookings.models import Booking, Occurrence, Scope, Slot, State
from mutua.bookings.rules import No, is_loan
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused
from mutua.pole.models import Member
from mutua.resources import occupancy
from mutua.resources.models import Ask
from mutua.resources.occupancy import Chosen, OnConflict

LIVE = (State.REQUESTED, State.CONFIRMED)
FAR = timedelta(days=366_000)


def move_dates(
    occurrence: Occurrence,
    slot: Slot,
    *,
    scope: Scope,
    member: Member,
    now: datetime,
    keep: OnConflict = OnConflict.REFUSE,
) -> Booking:
    """The booking that has the moved dates: a new one when some of the series stay where they were (it splits).

    Every date takes the new hours and as many days' shift as the one shown. With SKIP, a date whose new time is taken
    stays at its old one. Dates that are over are never touched.
    """
    if scope is Scope.THIS:
        move_occurrence(occurrence, slot, member=member, now=now)
        return occurrence.booking
    refuse_change(rules.why_not_move(occurrence, member, now=now), occurrence)
    booking = occurrence.booking
    days = (slot.local_start.date() - occurrence.original_start.date()).days
    touched = [date for date in booking.occurrences if _in_reach(date, occurrence, scope, now)]
    wanted = _new_slots(touched, occurrence, slot, booking.zone)
    live = [date for date in touched if date.state in LIVE]
    for resources, slots in alike((date.resources, wanted[date.id]) for date in live):
        ask_rules(resources, slots, booking, member, now)
    got = _hold_anew(live, wanted, keep, booking.structure_id, member, now)
    _ask_gates(live, wanted, got, booking)
    target = _split(booking, touched, member, now)
    _place_all(touched, wanted, got, member, now)
    _write_rules(booking, target, days)
    _tell(booking, target, live, member, now)
    return target


def _in_reach(date: Occurrence, first: Occurrence, scope: Scope, now: datetime) -> bool:
    coming = date.starts_at > now and date.state not in (State.DONE, State.NO_SHOW)
    return coming and (scope is Scope.ALL or date.original_start >= first.original_start)


def _new_slots(dates: Sequence[Occurrence], shown: Occurrence, slot: Slot, zone: str) -> dict[int, Slot]:
    """By the date's id. Raises Refused where a clock change leaves nothing between start and end."""
    shift, length = slot.local_start - shown.original_start, slot.local_end - slot.local_start
    try:
        starts = {date.id: date.original_start + shift for date in dates}
        return {number: series.slot(start, start + length, zone) for number, start in starts.items()}
    except (ValueError, OverflowError):
        raise Refused(No.ENDS_BEFORE_START) from None


def _hold_anew(
    dates: Sequence[Occurrence],
    wanted: dict[int, Slot],
    keep: OnConflict,
    structure_id: int,
    member: Member,
    now: datetime,
) -> dict[int, list[Chosen]]:
    """What each date got at its new time, by id; a date that stays holds its old time again and is left out."""
    if not dates:
        return {}
    asks = [ask for date in dates for ask in queries.asks(date.resources, wanted[date.id], structure_id)]
    occupancy.lock(asks, held=())
    let_go_all(dates)
    width = len(dates[0].lines)
    chosen = by_date(hold_dates(asks, width, keep, member, now), width)
    got = {date.id: part for date, part in zip(dates, chosen, strict=True) if part[0].claim_id is not None}
    _stay([date for date in dates if date.id not in got], structure_id, member, now)
    return got


def _stay(dates: Sequence[Occurrence], structure_id: int, member: Member, now: datetime) -> None:
    """Their old time again; refused as a whole when another date of the series has gone there."""
    asks: list[Ask] = []
    for date in dates:
        old = Slot(date.local_start, date.local_end, date.span)
        asks += queries.asks(date.resources, old, structure_id)
    if not asks:
        return
    held = iter(occupancy.hold(asks, now=now, person_id=member.person_id))
    for date in dates:
        for line in date.lines:
            line.claim_id = next(held).claim_id


def _ask_gates(
    dates: Sequence[Occurrence], wanted: dict[int, Slot], got: dict[int, list[Chosen]], booking: Booking
) -> None:
    """Terms, rights and quotas of the dates that go further than the time they had."""
    further = [date for date in dates if date.id in got and not _within(date, wanted[date.id])]
    who = {"structure_id": booking.structure_id, "person_id": booking.person_id, "pole_id": booking.pole_id}
    for resources, slots in alike((date.resources, wanted[date.id]) for date in further):
        ask_gates(resources, slots, without=[date.id for date in dates], **who)


def _within(date: Occurrence, slot: Slot) -> bool:
    return date.starts_at <= slot.span.start and slot.span.end <= date.ends_at


def _split(booking: Booking, touched: Sequence[Occurrence], member: Member, now: datetime) -> Booking:
    """The booking itself when all of it moves, else a new one that takes the touched dates with it."""
    if len(touched) == len(booking.occurrences):
        for date in touched:  # two steps: a date may take the start that another one leaves
            date.original_start += FAR
        db.session.flush()
        return booking
    copied = ("pole_id", "structure_id", "structure", "person_id", "person", "title", "note", "headcount", "profile")
    facts = {name: getattr(booking, name) for name in (*copied, "public", "rrule", "zone", "on_conflict", "source")}
    uid = f"{booking.uid.partition('-')[0][:80]}s{secrets.token_hex(6)}-{member.pole_slug}"
    made = Booking(**facts, uid=uid, sequence=0, created_at=now, changed_at=now, occurrences=[])
    db.session.add(made)
    for date in touched:
        booking.occurrences.remove(date)
        made.occurrences.append(date)
    db.session.flush()
    if any(is_loan(resource.regime) for date in touched for resource in date.resources):
        carry_work(booking, made, member, now)
    audit.record("booking.split", "booking", made.id, actor=member, at=now)
    return made


def _place_all(
    touched: Sequence[Occurrence], wanted: dict[int, Slot], got: dict[int, list[Chosen]], member: Member, now: datetime
) -> None:
    for date in touched:
        slot, before = wanted[date.id], date.state
        within = _within(date, slot)
        date.original_start = slot.local_start
        if date.id in got:
            date.state = State.REQUESTED
            reclaim(date, got[date.id], member, now, keep_approval=within)
        elif before in LIVE:
            continue  # it stays at its old time
        place(date, slot)
        moved_to(date, before, member, now, verb="booking.moved")


def _write_rules(booking: Booking, target: Booking, days: int) -> None:
    """Each rule gives exactly its booking's dates, or goes."""
    starts = sorted(date.original_start for date in target.occurrences)
    target.rrule = series.refitted(target.rrule, starts, target.zone, days=days)
    if target is not booking:
        left = sorted(date.original_start for date in booking.occurrences)
        booking.rrule = series.refitted(booking.rrule, left, booking.zone)


def _tell(booking: Booking, target: Booking, moved: Sequence[Occurrence], member: Member, now: datetime) -> None:
    for entry in {booking.id: booking, target.id: target}.values():
        changed(entry, now=now)
    if moved:
        mails.occurrences_moved(moved, member, now=now)
