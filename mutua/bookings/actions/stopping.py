"""A breakdown that stops a resource: its dates are cancelled, their people warned with what is near, its units held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mutua.bookings import mails, nearest, queries
from mutua.bookings.actions.traces import changed, end
from mutua.bookings.models import Occurrence, Slot, State, Wish
from mutua.bookings.nearest import Alternative, Way
from mutua.kernel.refusal import Refused, refuse_if
from mutua.kernel.timespan import TimeSpan
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member
from mutua.resources import actions as resources
from mutua.resources import occupancy
from mutua.resources.models import Resource, Severity
from mutua.resources.rules import No, why_not_edit

# Letters beyond carry no alternatives: each costs a look at the other resources.
MOST_HELPED = 20


def stop_resource(
    resource: Resource, span: TimeSpan, *, text: str, seen: int, member: Member, now: datetime
) -> list[Occurrence]:
    """Cancel what lies in the span and hold every unit. `seen`: how many dates its author was shown.

    Refused(DATES_TO_CANCEL) when there are others than those seen. A date that has begun ends where the stop begins.
    """
    refuse_if(why_not_edit(resource, member))
    dates = stopped_by(resource, span)
    if len(dates) != seen:
        raise Refused(No.DATES_TO_CANCEL, dates=dates)
    gone = [date for date in dates if date.starts_at >= max(span.start, now)]
    for date in dates:
        if date in gone:
            date.reason = text[:300]
            end(date, State.CANCELLED, member, now, verb="booking.stopped")
        else:
            _cut(date, max(span.start, now))
        changed(date.booking, [line.resource for line in date.lines], now=now)
    resources.report_fault(resource, Severity.STOP, text, span.start, span.end, member=member, now=now)
    _warn(gone, resource, member, now)
    return gone


def stopped_by(resource: Resource, span: TimeSpan) -> list[Occurrence]:
    """The dates that a stop would cancel, or end where they have begun."""
    units = [draw.unit_id for draw in resource.draws if draw.unit.retired_at is None]
    return queries.dates_on(units, span)


def _cut(date: Occurrence, until: datetime) -> None:
    """What has begun keeps what it has had."""
    for line in date.lines:
        if line.claim_id is not None and until > date.starts_at:
            occupancy.shorten(line.claim_id, until=until)


def _warn(gone: Sequence[Occurrence], resource: Resource, member: Member, now: datetime) -> None:
    for place, date in enumerate(gone):
        found = near(date, resource, now) if place < MOST_HELPED else ()
        mails.occurrence_stopped(date, found, member=member, now=now)


def near(date: Occurrence, resource: Resource, now: datetime) -> Sequence[Alternative]:
    """What the person who booked could take instead, as they may see it."""
    booking = date.booking
    member = pole_queries.member_for(booking.person, resource.pole, booking.structure_id)
    if member is None or member.structure_id != booking.structure_id:
        return ()
    wish = Wish(
        resource_ids=(resource.id,),
        structure_id=booking.structure_id,
        slots=(Slot(date.local_start, date.local_end, date.span),),
        zone=booking.zone,
        headcount=booking.headcount,
    )
    refused = Refused(No.SLOT_TAKEN, resource=resource, slot=wish.slots[0])
    found = nearest.explain(refused, wish, member, now=now).alternatives
    return [entry for entry in found if entry.way is not Way.DATES]
