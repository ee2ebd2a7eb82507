"""A structure's feed over so many written events."""

from __future__ import annotations

from sqlalchemy import select

from bench.fill import EMAIL, Filled
from mutua.bookings.models import Booking
from mutua.calendars import actions
from mutua.calendars.models import FeedKind
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.pole import queries as pole_queries

AT_ONCE = 500


def structure_feed(filled: Filled, events: int) -> tuple[str, int]:
    """Write the events of the latest bookings, make a feed of them; its path, and how many it holds."""
    ids = list(db.session.scalars(select(Booking.id).order_by(Booking.id).limit(events)))
    for start in range(0, len(ids), AT_ONCE):
        with transaction():
            for booking in db.session.scalars(select(Booking).where(Booking.id.in_(ids[start : start + AT_ONCE]))):
                actions.write_event(booking)
    with transaction():
        pole = pole_queries.pole_by_slug(filled.pole)
        person = pole_queries.person_by_email(EMAIL)
        assert pole is not None
        assert person is not None
        member = pole_queries.member_for(person, pole, filled.structure_id)
        assert member is not None
        token = actions.make_feed(FeedKind.STRUCTURE, member=member, now=clock.now())
    return f"/calendars/{token}.ics", len(ids)
