"""The verbs of calendars: write a booking's event, make and end feeds, answer programs that write."""

from mutua.bookings.hooks import occurrences_changed
from mutua.calendars.actions.dav_events import expanded, with_lines
from mutua.calendars.actions.dav_keys import (
    count_wrong_password,
    make_dav_password,
    mark_password_used,
    revoke_dav_password,
    set_look,
)
from mutua.calendars.actions.dav_objects import (
    cancel_event,
    change_event,
    create_event,
    move_event,
    wish_of,
)
from mutua.calendars.actions.events import write_apart, write_event
from mutua.calendars.actions.feeds import make_feed, mark_used, renew_feed, revoke_feed
from mutua.calendars.actions.forgetting import forget_keys
from mutua.calendars.actions.guests import answer_guest, ask_guest, forget_guests, tell_guests, withdraw_guest
from mutua.calendars.actions.invitations import choose_way, invite_person
from mutua.calendars.actions.old import book_old, drop_old, keep_old, read_old, take_old
from mutua.calendars.actions.outside import (
    add_outside,
    address_of,
    lease,
    look,
    read_file,
    read_soon,
    remove_outside,
    settle,
    take_file,
)
from mutua.calendars.actions.refusals import keep_refusal, tried_to_change, tried_to_write
from mutua.pole.hooks import erased

__all__ = [
    "answer_guest",
    "ask_guest",
    "forget_guests",
    "tell_guests",
    "withdraw_guest",
    "book_old",
    "drop_old",
    "keep_old",
    "read_old",
    "take_old",
    "add_outside",
    "address_of",
    "lease",
    "look",
    "read_file",
    "read_soon",
    "remove_outside",
    "settle",
    "take_file",
    "cancel_event",
    "change_event",
    "choose_way",
    "connect",
    "count_wrong_password",
    "create_event",
    "expanded",
    "invite_person",
    "keep_refusal",
    "make_dav_password",
    "make_feed",
    "mark_password_used",
    "mark_used",
    "move_event",
    "renew_feed",
    "revoke_dav_password",
    "revoke_feed",
    "set_look",
    "tried_to_change",
    "tried_to_write",
    "wish_of",
    "with_lines",
    "write_apart",
    "write_event",
]


def connect() -> None:
    """Hang the writer of events, then the letters to who booked and to their guests, on the bookings hook."""
    occurrences_changed.connect(write_event)
    occurrences_changed.connect(invite_person)
    occurrences_changed.connect(tell_guests)
    erased.connect(forget_keys)
