"""The closed list of refusals, and who edits the draft."""

from __future__ import annotations

from enum import StrEnum

from mutua.pole.models import Member


class No(StrEnum):
    NOT_THE_SAFETY_OFFICER = "not_the_safety_officer"
    NOT_THE_SAFETY_COORDINATION = "not_the_safety_coordination"
    UNKNOWN_FAMILY = "unknown_family"
    SITUATION_MISSING = "situation_missing"
    LOWERED_WITHOUT_REASON = "lowered_without_reason"
    FREQUENCY_WITHOUT_REASON = "frequency_without_reason"
    MEASURE_STATE = "measure_state"
    MEASURE_OWNER = "measure_owner"
    EMPTY_DOCUMENT = "empty_document"
    NOTHING_RATED = "nothing_rated"
    ADOPTION_OPEN = "adoption_open"
    NO_ADOPTION = "no_adoption"
    ADOPTION_CLOSED = "adoption_closed"
    NOT_A_SIGNATORY = "not_a_signatory"
    ALREADY_SIGNED = "already_signed"
    NOT_YOUR_PAIR = "not_your_pair"
    IN_THE_FUTURE = "in_the_future"
    LINK_TOO_LONG = "link_too_long"
    NOT_YOUR_LINK = "not_your_link"
    DRAFT_CHANGED = "draft_changed"
    FORM_TAKEN = "form_taken"
    REPORT_NOT_KEPT = "report_not_kept"
    NOT_THE_PLACE_HEAD = "not_the_place_head"
    PLAN_WITHOUT_WORDS = "plan_without_words"
    SHEET_CHANGED = "sheet_changed"
    SHARES_NOT_WHOLE = "shares_not_whole"
    NOT_DONE_YET = "not_done_yet"
    NOT_YOUR_OPERATION = "not_your_operation"
    DATES_BACKWARDS = "dates_backwards"
    PLAN_INCOMPLETE = "plan_incomplete"
    SIGNER_MISSING = "operation_signer_missing"
    SIGNER_IS_COLLECTOR = "operation_signer_is_collector"
    LINK_TO_ONESELF = "operation_link_to_oneself"
    LINK_OF_OTHER_WORDS = "operation_link_of_other_words"
    RATED_HERE = "rated_here"
    NOT_ALIKE = "not_alike"
    REMARK_WITHOUT_STRUCTURE = "remark_without_structure"
    ALREADY_ANSWERED = "already_answered"
    PHOTO_WITHOUT_WORDS = "photo_without_words"
    PHOTOS_FULL = "risk_photos_full"
    NOT_YOUR_PEOPLE = "not_your_people"
    BEYOND_EXPOSED = "beyond_exposed"
    READER_WITHOUT_EMPLOYER = "reader_without_employer"
    READER_WITHOUT_PERIOD = "reader_without_period"
    READER_WITHOUT_PLACE = "reader_without_place"
    UNIT_STATE = "unit_state"
    ASIDE_WITHOUT_REASON = "aside_without_reason"
    DROPPED_WITHOUT_REASON = "dropped_without_reason"
    NOT_MERGEABLE = "not_mergeable"
    TOO_MANY_REPORTS = "too_many_reports"
    NOT_YOUR_CODE = "not_your_code"
    DUE_IN_THE_PAST = "due_in_the_past"
    NOBODY_TO_PROTECT = "nobody_to_protect"
    NOT_THE_HOST = "not_the_host"
    EMISSION_WITHOUT_REASON = "emission_without_reason"
    EMISSION_UNCHANGED = "emission_unchanged"


def may_edit(member: Member) -> bool:
    return member.is_coordinator or member.is_safety_officer


def why_not_edit(member: Member) -> No | None:
    """The draft belongs to the safety officer and the coordination."""
    return None if may_edit(member) else No.NOT_THE_SAFETY_OFFICER
