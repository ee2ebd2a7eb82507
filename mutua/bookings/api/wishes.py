"""From the body of a request to a wish, and to the dates that change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from mutua.bookings import actions, series
from mutua.bookings.models import Booking, Occurrence, Scope, Slot, Source, Wish
from mutua.bookings.rules import No
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.timespan import wall
from mutua.pole.models import Member
from mutua.resources import actions as resource_actions
from mutua.resources import queries as resource_queries


def wish_of(body: dict[str, Any], member: Member) -> Wish:
    ids = tuple(dict.fromkeys(body["resource_ids"]))
    zone = resource_queries.zone_of(ids[0], member)
    return Wish(
        resource_ids=ids,
        structure_id=body["structure_id"],
        slots=_all_slots(body, zone),
        zone=zone,
        title=body["title"],
        note=body["note"],
        headcount=body["headcount"],
        profile=body["profile"],
        public=body["public"],
        rrule=body["rrule"] or None,
        on_conflict=body["on_conflict"],
        source=Source.API,
        work_said=tuple(body["work_said"]),
    )


def accept_read(read: Sequence[Mapping[str, int]], member: Member, now: datetime) -> None:
    """The conditions a program says were read, in the booking's transaction; an older version is refused."""
    for terms in read:
        resource = resource_queries.resource_for(member, terms["resource_id"], abroad=True)
        if resource is not None:
            resource_actions.accept_terms(resource, terms["number"], member=member, now=now)


def _all_slots(body: dict[str, Any], zone: str) -> tuple[Slot, ...]:
    """The dates of the rule, or the first one and those of `rdate`: as long as the first on the wall clock."""
    if body["rrule"] and body["rdate"]:
        raise Refused(No.SERIES_MALFORMED)
    first = slots_of(body["starts_at"], body["ends_at"], zone, body["rrule"])
    length = first[0].local_end - first[0].local_start
    more = [wall(start, zone) for start in body["rdate"]]
    try:
        found = {slot.local_start: slot for slot in (*first, *(series.slot(at, at + length, zone) for at in more))}
    except (ValueError, OverflowError):
        raise Refused(No.ENDS_BEFORE_START) from None
    return tuple(found[start] for start in sorted(found))


def slots_of(start: datetime, end: datetime, zone: str, rule: str | None) -> tuple[Slot, ...]:
    """Raises Refused for a time or a series that cannot be."""
    try:
        first, last = wall(start, zone), wall(end, zone)
        return series.slots(first, last, zone, rule)
    except series.WrongSeries as wrong:
        raise Refused(No(f"series_{wrong.code}")) from None
    except (ValueError, OverflowError):
        raise Refused(No.ENDS_BEFORE_START) from None


def move(booking: Booking, body: dict[str, Any], member: Member) -> Booking:
    """The booking that has the moved dates."""
    date = date_of(booking, body.get("occurrence_id"), scope=body["scope"])
    start, end = body.get("starts_at", date.starts_at), body.get("ends_at", date.ends_at)
    slot = slots_of(start, end, booking.zone, None)[0]
    scope, keep = body["scope"], body["on_conflict"]
    return actions.move_dates(date, slot, scope=scope, keep=keep, member=member, now=clock.now())


def date_of(booking: Booking, occurrence_id: int | None, *, scope: Scope) -> Occurrence:
    """The named date; without a name the only one, or the first that is to come when all are meant."""
    now = clock.now()
    if occurrence_id is None and scope is Scope.ALL:
        coming = [date for date in booking.occurrences if date.is_live and date.ends_at > now]
        if not coming:
            raise Refused(No.ALREADY_OVER)
        return coming[0]
    dates = [date for date in booking.occurrences if occurrence_id in (None, date.id)]
    if len(dates) != 1:
        raise Refused(No.WHICH_DATE)
    return dates[0]
