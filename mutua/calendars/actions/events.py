"""A booking's event, written in the booking's own transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from mutua.bookings.mails.letters import slug_for
from mutua.bookings.models import LIVE, Booking, Occurrence, State, is_on
from mutua.calendars import queries
from mutua.calendars.actions.dav_events import write_dav
from mutua.calendars.actions.facts import event_bytes
from mutua.calendars.models import CalendarEntry, CalendarObject, Detail, Waiting
from mutua.kernel.db import db

BYTES = {
    Detail.OWN: "ics",
    Detail.EVERYTHING: "ics_everything",
    Detail.STRUCTURE: "ics_structure",
    Detail.BUSY: "ics_busy",
}
AT_ONCE = 20


def write_event(booking: Booking, *, new: bool = False, counters: Mapping[int, int] | None = None) -> None:
    """Write the event again after any change: one UID for ever, the booking's sequence and time of change.

    `counters`: the change counters of resources that this change has moved already.
    """
    whole = queries.whole(booking)
    slug = slug_for(whole.person, whole, whole.occurrences[0].lines[0].resource)
    kept = (None if new else queries.object_of(whole.id)) or _new(whole)
    for detail, name in BYTES.items():
        setattr(kept, name, event_bytes(whole, detail, slug))
    _place(kept, whole)
    _enter(kept, whole, slug)
    db.session.flush()
    write_dav(whole, new=new, counters=counters)


def write_apart(_now: datetime) -> int:
    """Bookings kept from before each calendar told the dates of its own resource alone: written once more, as any
    change would do. Answers how many; 0 once there is none left."""
    found = queries.bookings_to_write(queries.still_whole(AT_ONCE))
    for booking in found:
        write_event(booking)
    return len(found)


def _new(booking: Booking) -> CalendarObject:
    made = CalendarObject(booking_id=booking.id, uid=booking.uid, revision=0, cancelled_at=None, entries=[])
    db.session.add(made)
    return made


def _place(kept: CalendarObject, booking: Booking) -> None:
    """Whose it is, when, and in which state."""
    dates = booking.occurrences
    kept.pole_id, kept.structure_id, kept.person_id = booking.pole_id, booking.structure_id, booking.person_id
    kept.sequence, kept.modified_at = booking.sequence, booking.changed_at
    kept.revision += 1
    kept.is_series = booking.rrule is not None
    kept.first_at, kept.last_at = min(date.starts_at for date in dates), max(date.ends_at for date in dates)
    live = [date for date in dates if date.state in LIVE]
    kept.waiting = _waiting(live)
    kept.cancelled_at = None if live else kept.cancelled_at or booking.changed_at


def _waiting(live: list[Occurrence]) -> Waiting:
    asked = sum(date.state is State.REQUESTED for date in live)
    if not asked:
        return Waiting.NONE
    return Waiting.ALL if asked == len(live) else Waiting.SOME


def _enter(kept: CalendarObject, booking: Booking, slug: str) -> None:
    """Stand in the calendar of each of its resources, and of no other; there with its dates on that one alone."""
    there = {entry.resource_id: entry for entry in kept.entries}
    wanted = {line.resource_id for date in booking.occurrences for line in date.lines}
    for resource_id in wanted - there.keys():
        kept.entries.append(CalendarEntry(resource_id=resource_id))
    for resource_id in there.keys() - wanted:
        kept.entries.remove(there[resource_id])
    for entry in kept.entries:
        dates = [date for date in booking.occurrences if is_on(date, entry.resource_id)]
        apart = len(dates) < len(booking.occurrences)
        entry.first_at, entry.last_at = min(date.starts_at for date in dates), max(date.ends_at for date in dates)
        entry.modified_at = kept.modified_at
        for detail, name in BYTES.items():
            setattr(entry, name, event_bytes(booking, detail, slug, on=entry.resource_id) if apart else None)
