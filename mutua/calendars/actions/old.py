"""A calendar of an old system becomes bookings, once: the page's rules, a line of the report for each event."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from mutua.bookings import actions as bookings
from mutua.bookings import queries as booking_queries
from mutua.bookings.models import Source, Wish
from mutua.bookings.rules import No as Why
from mutua.calendars import queries, rules
from mutua.calendars.models import OldCalendar
from mutua.calendars.reading.files import NotACalendar
from mutua.calendars.reading.old import MOST_OLD, Old, WrongRule, coming, old_events
from mutua.calendars.rules import No
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if
from mutua.kernel.timespan import wall
from mutua.pole.models import Member
from mutua.resources.models import Resource
from mutua.resources.occupancy import OnConflict

Report = list[dict[str, Any]]


def read_old(body: bytes, zone: str) -> list[Old]:
    """Its events. Raises Refused when it is no calendar at all, or holds none."""
    try:
        found = old_events(body, zone)
    except NotACalendar:
        raise Refused(No.OUTSIDE_NOT_CALENDAR) from None
    refuse_if(None if found else No.OLD_EMPTY)
    return found


def keep_old(
    resource: Resource, body: bytes, report: Report, *, name: str, member: Member, now: datetime
) -> OldCalendar:
    """The file, with what would become of it."""
    refuse_if(None if rules.may_write(resource, member) else Why.NOT_FOR_YOU)
    made = OldCalendar(
        pole_id=member.pole_id,
        structure_id=member.structure_id or 0,
        resource_id=resource.id,
        person_id=member.person_id,
        name=name,
        body=gzip.compress(body, 6, mtime=0),
        added_at=now,
        report=report,
    )
    db.session.add(made)
    db.session.flush()  # gives the id that the audit row names
    audit.record("old_calendar.looked_at", "old_calendar", made.id, actor=member, at=now)
    return made


def take_old(old: OldCalendar, *, member: Member, now: datetime) -> Report:
    """Book it. Once: its file is forgotten, its report stays."""
    refuse_if(No.OLD_TAKEN if old.body is None else None)
    refuse_if(None if old.structure_id == member.structure_id else Why.NOT_YOUR_BOOKING)
    events = read_old(gzip.decompress(old.body or b""), old.resource.zone)
    old.report = book_old(events, old.resource, member=member, now=now)
    old.body, old.taken_at = None, now
    audit.record("old_calendar.taken", "old_calendar", old.id, actor=member, at=now)
    return old.report


def drop_old(old: OldCalendar, *, member: Member, now: datetime) -> None:
    """Not wanted after all."""
    audit.record("old_calendar.dropped", "old_calendar", old.id, actor=member, at=now)
    db.session.delete(old)


def book_old(events: list[Old], resource: Resource, *, member: Member, now: datetime) -> Report:
    """Each event in turn, the good ones kept: {"title", "when", "line", "code", "dates", "missed", "doubt"}; `code`
    is `booked`, or why not: `over`, `cancelled`, `again`, `unreadable`, `too_many`, or a refusal's."""
    return list(_rows(events, resource, member, now))


def _rows(events: list[Old], resource: Resource, member: Member, now: datetime) -> Iterator[dict[str, Any]]:
    for number, event in enumerate(events):
        row = {"title": event.title, "when": event.when, "line": event.line, "dates": 0, "missed": 0,
               "doubt": event.doubt}  # fmt: skip
        if number >= MOST_OLD:
            yield row | {"code": "too_many"}
            return
        try:
            with db.session.begin_nested():
                row |= _booked(event, resource, member, now)
        except Refused as refused:
            row["code"] = str(refused.reason)
        yield row


def _booked(event: Old, resource: Resource, member: Member, now: datetime) -> dict[str, Any]:
    given = event.given
    if given is None:
        return {"code": "unreadable"}
    if given.is_cancelled:
        return {"code": "cancelled"}
    if queries.our_uids(member.pole_id, {given.uid, rules.whole_uid(given.uid)}):
        return {"code": "again"}
    try:
        slots, rule = coming(given, resource.zone, wall(now, resource.zone))
    except WrongRule:
        raise Refused(Why("series_malformed")) from None
    except (ValueError, OverflowError):
        raise Refused(Why.ENDS_BEFORE_START) from None
    if not slots:
        return {"code": "over"}
    wish = Wish(
        resource_ids=(resource.id,),
        structure_id=member.structure_id or 0,
        slots=tuple(slots),
        zone=resource.zone,
        title=given.summary,
        note=given.description,
        rrule=rule,
        on_conflict=OnConflict.SKIP if len(slots) > 1 else OnConflict.REFUSE,
        source=Source.IMPORT,
        uid=_uid(given.uid),
    )
    made = bookings.request_booking(wish, member=member, now=now)
    live = sum(date.is_live for date in made.occurrences)
    return {"code": "booked", "dates": live, "missed": len(slots) - live}


def _uid(uid: str) -> str | None:
    """Its own, so that a second import knows it again."""
    return uid if len(uid) <= rules.LONGEST_OWN_UID and not booking_queries.uid_taken(uid) else None
