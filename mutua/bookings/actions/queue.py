"""Requests that wait: reminding who decides, giving back what nobody answered, and who stands in for a manager."""

from __future__ import annotations

from datetime import date, datetime

from mutua.bookings.actions import moving_up
from mutua.bookings.actions.traces import changed, end
from mutua.bookings.mails import queue as mails
from mutua.bookings.mails.letters import deciders
from mutua.bookings.models import Booking, LineState, Occurrence, State
from mutua.bookings.models.desk import StandIn, Told
from mutua.bookings.queries import queue as waiting
from mutua.bookings.rules.queue import No, in_place_of_managers, why_not_name, why_not_remind
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if, refusing
from mutua.pole.models import Member, Person
from mutua.resources import queries as resource_queries
from mutua.resources.models import Approval, Resource

REMINDED = "reminded"


def remind_approvers(booking: Booking, *, member: Member, now: datetime) -> int:
    """Write again to who decides; how many letters."""
    asked = [occurrence for occurrence in booking.occurrences if occurrence.state is State.REQUESTED]
    last = waiting.last_told(REMINDED, asked[0].id) if asked else None
    refuse_if(why_not_remind(booking, member, last=last[1] if last else None, now=now))
    people = _deciders(asked[0], now)
    with refusing(No.REMINDED_ALREADY, when="told"):
        for person in people:
            remember(REMINDED, asked[0], person.id, now, again=last[0] + 1 if last else 0)
        db.session.flush()
    mails.reminded(asked, people, member, now=now)
    audit.record("booking.reminded", "booking", booking.id, actor=member, at=now)
    return len(people)


def _deciders(occurrence: Occurrence, now: datetime) -> list[Person]:
    """Everybody who may answer what still waits, once each."""
    pending = [line for line in occurrence.lines if line.state is LineState.PENDING]
    found = {person.id: person for line in pending for person in deciders(line, now)}
    return list(found.values())


def remember(sort: str, occurrence: Occurrence, person_id: int, now: datetime, *, again: int = 0) -> None:
    db.session.add(Told(sort=sort, occurrence_id=occurrence.id, person_id=person_id, round=again, at=now))


def expire_requests(now: datetime) -> int:
    """Give back requests that nobody answered in time; the next in line are asked."""
    dates = waiting.unanswered(now)
    line = moving_up.line_for({entry.resource_id for date in dates for entry in date.lines}, now) if dates else []
    for occurrence in dates:
        occurrence.reason = "unanswered"
        end(occurrence, State.DECLINED, None, now, verb="booking.expired")
    by: dict[Booking, list[Occurrence]] = {}
    for occurrence in dates:
        by.setdefault(occurrence.booking, []).append(occurrence)
    for own in by.values():
        mails.expired(own, now=now)
    moving_up.offer(line, now)
    for booking, own in by.items():
        changed(booking, list({entry.resource for date in own for entry in date.lines}), now=now)
    return len(dates)


def name_stand_in(
    person_id: int,
    *,
    from_on: date,
    through_on: date | None,
    member: Member,
    now: datetime,
    resource_id: int | None = None,
) -> StandIn:
    """Somebody of one's own structure answers requests for a while, or until it is ended; for all, or one resource."""
    refuse_if(why_not_name(member))
    assert member.structure_id is not None
    if person_id not in {person.id for person in waiting.colleagues_of(member.structure_id)}:
        raise Refused(No.NOT_A_COLLEAGUE)
    if resource_id is not None and resource_id not in {one.id for one in resources_of(member)}:
        raise Refused(No.NOT_OUR_RESOURCE)
    made = StandIn(
        structure_id=member.structure_id,
        person_id=person_id,
        resource_id=resource_id,
        from_on=from_on,
        through_on=through_on,
        named_by_id=member.person_id,
        named_at=now,
    )
    db.session.add(made)
    db.session.flush()
    audit.record("stand_in.named", "stand_in", made.id, actor=member, at=now)
    return made


def end_stand_in(stand_in: StandIn, *, member: Member, now: datetime) -> None:
    refuse_if(why_not_name(member))
    stand_in.ended_at = now
    audit.record("stand_in.ended", "stand_in", stand_in.id, actor=member, at=now)


def resources_of(member: Member) -> list[Resource]:
    """What the member's structure shares, for which it is asked."""
    shared = resource_queries.resources_for(member)
    return [one for one in shared if one.structure_id == member.structure_id and one.approval is Approval.OWNER]


def decides_as(member: Member, today: date) -> Member:
    """The member as they may answer requests today: a stand-in like a manager, a delegate for their resources."""
    if member.structure_id is None or member.manages(member.structure_id):
        return member
    answers = waiting.answers_for(member, today)
    return in_place_of_managers(member, answers) if answers else member
