"""Somebody leaves (pole.hooks): their bookings to come go to a colleague, or are given back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mutua.bookings import mails, queries
from mutua.bookings.actions import moving_up
from mutua.bookings.actions.retiring import withdraw_all
from mutua.bookings.actions.swapping import hand_to
from mutua.bookings.actions.traces import changed, end
from mutua.bookings.mails import leaving as letters
from mutua.bookings.models import Booking, Occurrence, State
from mutua.bookings.models.waitlist import WaitingState
from mutua.bookings.queries import notices
from mutua.bookings.queries import swap as swaps
from mutua.bookings.queries import waitlist as lines
from mutua.bookings.queries.queue import lock_booking
from mutua.bookings.rules.leaving import No
from mutua.pole import hooks
from mutua.pole.models import Member, Person
from mutua.resources.models import Resource
from mutua.resources.rules import left_without

OPEN = (State.REQUESTED, State.CONFIRMED)


def connect() -> None:
    hooks.leaving.connect(count_coming)
    hooks.promised.connect(promised)
    hooks.left.connect(settle_bookings)
    hooks.erased.connect(forget_person)


def count_coming(structure_id: int, *, pole_id: int | None, person_id: int | None, now: datetime) -> int:
    """Bookings with a date that is asked for or confirmed and has not begun."""
    found = swaps.coming_of(structure_id, pole_id, person_id, now)
    return sum(any(_is_open(date, now) for date in booking.occurrences) for booking in found)


def promised(structure_id: int, *, pole_id: int, now: datetime) -> list[hooks.Promise]:
    """Dates that others have asked for or got of what goes with the structure, and that have not begun."""
    own, wholes = _going(structure_id, pole_id)
    found = queries.promised_ahead({entry.id for entry in (*own, *wholes)}, structure_id, now)
    return [
        hooks.Promise(line.resource.name, date.booking.structure.name, date.local_start, date.local_end)
        for date, line in found
    ]


def settle_bookings(
    structure_id: int,
    *,
    pole_id: int | None,
    person_id: int | None,
    heir: Person | None,
    keeps: bool,
    actor: Member,
    now: datetime,
) -> None:
    """To the heir with one letter a booking; without one, what has not begun is cancelled and its owners are told.

    A structure that leaves has no heir: whoever booked for it is told as well, and what it shares is retired, with what
    others share that is made of it. What runs now runs to its end.
    """
    found = swaps.coming_of(structure_id, pole_id, person_id, now)
    if heir is not None:
        for booking in found:
            hand_to(booking, heir, member=actor, now=now)
    else:
        _give_back(found, actor, now, tell_bookers=person_id is None)
    for entry in lines.open_of(structure_id, pole_id, person_id):
        if heir is not None:
            entry.person_id = heir.id
        elif entry.state is WaitingState.WAITING:  # what is offered lapses by itself, and goes to the next
            entry.state = WaitingState.WITHDRAWN
    if person_id is None and pole_id is not None:
        own, wholes = _going(structure_id, pole_id)
        withdraw_all([*own, *wholes], keeps=keeps, member=actor, now=now)
        for whole in wholes:
            letters.part_left(whole, structure_id, actor, keeps=keeps, now=now)


def _going(structure_id: int, pole_id: int) -> tuple[list[Resource], list[Resource]]:
    """What a structure shares, and what others share that is made of it: a hall of which a room goes is no hall."""
    live = queries.shared_in(pole_id)
    own = [entry for entry in live if entry.structure_id == structure_id]
    return own, left_without(own, [entry for entry in live if entry not in own])


def _give_back(found: Sequence[Booking], actor: Member, now: datetime, *, tell_bookers: bool) -> None:
    gone = {booking: [date for date in booking.occurrences if _is_open(date, now)] for booking in found}
    resources = {line.resource_id for dates in gone.values() for date in dates for line in date.lines}
    for booking in found:
        lock_booking(booking.id)
    behind = moving_up.line_for(resources, now) if resources else []
    for dates in gone.values():
        for date in dates:
            date.reason = (No.LEFT_THE_POLE if tell_bookers else No.LEFT_THE_STRUCTURE).value
            end(date, State.CANCELLED, actor, now, verb="booking.cancelled")
    moving_up.offer(behind, now)
    for booking, dates in gone.items():
        if dates:
            mails.occurrences_cancelled(dates, actor, now=now, tells_booker=False)
            if tell_bookers:
                letters.structure_left(dates, actor, now=now)
            changed(booking, now=now)


def _is_open(date: Occurrence, now: datetime) -> bool:
    return date.state in OPEN and date.starts_at > now


def forget_person(person_id: int, *, now: datetime) -> None:
    """Their choices go; the events of what they booked are written again, with the name as it is now."""
    notices.drop_choices(person_id)
    for booking in swaps.booked_by(person_id):
        changed(booking, now=now)
