"""The one reader of iCalendar: bytes from outside to values, or a reason why not."""

from mutua.calendars.reading.events import Given, GivenDate, Unreadable, read_event
from mutua.calendars.reading.slots import WrongDates, slots_of

__all__ = ["Given", "GivenDate", "Unreadable", "WrongDates", "read_event", "slots_of"]
