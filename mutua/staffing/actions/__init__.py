"""The verbs of staff sharing."""

from mutua.staffing.actions.clock import advance, expire_past
from mutua.staffing.actions.consent import consent, refuse, withdraw
from mutua.staffing.actions.decision import decide, record_cse
from mutua.staffing.actions.hours import answer_hours, enter_hours, state_month, take_back_hours, validate_hours
from mutua.staffing.actions.loan import (
    amend,
    brief,
    bring_paper,
    close,
    confirm_return,
    drop_amendment,
    end,
    resume,
    suspend,
    take_back,
)
from mutua.staffing.actions.people import Wanted, attest, declare_schedule, name_time, record_derogation
from mutua.staffing.actions.purge import purge, warn_of_purge
from mutua.staffing.actions.request import (
    Named,
    Request,
    agree,
    check_regime,
    hours_check,
    known_as,
    name_employee,
    open_request,
    revise,
    write_terms,
)
from mutua.staffing.actions.signing import ask_code, ask_code_by_link, send_link, sign, sign_by_link
from mutua.staffing.actions.watch import remind, see, watch, watch_all

__all__ = [
    "Wanted",
    "record_derogation",
    "purge",
    "warn_of_purge",
    "remind",
    "see",
    "watch",
    "watch_all",
    "sign_by_link",
    "sign",
    "send_link",
    "ask_code_by_link",
    "ask_code",
    "Named",
    "Request",
    "advance",
    "agree",
    "amend",
    "answer_hours",
    "attest",
    "brief",
    "bring_paper",
    "check_regime",
    "close",
    "confirm_return",
    "consent",
    "decide",
    "declare_schedule",
    "drop_amendment",
    "end",
    "enter_hours",
    "expire_past",
    "hours_check",
    "known_as",
    "name_employee",
    "name_time",
    "open_request",
    "record_cse",
    "refuse",
    "resume",
    "revise",
    "suspend",
    "take_back",
    "take_back_hours",
    "state_month",
    "validate_hours",
    "withdraw",
    "write_terms",
]
