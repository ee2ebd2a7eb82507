"""Why not: the rules of staff sharing, and who sees what."""

from mutua.staffing.rules.codes import No
from mutua.staffing.rules.longest import host_kind, last_day, longest, why_not_last
from mutua.staffing.rules.moves import (
    has_conflict,
    is_asked,
    is_begun,
    may_start,
    side_for,
    why_not,
    why_not_agree,
    why_not_answer,
    why_not_cost,
    why_not_cse,
    why_not_decide,
    why_not_open,
    why_not_return,
    why_not_sign,
    why_not_write,
)
from mutua.staffing.rules.regime import HostKind
from mutua.staffing.rules.sight import ends_unseen, parties_of, sees_documents, sees_name, sees_pay, shown_state
from mutua.staffing.rules.signing import is_complete, link_opens, link_sides, signing_side, why_not_sign_here
from mutua.staffing.rules.thinking import (
    change_ends_at,
    has_agreed,
    has_dropped,
    is_change_over,
    reflection_end,
    unseen_answer,
)
from mutua.staffing.rules.turn import seems_awaited, whose_turn

__all__ = [
    "is_begun",
    "is_complete",
    "link_opens",
    "link_sides",
    "signing_side",
    "why_not_sign_here",
    "No",
    "change_ends_at",
    "has_dropped",
    "is_change_over",
    "seems_awaited",
    "unseen_answer",
    "ends_unseen",
    "has_agreed",
    "has_conflict",
    "is_asked",
    "may_start",
    "parties_of",
    "reflection_end",
    "sees_documents",
    "sees_name",
    "sees_pay",
    "shown_state",
    "side_for",
    "whose_turn",
    "why_not",
    "why_not_agree",
    "why_not_answer",
    "why_not_cost",
    "why_not_cse",
    "why_not_decide",
    "why_not_open",
    "why_not_return",
    "why_not_sign",
    "HostKind",
    "host_kind",
    "last_day",
    "longest",
    "why_not_last",
    "why_not_write",
]
