"""From what is typed to what is asked."""

from mutua.bookings.forms.booking import (
    ACCEPTED,
    HOW_MANY,
    KINDS,
    LENGTHS,
    LONGEST_STAY,
    OTHER,
    BookingForm,
    MoveForm,
    Named,
    Other,
    ReasonForm,
    SearchForm,
    WordsForm,
    other,
    series_error,
)
from mutua.bookings.forms.ranges import RangeForm
from mutua.bookings.forms.repeating import REPEATS, rule

__all__ = [
    "ACCEPTED",
    "BookingForm",
    "HOW_MANY",
    "KINDS",
    "LENGTHS",
    "LONGEST_STAY",
    "MoveForm",
    "Named",
    "OTHER",
    "Other",
    "REPEATS",
    "RangeForm",
    "ReasonForm",
    "SearchForm",
    "WordsForm",
    "other",
    "rule",
    "series_error",
]
