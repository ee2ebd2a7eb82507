"""Why not: the rules of booking, approving, moving and cancelling."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from enum import StrEnum

from mutua.bookings.models import NEXT_STATES, Booking, Line, LineState, Occurrence, State
from mutua.bookings.models.delegate import may_answer_for
from mutua.kernel.timespan import TimeSpan, wall
from mutua.pole.models import Member
from mutua.resources.models import Approval, Audience, Kind, Regime, Resource, Shown
from mutua.resources.rules import gates


class No(StrEnum):
    ONE_POLE = "one_pole"
    NO_STRUCTURE = "no_structure"
    RETIRED = "retired"
    NOT_FOR_YOU = "not_for_you"
    IN_THE_PAST = "in_the_past"
    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"
    TOO_LONG = "too_long"
    OFF_THE_GRID = "off_the_grid"
    CLOSED = "closed"
    TOO_MANY_PEOPLE = "too_many_people"
    NEEDS_ARRANGEMENT = "needs_arrangement"
    WORK_UNSAID = "work_unsaid"
    NOT_THE_APPROVER = "not_the_approver"
    NOT_YOUR_BOOKING = "not_your_booking"
    WRONG_STATE = "wrong_state"
    ALREADY_DECIDED = "already_decided"
    ALREADY_OVER = "already_over"
    NOT_OVER_YET = "not_over_yet"
    NOTHING_LEFT = "nothing_left"
    NOTHING_STANDS = "nothing_stands"
    CHANGED_MEANWHILE = "changed_meanwhile"
    ENDS_BEFORE_START = "ends_before_start"
    WHICH_DATE = "which_date"
    SERIES_MALFORMED = "series_malformed"
    SERIES_ENDLESS = "series_endless"
    SERIES_TOO_MANY = "series_too_many"
    SERIES_TOO_LONG = "series_too_long"


def why_not_book(
    resource: Resource, span: TimeSpan, member: Member, *, headcount: int, now: datetime, lent: bool = False
) -> StrEnum | None:
    """The first rule that stands against this resource at this time; whether it is free is the database's word.

    `lent`: a signed loan covers this person's time there and then; without it nobody's staff is booked (L8241-2).
    """
    return (
        _why_not_use(resource, member, lent=lent)
        or _why_not_at(resource, span, now)
        or gates.why_not_last(resource.house, span, resource.zone)
        or gates.why_not_yet(resource, span, member, now=now)
        or why_not_seat(resource, headcount)
    )


def why_not_seat(resource: Resource, headcount: int) -> No | None:
    return No.TOO_MANY_PEOPLE if resource.capacity is not None and headcount > resource.capacity else None


def _why_not_use(resource: Resource, member: Member, *, lent: bool) -> StrEnum | None:
    if member.structure_id is None:
        return No.NO_STRUCTURE
    if resource.retired_at is not None:
        return No.RETIRED
    if resource.audience is Audience.OWNER and resource.structure_id != member.structure_id:
        return No.NOT_FOR_YOU
    if is_loan(resource.regime) and resource.structure_id != member.structure_id and not lent:
        return No.NEEDS_ARRANGEMENT
    return gates.why_not_admit(resource, member)


def _why_not_at(resource: Resource, span: TimeSpan, now: datetime) -> No | None:
    if span.start < now:
        return No.IN_THE_PAST
    if span.start < now + resource.notice:
        return No.TOO_SOON
    if span.end > now + timedelta(days=resource.horizon_days):
        return No.TOO_FAR
    if resource.longest_minutes is not None and span.minutes > resource.longest_minutes:
        return No.TOO_LONG
    if _off_the_grid(resource, span):
        return No.OFF_THE_GRID
    return None if resource.is_open(span) else No.CLOSED


def _off_the_grid(resource: Resource, span: TimeSpan) -> bool:
    """Start and end fall on multiples of the granularity, counted from local midnight."""
    grid = resource.granularity_minutes
    for edge in (span.start, span.end):
        local = wall(edge, resource.zone)
        if (local.hour * 60 + local.minute) % grid or local.second or local.microsecond:
            return True
    return False


def approves_at_once(resource: Resource, member: Member) -> bool:
    """Automatic resources, those that trust the structure, and a manager's own."""
    if resource.approval is Approval.AUTOMATIC or member.structure_id in resource.house.trusted:
        return True
    if resource.approval is Approval.OWNER:
        return member.manages(resource.structure_id) and resource.pole_id == member.pole_id
    return member.coordinates(resource.pole_id)


def why_not_decide(line: Line, member: Member) -> No | None:
    """Approve or decline one line: its owner's managers, or the coordination where the resource says so."""
    if line.approval is Approval.COORDINATOR:
        allowed = member.coordinates(line.resource.pole_id)
    else:
        allowed = may_answer_for(member, line.resource_id, line.resource.structure_id)
    if not allowed:
        return No.NOT_THE_APPROVER
    if line.occurrence.state is not State.REQUESTED:
        return No.ALREADY_DECIDED
    return None


def why_not_answer(booking: Booking, member: Member) -> No | None:
    """Whether anything of the booking waits for this member: not theirs to say, or said already."""
    answers = {why_not_decide(line, member) for date in booking.occurrences for line in date.lines if _waits(line)}
    if None in answers:
        return None
    return No.NOT_THE_APPROVER if No.NOT_THE_APPROVER in answers else No.ALREADY_DECIDED


def _waits(line: Line) -> bool:
    return line.state is LineState.PENDING and line.occurrence.state is State.REQUESTED


def why_not_change(occurrence: Occurrence, member: Member, to: State, *, now: datetime) -> StrEnum | None:
    """Move a date of one's own structure's booking to another state."""
    if occurrence.booking.structure_id != member.structure_id:
        return No.NOT_YOUR_BOOKING
    if to not in NEXT_STATES.get(occurrence.state, ()):
        return No.WRONG_STATE
    if to is State.CANCELLED and occurrence.ends_at <= now:
        return No.ALREADY_OVER
    return _first_of(gates.why_not_cancel_so_late, occurrence, now) if to is State.CANCELLED else None


def _first_of(rule: Callable[..., StrEnum | None], occurrence: Occurrence, now: datetime) -> StrEnum | None:
    """What one of its resources has against touching the date so late."""
    answers = (rule(line.resource, occurrence.starts_at, now=now) for line in occurrence.lines)
    return next((answer for answer in answers if answer is not None), None)


def why_not_move(occurrence: Occurrence, member: Member, *, now: datetime) -> StrEnum | None:
    if occurrence.booking.structure_id != member.structure_id:
        return No.NOT_YOUR_BOOKING
    if occurrence.state not in (State.REQUESTED, State.CONFIRMED):
        return No.WRONG_STATE
    if occurrence.starts_at <= now:
        return No.ALREADY_OVER
    return _first_of(gates.why_not_change_so_late, occurrence, now)


# How long after its end the owner of a resource may say that nobody came: they often learn it afterwards.
MISSED_WITHIN = timedelta(days=1)


def why_not_mark_no_show(occurrence: Occurrence, member: Member, *, now: datetime) -> No | None:
    """The owner of a resource says that nobody came, once the date has begun and for a day after it."""
    if not any(member.manages(line.resource.structure_id) for line in occurrence.lines):
        return No.NOT_THE_APPROVER
    if State.NO_SHOW not in NEXT_STATES.get(occurrence.state, ()):
        return No.WRONG_STATE
    return No.NOT_OVER_YET if occurrence.starts_at > now else None


def is_service(resource: Resource) -> bool:
    """Somebody's working time under their employer's orders: booked like any resource, as far as their hours allow."""
    return resource.kind is Kind.STAFF and not is_loan(resource.regime)


def is_loan(regime: Regime | None) -> bool:
    """A person lent by their employer: booked by others under an arrangement alone."""
    return regime in (Regime.LOAN, Regime.LOAN_BELOW_COST)


def shown_to(
    member: Member, shown: Shown, *, owner_id: int, structure_id: int | None, pole_ids: Collection[int | None]
) -> Shown:
    """What this member sees of a booking: everything when it is theirs, their resource's, or they coordinate.

    `pole_ids`: the homes of resource and booking. Where one is another pole, the others read that it is taken, no more.
    """
    if may_open(member, owner_id=owner_id, structure_id=structure_id, pole_ids=pole_ids):
        return Shown.EVERYTHING
    crosses = any(pole_id not in (None, member.pole_id) for pole_id in pole_ids)
    return Shown.BUSY if crosses else shown


def may_open(member: Member, *, owner_id: int, structure_id: int | None, pole_ids: Collection[int | None]) -> bool:
    """Whether the booking's own page answers this member."""
    resource_pole, booking_pole = pole_ids
    owns = member.structure_id == owner_id and member.pole_id == resource_pole
    books = member.structure_id == structure_id and member.pole_id == (booking_pole or resource_pole)
    return member.coordinates(*pole_ids) or (member.structure_id is not None and (owns or books))
