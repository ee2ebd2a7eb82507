"""What resources refuse."""

from __future__ import annotations

from enum import StrEnum


class No(StrEnum):
    SLOT_TAKEN = "slot_taken"
    NOT_THE_OWNER = "not_the_owner"
    UNITS_IN_USE = "units_in_use"
    RETIRED_ALREADY = "retired_already"
    LAST_UNIT = "last_unit"
    TOO_MANY_UNITS = "too_many_units"
    UNIT_NAMED_ALREADY = "unit_named_already"
    UNIT_OF_SOMEBODY = "unit_of_somebody"
    MADE_OF_PARTS = "made_of_parts"
    NO_TARGET = "no_target"
    DATES_AHEAD = "dates_ahead"
    NO_PART = "no_part"
    DATES_TO_CANCEL = "dates_to_cancel"
    RESOURCE_CHANGED = "resource_changed"
    MANAGERS_ALONE = "managers_alone"
    NOT_ON_THE_LIST = "not_on_the_list"
    POLE_NOT_OPEN = "pole_not_open"
    STAFF_STAYS = "staff_stays"
    NO_SUCH_POLE = "no_such_pole"
    TOO_SHORT = "too_short"
    PEAK_TOO_LONG = "peak_too_long"
    OWNER_FIRST = "owner_first"
    TOO_LATE_TO_CHANGE = "too_late_to_change"
    TOO_LATE_TO_CANCEL = "too_late_to_cancel"
    QUOTA_OF_STRUCTURE = "quota_of_structure"
    QUOTA_OF_PERSON = "quota_of_person"
    TERMS_TO_ACCEPT = "terms_to_accept"
    NOT_ENTITLED = "not_entitled"
    TOO_MANY_PHOTOS = "too_many_photos"
    PAPER_KEPT_BACK = "paper_kept_back"
    ENTITLED_TOO_SHORT = "entitled_too_short"
