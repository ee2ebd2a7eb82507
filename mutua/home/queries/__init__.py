"""Every SELECT of the home room."""

from mutua.home.queries.health import MailWaiting, mail_waiting, revision_or_none
from mutua.home.queries.menu import COUNTS, counts, poles_with_structures
from mutua.home.queries.report import (
    Asked,
    Missed,
    Premises,
    Refusal,
    Share,
    Stay,
    Use,
    most_asked,
    premises_of,
    refusals,
    sharing,
    stays_in_premises,
    unmet,
    use_by_month,
)
from mutua.home.queries.today import Balance, Brief, Habit, balance_of, exchanges_waiting, habits, held_by, pole_dates

__all__ = [
    "COUNTS",
    "counts",
    "Asked",
    "Balance",
    "Brief",
    "Habit",
    "MailWaiting",
    "Missed",
    "Premises",
    "Refusal",
    "Share",
    "Stay",
    "Use",
    "balance_of",
    "exchanges_waiting",
    "habits",
    "held_by",
    "mail_waiting",
    "most_asked",
    "pole_dates",
    "poles_with_structures",
    "premises_of",
    "refusals",
    "revision_or_none",
    "sharing",
    "stays_in_premises",
    "unmet",
    "use_by_month",
]
