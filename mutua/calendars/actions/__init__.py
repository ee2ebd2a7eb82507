"""The verbs of calendars: write a booking's event, make and end feeds."""

from mutua.bookings.hooks import occurrences_changed
from mutua.calendars.actions.events import write_event
from mutua.calendars.actions.feeds import make_feed, mark_used, renew_feed, revoke_feed

__all__ = ["connect", "make_feed", "mark_used", "renew_feed", "revoke_feed", "write_event"]


def connect() -> None:
    """Hang the writer of events on the bookings hook."""
    occurrences_changed.connect(write_event)
