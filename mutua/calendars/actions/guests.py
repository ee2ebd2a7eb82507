"""People from outside, asked to come by a mail that calendar programs understand; they answer by its link."""

from __future__ import annotations

import re
from datetime import datetime

from mutua.bookings.models import Booking
from mutua.calendars import mails, queries
from mutua.calendars.actions.facts import Words, words_of
from mutua.calendars.actions.invitations import Letter, letters_of, whole_events
from mutua.calendars.feed.lines import utc
from mutua.calendars.models import Answer, Detail, GuestInvitation
from mutua.calendars.rules import guests as asking
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.outbox import HOME
from mutua.kernel.refusal import refuse_if
from mutua.kernel.secret import new_token
from mutua.pole.models import Member

PARTSTAT = {Answer.NONE: "NEEDS-ACTION"}
_STAMP = re.compile(rb"(?<=\r\n)DTSTAMP:[^\r\n]*")
_STATUS = re.compile(rb"(?<=\r\n)STATUS:[^\r\n]*")


def ask_guest(booking: Booking, *, name: str, email: str, member: Member, now: datetime) -> GuestInvitation:
    """A letter with the event and a link. Who was withdrawn may be asked again: the old link opens once more."""
    booking, asked = queries.whole(booking), queries.guests_of(booking.id)
    refuse_if(asking.why_not_ask_guest(booking, asked, email, member, now=now))
    row = next((found for found in asked if found.email == email), None)
    if row is None:
        row = GuestInvitation(booking_id=booking.id, pole_id=booking.pole_id, email=email, token=new_token())
        db.session.add(row)
    row.name, row.locale = name, member.locale
    row.asked_by_id, row.asked_at, row.withdrawn_at = member.person_id, now, None
    _forget_answer(row)
    _tell(row, booking, Letter("REQUEST", _stamped(whole_events(booking, _words(row, booking)), now)), now)
    audit.record("guest_invitation.asked", "booking", booking.id, actor=member, at=now)
    return row


def withdraw_guest(row: GuestInvitation, booking: Booking, *, member: Member, now: datetime) -> None:
    """No longer asked; told so, unless there is nothing left to come to."""
    refuse_if(asking.why_not_see_guests(booking, member))
    if row.withdrawn_at is not None:
        return
    row.withdrawn_at, booking = now, queries.whole(booking)
    if asking.coming(booking, now):
        events = _STATUS.sub(b"STATUS:CANCELLED", _stamped(whole_events(booking, _words(row, booking)), now))
        _tell(row, booking, Letter("CANCEL", events), now)
    audit.record("guest_invitation.withdrawn", "booking", booking.id, actor=member, at=now)


def answer_guest(row: GuestInvitation, booking: Booking, answer: Answer, words: str, *, now: datetime) -> None:
    """By the link of their letter; whoever booked is told what is new."""
    refuse_if(asking.why_not_answer(row, booking, now=now))
    if (row.answer, row.words) == (answer, words):
        return
    before = row.answer
    row.answer, row.words, row.answered_at = answer, words, now
    mails.guest_answered(row, booking, now=now)
    audit.record(
        "guest_invitation.answered",
        "booking",
        booking.id,
        actor=None,
        at=now,
        before=before.value,
        after=answer.value,
        pole_id=booking.pole_id,
    )


def tell_guests(booking: Booking, *, new: bool = False, **_told: object) -> None:
    """After any change of the booking, once to each; new dates ask for a new answer."""
    asked = [] if new else [row for row in queries.guests_of(booking.id) if row.withdrawn_at is None]
    if not asked:
        return
    whole = queries.whole(booking)
    mark, dates = asking.told_mark(whole), asking.dates_mark(whole)
    for row in asked:
        if row.told_sha256 == mark:
            continue
        letters = list(letters_of(whole, _words(row, whole)))
        if row.dates_sha256 != dates and any(letter.method == "REQUEST" for letter in letters):
            _forget_answer(row)
        for letter in letters:
            _tell(row, whole, letter, whole.changed_at)


def forget_guests(now: datetime) -> int:
    """Names and addresses of those whose dates are long over; how many."""
    return queries.forget_guests(now - asking.KEPT)


def _tell(row: GuestInvitation, booking: Booking, letter: Letter, now: datetime) -> None:
    calendar = letter.calendar(PARTSTAT.get(row.answer, row.answer.value.upper()), row.name, row.email)
    where = _words(row, booking).location
    mails.guest_invited(row, booking, letter.method, calendar, where=where, dates=letter.dates, now=now)
    row.told_sha256, row.dates_sha256 = asking.told_mark(booking), asking.dates_mark(booking)


def _forget_answer(row: GuestInvitation) -> None:
    row.answer, row.words, row.answered_at = Answer.NONE, "", None


def _words(row: GuestInvitation, booking: Booking) -> Words:
    """What a stranger may read: never the note. The link first: Outlook shows this text in place of the mail's."""
    own = words_of(booking, Detail.OWN, "")
    who = f"{booking.structure.name}, {booking.person.name}"
    names = sorted({line.resource.name for date in booking.occurrences for line in date.lines})
    return Words(
        booking.title or ", ".join(names),
        f"{HOME}/guests/{row.token}\n{who}",
        own.location or ", ".join(names),
    )


def _stamped(events: bytes, now: datetime) -> bytes:
    """As of now: DTSTAMP grows with every message (RFC 5546, 2.1.5), also where the booking did not change."""
    return _STAMP.sub(f"DTSTAMP:{utc(now)}".encode(), events)
