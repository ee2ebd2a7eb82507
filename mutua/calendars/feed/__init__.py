"""The one writer of iCalendar: values to bytes, the same values always to the same bytes."""

from mutua.calendars.feed.availability import OpeningFacts, availability
from mutua.calendars.feed.busy import Busy, BusyKind, FreeBusyFacts, freebusy
from mutua.calendars.feed.events import event, flat, one_date
from mutua.calendars.feed.facts import EventFacts, OccurrenceFacts, Status, busy_only, overrides_of, status_of
from mutua.calendars.feed.publication import CalendarFacts, bare, calendar, zones_in
from mutua.calendars.feed.zones import FRENCH_ZONES, UnknownZone, vtimezone, zone_info

__all__ = [
    "FRENCH_ZONES",
    "Busy",
    "BusyKind",
    "CalendarFacts",
    "EventFacts",
    "FreeBusyFacts",
    "OccurrenceFacts",
    "OpeningFacts",
    "Status",
    "UnknownZone",
    "availability",
    "bare",
    "busy_only",
    "calendar",
    "event",
    "flat",
    "freebusy",
    "one_date",
    "overrides_of",
    "status_of",
    "vtimezone",
    "zone_info",
    "zones_in",
]
