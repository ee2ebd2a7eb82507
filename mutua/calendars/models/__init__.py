"""Tables and value objects of calendars: written events and feeds, and what CalDAV keeps beside them."""

from mutua.calendars.models.dav import DavAlarm, DavEntry, DavLook, DavObject, DavPassword, DavRefusal, Tried
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
from mutua.calendars.models.invitations import Answer, CalendarChoice, GuestInvitation, Way
from mutua.calendars.models.outside import OldCalendar, OutsideCalendar, OutsideHold, OutsideTime

__all__ = [
    "Answer",
    "CalendarChoice",
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
    "GuestInvitation",
    "OldCalendar",
    "OutsideCalendar",
    "OutsideHold",
    "OutsideTime",
    "Pulse",
    "Taken",
    "Tried",
    "View",
    "Waiting",
    "Way",
    "Window",
    "Written",
]
