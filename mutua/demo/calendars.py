"""The written calendar of the demonstration, and the secret addresses that scripts and testers may read."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from mutua.calendars.actions import make_feed, revoke_feed, write_event
from mutua.calendars.models import FeedKind, FeedToken
from mutua.calendars.queries import bookings_to_write, feeds_of
from mutua.demo import queries
from mutua.demo.cast import Cast
from mutua.kernel.db import db
from mutua.kernel.secret import token_hash
from mutua.pole.models import Member

BUSY = "garance"


def token(secret_key: str, name: str) -> str:
    """The same for the same installation, so that a second run can print what the database keeps only as a hash."""
    return "demo-" + hmac.new(secret_key.encode(), f"demo feed {name}".encode(), hashlib.sha256).hexdigest()


def addresses(secret_key: str, base_url: str) -> dict[str, str]:
    """Live feed, revoked feed and free/busy of the busiest room."""
    live, gone = (f"{base_url}/calendars/{token(secret_key, name)}" for name in ("live", "revoked"))
    return {"feed": f"{live}.ics", "feed_revoked": f"{gone}.ics", "freebusy": f"{live}/freebusy.ics"}


def build(cast: Cast, resource_ids: dict[str, int], secret_key: str, now: datetime) -> None:
    """Write every booking's event once (nobody read them meanwhile) and make the two feeds of the busy room."""
    for booking in bookings_to_write(queries.booking_ids(cast.pole_id)):
        write_event(booking)
    member = cast.manager("mairie")
    _feed(member, resource_ids[BUSY], token(secret_key, "live"), now)
    gone = _feed(member, resource_ids[BUSY], token(secret_key, "revoked"), now)
    revoke_feed(gone, member=member, now=now + timedelta(seconds=1))


def _feed(member: Member, resource_id: int, known: str, now: datetime) -> FeedToken:
    """A feed like any other, under the token that we can tell again instead of the one nobody keeps."""
    make_feed(FeedKind.RESOURCE, member=member, now=now, resource_id=resource_id)
    feed = feeds_of(member)[0]
    feed.token_sha256 = token_hash(known)
    db.session.flush()
    return feed
