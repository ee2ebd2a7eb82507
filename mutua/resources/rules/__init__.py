"""Why not: the rules of resources."""

from mutua.resources.rules.distance import Position, metres
from mutua.resources.rules.entitled import Lack, lacks, last_day, why_not_record
from mutua.resources.rules.gates import (
    hours_of_others,
    is_late,
    opens_to_others,
    touches,
    why_not_admit,
    why_not_cancel_so_late,
    why_not_change_so_late,
    why_not_last,
    why_not_yet,
)
from mutua.resources.rules.papers import may_enter, why_not_read
from mutua.resources.rules.parts import left_without, parts_among, wholes_among, why_not_part
from mutua.resources.rules.quotas import Excess, Use, bounds, excess, reach
from mutua.resources.rules.refusals import No
from mutua.resources.rules.sheet import why_not_edit, why_not_open, why_not_share
from mutua.resources.rules.week import Days, days_alike

__all__ = [
    "Days",
    "Excess",
    "Lack",
    "No",
    "Position",
    "Use",
    "bounds",
    "days_alike",
    "excess",
    "hours_of_others",
    "is_late",
    "lacks",
    "last_day",
    "left_without",
    "metres",
    "opens_to_others",
    "parts_among",
    "reach",
    "touches",
    "wholes_among",
    "why_not_admit",
    "why_not_cancel_so_late",
    "why_not_change_so_late",
    "why_not_edit",
    "why_not_last",
    "why_not_open",
    "may_enter",
    "why_not_part",
    "why_not_read",
    "why_not_record",
    "why_not_share",
    "why_not_yet",
]
