"""Tables and value objects of calendars: written events and feeds, and what CalDAV keeps beside them."""

from mutua.calendars.models.dav import DavAlarm, DavEntry, DavLook, DavObject, DavPassword, DavRefusal
from mutua.calendars.models.feeds import (
    CalendarEntry,
    CalendarObject,
    Detail,
    FeedKind,
    FeedToken,
    Pulse,
    Taken,
    View,
    Waiting,
    Window,
    Written,
)

__all__ = [
    "CalendarEntry",
    "CalendarObject",
    "DavAlarm",
    "DavEntry",
    "DavLook",
    "DavObject",
    "DavPassword",
    "DavRefusal",
    "Detail",
    "FeedKind",
    "FeedToken",
    "Pulse",
    "Taken",
    "View",
    "Waiting",
    "Window",
    "Written",
]
