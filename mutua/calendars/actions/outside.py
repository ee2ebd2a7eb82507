"""Outside calendars: added, ended, and what the clock does with them. The network is only ever asked between two
transactions: `lease`, then `look`, then `settle`."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mutua.calendars import fetching, mails, queries, rules
from mutua.calendars.actions.outside_holds import free_outside, hold_outside
from mutua.calendars.fetching import Fetched, Unfetched
from mutua.calendars.models import OutsideCalendar
from mutua.calendars.reading.files import NotACalendar
from mutua.calendars.reading.outside import Reading, read_outside
from mutua.calendars.rules import No
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if
from mutua.pole.models import Member
from mutua.resources.models import Resource

EVERY = timedelta(hours=1)
A_DAY = timedelta(days=1)
LEASE = timedelta(minutes=10)
HORIZON = timedelta(days=550)
FRESH = timedelta(days=30)  # how much nearer than the horizon the known dates may end before the copy is read again
TOLD_AT = 5  # failures in a row: a day and a quarter

Fetch = Callable[..., Fetched]


@dataclass(frozen=True)
class Job:
    """A calendar to be looked at, outside any transaction. `zone`: where its resource stands."""

    number: int
    url: str
    etag: str
    last_modified: str
    zone: str
    kept: bytes | None
    is_short: bool


@dataclass(frozen=True)
class Outcome:
    """What was found: a reading, a failure, or neither (not changed). `kept`: the copy to keep, compressed."""

    number: int
    reading: Reading | None = None
    kept: bytes | None = None
    etag: str = ""
    last_modified: str = ""
    until: datetime | None = None
    code: str = ""
    detail: str = ""


def address_of(text: str) -> str:
    """The address as it is kept. Raises Refused."""
    try:
        return fetching.tidy(text)
    except Unfetched as wrong:
        raise Refused(No(f"outside_{wrong.code}")) from None


def add_outside(
    resource: Resource, unit_id: int | None, *, name: str, url: str, member: Member, now: datetime
) -> OutsideCalendar:
    """An address that the worker reads from now on, or (`url` empty) the place of a file. `unit_id`: own time alone."""
    live = queries.count_outside(resource.id, unit_id)
    refuse_if(rules.why_not_add_outside(resource, member, own=unit_id is not None, live=live))
    made = OutsideCalendar(
        pole_id=member.pole_id,
        resource_id=resource.id,
        unit_id=unit_id,
        person_id=member.person_id,
        name=name,
        url=address_of(url) if url else "",
        kept=None,
        added_at=now,
        next_at=now,
        resource=resource,
    )
    db.session.add(made)
    db.session.flush()  # gives the id that the audit row names
    audit.record("outside.added", "outside_calendar", made.id, actor=member, at=now)
    return made


def read_file(body: bytes, zone: str, now: datetime) -> Outcome:
    """A file somebody brought, read. Raises Refused when it is no calendar at all."""
    outcome = _read(Job(0, "", "", "", zone, None, is_short=True), body, now)
    if outcome.code:
        raise Refused(No(f"outside_{outcome.code}"))
    return outcome


def take_file(calendar: OutsideCalendar, outcome: Outcome, *, member: Member, now: datetime) -> None:
    """A file in the place of the one before, if any."""
    refuse_if(rules.why_not_bring_file(calendar))
    audit.record("outside.brought", "outside_calendar", calendar.id, actor=member, at=now)
    settle(replace(outcome, number=calendar.id), now=now)


def read_soon(calendar: OutsideCalendar, *, member: Member, now: datetime) -> None:
    """At the worker's next round."""
    calendar.next_at = now
    audit.record("outside.asked", "outside_calendar", calendar.id, actor=member, at=now)


def remove_outside(calendar: OutsideCalendar, *, member: Member, now: datetime) -> None:
    """Its times are free again, and nothing of it is kept."""
    free_outside(calendar)
    audit.record("outside.removed", "outside_calendar", calendar.id, actor=member, at=now)
    db.session.delete(calendar)


def lease(now: datetime) -> Job | None:
    """The next calendar to look at; a worker that dies meanwhile leaves it to the next in ten minutes."""
    due = queries.outside_due(now)
    if due is None:
        return None
    due.next_at = now + LEASE
    short = due.known_until_at is None or due.known_until_at < now + HORIZON - FRESH
    return Job(due.id, due.url, due.etag, due.last_modified, due.resource.zone, due.kept, short)


def look(job: Job, now: datetime, fetch: Fetch | None = None) -> Outcome:
    """Ask the network, read what it says. Never raises: what went wrong is the outcome."""
    if not job.url:
        return _again(job, now)
    try:
        # With no copy kept, "not changed" would be no answer.
        etag, since = (job.etag, job.last_modified) if job.kept else ("", "")
        found = (fetch or fetching.fetch)(job.url, etag=etag, last_modified=since)
    except Unfetched as wrong:
        return Outcome(job.number, code=wrong.code, detail=wrong.detail)
    if found.body is None:
        return _again(job, now)
    return replace(_read(job, found.body, now), etag=found.etag, last_modified=found.last_modified)


def _again(job: Job, now: datetime) -> Outcome:
    """The same as before; its copy is read again when the dates known of it run out."""
    same = Outcome(job.number, etag=job.etag, last_modified=job.last_modified)
    if not job.is_short or job.kept is None:
        return same
    return replace(_read(job, gzip.decompress(job.kept), now), etag=job.etag, last_modified=job.last_modified)


def _read(job: Job, body: bytes, now: datetime) -> Outcome:
    until = now + HORIZON
    try:
        reading = read_outside(body, job.zone, now - A_DAY, until)
    except NotACalendar:
        return Outcome(job.number, code="not_calendar")
    return Outcome(job.number, reading, gzip.compress(body, 6, mtime=0), until=until)


def settle(outcome: Outcome, *, now: datetime) -> None:
    """Keep what was found, and hold the times again: what was booked meanwhile, or came free, has changed them."""
    calendar = queries.outside_by_id(outcome.number)
    if calendar is None:  # removed while the network was asked
        return
    if outcome.code:
        _failed(calendar, outcome, now)
    else:
        calendar.failures, calendar.error, calendar.error_detail, calendar.read_at = 0, "", "", now
        calendar.etag, calendar.last_modified = outcome.etag, outcome.last_modified
        calendar.next_at = now + (EVERY if calendar.url else A_DAY)
    if outcome.reading is not None:
        _keep(calendar, outcome, outcome.reading)
    hold_outside(calendar, now=now)


def _failed(calendar: OutsideCalendar, outcome: Outcome, now: datetime) -> None:
    """Later each time; what was read before stands."""
    if not calendar.error:
        audit.record(
            "outside.failing", "outside_calendar", calendar.id, actor=None, at=now, after=outcome.code,
            pole_id=calendar.pole_id,
        )  # fmt: skip
    calendar.failures += 1
    calendar.error, calendar.error_detail = outcome.code, outcome.detail
    calendar.next_at = now + min(EVERY * 2**calendar.failures, A_DAY) if calendar.failures < 10 else now + A_DAY
    if calendar.failures == TOLD_AT:
        mails.outside_silent(calendar, now=now)


def _keep(calendar: OutsideCalendar, outcome: Outcome, reading: Reading) -> None:
    ours = queries.our_uids(calendar.pole_id, {rules.whole_uid(time.uid) for time in reading.times})
    rows = {
        (time.uid, time.was): {"calendar_id": calendar.id, **vars(time)}
        for time in reading.times
        if rules.whole_uid(time.uid) not in ours
    }
    queries.replace_times(calendar.id, list(rows.values()))
    calendar.kept, calendar.known_until_at = outcome.kept, outcome.until
    calendar.passed = reading.passed
    calendar.problems = [vars(problem) for problem in reading.problems]
