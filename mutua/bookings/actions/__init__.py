"""The verbs of booking: ask the rules, hold the units, write, tell. One file a group of verbs."""

from mutua.bookings.actions.changing import cancel_occurrences, edit_booking, move_occurrence, retry_occurrence
from mutua.bookings.actions.deciding import (
    approve_booking,
    approve_line,
    decline_booking,
    decline_line,
    finish_past,
    mark_no_show,
)
from mutua.bookings.actions.opening import open_form
from mutua.bookings.actions.pleading import ask_exception
from mutua.bookings.actions.requesting import USUAL_PROFILE, request_booking
from mutua.bookings.actions.rescheduling import reschedule_booking
from mutua.bookings.actions.retiring import Ahead, Choice, Outcome, change_parts, retire_resource, retire_unit
from mutua.bookings.actions.shifting import move_dates
from mutua.bookings.actions.stopping import stop_resource, stopped_by

__all__ = [
    "USUAL_PROFILE",
    "Ahead",
    "Choice",
    "Outcome",
    "approve_booking",
    "approve_line",
    "ask_exception",
    "cancel_occurrences",
    "change_parts",
    "decline_booking",
    "decline_line",
    "edit_booking",
    "finish_past",
    "mark_no_show",
    "move_dates",
    "move_occurrence",
    "open_form",
    "request_booking",
    "reschedule_booking",
    "retire_resource",
    "retire_unit",
    "retry_occurrence",
    "stop_resource",
    "stopped_by",
]
