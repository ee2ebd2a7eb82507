"""Invitations by mail (iMIP, RFC 6047): the member's own bookings, for those who chose to get them so."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mutua.bookings.models import Booking, Source
from mutua.calendars import feed, mails, queries
from mutua.calendars.actions.dav_events import series_bytes, with_lines
from mutua.calendars.actions.facts import event_bytes, words_of
from mutua.calendars.feed.serving import without_url
from mutua.calendars.models import CalendarChoice, Detail, Way
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.pole.models import Member, Person


def choose_way(way: Way, *, member: Member, now: datetime) -> None:
    """By the addresses one follows, by mail, or both."""
    row = queries.choice_of(member.person_id, member.pole_id)
    if row is None:
        row = CalendarChoice(person_id=member.person_id, pole_id=member.pole_id, way=way)
        db.session.add(row)
    row.way = way
    db.session.flush()  # gives the id that the audit row names
    audit.record("calendar.way_chosen", "calendar_choice", row.id, actor=member, at=now, after=way.value)


def invite_person(booking: Booking, *, new: bool = False) -> None:
    """Tell the person of the booking by a mail that calendar programs understand: made, changed, or cancelled.

    One UID for ever, SEQUENCE and DTSTAMP of the booking, so that each mail replaces the event of the one before. Not
    for what came from their calendar program, which has it already.
    """
    if booking.source is Source.DAV or queries.way_of(booking.person_id, booking.pole_id) is Way.SUBSCRIPTION:
        return
    whole = queries.whole(booking)
    live = any(date.is_live for date in whole.occurrences)
    if new and not live:
        return
    method = "REQUEST" if live else "CANCEL"
    mails.booking_in_calendar(whole, method, feed.bare([_events(whole, live=live)], method), now=whole.changed_at)


def _events(booking: Booking, *, live: bool) -> bytes:
    """The VEVENTs with organizer and attendee, which iTIP asks for (RFC 5546, 3.2.2)."""
    slug = booking.occurrences[0].lines[0].resource.pole.slug
    if live:
        words = replace(words_of(booking, Detail.OWN, slug), url="")
        written = series_bytes(booking, words, booking.uid, {})
    else:
        written = without_url(event_bytes(booking, Detail.OWN, slug))
    return with_lines(written, {}, {}, _people(booking.person), every=True)


def _people(person: Person) -> tuple[str, ...]:
    """The organizer's address is the sender's, which is known when the letter leaves."""
    name = person.name.replace('"', "'")
    return (
        mails.ORGANIZER,
        f'ATTENDEE;CN="{name}";ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:{person.email}',
    )
