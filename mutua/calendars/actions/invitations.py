"""Invitations by mail (iMIP, RFC 6047): the member's own bookings, for those who chose to get them so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from mutua.bookings.models import Booking, Occurrence, Source, usual_resources
from mutua.calendars import feed, mails, queries, rules
from mutua.calendars.actions.dav_events import series_bytes, with_lines
from mutua.calendars.actions.facts import Words, event_bytes, event_facts, told_dates, words_of
from mutua.calendars.models import CalendarChoice, Detail, Way
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.pole.models import Member


@dataclass(frozen=True)
class Letter:
    """What a calendar program is told: the METHOD (RFC 5546), its VEVENTs, and the dates it is about, when not all."""

    method: str
    events: bytes
    dates: list[Occurrence] | None = None

    def calendar(self, partstat: str, name: str, address: str) -> bytes:
        """With organizer and attendee, which iTIP asks for (3.2.2). The organizer's address is the sender's, known when
        the letter leaves. RSVP=FALSE: an answer sent there is lost, but where the installation reads its mailbox, which
        is known then too; first of all, so that no fold cuts it."""
        quoted = name.replace('"', "'")
        who = f'{mails.UNANSWERED};CN="{quoted}";ROLE=REQ-PARTICIPANT;PARTSTAT={partstat}:mailto:{address}'
        return feed.bare([with_lines(self.events, {}, {}, (mails.ORGANIZER, who), every=True)], self.method)


def choose_way(way: Way, *, member: Member, now: datetime) -> None:
    """By the addresses one follows, by mail, or both."""
    row = queries.choice_of(member.person_id, member.pole_id)
    if row is None:
        row = CalendarChoice(person_id=member.person_id, pole_id=member.pole_id, way=way)
        db.session.add(row)
    row.way = way
    db.session.flush()  # gives the id that the audit row names
    audit.record("calendar.way_chosen", "calendar_choice", row.id, actor=member, at=now, after=way.value)


def invite_person(booking: Booking, *, new: bool = False, **_told: object) -> None:
    """Tell the person of the booking by a mail that calendar programs understand: made, changed, or cancelled.

    One UID for ever, SEQUENCE and DTSTAMP of the booking, so that each mail replaces the event of the one before. Not
    for what came from their calendar program, which has it already.
    """
    if booking.source is Source.DAV or queries.way_of(booking.person_id, booking.pole_id) is Way.SUBSCRIPTION:
        return
    whole = queries.whole(booking)
    if whole.person.disabled_at is not None:
        return
    if new and not any(date.is_live for date in whole.occurrences):
        return
    slug = whole.occurrences[0].lines[0].resource.pole.slug
    words = replace(words_of(whole, Detail.OWN, slug), url="")  # the letter has its own link
    for letter in letters_of(whole, words, new=new):
        mails.booking_in_calendar(
            whole,
            letter.method,
            letter.calendar("ACCEPTED", whole.person.name, whole.person.email),
            dates=letter.dates,
            now=whole.changed_at,
        )


def letters_of(booking: Booking, words: Words, *, new: bool = False) -> Iterator[Letter]:
    """What the booking's last change asks to be told, in these words."""
    live = any(date.is_live for date in booking.occurrences)
    gone, others = rules.changed_last(booking)
    if live and gone and not new:
        # An update whose rule leaves the date out is passed over by many programs: each is told gone by name.
        yield Letter("CANCEL", _by_name(booking, words, gone), gone)
        if not others:
            return
    yield Letter("REQUEST" if live else "CANCEL", whole_events(booking, words))


def _by_name(booking: Booking, words: Words, dates: list[Occurrence]) -> bytes:
    """Single dates of a series, by their RECURRENCE-ID."""
    facts = told_dates(booking, dates, words, usual_resources(booking.occurrences), everything=True)
    return b"".join(feed.one_date(event_facts(booking, words, date), date) for date in facts)


def whole_events(booking: Booking, words: Words) -> bytes:
    """The live dates; all of them, as cancelled, when none is left."""
    if any(date.is_live for date in booking.occurrences):
        return series_bytes(booking, words, booking.uid, {})
    return event_bytes(booking, Detail.OWN, "", words=words)
