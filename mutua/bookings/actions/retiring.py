"""A unit, a resource or its parts go: the dates to come are kept, moved or cancelled, as the owner says.

Nothing goes silently: `seen` is how many dates its author was shown, and Refused(DATES_AHEAD) names them otherwise.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from mutua.bookings import mails, queries
from mutua.bookings.actions import moving_up
from mutua.bookings.actions.stopping import near
from mutua.bookings.actions.traces import changed, end, let_go_all
from mutua.bookings.models import Occurrence, Slot, State
from mutua.bookings.models.fate import Fate
from mutua.bookings.nearest import Alternative
from mutua.kernel import audit
from mutua.kernel.refusal import Refused, refuse_if
from mutua.pole.models import Member
from mutua.resources import actions as resources
from mutua.resources import occupancy
from mutua.resources.models import Drawing, Resource
from mutua.resources.occupancy import OnConflict
from mutua.resources.rules import No, why_not_edit

# Letters beyond carry no alternatives: each costs a look at the other resources.
MOST_HELPED = 20


class Ahead(NamedTuple):
    """A date that stands in the way, as pages and API tell it after all was rolled back."""

    occurrence_id: int
    booking_id: int
    structure: str
    starts_at: datetime
    ends_at: datetime
    local_start: datetime
    local_end: datetime


@dataclass
class Outcome:
    """What became of the dates."""

    kept: list[Occurrence] = field(default_factory=list)
    moved: list[Occurrence] = field(default_factory=list)
    cancelled: list[Occurrence] = field(default_factory=list)


@dataclass(frozen=True)
class Choice:
    """What the owner decided, having seen so many dates; `target`: the resource that takes a retired one's dates."""

    fate: Fate | None
    seen: int = 0
    reason: str = ""
    target: Resource | None = None


def retire_unit(resource: Resource, draw: Drawing, choice: Choice, *, member: Member, now: datetime) -> Outcome:
    """One unit goes; its dates stay on it, go to another unit of their resource, or are cancelled."""
    refuse_if(why_not_edit(resource, member))
    _lock([resource])
    dates = _decided(queries.dates_ahead_on(draw.unit_id, now), choice)
    resources.retire_unit(resource, draw, member=member, now=now)
    return _settle(dates, choice, resource, member, now, held=[draw.unit_id])


def retire_resource(resource: Resource, choice: Choice, *, member: Member, now: datetime) -> Outcome:
    """The resource leaves the lists; its dates stay, go to a like resource of the same structure, or are cancelled."""
    refuse_if(why_not_edit(resource, member))
    _lock([resource])
    dates = _decided(queries.dates_ahead_of(resource.id, now), choice)
    if choice.fate is Fate.MOVE and dates:
        refuse_if(_why_not_target(resource, choice.target))
    return _withdraw([(resource, dates)], choice, member, now)


def withdraw_all(shared: Sequence[Resource], *, keeps: bool, member: Member, now: datetime) -> Outcome:
    """Whoever shares all this leaves, and was asked already; nothing of it is offered in place of the rest."""
    _lock(shared)
    dates = [(resource, queries.dates_ahead_of(resource.id, now)) for resource in shared]
    return _withdraw(dates, Choice(Fate.KEEP if keeps else Fate.CANCEL), member, now)


def _withdraw(
    shared: Sequence[tuple[Resource, list[Occurrence]]], choice: Choice, member: Member, now: datetime
) -> Outcome:
    """Their dates are settled while they can still be looked at; a date on two of them is settled once."""
    outcome, gone = Outcome(), frozenset(resource.id for resource, _dates in shared)
    for resource, ahead in shared:
        dates = [date for date in ahead if date not in outcome.cancelled]
        held = [draw.unit_id for draw in resource.draws]
        one = _settle(dates, choice, resource, member, now, held=held, gone=gone)
        outcome.kept += one.kept
        outcome.moved += one.moved
        outcome.cancelled += one.cancelled
    for resource, _dates in shared:
        resources.retire_resource(resource, member=member, now=now)
    moving_up.close_line(gone, now)
    return outcome


def change_parts(
    resource: Resource, part_ids: Sequence[int], choice: Choice, *, member: Member, now: datetime
) -> Outcome:
    """Made of other resources from now on: its dates take the new parts, where these are free, or are cancelled.

    They cannot stay on units that are no longer its own: a whole would be used beside its part.
    """
    refuse_if(why_not_edit(resource, member))
    if not resources.parts_change(resource, part_ids, member):
        return Outcome()
    _lock([resource])
    refuse_if(No.UNITS_IN_USE if queries.closed_ahead(resource.id, now) else None)
    dates = _decided(queries.dates_ahead_of(resource.id, now), choice)
    if dates and choice.fate is Fate.KEEP:
        raise Refused(No.DATES_AHEAD, dates=[_ahead(date) for date in dates])
    before = [draw.unit_id for draw in resource.draws]
    resources.join_parts(resource, part_ids, member=member)
    resource.changed_at = now
    queries.touch_resources([resource.id])
    audit.record("resource.parts_set", "resource", resource.id, actor=member, at=now)
    return _settle(dates, choice, resource, member, now, held=before)


def _lock(going: Sequence[Resource]) -> None:
    """Who books one of them now is seen as a date ahead, or waits and finds it gone (occupancy.hold)."""
    occupancy.lock((), held=[draw.unit_id for resource in going for draw in resource.draws])


def _decided(dates: list[Occurrence], choice: Choice) -> list[Occurrence]:
    if dates and (choice.fate is None or choice.seen != len(dates)):
        raise Refused(No.DATES_AHEAD, dates=[_ahead(date) for date in dates])
    return dates


def _ahead(date: Occurrence) -> Ahead:
    who = date.booking.structure.name
    return Ahead(date.id, date.booking_id, who, date.starts_at, date.ends_at, date.local_start, date.local_end)


def _why_not_target(resource: Resource, target: Resource | None) -> No | None:
    """The same structure shares both: nobody else's agreement is needed."""
    if target is None or target.id == resource.id or target.retired_at is not None:
        return No.NO_TARGET
    same = target.structure_id == resource.structure_id and target.kind is resource.kind
    return None if same and target.pole_id == resource.pole_id else No.NO_TARGET


def _settle(
    dates: list[Occurrence],
    choice: Choice,
    resource: Resource,
    member: Member,
    now: datetime,
    *,
    held: Sequence[int],
    gone: Collection[int] = (),
) -> Outcome:
    """`gone`: resources that are shared no more, and help nobody."""
    if choice.fate is Fate.KEEP or not dates:
        return Outcome(kept=dates)
    moved = _moved(dates, resource, choice.target, held, member, now) if choice.fate is Fate.MOVE else []
    lost = [date for date in dates if date not in moved]
    letters = [(date, _near(date, resource, gone, now) if n < MOST_HELPED else []) for n, date in enumerate(lost)]
    for date in lost:
        date.reason = choice.reason[:300]
        end(date, State.CANCELLED, member, now, verb="booking.withdrawn")
    for date, found in letters:
        mails.occurrence_withdrawn(date, resource, found, member=member, now=now)
    touched = [date for date in dates if date in lost or choice.target is not None]
    for booking in dict.fromkeys(date.booking for date in touched):
        lines = {line.resource for date in dates if date.booking is booking for line in date.lines}
        changed(booking, [resource, *lines], now=now)
    if choice.target is not None:
        for booking in dict.fromkeys(date.booking for date in moved):
            mails.occurrence_resettled(booking, [date for date in moved if date.booking is booking], resource, now=now)
    return Outcome(moved=moved, cancelled=lost)


def _near(date: Occurrence, resource: Resource, gone: Collection[int], now: datetime) -> list[Alternative]:
    return [entry for entry in near(date, resource, now) if entry.resource_id not in gone]


def _moved(
    dates: Sequence[Occurrence],
    resource: Resource,
    target: Resource | None,
    held: Sequence[int],
    member: Member,
    now: datetime,
) -> list[Occurrence]:
    """Those that hold other units at their own time: under one lock, given up all together, taken one by one."""
    if target is not None:
        dates = [date for date in dates if _fits(date, resource, target)]
        _resettle(dates, resource, target)
    wanted = [queries.asks([line.resource for line in date.lines], _slot(date), _of(date)) for date in dates]
    occupancy.lock([ask for asks in wanted for ask in asks], held=held)
    let_go_all(dates)
    moved = []
    for date, asks in zip(dates, wanted, strict=True):
        chosen = occupancy.hold(asks, now=now, keep=OnConflict.SKIP, person_id=member.person_id)
        if all(entry.claim_id for entry in chosen):
            for line, entry in zip(date.lines, chosen, strict=True):
                line.claim_id = entry.claim_id
            moved.append(date)
        else:
            occupancy.release(entry.claim_id for entry in chosen if entry.claim_id)
    if target is not None:
        _resettle([date for date in dates if date not in moved], target, resource)
    return moved


def _resettle(dates: Sequence[Occurrence], resource: Resource, target: Resource) -> None:
    """What was agreed of approval and value stands: the structure that shares is the same."""
    for line in (line for date in dates for line in date.lines if line.resource is resource):
        line.resource = target


def _fits(date: Occurrence, resource: Resource, target: Resource) -> bool:
    """Open then, large enough, and not booked in the same date already."""
    room = target.capacity is None or date.booking.headcount <= target.capacity
    return room and target.is_open(date.span) and target.id not in {line.resource_id for line in date.lines}


def _slot(date: Occurrence) -> Slot:
    return Slot(date.local_start, date.local_end, date.span)


def _of(date: Occurrence) -> int:
    return date.booking.structure_id
