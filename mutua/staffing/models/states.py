"""The states of an arrangement, the verbs that move it, and who may (law/exchanges-and-staff.md 4.4): one table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    DRAFT = "draft"
    REGIME_CHECKED = "regime_checked"
    TERMS_AGREED = "terms_agreed"
    CONSENTED = "consented"
    REFUSED = "refused"
    CSE_DONE = "cse_done"
    APPROVED = "approved"
    SENT_BACK = "sent_back"
    DECLINED = "declined"
    SIGNED = "signed"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    AMENDING = "amending"
    ENDED = "ended"
    RETURNED = "returned"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Party(StrEnum):
    """As whom somebody acts on an arrangement; one person may be several. CLOCK is the worker."""

    LENDER = "lender"
    HOST = "host"
    EMPLOYEE = "employee"
    COORDINATOR = "coordinator"
    CLOCK = "clock"


class Verb(StrEnum):
    OPEN = "open"
    CHECK_REGIME = "check_regime"
    WRITE_TERMS = "write_terms"
    NAME_EMPLOYEE = "name_employee"
    AGREE = "agree"
    CONSENT = "consent"
    REFUSE = "refuse"
    REVISE = "revise"
    RECORD_CSE = "record_cse"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    DECLINE = "decline"
    SIGN = "sign"
    BRIEF = "brief"
    START = "start"
    ENTER_HOURS = "enter_hours"
    SUSPEND = "suspend"
    RESUME = "resume"
    AMEND = "amend"
    DROP_AMENDMENT = "drop_amendment"
    END = "end"
    CONFIRM_RETURN = "confirm_return"
    RETURN = "return"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"


@dataclass(frozen=True)
class Move:
    """Where a verb leads, and which parties may use it."""

    to: State
    by: frozenset[Party]


L, H, E, C = Party.LENDER, Party.HOST, Party.EMPLOYEE, Party.COORDINATOR
S = State


def _to(state: State, *by: Party) -> Move:
    return Move(state, frozenset(by))


_WITHDRAW = {Verb.WITHDRAW: _to(S.WITHDRAWN, L, H), Verb.EXPIRE: _to(S.EXPIRED, Party.CLOCK)}
# Once asked, the employee may take the word back until it is signed: it ends as every withdrawal does.
_AFTER_CONSENT = {
    Verb.WITHDRAW: _to(S.WITHDRAWN, L, H, E),
    Verb.EXPIRE: _to(S.EXPIRED, Party.CLOCK),
    Verb.REVISE: _to(S.REGIME_CHECKED, L, H),
}

# A verb that leads to its own state writes a dated row and waits for another party.
NEXT_STATES: dict[State, dict[Verb, Move]] = {
    S.DRAFT: {Verb.CHECK_REGIME: _to(S.REGIME_CHECKED, L, H), **_WITHDRAW},
    S.REGIME_CHECKED: {
        Verb.WRITE_TERMS: _to(S.REGIME_CHECKED, L, H),
        Verb.NAME_EMPLOYEE: _to(S.REGIME_CHECKED, L),
        Verb.AGREE: _to(S.TERMS_AGREED, L, H),
        **_WITHDRAW,
    },
    # The host cannot reopen the terms here: an answer to its try would tell what the employee said.
    S.TERMS_AGREED: {
        Verb.CONSENT: _to(S.CONSENTED, E, L),
        Verb.REFUSE: _to(S.REFUSED, E),
        Verb.REVISE: _to(S.REGIME_CHECKED, L),
        **_WITHDRAW,
    },
    S.CONSENTED: {Verb.RECORD_CSE: _to(S.CSE_DONE, L, H), **_AFTER_CONSENT},
    # A wrong opinion is corrected until the first signature; after an approval the coordination looks again.
    S.CSE_DONE: {
        Verb.RECORD_CSE: _to(S.CSE_DONE, L, H),
        Verb.APPROVE: _to(S.APPROVED, C),
        Verb.SEND_BACK: _to(S.SENT_BACK, C),
        Verb.DECLINE: _to(S.DECLINED, C),
        **_AFTER_CONSENT,
    },
    S.SENT_BACK: {Verb.RECORD_CSE: _to(S.CSE_DONE, L, H), **_AFTER_CONSENT},
    S.APPROVED: {
        Verb.RECORD_CSE: _to(S.CSE_DONE, L, H),
        Verb.SIGN: _to(S.SIGNED, L, H, E),
        **_AFTER_CONSENT,
    },
    S.SIGNED: {
        Verb.BRIEF: _to(S.SIGNED, H),
        Verb.START: _to(S.ACTIVE, Party.CLOCK),
        Verb.END: _to(S.ENDED, L, H, E),
    },
    S.ACTIVE: {
        Verb.ENTER_HOURS: _to(S.ACTIVE, H),
        Verb.SUSPEND: _to(S.SUSPENDED, L, H, E),
        Verb.AMEND: _to(S.AMENDING, L, H),
        Verb.END: _to(S.ENDED, L, H, E, Party.CLOCK),
    },
    # What was worked before the suspension is still to be noted, and paid.
    S.SUSPENDED: {
        Verb.ENTER_HOURS: _to(S.SUSPENDED, H),
        Verb.RESUME: _to(S.ACTIVE, L, H, E),
        Verb.END: _to(S.ENDED, L, H, E, Party.CLOCK),
    },
    # The loan goes on under the signed terms while new ones are prepared. Safety and health wait for no answer: who
    # suspends or ends it gives the change up.
    S.AMENDING: {
        Verb.ENTER_HOURS: _to(S.AMENDING, H),
        Verb.SUSPEND: _to(S.SUSPENDED, L, H, E),
        Verb.WRITE_TERMS: _to(S.AMENDING, L, H),
        Verb.AGREE: _to(S.AMENDING, L, H),
        Verb.CONSENT: _to(S.AMENDING, E, L),
        Verb.REFUSE: _to(S.ACTIVE, E),
        Verb.SIGN: _to(S.ACTIVE, L, H, E),
        Verb.DROP_AMENDMENT: _to(S.ACTIVE, L, H),
        Verb.END: _to(S.ENDED, L, H, E, Party.CLOCK),
    },
    S.ENDED: {
        Verb.ENTER_HOURS: _to(S.ENDED, H),
        Verb.CONFIRM_RETURN: _to(S.ENDED, E, L),
        Verb.RETURN: _to(S.RETURNED, L),
    },
    S.RETURNED: {Verb.CLOSE: _to(S.CLOSED, L)},
}

# Three ends, one wording, shown to host and coordination when the time for reflection is over.
NOT_PURSUED = frozenset({S.REFUSED, S.WITHDRAWN, S.EXPIRED})
UNDER_WAY = frozenset({S.ACTIVE, S.SUSPENDED, S.AMENDING})
BEFORE_CONSENT = frozenset({S.DRAFT, S.REGIME_CHECKED, S.TERMS_AGREED})
BEFORE_SIGNATURE = BEFORE_CONSENT | {S.CONSENTED, S.CSE_DONE, S.SENT_BACK, S.APPROVED}
# What engages a structure is a manager's: a member may ask, write and withdraw what they asked for.
FOR_MANAGERS = frozenset(Verb) - {Verb.CHECK_REGIME, Verb.WRITE_TERMS, Verb.WITHDRAW, Verb.ENTER_HOURS, Verb.BRIEF}
