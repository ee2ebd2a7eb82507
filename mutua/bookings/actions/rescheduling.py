"""Other dates for a whole booking at once, as calendar programs send them: one look, one lock, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mutua.bookings import mails, queries, rules
from mutua.bookings.actions import moving_up
from mutua.bookings.actions.gates import alike, ask_gates, ask_rules, note_if_late, refuse_change
from mutua.bookings.actions.holding import by_date
from mutua.bookings.actions.requesting import new_occurrence
from mutua.bookings.actions.traces import changed, end, let_go, moved_to, place, reclaim
from mutua.bookings.models import Booking, Occurrence, Slot, State, is_on, usual_resources
from mutua.bookings.rules import No
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if
from mutua.pole.models import Member
from mutua.resources import occupancy
from mutua.resources.models import Resource
from mutua.resources.occupancy import Chosen

# Where a date waits while the others take their places: two dates may change places, and places are unique.
ASIDE = timedelta(days=365 * 3000)


Wished = tuple[list[Resource], Slot]


@dataclass
class Plan:
    """What becomes of each date. `kept`: stays as it is, but may be another date of the rule."""

    kept: list[tuple[Occurrence, datetime]] = field(default_factory=list)
    moved: list[tuple[Occurrence, Slot]] = field(default_factory=list)
    added: list[Slot] = field(default_factory=list)
    dropped: list[Occurrence] = field(default_factory=list)

    @property
    def is_idle(self) -> bool:
        named = any(date.original_start != original for date, original in self.kept)
        return not (named or self.moved or self.added or self.dropped)


def reschedule_booking(
    booking: Booking,
    slots: Sequence[Slot],
    *,
    rrule: str | None,
    member: Member,
    now: datetime,
    resource: Resource | None = None,
    on: int | None = None,
) -> bool:
    """Give a booking these dates, and another resource; whether anything changed. Dates that have begun stay.

    `on`: its dates on this resource alone, whoever wrote this saw no other; those elsewhere stay as they are. Refused
    as a new booking, or a late change, would be, and then nothing has changed; what was confirmed is asked for again.
    """
    refuse_if(No.NOT_YOUR_BOOKING if booking.structure_id != member.structure_id else None)
    seen = [date for date in booking.occurrences if on is None or is_on(date, on)]
    elsewhere = {date.original_start for date in booking.occurrences if date.is_live and date not in seen}
    slots = [slot for slot in slots if (slot.by_rule or slot.local_start) not in elsewhere]
    plan = plan_dates(seen, slots, everything=resource is not None, now=now)
    if plan.is_idle and rrule == booking.rrule:
        return False
    _ask_how_late(plan, member, now)
    wished = _wished(usual_resources(seen or booking.occurrences), resource, plan)
    for resources, times in alike(wished):
        ask_rules(resources, times, booking, member, now)
    _rename(booking, plan)
    chosen = _hold(booking, wished, plan, member, now)
    if resource is not None:
        mails.occurrences_left([date for date, _slot in plan.moved], resource, member, now=now)
    added = _take_places(booking, wished, plan, chosen, member, now)
    booking.rrule = rrule
    changed(booking, now=now)
    _tell(booking, plan, added, member, now)
    return True


def _ask_how_late(plan: Plan, member: Member, now: datetime) -> None:
    """What the page asks before a date is moved or given up."""
    for date, _slot in plan.moved:
        refuse_change(rules.why_not_move(date, member, now=now), date)
    for date in plan.dropped:
        refuse_change(rules.why_not_change(date, member, State.CANCELLED, now=now), date)


def plan_dates(dates: Sequence[Occurrence], slots: Sequence[Slot], *, everything: bool, now: datetime) -> Plan:
    """Match wished dates with those there are: by their place in the rule, by their time, else in order."""
    plan = Plan()
    begun = [date for date in dates if date.is_live and date.starts_at <= now]
    open_dates = [date for date in dates if date.is_live and date.starts_at > now]
    wished = [slot for slot in slots if not any(_is(date, slot) for date in begun)]
    same = {date.original_start: date for date in open_dates}
    left: list[Slot] = []
    for slot in wished:
        found = same.pop(slot.by_rule or slot.local_start, None)
        if found is None:
            left.append(slot)
        elif found.span == slot.span and not everything:
            plan.kept.append((found, found.original_start))
        else:
            plan.moved.append((found, slot))
    rest = sorted(same.values(), key=lambda date: date.starts_at)
    _match_the_rest(plan, rest, left, everything=everything)
    return plan


def _match_the_rest(plan: Plan, rest: list[Occurrence], left: list[Slot], *, everything: bool) -> None:
    """A date at the wished time becomes the rule's date; others move in order; what is over is added or dropped."""
    for slot in list(left):
        there = next((date for date in rest if date.span == slot.span and not everything), None)
        if there is not None:
            plan.kept.append((there, slot.by_rule or slot.local_start))
            rest.remove(there)
            left.remove(slot)
    plan.moved += list(zip(rest, left, strict=False))
    plan.added += left[len(rest) :]
    plan.dropped += rest[len(left) :]


def _is(date: Occurrence, slot: Slot) -> bool:
    return date.span == slot.span or date.original_start == (slot.by_rule or slot.local_start)


def _wished(usual: Sequence[Resource], resource: Resource | None, plan: Plan) -> list[Wished]:
    """The moved dates, then those added: each on its own resources, a new one on the usual, or all on another.

    Only a booking of one resource that has not begun goes to another.
    """
    if resource is None:
        return [*((date.resources, slot) for date, slot in plan.moved), *((list(usual), slot) for slot in plan.added)]
    if len(usual) != 1:
        raise Refused(No.WRONG_STATE)
    refuse_if(No.ALREADY_OVER if not plan.moved or plan.kept else None)
    return [([resource], slot) for slot in (*(slot for _, slot in plan.moved), *plan.added)]


def _rename(booking: Booking, plan: Plan) -> None:
    """Give the dates their places in the new rule: all aside first, so that none stands in another's way.

    A cancelled date in a place that is wanted again steps aside for good.
    """
    wanted = {date.id: slot.by_rule or slot.local_start for date, slot in plan.moved}
    wanted |= {date.id: original for date, original in plan.kept}
    places = {*wanted.values(), *(slot.by_rule or slot.local_start for slot in plan.added)}
    for date in booking.occurrences:
        if wanted.get(date.id) not in (None, date.original_start):
            date.original_start += ASIDE
        elif date.id not in wanted and date.original_start in places:
            date.original_start = _free_place(date.original_start, booking, places)
    db.session.flush()
    for date in booking.occurrences:
        if date.id in wanted:
            date.original_start = wanted[date.id]
    db.session.flush()


def _free_place(start: datetime, booking: Booking, places: set[datetime]) -> datetime:
    """A second after, and another, until nobody stands or will stand there."""
    taken = {date.original_start for date in booking.occurrences} | places
    while start in taken:
        start += timedelta(seconds=1)
    return start


def _hold(booking: Booking, wished: Sequence[Wished], plan: Plan, member: Member, now: datetime) -> list[list[Chosen]]:
    """Let go, then hold again under the same locks: the dates may take one another's time."""
    wanted = [ask for resources, slot in wished for ask in queries.asks(resources, slot, booking.structure_id)]
    line = moving_up.line_for({entry.resource_id for date in plan.dropped for entry in date.lines}, now)
    if wanted:
        occupancy.lock(wanted, held=())
    for date, _slot in plan.moved:
        let_go(date)
    for date in plan.dropped:
        note_if_late(date, now=now)
        end(date, State.CANCELLED, member, now, verb="booking.cancelled")
    chosen = occupancy.hold(wanted, now=now, person_id=member.person_id) if wanted else []
    moving_up.offer(line, now)
    _ask_gates(booking, wished, plan)
    return by_date(chosen, len(wished[0][0])) if wished else []


def _ask_gates(booking: Booking, wished: Sequence[Wished], plan: Plan) -> None:
    """Terms, rights and quotas of the dates that go further than the time they had."""
    had = [date for date, _ in plan.moved]
    further = [
        (resources, slot)
        for number, (resources, slot) in enumerate(wished)
        if number >= len(had) or not _within(had[number], slot, resources)
    ]
    who = {"structure_id": booking.structure_id, "person_id": booking.person_id, "pole_id": booking.pole_id}
    for resources, slots in alike(further):
        ask_gates(resources, slots, without=[date.id for date in had], **who)


def _within(date: Occurrence, slot: Slot, resources: list[Resource]) -> bool:
    """Inside the time and at the resources it had: nobody need be asked again."""
    same = [line.resource_id for line in date.lines] == [resource.id for resource in resources]
    return same and date.starts_at <= slot.span.start and slot.span.end <= date.ends_at


def _take_places(
    booking: Booking, wished: Sequence[Wished], plan: Plan, chosen: list[list[Chosen]], member: Member, now: datetime
) -> list[Occurrence]:
    """The dates that were added."""
    count = len(plan.moved)
    for (date, slot), (resources, _slot), part in zip(plan.moved, wished[:count], chosen[:count], strict=True):
        before, within = date.state, _within(date, slot, resources)
        date.state = State.REQUESTED
        place(date, slot)
        for line, resource in zip(date.lines, resources, strict=True):
            if line.resource_id != resource.id:
                line.resource, line.approval = resource, resource.approval
                line.turnaround_minutes, line.units_needed = resource.turnaround_minutes, queries.units_needed(resource)
                line.value_per_hour, line.value_per_use = resource.value_per_hour, resource.value_per_use
        reclaim(date, part, member, now, keep_approval=within)
        moved_to(date, before, member, now, verb="booking.moved")
    made = []
    for (resources, slot), part in zip(wished[count:], chosen[count:], strict=True):
        made.append(new_occurrence(slot, resources, part, member, now, "taken"))
        booking.occurrences.append(made[-1])
    db.session.flush()
    for date in made:
        moved_to(date, State.REQUESTED, member, now, verb="booking.added")
    return made


def _tell(booking: Booking, plan: Plan, added: Sequence[Occurrence], member: Member, now: datetime) -> None:
    """One letter a person, whatever the number of dates."""
    if plan.dropped:
        mails.occurrences_cancelled(plan.dropped, member, now=now)
    if plan.moved:
        mails.occurrences_moved([date for date, _slot in plan.moved], member, now=now)
    if added:
        mails.booking_requested(booking, member, now=now, dates=added)
