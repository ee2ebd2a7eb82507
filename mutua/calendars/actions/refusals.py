"""What calendar programs could not have: kept, and told once by mail, for many of them show nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from mutua.bookings.models import Booking
from mutua.bookings.rules import No as Why
from mutua.calendars import mails, queries
from mutua.calendars.models import DavRefusal, Tried
from mutua.calendars.reading import Given
from mutua.calendars.rules import No
from mutua.kernel.db import db
from mutua.kernel.refusal import refusing
from mutua.pole.models import Member
from mutua.resources.models import Resource


def tried_to_write(given: Given, booking_id: int | None) -> Tried:
    """By a PUT."""
    kind: Literal["wish", "change", "end"] = "wish"
    if booking_id is not None:
        kind = "end" if given.is_cancelled else "change"
    return Tried(kind, given.uid, given.mark(), given.summary, given.start, given.end, booking_id)


def tried_to_change(booking: Booking, kind: Literal["change", "end"], where: str) -> Tried:
    """By a MOVE or a DELETE, which name the event alone; `where` it should have gone."""
    first = min((date for date in booking.occurrences if date.is_live), key=lambda date: date.starts_at)
    mark = hashlib.sha256(repr((kind, where, first.starts_at, first.ends_at)).encode()).hexdigest()
    kept = queries.dav_object(booking.id)
    uid = kept.uid if kept else booking.uid
    return Tried(kind, uid, mark, booking.title, first.local_start, first.local_end, booking.id)


def keep_refusal(
    reason: str, tried: Tried, resource: Resource, *, member: Member, now: datetime, told: Mapping[str, object]
) -> None:
    """Remember what could not be, tell it once by mail, and give the event as it stands a new ETag: programs that show
    nothing then fetch it again. What came true meanwhile and is refused anew is told anew; that what is over cannot be
    deleted, never."""
    over = tried.kind == "end" and reason == Why.ALREADY_OVER
    row = queries.refusal(member.person_id, resource.id, tried.uid, tried.mark)
    if not over and (row is None or row.solved_at is not None):
        with refusing(No.DAV_NAME_TAKEN, when="dav_refusal"):
            if row is None:
                row = DavRefusal(
                    person_id=member.person_id, resource_id=resource.id, uid=tried.uid, wish_sha256=tried.mark
                )
                db.session.add(row)
            row.structure_id, row.reason = member.structure_id or 0, reason
            row.refused_at, row.solved_at = now, None
            db.session.flush()
        mails.wish_refused(tried, resource, member, now=now, told=told)
    if tried.booking_id is not None:
        queries.touch(tried.booking_id)
