"""Letters to those whose calendar program may have told them nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from mutua.bookings.mails.letters import slug_for
from mutua.bookings.models import Booking, Occurrence, State
from mutua.calendars.models import GuestInvitation, OutsideCalendar, Tried
from mutua.kernel import outbox
from mutua.pole.models import Member
from mutua.resources.models import Resource


def wish_refused(
    tried: Tried, resource: Resource, member: Member, *, now: datetime, told: Mapping[str, object]
) -> None:
    """`told`: why, and the nearest things that work, each with a path that fills in the form."""
    there = f"resources/{resource.id}" if tried.booking_id is None else f"bookings/{tried.booking_id}"
    facts = {
        "kind": tried.kind,
        "resources": [resource.name],
        "title": tried.title,
        "starts": tried.start.isoformat(),
        "ends": tried.end.isoformat(),
        "dates": 1,
        "path": f"/p/{member.pole_slug}/{there}",
        **told,
    }
    _send("calendars/refused", member, facts, now)


def wish_came_true(booking: Booking, resource: Resource, member: Member, *, now: datetime) -> None:
    """The program tried again, and this time it was free."""
    first = min(booking.occurrences, key=lambda date: date.starts_at)
    facts = {
        "resources": [resource.name],
        "title": booking.title,
        "starts": first.local_start.isoformat(),
        "ends": first.local_end.isoformat(),
        "dates": len(booking.occurrences),
        "path": f"/p/{member.pole_slug}/bookings/{booking.id}",
    }
    _send("calendars/came_true", member, facts, now)


# Its address is put in when the letter leaves: it is the sender's.
ORGANIZER = "ORGANIZER;CN=Mutua:mailto:organizer@mutua.invalid"
# What no mailbox of ours reads an answer of; of guests this is changed where one does.
UNANSWERED = "ATTENDEE;RSVP=FALSE"


def booking_in_calendar(
    booking: Booking, method: str, calendar: bytes, *, dates: Sequence[Occurrence] | None = None, now: datetime
) -> None:
    """The person's booking as an event of their calendar; `method`: REQUEST or CANCEL (RFC 5546).

    `dates`: those a letter is about, when not about all.
    """
    outbox.mail(
        "calendars/cancellation" if method == "CANCEL" else "calendars/invitation",
        to=booking.person.email,
        locale=booking.person.locale,
        pole_id=booking.pole_id,
        at=now,
        facts={
            "name": booking.person.name,
            **_what(booking, dates, now),
            "path": _path(booking),
            "calendar": {"method": method, "text": calendar.decode()},
        },
    )


def guest_invited(
    guest: GuestInvitation,
    booking: Booking,
    method: str,
    calendar: bytes,
    *,
    where: str,
    dates: Sequence[Occurrence] | None = None,
    now: datetime,
) -> None:
    """Somebody from outside is asked to come, and where to, told of a change, or no longer awaited."""
    outbox.mail(
        "calendars/guest_cancelled" if method == "CANCEL" else "calendars/guest_invited",
        to=guest.email,
        locale=guest.locale,
        pole_id=booking.pole_id,
        at=now,
        facts={
            "name": guest.name,
            "who": booking.person.name,
            "structure": booking.structure.name,
            "withdrawn": guest.withdrawn_at is not None,
            "where": where,
            **_what(booking, dates, now),
            "path": f"/guests/{guest.token}",
            "calendar": {"method": method, "text": calendar.decode(), "asks": "answer"},
        },
    )


def guest_answered(guest: GuestInvitation, booking: Booking, *, now: datetime) -> None:
    """To who booked."""
    outbox.mail(
        "calendars/guest_answered",
        to=booking.person.email,
        locale=booking.person.locale,
        pole_id=booking.pole_id,
        at=now,
        facts={
            "name": booking.person.name,
            "guest": guest.name,
            "answer": guest.answer.value,
            "words": guest.words,
            **_what(booking, None, now),
            "path": f"{_path(booking)}/invitations",
        },
    )


def _path(booking: Booking) -> str:
    resource = booking.occurrences[0].lines[0].resource
    return f"/p/{slug_for(booking.person, booking, resource)}/bookings/{booking.id}"


def _what(booking: Booking, dates: Sequence[Occurrence] | None, now: datetime) -> dict[str, object]:
    """What is booked and when: these dates, else the live ones that are not over, else the live ones, else all."""
    live = [date for date in booking.occurrences if date.is_live]
    told = dates or [date for date in live if date.ends_at > now] or live or booking.occurrences
    first = min(told, key=lambda date: date.starts_at)
    return {
        "resources": [line.resource.name for line in first.lines],
        "title": booking.title,
        "starts": first.local_start.isoformat(),
        "ends": first.local_end.isoformat(),
        "dates": len(told),
        "waiting": any(date.state is State.REQUESTED for date in told),
    }


def outside_silent(calendar: OutsideCalendar, *, now: datetime) -> None:
    """An outside calendar has not answered for more than a day: to who brought it."""
    outbox.mail(
        "calendars/outside_silent",
        to=calendar.person.email,
        locale=calendar.person.locale,
        pole_id=calendar.pole_id,
        at=now,
        facts={
            "name": calendar.person.name,
            "calendar_name": calendar.name,
            "resource": calendar.resource.name,
            "code": f"outside_{calendar.error}",
            "read": calendar.read_at.isoformat() if calendar.read_at else None,
            "path": f"/p/{calendar.resource.pole.slug}/calendars/outside/{calendar.id}",
        },
    )


def _send(template: str, member: Member, facts: Mapping[str, object], now: datetime) -> None:
    outbox.mail(
        template,
        to=member.email,
        locale=member.locale,
        pole_id=member.pole_id,
        at=now,
        facts={"name": member.name, **facts},
    )
