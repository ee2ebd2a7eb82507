"""Naming outside people and firms, and writing down what the law asks of their work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mutua.bookings.models import Booking
from mutua.bookings.models.guests import Guest, Operation, Purpose
from mutua.bookings.rules import No as Booked
from mutua.bookings.rules.guests import No
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused
from mutua.pole.models import Member


@dataclass(frozen=True)
class Facts:
    """R4511-10: arrival, length, people, who leads, subcontractors; and what decides the plan.

    `works`: numbers of the order of 19 March 1993; any of them makes `dangerous` true.
    """

    arrives_on: date | None = None
    days: int | None = None
    headcount: int | None = None
    hours: int | None = None
    lead: str = ""
    subcontractors: str = ""
    dangerous: bool | None = None
    works: tuple[int, ...] = ()
    dangerous_words: str = ""
    alone: bool | None = None
    inspected_on: date | None = None
    plan_on: date | None = None


def add_guest(booking: Booking, *, name: str, firm: str, purpose: Purpose, member: Member, now: datetime) -> Guest:
    """A named person or a firm. The audit row carries ids alone: the name goes when the guest does."""
    _own(booking, member)
    if not name and not firm:
        raise Refused(No.GUEST_UNNAMED)
    made = Guest(
        booking_id=booking.id,
        name=name,
        firm=firm,
        purpose=purpose,
        added_by_id=member.person_id,
        added_at=now,
        operation=None,
    )
    db.session.add(made)
    db.session.flush()
    audit.record("guest.added", "booking", booking.id, actor=member, at=now, after=purpose.value)
    return made


def describe_operation(booking: Booking, guest: Guest, facts: Facts, *, member: Member, now: datetime) -> None:
    """What an outside firm tells before it starts."""
    _own(booking, member)
    if guest.purpose is Purpose.SHARING:
        raise Refused(No.NO_OPERATION)
    operation = guest.operation or Operation()
    for name, value in vars(facts).items():
        setattr(operation, name, value)
    operation.works, operation.dangerous = list(facts.works), True if facts.works else facts.dangerous
    operation.changed_at = now
    guest.operation = operation
    db.session.flush()
    audit.record("guest.described", "booking", booking.id, actor=member, at=now)


def remove_guest(booking: Booking, guest: Guest, *, member: Member, now: datetime) -> None:
    _own(booking, member)
    db.session.delete(guest)
    audit.record("guest.removed", "booking", booking.id, actor=member, at=now)


def _own(booking: Booking, member: Member) -> None:
    if booking.structure_id != member.structure_id:
        raise Refused(Booked.NOT_YOUR_BOOKING)
