"""The verbs of exchanges: ask the rules, write, tell. The caller owns the transaction."""

from mutua.exchanges.actions import versions
from mutua.exchanges.actions.contribution import judge, lead_over, set_first_month, settle_year, value
from mutua.exchanges.actions.deciding import confirm, confirm_many, dispute, expire_past, refuse, settle, withdraw
from mutua.exchanges.actions.delay import remind_and_assent, set_rules
from mutua.exchanges.actions.from_bookings import propose_from_finished, propose_from_line
from mutua.exchanges.actions.listing import (
    add_picture,
    answer_listing,
    close_listing,
    publish,
    remove_picture,
    renew_listing,
)
from mutua.exchanges.actions.pole import close_period, set_limit, switch_mode
from mutua.exchanges.actions.proofs import add_proof, remove_proof
from mutua.exchanges.actions.proposing import beyond_limit, counter, propose, send_draft
from mutua.exchanges.actions.reversing import propose_reversal
from mutua.exchanges.actions.search import (
    forget_search,
    index,
    index_listings,
    save_search,
    tell_searchers,
    warn_of_end,
)
from mutua.exchanges.actions.standing import hold_session, propose_standing, set_up, stop

__all__ = [
    "add_proof",
    "remove_proof",
    "beyond_limit",
    "judge",
    "lead_over",
    "set_first_month",
    "forget_search",
    "index",
    "index_listings",
    "save_search",
    "tell_searchers",
    "warn_of_end",
    "hold_session",
    "propose_standing",
    "set_up",
    "stop",
    "add_picture",
    "answer_listing",
    "close_listing",
    "close_period",
    "confirm",
    "confirm_many",
    "counter",
    "dispute",
    "expire_past",
    "propose",
    "propose_from_finished",
    "propose_from_line",
    "propose_reversal",
    "publish",
    "refuse",
    "remove_picture",
    "remind_and_assent",
    "renew_listing",
    "send_draft",
    "set_limit",
    "set_rules",
    "settle",
    "switch_mode",
    "settle_year",
    "value",
    "versions",
    "withdraw",
]
