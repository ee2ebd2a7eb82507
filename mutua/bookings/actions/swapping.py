"""Two dates change places, a booking changes hands, a use is counted."""

from __future__ import annotations

from datetime import datetime

from mutua.bookings import mails as letters
from mutua.bookings import queries, rules
from mutua.bookings.actions.gates import ask_gates, lacking
from mutua.bookings.actions.traces import changed, let_go_all, moved_to, place, reclaim
from mutua.bookings.mails import swap as mails
from mutua.bookings.models import Booking, Occurrence, Slot, State
from mutua.bookings.models.swap import Swap, SwapState
from mutua.bookings.queries import queue as people
from mutua.bookings.queries import swap as swaps
from mutua.bookings.rules.swap import No, why_not_answer_swap, why_not_pass_on, why_not_propose
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if, refusing
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member, Person
from mutua.resources import occupancy
from mutua.resources.models import Resource


def propose_swap(given: Occurrence, wanted: Occurrence, *, message: str = "", member: Member, now: datetime) -> Swap:
    """Nothing moves until the other side says yes."""
    refuse_if(why_not_propose(given, wanted, member, now=now))
    made = Swap(
        given=given, wanted=wanted, state=SwapState.PROPOSED, message=message, proposed_by_id=member.person_id,
        proposed_at=now,
    )  # fmt: skip
    with refusing(No.SWAP_PROPOSED_ALREADY, when="swap"):
        db.session.add(made)
        db.session.flush()
    audit.record("swap.proposed", "swap", made.id, actor=member, at=now, after="proposed")
    mails.proposed(made, member, now=now)
    return made


def accept_swap(swap: Swap, *, member: Member, now: datetime) -> None:
    """Both dates are let go, then held crosswise, under the same locks and in one transaction."""
    refuse_if(why_not_answer_swap(swap, member, now=now))
    sides = sorted((swap.given, swap.wanted), key=lambda date: date.booking_id)
    for date in sides:
        people.lock_booking(date.booking_id)
    new = {date: _place_of(other) for date, other in ((sides[0], sides[1]), (sides[1], sides[0]))}
    actors = {date: _actor(date) for date in sides}
    for date, (resource, slot) in new.items():
        why = rules.why_not_book(resource, slot.span, actors[date], headcount=date.booking.headcount, now=now)
        refuse_if(why, resource=resource, slot=slot)
    wanted = [ask for date in sides for ask in queries.asks([new[date][0]], new[date][1], date.booking.structure_id)]
    occupancy.lock(wanted, held=())
    let_go_all(sides)
    chosen = occupancy.hold(wanted, now=now)
    for date, entry in zip(sides, chosen, strict=True):
        resource, slot = new[date]
        ask_gates(
            [resource], [slot], structure_id=date.booking.structure_id, person_id=date.booking.person_id,
            pole_id=date.booking.pole_id,
            without=tuple(side.id for side in sides),
        )  # fmt: skip
        before, date.state = date.state, State.REQUESTED
        _settle_on(date, resource, slot)
        reclaim(date, [entry], actors[date], now)
        moved_to(date, before, member, now, verb="booking.swapped")
    both = [resource for resource, _ in new.values()]
    for date in sides:
        changed(date.booking, both, now=now)
        letters.booking_requested(date.booking, actors[date], now=now, dates=[date])
    _answer(swap, SwapState.ACCEPTED, member, now)
    mails.answered(swap, member, yes=True, now=now)


def _place_of(date: Occurrence) -> tuple[Resource, Slot]:
    return date.lines[0].resource, Slot(date.local_start, date.local_end, date.span)


def _actor(date: Occurrence) -> Member:
    """The person who booked, as they act for the structure that did: its rights decide what it may have."""
    pole = date.lines[0].resource.pole
    found = pole_queries.member_for(date.booking.person, pole, date.booking.structure_id)
    if found is None or found.structure_id != date.booking.structure_id:
        raise Refused(No.NOT_SWAPPABLE)
    return found


def _settle_on(date: Occurrence, resource: Resource, slot: Slot) -> None:
    line = date.lines[0]
    line.resource, line.approval = resource, resource.approval
    line.value_per_hour, line.value_per_use = resource.value_per_hour, resource.value_per_use
    line.turnaround_minutes, line.units_needed = resource.turnaround_minutes, queries.units_needed(resource)
    place(date, slot)


def decline_swap(swap: Swap, *, member: Member, now: datetime) -> None:
    """The other side says no, or the proposer takes it back."""
    if swap.state is not SwapState.PROPOSED:
        raise Refused(No.SWAP_ANSWERED)
    own = swap.given.booking.structure_id == member.structure_id
    _answer(swap, SwapState.WITHDRAWN if own else SwapState.DECLINED, member, now)
    if not own:
        mails.answered(swap, member, yes=False, now=now)


def _answer(swap: Swap, state: SwapState, member: Member, now: datetime) -> None:
    swap.state, swap.answered_by_id, swap.answered_at = state, member.person_id, now
    db.session.flush()
    audit.record("swap.answered", "swap", swap.id, actor=member, at=now, before="proposed", after=state.value)


def pass_on(booking: Booking, person_id: int, *, member: Member, now: datetime) -> None:
    """A colleague of the same structure has this booking from now on: its letters go to them."""
    refuse_if(why_not_pass_on(booking, member))
    colleague = next((each for each in people.colleagues_of(booking.structure_id) if each.id == person_id), None)
    if colleague is None:
        raise Refused(No.NOT_YOURS_TO_PASS_ON)
    refused = lacking(booking, _coming(booking, now), colleague)
    if refused is not None:
        raise Refused(No.COLLEAGUE_NOT_ENTITLED, **refused.facts)
    hand_to(booking, colleague, member=member, now=now)


def _coming(booking: Booking, now: datetime) -> list[Occurrence]:
    return [date for date in booking.occurrences if date.is_live and date.ends_at > now]


def hand_to(booking: Booking, colleague: Person, *, member: Member, now: datetime) -> None:
    """It is theirs from now on; whoever asks has been asked whether they may. Of a right they lack they are told."""
    coming = _coming(booking, now)
    refused = lacking(booking, coming, colleague)
    lacks = [lack.right.value for lack in refused.facts["lacks"]] if refused else []
    booking.person, booking.person_id = colleague, colleague.id
    audit.record("booking.passed_on", "booking", booking.id, actor=member, at=now)
    changed(booking, now=now)
    mails.passed_on(booking, coming or booking.occurrences, lacks, member, now=now)


def pass_all_on(from_id: int, to_id: int, *, member: Member, now: datetime) -> int:
    """Somebody leaves: all that is to come of theirs goes to a colleague. How many bookings."""
    if not member.manages(member.structure_id) or from_id == to_id:
        raise Refused(No.NOT_YOURS_TO_PASS_ON)
    assert member.structure_id is not None
    found = swaps.coming_of(member.structure_id, member.pole_id, from_id, now)
    for booking in found:
        pass_on(booking, to_id, member=member, now=now)
    return len(found)
