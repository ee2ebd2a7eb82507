"""What calendar programs write: the same booking actions as the page, under the same rules."""

from __future__ import annotations

import re
from datetime import datetime

from mutua.bookings import actions as bookings
from mutua.bookings import queries as booking_queries
from mutua.bookings.models import Booking, Scope, Source, Wish, is_on
from mutua.bookings.rules import No as Why
from mutua.calendars import mails, queries, rules
from mutua.calendars.actions.dav_events import Arrival, arriving, write_dav
from mutua.calendars.models import DavAlarm
from mutua.calendars.reading import Given, WrongDates, slots_of
from mutua.calendars.rules import No
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if, refusing
from mutua.pole.models import Member
from mutua.resources.models import Resource

# Of a person lent: whoever books by a program says that it is the loan's work by writing the loan's code.
LOAN_CODE = re.compile(r"\b[0-9A-F]{8}\b")
WRONG_DATES = {"order": Why.ENDS_BEFORE_START, "other_zone": No.SERIES_OTHER_ZONE}


def wish_of(given: Given, resource: Resource, member: Member) -> Wish:
    """What a program asks, as the page would. Raises Refused for dates that cannot be."""
    try:
        slots = slots_of(given, resource.zone)
    except WrongDates as wrong:
        raise Refused(WRONG_DATES.get(wrong.code) or Why(f"series_{wrong.code}")) from None
    refuse_if(None if slots else Why.NOTHING_LEFT)
    return Wish(
        resource_ids=(resource.id,),
        structure_id=member.structure_id or 0,
        slots=slots,
        zone=resource.zone,
        title="" if given.summary == member.structure_name else given.summary,
        note=given.description,
        rrule=given.rrule if given.is_series else None,
        source=Source.DAV,
        work_said=tuple(LOAN_CODE.findall(f"{given.summary} {given.description}".upper())),
        uid=given.uid if len(given.uid) <= rules.LONGEST_OWN_UID and not booking_queries.uid_taken(given.uid) else None,
    )


def create_event(name: str, given: Given, resource: Resource, *, member: Member, now: datetime) -> Booking:
    """A booking under the name and the UID its program gave it."""
    _make_room(resource, name, given.uid)
    wish = wish_of(given, resource, member)
    with refusing(No.DAV_NAME_TAKEN, when="dav_entry"), arriving(Arrival(name, given.uid, given.extras())):
        booking = bookings.request_booking(wish, member=member, now=now, known=[resource])
    if alarms := given.all_alarms():
        db.session.add(DavAlarm(person_id=member.person_id, booking_id=booking.id, lines=alarms))
    if queries.solve_refusals(member.person_id, given.uid, now):
        mails.wish_came_true(booking, resource, member, now=now)
    return booking


def _make_room(resource: Resource, name: str, uid: str, *, booking_id: int = 0) -> None:
    """What stood there before and is gone makes room; its own readers have heard of its end by its old name."""
    for row in queries.entries_at(resource.id, name=name, uid=uid):
        if row.booking_id != booking_id:
            refuse_if(No.DAV_NAME_TAKEN if queries.is_live(row.booking_id, resource.id) else None)
            row.name = row.uid = f"{rules.PUSHED_ASIDE}{row.id}"
    db.session.flush()


def change_event(booking: Booking, given: Given, resource: Resource, *, member: Member, now: datetime) -> None:
    """New words, new dates, reminders; what is the same stays as it is."""
    refuse_if(Why.NOT_YOUR_BOOKING if booking.structure_id != member.structure_id else None)
    wish, on = wish_of(given, resource, member), _apart(booking, resource)
    moved = bookings.reschedule_booking(booking, wish.slots, rrule=wish.rrule, member=member, now=now, on=on)
    if (booking.title, booking.note) != (wish.title, wish.note):
        bookings.edit_booking(booking, title=wish.title, note=wish.note, member=member, now=now)
        moved = True
    if not _keep_extras(booking, given, member, on=on) and not moved:
        return
    if moved and given.mark() in queries.solve_refusals(member.person_id, given.uid, now):
        mails.wish_came_true(booking, resource, member, now=now)


def _apart(booking: Booking, resource: Resource) -> int | None:
    """The resource, where its calendar shows a part of the booking's dates: what a program writes is about those."""
    return resource.id if queries.is_apart(booking.id, resource.id) else None


def _keep_extras(booking: Booking, given: Given, member: Member, *, on: int | None = None) -> bool:
    """Lines we do not understand go with the booking, reminders with the person; whether any of them is new.

    `on`: what was kept for its dates on other resources stays.
    """
    kept = queries.dav_object(booking.id)
    elsewhere = [date for date in booking.occurrences if on is not None and date.is_live and not is_on(date, on)]
    unseen = {date.original_start.isoformat() for date in elsewhere}
    extras, alarms = given.extras(), given.all_alarms()
    row = queries.alarm_row(member.person_id, booking.id)
    extras |= {key: lines for key, lines in (kept.extras if kept else {}).items() if key in unseen}
    alarms |= {key: lines for key, lines in (row.lines if row else {}).items() if key in unseen}
    changed = kept is not None and kept.extras != extras
    if kept is not None and (changed or given.uid != kept.uid or booking.source is Source.DAV):
        kept.extras = extras
        db.session.flush()
        write_dav(booking)
    if alarms != (row.lines if row else {}):
        changed = True
        if row is None:
            db.session.add(DavAlarm(person_id=member.person_id, booking_id=booking.id, lines=alarms))
        else:
            row.lines = alarms
    if changed:
        db.session.flush()
        queries.touch(booking.id)
    return changed


def cancel_event(booking: Booking, resource: Resource, *, member: Member, now: datetime) -> None:
    """Give up every date that is not over, as the page does: of a booking in parts, those of this calendar."""
    refuse_if(Why.NOT_YOUR_BOOKING if booking.structure_id != member.structure_id else None)
    on = _apart(booking, resource)
    mine = [date for date in booking.occurrences if on is None or is_on(date, on)]
    coming = [date for date in mine if date.is_live and date.ends_at > now]
    if not coming:
        raise Refused(Why.ALREADY_OVER)
    bookings.cancel_occurrences(coming[0], scope=Scope.ALL, member=member, now=now, on=on)


def move_event(booking: Booking, name: str, here: Resource, there: Resource, *, member: Member, now: datetime) -> None:
    """The same booking for another resource, under the same rules as a new one there."""
    refuse_if(Why.NOT_YOUR_BOOKING if booking.structure_id != member.structure_id else None)
    on = _apart(booking, here)
    dates = [date for date in booking.occurrences if date.is_live and (on is None or is_on(date, on))]
    refuse_if(Why.ALREADY_OVER if any(date.starts_at <= now for date in dates) else None)
    kept = queries.dav_object(booking.id)
    uid = kept.uid if kept else booking.uid
    _make_room(there, name, uid, booking_id=booking.id)
    slots = [rules.slot_as_it_is(date) for date in dates]
    to = there if there.id != here.id else None
    bookings.reschedule_booking(booking, slots, rrule=booking.rrule, member=member, now=now, resource=to, on=on)
    entry = queries.entry_of(booking.id, there.id)
    if entry is not None:
        entry.name = name
        queries.touch(booking.id)
    queries.solve_refusals(member.person_id, uid, now)
