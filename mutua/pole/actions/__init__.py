"""The verbs of people and structures."""

from mutua.pole.actions.invitations import (
    accept_invitation,
    invite,
    revoke_invitation,
)
from mutua.pole.actions.people import (
    add_person,
    affiliate,
    leave_structure,
    make_token,
)
from mutua.pole.actions.poles import (
    create_pole,
    give_office,
    take_office,
)
from mutua.pole.actions.signing_in import (
    ask_for_link,
    ask_for_reset,
    change_password,
    check_password,
    count_failure,
    link_hash,
    open_session,
    reset_password,
    revoke_session,
    use_link,
    why_not_use,
)
from mutua.pole.actions.structures import (
    add_structure,
    set_membership_state,
)

__all__ = [
    "accept_invitation",
    "add_person",
    "add_structure",
    "affiliate",
    "ask_for_link",
    "ask_for_reset",
    "change_password",
    "check_password",
    "count_failure",
    "create_pole",
    "give_office",
    "invite",
    "leave_structure",
    "link_hash",
    "make_token",
    "open_session",
    "reset_password",
    "revoke_invitation",
    "revoke_session",
    "set_membership_state",
    "take_office",
    "use_link",
    "why_not_use",
]
