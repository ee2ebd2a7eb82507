"""Who is told what about bookings."""

from mutua.bookings.mails.letters import (
    booking_requested,
    deciders,
    occurrence_decided,
    occurrence_moved,
    occurrences_cancelled,
    send,
)
from mutua.bookings.mails.pleas import exception_asked
from mutua.bookings.mails.stopped import occurrence_resettled, occurrence_stopped, occurrence_withdrawn

__all__ = [
    "booking_requested",
    "deciders",
    "exception_asked",
    "occurrence_decided",
    "occurrence_moved",
    "occurrence_resettled",
    "occurrence_stopped",
    "occurrence_withdrawn",
    "occurrences_cancelled",
    "send",
]
