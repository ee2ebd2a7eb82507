"""Letters the clock sends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from mutua.bookings.mails.letters import send, slug_for
from mutua.bookings.models import Occurrence
from mutua.kernel import outbox
from mutua.kernel.timespan import wall
from mutua.pole.models import Person, Pole


def tomorrow(occurrence: Occurrence, token: str, *, now: datetime) -> None:
    """With how to get in, what to know of the place, and a way to give it back."""
    told = [line.resource for line in occurrence.lines]
    send(
        "bookings/tomorrow",
        occurrence.booking.person,
        occurrence.booking,
        occurrence,
        now,
        access=[resource.access_instructions for resource in told if resource.access_instructions],
        safety=[resource.safety_instructions for resource in told if resource.safety_instructions],
        back=f"/give-back/{token}",
        today=wall(now, occurrence.booking.zone).date() == occurrence.on_date,  # the clock may have been late
    )


def anything_broken(occurrence: Occurrence, *, now: datetime) -> None:
    slug = slug_for(occurrence.booking.person, occurrence.booking, occurrence.lines[0].resource)
    page = f"/p/{slug}/bookings/{occurrence.booking_id}/dates/{occurrence.id}/handover"
    send("bookings/anything_broken", occurrence.booking.person, occurrence.booking, occurrence, now, page=page)


def of_the_day(
    person: Person, pole: Pole, dates: Sequence[Occurrence], waiting: int, today: date, *, now: datetime
) -> None:
    rows = [
        {
            "starts": date.local_start.isoformat(),
            "ends": date.local_end.isoformat(),
            "resource": ", ".join(line.resource.name for line in date.lines),
            "title": date.booking.title,
        }
        for date in dates
    ]
    facts = {
        "name": person.name, "pole": pole.name, "day": today.isoformat(), "dates": rows, "waiting": waiting,
        "path": f"/p/{pole.slug}/bookings",
    }  # fmt: skip
    outbox.mail("bookings/of_the_day", to=person.email, locale=person.locale, facts=facts, at=now, pole_id=pole.id)
