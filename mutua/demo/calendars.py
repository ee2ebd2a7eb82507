"""The written calendar of the demonstration, the secret addresses that scripts and testers may read, a guest who
answered, and an outside calendar."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from mutua.bookings.models import Booking, State
from mutua.calendars.actions import (
    add_outside,
    answer_guest,
    ask_guest,
    make_feed,
    read_file,
    revoke_feed,
    take_file,
    write_event,
)
from mutua.calendars.models import Answer, FeedKind, FeedToken
from mutua.calendars.queries import bookings_to_write, feeds_of
from mutua.demo import queries
from mutua.demo.cast import Cast
from mutua.kernel.db import db
from mutua.kernel.secret import token_hash
from mutua.pole.models import Member
from mutua.resources.queries import resource_for

BUSY = "garance"
GUESTS = (("Awa Diop", Answer.ACCEPTED, "Avec plaisir, j’apporte les affiches."), ("Jean Kerouédan", None, ""))
COUNCIL = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Mairie//Agenda//FR
BEGIN:VEVENT
UID:conseil@mairie.example
SUMMARY:Conseil municipal
DTSTART;TZID=Europe/Paris:{day:%Y%m%d}T193000
DTEND;TZID=Europe/Paris:{day:%Y%m%d}T220000
RRULE:FREQ=WEEKLY;INTERVAL=4;COUNT=6
END:VEVENT
BEGIN:VEVENT
UID:sans-heure@mairie.example
SUMMARY:Cérémonie, heure à préciser
END:VEVENT
END:VCALENDAR
"""


def token(secret_key: str, name: str) -> str:
    """The same for the same installation, so that a second run can print what the database keeps only as a hash."""
    return "demo-" + hmac.new(secret_key.encode(), f"demo feed {name}".encode(), hashlib.sha256).hexdigest()


def addresses(secret_key: str, base_url: str) -> dict[str, str]:
    """Live feed, revoked feed and free/busy of the busiest room."""
    live, gone = (f"{base_url}/calendars/{token(secret_key, name)}" for name in ("live", "revoked"))
    return {"feed": f"{live}.ics", "feed_revoked": f"{gone}.ics", "freebusy": f"{live}/freebusy.ics"}


def build(cast: Cast, resource_ids: dict[str, int], secret_key: str, now: datetime) -> None:
    """Write every booking's event once (nobody read them meanwhile) and make the two feeds of the busy room."""
    bookings = bookings_to_write(queries.booking_ids(cast.pole_id))
    for booking in bookings:
        write_event(booking)
    member = cast.manager("mairie")
    _guests(bookings, member, now)
    _outside(cast, resource_ids[BUSY], now)
    _feed(member, resource_ids[BUSY], token(secret_key, "live"), now)
    gone = _feed(member, resource_ids[BUSY], token(secret_key, "revoked"), now)
    revoke_feed(gone, member=member, now=now + timedelta(seconds=1))


def _guests(bookings: list[Booking], member: Member, now: datetime) -> None:
    """Two people from outside come to the first of the member's bookings after next week; one has answered."""
    soon = now + timedelta(days=8)
    coming = (
        found
        for found in bookings
        if found.structure_id == member.structure_id
        and all(date.state is State.CONFIRMED and date.starts_at > soon for date in found.occurrences)
    )
    booking = min(coming, key=lambda found: found.occurrences[0].starts_at)
    for number, (name, answer, words) in enumerate(GUESTS):
        asked = ask_guest(booking, name=name, email=f"invite{number + 1}@dehors.example", member=member, now=now)
        if answer is not None:
            answer_guest(asked, booking, answer, words, now=now + timedelta(minutes=40))


def _outside(cast: Cast, resource_id: int, now: datetime) -> None:
    """The town's own calendar as a file, with an event that nobody can understand, brought by who shares the room."""
    room = resource_for(cast.manager("mairie"), resource_id)
    if room is None:
        raise LookupError(resource_id)
    member = cast.manager(cast.key_of(room.structure_id))
    calendar = add_outside(room, None, name="Agenda de la mairie", url="", member=member, now=now)
    body = COUNCIL.format(day=now + timedelta(days=15)).encode()
    take_file(calendar, read_file(body, room.zone, now), member=member, now=now)


def _feed(member: Member, resource_id: int, known: str, now: datetime) -> FeedToken:
    """A feed like any other, under the token that we can tell again instead of the one nobody keeps."""
    make_feed(FeedKind.RESOURCE, member=member, now=now, resource_id=resource_id)
    feed = feeds_of(member)[0]
    feed.token_sha256 = token_hash(known)
    db.session.flush()
    return feed
