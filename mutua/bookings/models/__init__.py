"""Tables and states of bookings."""

from mutua.bookings.models import desk, guests, handover, notices, rounds, swap, waitlist
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
    is_on,
    usual_resources,
)
from mutua.bookings.models.late import LateCancellation
from mutua.bookings.models.lent import WorkSaid

__all__ = [
    "Booking",
    "LIVE",
    "LateCancellation",
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
    "WorkSaid",
    "desk",
    "guests",
    "handover",
    "is_on",
    "notices",
    "rounds",
    "swap",
    "usual_resources",
    "waitlist",
]
