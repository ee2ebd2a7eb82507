"""Who is told what about bookings."""

from mutua.bookings.mails.letters import (
    booking_requested,
    dates_decided,
    deciders,
    occurrences_cancelled,
    occurrences_left,
    occurrences_moved,
    send,
)
from mutua.bookings.mails.pleas import exception_asked
from mutua.bookings.mails.stopped import occurrence_resettled, occurrence_stopped, occurrence_withdrawn

__all__ = [
    "booking_requested",
    "dates_decided",
    "deciders",
    "exception_asked",
    "occurrence_resettled",
    "occurrence_stopped",
    "occurrence_withdrawn",
    "occurrences_cancelled",
    "occurrences_left",
    "occurrences_moved",
    "send",
]
