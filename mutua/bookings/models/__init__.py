"""Tables and states of bookings."""

from mutua.bookings.models.dates import (
    LIVE,
    NEXT_STATES,
    Booking,
    Line,
    LineState,
    Occurrence,
    Profile,
    Scope,
    Slot,
    Source,
    State,
    Wish,
)

__all__ = [
    "Booking",
    "LIVE",
    "Line",
    "LineState",
    "NEXT_STATES",
    "Occurrence",
    "Profile",
    "Scope",
    "Slot",
    "Source",
    "State",
    "Wish",
]
