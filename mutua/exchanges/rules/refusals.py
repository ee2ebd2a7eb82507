"""The closed list of what exchanges refuse."""

from __future__ import annotations

from enum import StrEnum


class No(StrEnum):
    EXCHANGE_NO_STRUCTURE = "exchange_no_structure"
    SAME_STRUCTURE = "same_structure"
    NOT_MEMBERS = "not_members"
    NOT_MEMBERS_THEN = "not_members_then"
    NOTHING_EXCHANGED = "nothing_exchanged"
    TOO_MUCH = "too_much"
    WRONG_UNIT = "wrong_unit"
    STAFF_LOAN = "staff_loan"
    EVENT_AHEAD = "event_ahead"
    EVENT_TOO_OLD = "event_too_old"
    PERIOD_CLOSED = "period_closed"
    NOT_A_PARTY = "not_a_party"
    EXCHANGE_STATE = "exchange_state"
    VERSION_CHANGED = "version_changed"
    ALREADY_CONFIRMED = "already_confirmed"
    SAME_PERSON = "same_person"
    NOT_YOUR_PROPOSAL = "not_your_proposal"
    NOTHING_CHANGED = "nothing_changed"
    MIRROR_ONLY = "mirror_only"
    REVERSAL_OF_REVERSAL = "reversal_of_reversal"
    ALREADY_DISPUTED = "already_disputed"
    OWN_PROPOSAL = "own_proposal"
    NOT_DISPUTED = "not_disputed"
    NOT_YOUR_DISPUTE = "not_your_dispute"
    NOT_THE_MEDIATOR = "not_the_mediator"
    MONTH_NOT_OVER = "month_not_over"
    ALREADY_CLOSED = "already_closed"
    WRONG_DELAY = "wrong_delay"
    UNREAD_WARNING = "unread_warning"
    SENT_TWICE = "sent_twice"
    UNTIL_PAST = "until_past"
    UNTIL_TOO_FAR = "until_too_far"
    LISTING_CLOSED = "listing_closed"
    NOT_YOUR_LISTING = "not_your_listing"
    OWN_LISTING = "own_listing"
    TOO_MANY_PICTURES = "too_many_pictures"
    MANY_PROOFS = "many_proofs"
    NO_PICTURE = "no_picture"
    UNREADABLE_PICTURE = "unreadable_picture"
    NOT_OUR_MANAGER = "not_our_manager"
    NO_CLASS_EIGHT = "no_class_eight"
    ALREADY_SETTLED = "already_settled"
    WRONG_ACCOUNT = "wrong_account"
    WRONG_VALUE = "wrong_value"
    YEAR_NOT_CLOSED = "year_not_closed"
    YEARS_SETTLED = "years_settled"
    WRONG_MONTH = "wrong_month"
    WRONG_LENGTH = "wrong_length"
    WRONG_TRANSITION = "wrong_transition"
    DISPUTE_LATE = "dispute_late"
    NOTHING_RECEIVED = "nothing_received"
    NOT_VALUED = "not_valued"
    NOT_JUDGED = "not_judged"
    NO_REASON = "no_reason"
    NO_GROUP = "no_group"
    HABIT_SPAN = "habit_span"
    HABIT_NOT_DEAL = "habit_not_deal"
    EMPTY_SEARCH = "empty_search"
    TOO_MANY_SEARCHES = "too_many_searches"


# Somebody else was faster (409), or the right is missing (403); every other refusal is a rule (422).
FASTER = (
    No.VERSION_CHANGED,
    No.ALREADY_CONFIRMED,
    No.EXCHANGE_STATE,
    No.SENT_TWICE,
    No.ALREADY_DISPUTED,
    No.ALREADY_SETTLED,
)
RIGHTLESS = (
    No.NOT_A_PARTY,
    No.NOT_YOUR_PROPOSAL,
    No.NOT_YOUR_DISPUTE,
    No.NOT_THE_MEDIATOR,
    No.NOT_YOUR_LISTING,
    No.EXCHANGE_NO_STRUCTURE,
    No.NOT_OUR_MANAGER,
)
