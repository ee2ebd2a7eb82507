"""Invitations by mail (iMIP, RFC 6047): the member's own bookings, for those who chose to get them so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from mutua.bookings.models import Booking, Occurrence, Source
from mutua.calendars import feed, mails, queries, rules
from mutua.calendars.actions.dav_events import series_bytes, with_lines
from mutua.calendars.actions.facts import date_facts, event_bytes, event_facts, words_of
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
    gone, others = rules.changed_last(whole)
    if live and gone and not new:
        # An update whose rule leaves the date out is passed over by many programs: each is told gone by name.
        _send(whole, "CANCEL", _dates(whole, gone), gone)
        if not others:
            return
    _send(whole, "REQUEST" if live else "CANCEL", _events(whole, live=live), None)


def _send(booking: Booking, method: str, events: bytes, dates: Sequence[Occurrence] | None) -> None:
    mails.booking_in_calendar(
        booking, method, feed.bare([_with_people(booking, events)], method), dates=dates, now=booking.changed_at
    )


def _dates(booking: Booking, dates: Sequence[Occurrence]) -> bytes:
    """Single dates of a series, by their RECURRENCE-ID."""
    slug = booking.occurrences[0].lines[0].resource.pole.slug
    words = replace(words_of(booking, Detail.OWN, slug), url="")
    facts = [date_facts(date) for date in dates]
    return b"".join(feed.one_date(event_facts(booking, words, date), date) for date in facts)


def _events(booking: Booking, *, live: bool) -> bytes:
    """The whole booking."""
    slug = booking.occurrences[0].lines[0].resource.pole.slug
    if live:
        words = replace(words_of(booking, Detail.OWN, slug), url="")
        return series_bytes(booking, words, booking.uid, {})
    return without_url(event_bytes(booking, Detail.OWN, slug))


def _with_people(booking: Booking, events: bytes) -> bytes:
    """With organizer and attendee, which iTIP asks for (RFC 5546, 3.2.2)."""
    return with_lines(events, {}, {}, _people(booking.person), every=True)


def _people(person: Person) -> tuple[str, ...]:
    """The organizer's address is the sender's, which is known when the letter leaves."""
    name = person.name.replace('"', "'")
    return (
        mails.ORGANIZER,
        f'ATTENDEE;CN="{name}";ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:{person.email}',
    )
