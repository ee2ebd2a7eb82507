"""Letters the clock sends: the eve with a way to give back, after use, and one a day for those who want it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from mutua.bookings import queries
from mutua.bookings.actions.changing import cancel_occurrences
from mutua.bookings.actions.queue import remember
from mutua.bookings.mails import notices as mails
from mutua.bookings.models import Occurrence, Scope
from mutua.bookings.models.notices import GiveBackLink, NoticeChoice
from mutua.bookings.queries import notices as due
from mutua.bookings.rules.guests import No
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused
from mutua.kernel.secret import new_token, token_hash
from mutua.kernel.timespan import moment, wall
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member, Person, Pole

EVE_HOUR = time(16)
DAILY_HOUR = time(7)


def choose_notices(*, eve: bool, after: bool, daily: bool, member: Member, now: datetime) -> None:
    """What this person wants by mail in this pole."""
    kept = due.choice(member.person_id, member.pole_id)
    kept = kept or NoticeChoice(person_id=member.person_id, pole_id=member.pole_id)
    kept.eve, kept.after, kept.daily = eve, after, daily
    db.session.add(kept)
    db.session.flush()
    audit.record("notices.chosen", "person", member.person_id, actor=member, at=now)


def remind_eve(now: datetime) -> int:
    """At 16:00 the day before, on the wall clock; who asked later than that knows."""
    wanted = [number for number, day, zone, asked in due.on_their_eve(now) if asked < _eve_of(day, zone) <= now]
    dates = due.dates_with_letters(wanted[: due.AT_ONCE]) if wanted else []
    for occurrence in dates:
        person_id = occurrence.booking.person_id
        remember("eve", occurrence, person_id, now)
        token = new_token()
        db.session.add(
            GiveBackLink(occurrence_id=occurrence.id, person_id=person_id, token_sha256=token_hash(token), made_at=now)
        )
        mails.tomorrow(occurrence, token, now=now)
    db.session.flush()
    return len(dates)


def _eve_of(day: date, zone: str) -> datetime:
    return moment(datetime.combine(day - timedelta(days=1), EVE_HOUR), zone)


def ask_after_use(now: datetime) -> int:
    """« Quelque chose de cassé ? » : a quarter of an hour after the end, once, when no return was written."""
    wanted = due.just_used(now)
    dates = due.dates_with_letters(wanted) if wanted else []
    for occurrence in dates:
        remember("after", occurrence, occurrence.booking.person_id, now)
        mails.anything_broken(occurrence, now=now)
    db.session.flush()
    return len(dates)


def send_daily(now: datetime) -> int:
    """At 7:00 of the pole: today's bookings and what waits for an answer; nothing to say, no letter."""
    sent = 0
    for kept, person, pole in due.daily_readers():
        here = wall(now, pole.zone)
        if here.time() < DAILY_HOUR or kept.daily_sent_on == here.date():
            continue
        kept.daily_sent_on = here.date()
        sent += _send_daily(person, pole, here.date(), now)
    db.session.flush()
    return sent


def _send_daily(person: Person, pole: Pole, today: date, now: datetime) -> int:
    member = pole_queries.member_for(person, pole, None)
    dates = due.dates_of_person(person.id, pole.id, today)
    waiting = due.count_waiting(member) if member else 0
    if not dates and not waiting:
        return 0
    mails.of_the_day(person, pole, dates, waiting, today, now=now)
    return 1


def behind(link: GiveBackLink) -> tuple[Occurrence, Member] | None:
    """The date of a link, and the person it was written to, as they act for the structure that booked."""
    dates = due.dates_with_letters([link.occurrence_id])
    person = pole_queries.person(link.person_id)
    if not dates or person is None:
        return None
    pole = dates[0].lines[0].resource.pole
    member = pole_queries.member_for(person, pole, dates[0].booking.structure_id)
    return (dates[0], member) if member else None


def give_back(link: GiveBackLink, *, now: datetime) -> Occurrence:
    """« Je n’en ai plus besoin » : the date is cancelled by the person the letter went to."""
    found = behind(link)
    if found is None:
        raise Refused(No.NO_OPERATION)
    occurrence = queries.occurrence_for(found[1], link.occurrence_id)
    assert occurrence is not None  # one's own structure's booking
    cancel_occurrences(occurrence, scope=Scope.THIS, member=found[1], now=now)
    return occurrence
