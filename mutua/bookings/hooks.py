"""Where higher rooms hang on: each named hook is declared here and connected in `app.py` alone."""

from dataclasses import dataclass

from blinker import Signal

# Sent with the Booking, inside its transaction, after any change of its dates, times or states; `new` when it was made
# just now.
occurrences_changed = Signal("occurrences_changed")

# Sent with the Booking, a member and the moment, when its page is shown: whoever books, or decides, is told first what
# the booking would cross. Receivers answer a list of Note.
before_confirming = Signal("before_confirming")


@dataclass(frozen=True)
class Note:
    """Something to know before a booking is confirmed, in the reader's words; `link` names what `url` opens."""

    tone: str  # ok waiting refused info
    title: str
    text: str = ""
    url: str = ""
    link: str = ""
