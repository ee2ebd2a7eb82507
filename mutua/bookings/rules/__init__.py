"""Why not: the rules of bookings."""

from mutua.bookings.rules.dates import (
    No,
    approves_at_once,
    is_loan,
    is_service,
    may_open,
    shown_to,
    why_not_answer,
    why_not_book,
    why_not_change,
    why_not_decide,
    why_not_mark_no_show,
    why_not_move,
    why_not_seat,
)
from mutua.bookings.rules.why import LIFTABLE, stands_until

__all__ = [
    "LIFTABLE",
    "No",
    "approves_at_once",
    "is_loan",
    "is_service",
    "may_open",
    "shown_to",
    "stands_until",
    "why_not_answer",
    "why_not_book",
    "why_not_change",
    "why_not_decide",
    "why_not_mark_no_show",
    "why_not_move",
    "why_not_seat",
]
